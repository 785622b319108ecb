import type { CertificateWorld, TextRecords } from './world.ts';

/** One TXT record of ours. */
export interface PlacedRecord {
  readonly at: string;
  readonly value: string;
}

/** Lies beside the certificate while records of ours stand in the DNS. */
export function recordsLeftFile(folder: string): string {
  return `${folder}/records-in-dns`;
}

/**
 * Writes down which records are about to be set, so that a run that is killed leaves nothing that
 * nobody removes: too many texts at one name make a CA refuse.
 */
export async function rememberRecords(
  placed: readonly PlacedRecord[],
  folder: string,
  world: CertificateWorld,
  signal: AbortSignal,
): Promise<void> {
  const content = placed.map(({ at, value }) => `${at} ${value}\n`).join('');
  await world.write([{ path: recordsLeftFile(folder), mode: '600', content }], signal);
}

/** Removes what a run before this one left. What can't be removed (another account) stays. */
export async function removeLeftRecords(
  folder: string,
  records: TextRecords,
  world: CertificateWorld,
  signal: AbortSignal,
): Promise<number> {
  const path = recordsLeftFile(folder);
  const kept = await world.read(path, signal);
  if (kept === null) return 0;
  const left = kept
    .reveal()
    .split('\n')
    .flatMap((line) => {
      const [at, value] = line.split(' ');
      return at && value ? [{ at, value }] : [];
    });
  const removed = await removeRecords(left, records, signal);
  await world.remove([path], signal);
  return removed;
}

/** One after another: many providers lose changes that are made at the same time. */
export async function removeRecords(
  placed: readonly PlacedRecord[],
  records: TextRecords,
  signal: AbortSignal,
): Promise<number> {
  let removed = 0;
  for (const { at, value } of placed) {
    try {
      await records.removeText(at, value, signal);
      removed += 1;
    } catch {
      signal.throwIfAborted();
    }
  }
  return removed;
}
