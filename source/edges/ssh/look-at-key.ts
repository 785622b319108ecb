import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { type KeyForm, keyForm } from './key-form.ts';

/** More than the largest key in use. */
const MOST = 65_536;

/** What a key file is; null where it can't be read. Nothing of it is kept. */
export async function lookAtKey(path: string): Promise<KeyForm | null> {
  const file = await open(path.replace(/^~(?=[\\/])/, homedir())).catch(() => null);
  if (file === null) return null;
  try {
    if ((await file.stat()).isDirectory()) return 'folder';
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST), 0, MOST, 0);
    return keyForm(buffer.subarray(0, bytesRead));
  } catch {
    return null;
  } finally {
    await file.close();
  }
}
