import assert from 'node:assert/strict';
import test from 'node:test';
import { explainRefusal, type Refusal } from '../../src/publish/remedy.ts';

for (const [name, status, from, expected] of [
  [
    'ghcr.io/acme/app',
    403,
    'github-token',
    /\(the credentials of github-token\); give the job "permissions: packages: write"; .*Manage Actions access.*push: auto/,
  ],
  ['ghcr.io/acme/app', 403, 'username', /\(the credentials of username\); use a token with the scope write:packages/],
  ['ghcr.io/acme/app', 401, undefined, /\(nobody is logged in\); set username and password, or log in before/],
  ['docker.io/acme/app', 401, 'registry-auth', /who may push to acme\/app, and a personal access token/],
  ['docker.io/library/app', 401, 'docker', /\(the credentials of the docker CLI\); write the namespace too/],
  [
    '1.dkr.ecr.eu-west-1.amazonaws.com/acme/app',
    404,
    'docker',
    /create it: aws ecr create-repository --region eu-west-1 --repository-name acme\/app/,
  ],
  ['1.dkr.ecr.eu-west-1.amazonaws.com/acme/app', 403, 'docker', /allow ecr:InitiateLayerUpload/],
  [
    'public.ecr.aws/x1/acme/app',
    404,
    'username',
    /aws ecr-public create-repository --region us-east-1 --repository-name acme\/app/,
  ],
  [
    'europe-docker.pkg.dev/project/repo/app',
    404,
    'username',
    /repository project\/repo is there.*artifactregistry\.writer/,
  ],
  ['eu.gcr.io/project/app', 403, 'username', /artifactregistry\.writer/],
  ['acme.azurecr.io/app', 401, 'username', /role AcrPush/],
  ['quay.io/acme/app', 401, 'username', /robot account the permission Write/],
  ['registry.gitlab.com/acme/app', 403, 'username', /see that acme\/app is a project.*write_registry/],
  ['r.io/app', 403, 'username', /; let that user push there, or log in as another\. /],
  ['r.io/app', 404, undefined, /; create it there, or correct the name\. /],
] as const satisfies readonly (readonly [string, number, Refusal['from'], RegExp])[])
  test(`explainRefusal ${name} ${status} ${from}`, () => {
    const text = explainRefusal({ name, status, from, reason: 'status 403: DENIED' });
    assert.match(text, expected);
    assert.ok(text.startsWith(`push: ${name} can't be pushed to (`));
    assert.ok(text.endsWith('. The registry said: status 403: DENIED'));
  });
