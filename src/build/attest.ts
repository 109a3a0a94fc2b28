import type { Complain } from '../inputs.ts';
import { formatAttributes, parseAttributes } from '../list.ts';

/** A statement that BuildKit puts beside the image, or is told not to. https://docs.docker.com/build/metadata/attestations/ */
export interface Attest {
  /** The input that says so. */
  input: string;
  /** `provenance` or `sbom` */
  type: string;
  /** How it is made; undefined: it is not. */
  attributes: readonly (readonly [string, string])[] | undefined;
}

const ADVICE: Readonly<Record<string, string>> = {
  provenance: 'true, false or mode=max',
  sbom: 'true, false or generator=name@sha256:…',
  attests: 'type=provenance,mode=max or type=sbom',
};

/** Not even what BuildKit attests when it is told nothing. */
export const UNATTESTED: readonly Attest[] = [{ input: '', type: 'provenance', attributes: undefined }];

/** What the inputs ask for, once for each type: `provenance` and `sbom` win over the lines of `attests`. */
export function readAttests(
  { provenance, sbom, attests }: { provenance: string; sbom: string; attests: readonly string[] },
  complain: Complain,
): Attest[] {
  const own = Object.entries({ provenance, sbom }).filter(([, text]) => text !== '');
  const read = [
    ...own.map(([type, text]) => parseAttest(type, text, `type=${type},${spellSwitch(text)}`, complain)),
    ...attests.map((line) => parseAttest('attests', line, line, complain)),
  ];
  return read.filter(({ type }, index) => read.findIndex((first) => first.type === type) === index);
}

/** Complains of build arguments that BuildKit takes for attestations, with an image that nothing was checked of. */
export function checkArguments(buildArgs: readonly string[], complain: Complain): void {
  for (const argument of buildArgs)
    if (argument.startsWith('BUILDKIT_ATTEST_'))
      complain(
        'build-args',
        `${JSON.stringify(argument)} is for attestations; write it in provenance, sbom or attests`,
      );
}

/** The image that is to list packages, empty for the pinned one, and the input that asks for it; undefined where none is to. */
export function findGenerator(attests: readonly Attest[]): { input: string; image: string } | undefined {
  const sbom = attests.find(({ type }) => type === 'sbom');
  return sbom?.attributes && { input: sbom.input, image: new Map(sbom.attributes).get('generator') ?? '' };
}

/** The same with this image to list packages, where one is to. */
export function chooseGenerator(attests: readonly Attest[], generator: string | undefined): Attest[] {
  return attests.map((attest) => {
    const { type, attributes } = attest;
    if (type !== 'sbom' || !attributes || !generator) return attest;
    return {
      ...attest,
      attributes: [['generator', generator], ...attributes.filter(([name]) => name !== 'generator')],
    };
  });
}

/** Arguments of `buildx build`. */
export function planAttests(attests: readonly Attest[]): string[] {
  return attests.map(
    ({ type, attributes = [['disabled', 'true']] }) => `--attest=${formatAttributes([['type', type], ...attributes])}`,
  );
}

function spellSwitch(text: string): string {
  if (/^(?:1|t|true)$/i.test(text)) return 'disabled=false';
  return /^(?:0|f|false)$/i.test(text) ? 'disabled=true' : text;
}

function parseAttest(input: string, text: string, line: string, complain: Complain): Attest {
  const pairs = parseAttributes(line).map(([name, value]) => [name.trim(), value] as const);
  const { type = '', disabled = 'false', mode = 'min' } = Object.fromEntries(pairs.toReversed());
  const isWhole = pairs.every(([name, value]) => name && value) && /^(?:true|false)$/i.test(disabled);
  if (!isWhole || !/^(?:provenance|sbom)$/.test(type) || !/^(?:min|max)$/.test(mode))
    complain(input, `${JSON.stringify(text)} is no such attestation; write ${ADVICE[input]}`);
  if (/^true$/i.test(disabled)) return { input, type, attributes: undefined };
  const attributes = pairs.filter(([name]) => !['type', 'disabled', 'mode'].includes(name));
  // Left to itself, BuildKit tells all that it knows of the build, its arguments among them.
  return { input, type, attributes: type === 'provenance' ? [['mode', mode], ...attributes] : attributes };
}
