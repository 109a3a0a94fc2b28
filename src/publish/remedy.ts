import type { Login } from './login-inputs.ts';
import { type ImageName, registryOf } from './reference.ts';

/** A registry that does not take what would be published. */
export interface Refusal {
  name: ImageName;
  status: number;
  /** What it said. */
  reason: string;
  /** Where the credentials come from; undefined where there are none. */
  from: Login['input'] | 'docker' | undefined;
}

type Remedy = (refusal: Refusal, path: string) => string;

const LOGIN = 'set username and password, or log in before this step';
const PACKAGES =
  'give the job "permissions: packages: write"; where the package was made by another repository, give this one the role Write ' +
  'in the settings of the package (Manage Actions access). In runs for forks and for Dependabot the token only reads: push: auto ' +
  'builds there without publishing';

/** What to do at registries that are known, by their names; the first one counts. */
const REMEDIES: readonly [RegExp, Remedy][] = [
  [
    /^ghcr\.io$/,
    ({ from }) =>
      from === 'github-token'
        ? PACKAGES
        : `use a token with the scope write:packages, or the job's own: leave out username and password, and ${PACKAGES}`,
  ],
  [
    /^docker\.io$/,
    (_, path) =>
      path.startsWith('library/')
        ? 'write the namespace too, such as acme/app'
        : `use the name of a user who may push to ${path}, and a personal access token of theirs with Read & Write`,
  ],
  [
    /\.dkr\.ecr[\w.-]*\.amazonaws\.com/,
    ({ name, status }, path) =>
      status === 404
        ? `create it: aws ecr create-repository --region ${registryOf(name).split('.')[3]} --repository-name ${path}`
        : 'allow ecr:InitiateLayerUpload, UploadLayerPart, CompleteLayerUpload, PutImage, BatchCheckLayerAvailability and ' +
          'BatchGetImage; the password that "aws ecr get-login-password" prints is good for 12 hours',
  ],
  [
    /^public\.ecr\.aws$/,
    (_, path) =>
      `create it where it is not there: aws ecr-public create-repository --region us-east-1 --repository-name ${path.replace(/^[^/]*\//, '')}; log in with what "aws ecr-public get-login-password" prints`,
  ],
  [
    /\.pkg\.dev$|(?:^|\.)gcr\.io$/,
    (_, path) =>
      `see that the repository ${path.split('/').slice(0, 2).join('/')} is there (gcloud artifacts repositories create), and give the account the role roles/artifactregistry.writer`,
  ],
  [/\.azurecr\.io$/, () => 'give the service principal or token the role AcrPush'],
  [/^quay\.io$/, () => 'give the robot account the permission Write on the repository, or Creator on the organisation'],
  [
    /gitlab/,
    (_, path) => `see that ${path} is a project, or a name below one, and that the token has the scope write_registry`,
  ],
];

/** A refusal told to the reader: who was refused where, what the registry said, and what to do. */
export function explainRefusal(refusal: Refusal): string {
  const { name, status, reason, from } = refusal;
  const registry = registryOf(name);
  const who =
    from === undefined ? 'nobody is logged in' : `the credentials of ${from === 'docker' ? 'the docker CLI' : from}`;
  const known = REMEDIES.find(([pattern]) => pattern.test(registry))?.[1];
  const common =
    status === 404 ? 'create it there, or correct the name' : 'let that user push there, or log in as another';
  const remedy =
    from === undefined && status !== 404 ? LOGIN : (known?.(refusal, name.slice(registry.length + 1)) ?? common);
  return `push: ${name} can't be pushed to (${who}); ${remedy}. The registry said: ${reason}`;
}
