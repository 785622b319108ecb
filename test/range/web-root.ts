import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { docker } from './engine.ts';
import { inCache } from './places.ts';

const file = inCache('web-root.pem');

/** The root that signs the stand-ins of public sites (not what the CAs issue). */
export async function webRoot(): Promise<string> {
  return readFile(file, 'utf8');
}

export async function makeWebCertificates(image: string): Promise<string> {
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known && (await docker(['volume', 'ls', '-q', '-f', 'name=^range-web$']))) return known;
  const root = await docker([
    'run',
    '--rm',
    '--network',
    'none',
    '-v',
    'range-web:/web',
    image,
    'make-certificates',
  ]);
  await mkdir(inCache(), { recursive: true });
  await writeFile(file, `${root}\n`);
  return webRoot();
}
