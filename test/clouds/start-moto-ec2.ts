import { readFile } from 'node:fs/promises';
import { type Moto, startMoto } from '../dns-providers/moto.ts';

/** Moto with Debian's images; the fixed address that it gives is that of a host of the range, where one is named. */
export async function startMotoEc2(address = ''): Promise<Moto> {
  const program = await readFile(new URL('moto-ec2.py', import.meta.url), 'utf8');
  return await startMoto(() => {}, program.replace('ADDRESS = ""', `ADDRESS = "${address}"`));
}
