import { createPrivateKey, X509Certificate } from 'node:crypto';
import { rename } from 'node:fs/promises';
import type { PresentCertificate } from '../../renewal/decide.ts';
import { aside, textOf, writeFiles } from './files.ts';

const [CHAIN, KEY] = ['fullchain.pem', 'key.pem'];

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

/** Keeps a copy of a pair, so that it can be put back. */
export async function copyPair(from: string, to: string): Promise<boolean> {
  const [key, chain] = [await textOf(`${from}/${KEY}`), await textOf(`${from}/${CHAIN}`)];
  if (key === null || chain === null) return false;
  await writeFiles([
    { path: `${to}/${KEY}`, mode: '600', text: key },
    { path: `${to}/${CHAIN}`, mode: '644', text: chain },
  ]);
  return true;
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
