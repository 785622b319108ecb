import { readFile } from 'node:fs/promises';
import { type Moto, startMoto } from '../dns-providers/moto.ts';

/** Moto with Debian's images; the fixed addresses that it gives are those of hosts of the range, where some are named. */
export async function startMotoEc2(...addresses: readonly string[]): Promise<Moto> {
  const program = await readFile(new URL('moto-ec2.py', import.meta.url), 'utf8');
  return await startMoto(
    () => {},
    program.replace('ADDRESSES = ""', `ADDRESSES = "${addresses.join(' ')}"`),
  );
}
