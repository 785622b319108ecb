import { readProject } from '../../apps/compose.ts';
import { runs } from '../../image/processors.ts';
import { otherArchitecture } from '../../image/trouble.ts';
import type { Finding } from '../finding.ts';
import { diskSize } from '../machine/sizes.ts';
import type { SystemFact } from '../machine.ts';
import type { ComposeFact } from './compose.ts';
import type { ImageDeclarations } from './manifest-fact.ts';

/**
 * What lies at a path of the person's own computer: an image, or what one is built from. Anything
 * else is an ExpectedError of the look.
 */
export type OwnImageFact =
  | ComposeFact
  | {
      /** A folder with a Dockerfile. */
      readonly is: 'context';
      /** Of its content. */
      readonly sha256: string;
      readonly files: number;
      readonly bytes: number;
      /** What its Dockerfile says, as far as it can be read without building. */
      readonly declares: ImageDeclarations;
    }
  | {
      /** A file made by `docker save`. */
      readonly is: 'archive';
      readonly sha256: string;
      readonly bytes: number;
      /** Of the processor: `amd64`. */
      readonly architecture: string;
      readonly declares: ImageDeclarations;
    };

/** Whether an answer means a place on the person's computer, and no image of a registry. */
export function isLocalPath(answer: string): boolean {
  return PATH.test(answer) || SAVED.test(answer);
}

/** `./app`, `/srv/app`, `~/app`, `..`, and Windows's `C:\app`. */
const PATH = /^(?:[.~]|\.\.|[A-Za-z]:)?[/\\]|^(?:~|\.{1,2})$/;
/** Nobody's image is called like this. */
const SAVED = /^[^:]*\.(?:tar|tar\.gz|tgz|ya?ml)$/i;

export function ownImageFinding(
  fact: OwnImageFact,
  path: string,
  system?: Pick<SystemFact, 'architecture'>,
): Finding {
  if (fact.is === 'compose') return projectFinding(fact, path);
  const other = fact.is === 'archive' && system && isForOthers(fact.architecture, system);
  if (other) {
    const { what, next = [] } = otherArchitecture(path, [fact.architecture], system.architecture);
    return { status: 'stops', text: what.replace(/\.$/, ''), advice: next };
  }
  const size = diskSize(Math.ceil(fact.bytes / 1024 / 1024));
  if (fact.is === 'archive') return { status: 'good', text: `${path} holds an image`, note: size };
  const files = fact.files === 1 ? '1 file' : `${fact.files} files`;
  return { status: 'good', text: `${path} has a Dockerfile`, note: `${files}, ${size}` };
}

function isForOthers(architecture: string, system: Pick<SystemFact, 'architecture'>): boolean {
  return system.architecture !== 'other' && runs(system.architecture, architecture) === 'never';
}

function projectFinding(fact: ComposeFact, path: string): Finding {
  const project = readProject(fact);
  if (typeof project === 'string')
    return { status: 'stops', text: `${path} can't be set up`, note: project };
  const { web, beside, leftOut } = project;
  const names = beside.map(({ name }) => name).join(', ');
  return {
    status: 'good',
    text: `${path} has ${web.name}${names === '' ? '' : ` with ${names}`}`,
    ...(leftOut.length > 0 && { note: "some of it can't be taken over" }),
  };
}
