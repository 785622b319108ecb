import { join } from 'node:path';
import { container, runService } from './containers.ts';
import { docker } from './engine.ts';
import { addresses } from './places.ts';
import { servicesImage } from './recipes.ts';

const program = join(import.meta.dirname, 'images', 'address-pages', 'run-address-pages');
const NAMES = 'api.ipify.org checkip.amazonaws.com ipv4.icanhazip.com checkipv4.dedyn.io';
const SEEN = '/run/seen/address';

/** The pages that tell a server its public address, as a provider's router would have it. */
export const addressPages = {
  /** Starts them; gives the lines for /etc/hosts by which a server reaches them. */
  async start(): Promise<string> {
    await runService('addressPages', 'address-pages', await servicesImage(), {
      options: ['-v', `${program}:/usr/local/bin/run-address-pages:ro`],
    });
    return `${addresses.addressPages} ${NAMES}\n`;
  },
  /** Whoever asks is told this address from now on. */
  async tell(address: string): Promise<void> {
    await docker(['exec', container('addressPages'), 'sh', '-c', `echo ${address} > ${SEEN}`]);
  },
  /** Whoever asks is told the address by which it asks. */
  async tellTheTruth(): Promise<void> {
    await docker(['exec', container('addressPages'), 'rm', '-f', SEEN]);
  },
  stop: async () => void (await docker(['rm', '-fv', container('addressPages')])),
};
