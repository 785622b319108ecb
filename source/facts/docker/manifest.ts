import type { Trouble } from '../../expected-error.ts';
import { runs } from '../../image/processors.ts';
import { noSuchImage, noSuchTag, otherArchitecture } from '../../image/trouble.ts';
import type { Finding } from '../finding.ts';
import { diskSize } from '../machine/sizes.ts';
import type { DiskFact, SystemFact } from '../machine.ts';
import type { ImageFact } from '../objects.ts';
import type { ImageManifest, ImagePlatform, ManifestFact } from './manifest-fact.ts';

/** The server that an image is judged for, as far as it was looked at. */
export interface ImageHost {
  readonly system?: SystemFact | undefined;
  readonly disk?: DiskFact | undefined;
  /** The image as it lies there already. */
  readonly image?: ImageFact | null | undefined;
}

/** Layers are kept as they came and unpacked, and unpacked they are about twice as large. */
const ON_DISK = 3;

/** Of an image before it is downloaded: whether the server can run it, and has room for it. */
export function manifestFinding(
  fact: ManifestFact | null,
  image: string,
  { system, disk, image: there }: ImageHost,
): Finding {
  if (there) return { status: 'good', text: `${image} is on the server already` };
  if (fact === null) return told('stops', noSuchImage(image));
  if (fact.is === 'no-such-tag') return told('stops', noSuchTag(image, fact.nearest));
  if (fact.is === 'hidden') return told('warning', noSuchImage(image));
  if (fact.is === 'unknown')
    return { status: 'warning', text: `${image} could not be looked up`, note: fact.says };
  if (!system) return { status: 'good', text: `${image} is there`, note: madeFor(fact) };
  const mismatch = mismatchOf(fact, image, system);
  if (mismatch) return told('stops', mismatch);
  const platform = platformFor(fact, system);
  if (platform && runs(system.architecture, platform.architecture) === 'perhaps')
    return {
      status: 'warning',
      text: `${image} is made for processors of 32 bits (${platform.architecture})`,
      note: `this server has ${system.architecture}, which may not run it`,
    };
  return platform?.content
    ? sizeFinding(image, platform.content.compressedMB, disk)
    : { status: 'good', text: `${image} is there`, note: `made for ${system.architecture}` };
}

/**
 * Of an image that was looked up before it was known for which server, now that this is known;
 * undefined for any other.
 */
export function imageFinding(
  there: ImageFact | null,
  image: string,
  manifest: ManifestFact | null | undefined,
  server: Omit<ImageHost, 'image'>,
): Finding | undefined {
  return manifest?.is === 'there'
    ? manifestFinding(manifest, image, { ...server, image: there })
    : undefined;
}

/** The image that a server would get; undefined where there is none that it could run. */
export function platformFor(
  { platforms }: ImageManifest,
  { architecture }: Pick<SystemFact, 'architecture'>,
): ImagePlatform | undefined {
  const linux = platforms.filter(({ os }) => os === 'linux');
  return (
    linux.find((each) => runs(architecture, each.architecture) === 'well') ??
    linux.find((each) => runs(architecture, each.architecture) === 'perhaps')
  );
}

/** Why a server can never run an image; undefined where it can, or where that is not known. */
export function mismatchOf(
  fact: ManifestFact | null | undefined,
  image: string,
  system: Pick<SystemFact, 'architecture'>,
): Omit<Trouble, 'detail' | 'cause'> | undefined {
  if (fact?.is !== 'there' || system.architecture === 'other') return undefined;
  if (platformFor(fact, system)) return undefined;
  return otherArchitecture(image, architectures(fact), system.architecture);
}

function sizeFinding(image: string, compressedMB: number, disk: DiskFact | undefined): Finding {
  const neededMB = compressedMB * ON_DISK;
  const sizes = `about ${diskSize(compressedMB)} to download, ${diskSize(neededMB)} on disk`;
  const text = `${image}: ${sizes}`;
  if (!disk || disk.freeMB >= neededMB) return { status: 'good', text };
  const note = `${diskSize(disk.freeMB)} free in ${disk.path}`;
  const advice = ['Give the server a larger disk, or remove what is not needed.'];
  return disk.freeMB < compressedMB
    ? { status: 'stops', text, note: `only ${note}; it does not fit`, advice }
    : { status: 'warning', text, note: `only ${note}; it may not fit`, advice };
}

function madeFor(fact: ImageManifest): string {
  return `made for ${architectures(fact).join(', ')}`;
}

/** Windows is named: an image for it is of no use here, whatever the processor. */
function architectures({ platforms }: ImageManifest): string[] {
  const names = platforms.map(({ os, architecture }) =>
    os === 'linux' ? architecture : `${architecture} (${os})`,
  );
  return [...new Set(names)];
}

function told(
  status: Finding['status'],
  { what, next }: Omit<Trouble, 'detail' | 'cause'>,
): Finding {
  return { status, text: what.replace(/\.$/, ''), ...(next ? { advice: next } : {}) };
}
