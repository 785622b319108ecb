import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { previousFolder, stampOf, tooOld } from '../../certificates/previous.ts';
import type { PresentCertificate } from '../../renewal/decide.ts';
import { aside, textOf, writeFiles } from './files.ts';

const [CHAIN, KEY] = ['fullchain.pem', 'key.pem'];
/** In the order in which they are put in place. */
const FILES = [
  { name: KEY, mode: '600' },
  { name: CHAIN, mode: '644' },
  { name: 'authority', mode: '644' },
] as const;

/** What lies in a certificate's folder; null where that is no certificate. */
export async function presentCertificate(folder: string): Promise<PresentCertificate | null> {
  const [chain, key] = [await textOf(`${folder}/${CHAIN}`), await textOf(`${folder}/${KEY}`)];
  const leaf = chain === null ? null : leafOf(chain);
  if (leaf === null) return null;
  const names = [...(leaf.subjectAltName ?? '').matchAll(/(?:DNS|IP Address):([^,\s"]+)/g)];
  return {
    serial: leaf.serialNumber,
    from: new Date(leaf.validFrom).toISOString(),
    until: new Date(leaf.validTo).toISOString(),
    names: names.map(([, name]) => name?.toLowerCase() ?? ''),
    keyFits: key !== null && fits(leaf, key),
  };
}

/**
 * Ends what was cut off between the two moves of a new pair: key and chain of different pairs would
 * keep a web server from starting.
 */
export async function mendPair(folder: string): Promise<boolean> {
  const [key, chain] = [await textOf(`${folder}/${KEY}`), await textOf(`${folder}/${CHAIN}`)];
  const waiting = await textOf(aside(`${folder}/${CHAIN}`));
  if (key === null || waiting === null) return false;
  const [now, next] = [chain === null ? null : leafOf(chain), leafOf(waiting)];
  if ((now !== null && fits(now, key)) || next === null || !fits(next, key)) return false;
  await rename(aside(`${folder}/${CHAIN}`), `${folder}/${CHAIN}`);
  return true;
}

/** Keeps a copy of the pair in a folder of its own, and removes the oldest; gives the copy's folder. */
export async function keepPair(folder: string, at: Date): Promise<string> {
  const all = previousFolder(folder);
  const kept = `${all}/${stampOf(at)}`;
  await mkdir(kept, { recursive: true, mode: 0o700 });
  await copyPair(folder, kept);
  for (const old of tooOld(await readdir(all))) await rm(`${all}/${old}`, { recursive: true });
  return kept;
}

/** Copies a pair and the note of who issued it. */
export async function copyPair(from: string, to: string): Promise<void> {
  const texts = await Promise.all(FILES.map(({ name }) => textOf(`${from}/${name}`)));
  await writeFiles(
    FILES.flatMap(({ name, mode }, index) => {
      const text = texts[index] ?? null;
      return text === null ? [] : [{ path: `${to}/${name}`, mode, text }];
    }),
  );
}

function leafOf(chain: string): X509Certificate | null {
  try {
    return new X509Certificate(chain);
  } catch {
    return null;
  }
}

function fits(leaf: X509Certificate, key: string): boolean {
  try {
    return leaf.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
