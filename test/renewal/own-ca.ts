import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { docker } from '../range/engine.ts';
import { addresses, network } from '../range/places.ts';
import { dns } from '../range/range.ts';
import { servicesImage } from '../range/recipes.ts';

const NAME = 'ca-of-renewals.range.test';
const CONTAINER = 'range-ca-of-renewals';
const ADDRESS = '198.51.100.126';

/** An organisation's own CA (Pebble) beside the range's: it may fail, and its certificates live as long as is wanted. */
export interface OwnCa {
  readonly directory: string;
  /** The root of the certificate that it shows itself. */
  readonly root: string;
  /** Starts it anew, with another root for what it issues; accounts are forgotten. */
  readonly restart: (lifeSeconds: number) => Promise<void>;
  readonly stop: () => Promise<void>;
  /** The root of what it issues. */
  readonly issuingRoot: () => Promise<string>;
  readonly remove: () => Promise<void>;
}

export async function ownCa(): Promise<OwnCa> {
  const folder = await mkdtemp(join(tmpdir(), 'own-ca-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = `subjectAltName=DNS:${NAME},DNS:localhost`;
  const subject = ['-subj', `/CN=${NAME}`, '-addext', names];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const made = ['req', '-x509', '-days', '30', ...kind, ...subject];
  await execa('openssl', [...made, '-keyout', key, '-out', certificate]);
  await dns.set(NAME, ADDRESS);
  const stop = async () => void (await docker(['rm', '-f', CONTAINER]).catch(() => ''));
  return {
    directory: `https://${NAME}/dir`,
    root: await readFile(certificate, 'utf8'),
    stop,
    async restart(lifeSeconds) {
      await stop();
      const pebble = {
        listenAddress: '0.0.0.0:443',
        managementListenAddress: '127.0.0.1:15000',
        certificate,
        privateKey: key,
        httpPort: 80,
        tlsPort: 443,
        ocspResponderURL: '',
        externalAccountBindingRequired: false,
        certificateValidityPeriod: lifeSeconds,
      };
      await writeFile(join(folder, 'config.json'), JSON.stringify({ pebble }));
      await docker([
        ...['run', '-d', '--init', '--name', CONTAINER, '--label', 'range=test'],
        ...['--network', network.name, '--ip', ADDRESS, '-v', `${folder}:${folder}:ro`],
        ...['-e', 'PEBBLE_VA_NOSLEEP=1', '-e', 'PEBBLE_AUTHZREUSE=0', await servicesImage()],
        ...['pebble', '-config', join(folder, 'config.json'), '-dnsserver', `${addresses.dns}:53`],
      ]);
      await docker(['exec', CONTAINER, 'bash', '-c', ANSWERS]);
    },
    issuingRoot: () =>
      docker(['exec', CONTAINER, 'curl', '-sk', 'https://127.0.0.1:15000/roots/0']),
    async remove() {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

const ANSWERS =
  'for _ in $(seq 200); do curl -skf https://127.0.0.1/dir >/dev/null && exit 0; sleep 0.1; done; exit 1';
