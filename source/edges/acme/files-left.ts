import { basename } from 'node:path';
import type { CertificateOrder } from '../../certificates/certificate-action.ts';
import type { CertificateWorld, HostFile } from './world.ts';

type Places = Pick<CertificateOrder, 'folder' | 'challenges'>;

/** Lies beside the certificate while proofs of ours lie on the server. */
export function filesLeftFile(folder: string): string {
  return `${folder}/proofs-on-server`;
}

/** Which proofs are put there, so that those of a run that is killed are removed by the next one. */
export function filesLeftNote(paths: readonly string[], { folder }: Places): HostFile {
  const content = paths.map((path) => `${basename(path)}\n`).join('');
  return { path: filesLeftFile(folder), mode: '600', content };
}

/** Removes what a run before this one left. */
export async function removeLeftFiles(
  { folder, challenges }: Places,
  world: CertificateWorld,
  signal: AbortSignal,
): Promise<void> {
  const note = filesLeftFile(folder);
  const kept = await world.read(note, signal);
  if (kept === null) return;
  const names = kept.reveal().match(/^[\w-]+$/gm) ?? [];
  await world.remove([...names.map((name) => `${challenges}/${name}`), note], signal);
}
