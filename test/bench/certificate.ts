import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { listening } from '../acme/ca/listening.ts';
import { type Pebble, startPebble } from '../acme/ca/pebble.ts';
import { servicesImage } from '../range/recipes.ts';
import type { Built } from './build.ts';
import type { Comparison } from './comparison.ts';
import { installed } from './packages.ts';
import { median, type Samples, takeTurns } from './samples.ts';

const ROUNDS = 7;

/** Who gets certificates, all in the same way: `http-01`, the answers in a folder that somebody serves. */
interface Client {
  /** For a name that has none; the account is there. */
  readonly first: (name: string) => Promise<void>;
  /** For a name that has one. */
  readonly again: (name: string) => Promise<void>;
}

/**
 * A certificate and its renewal from the same CA (Pebble, on this machine): the renewal program
 * of a server against lego and certbot, in seconds and in requests that the CA had to answer.
 */
export async function certificate(
  built: Built,
  say: (line: string) => void,
): Promise<{ comparisons: Comparison[] }> {
  await installed({ lego: 'lego', certbot: 'certbot' }, say);
  say('A certificate and its renewal');
  const web = join(built.scratch, 'web');
  await mkdir(join(web, '.well-known/acme-challenge'), { recursive: true });
  const server = createServer((asked, reply) => {
    const file = join(web, '.well-known/acme-challenge', basename(asked.url ?? ''));
    void readFile(file).then(
      (text) => reply.end(text),
      () => reply.writeHead(404).end(),
    );
  });
  await servicesImage(say);
  const ca = await startPebble({ httpPort: await listening(server), newest: true });
  try {
    const clients = {
      ours: await setupServer(built, ca, web),
      lego: lego(built, ca, web),
      certbot: certbot(built, ca, web),
    };
    // The accounts.
    for (const [who, client] of Object.entries(clients)) await client.first(`${who}.example.test`);
    const first = await measured(ca, 'first', clients, say);
    const again = await measured(ca, 'again', clients, say);
    return {
      comparisons: [
        ...compared('Certificate', first),
        ...compared('Renewal of a certificate', again),
      ],
    };
  } finally {
    await ca.stop();
    server.closeAllConnections();
    server.close();
  }
}

type Who = 'ours' | 'lego' | 'certbot';
interface Taken {
  readonly seconds: Readonly<Record<Who, Samples>>;
  readonly requests: Readonly<Record<Who, number[]>>;
}

async function measured(
  ca: Pebble,
  what: keyof Client,
  clients: Readonly<Record<Who, Client>>,
  say: (line: string) => void,
): Promise<Taken> {
  const requests: Taken['requests'] = { ours: [], lego: [], certbot: [] };
  let count = 0;
  const rival = (who: Who) => async () => {
    count += 1;
    const name = `${who}${what === 'first' ? `-${count}` : ''}.example.test`;
    ca.requests.length = 0;
    const began = performance.now();
    await clients[who][what](name);
    requests[who].push(ca.requests.length);
    return (performance.now() - began) / 1000;
  };
  const rivals = { ours: rival('ours'), lego: rival('lego'), certbot: rival('certbot') };
  const seconds = await takeTurns(ROUNDS, rivals);
  for (const who of ['ours', 'lego', 'certbot'] as const)
    say(`  ${what}: ${who} ${median(seconds[who]).toFixed(2)} s`);
  return { seconds, requests };
}

function compared(what: string, { seconds, requests }: Taken): Comparison[] {
  return (['lego', 'certbot'] as const).flatMap((name): Comparison[] => [
    {
      ...{ what, unit: 's', aim: 0.5 },
      ours: seconds.ours,
      peer: { name, samples: seconds[name] },
    },
    {
      ...{ what: `${what}, requests`, unit: 'requests', aim: null },
      ours: requests.ours,
      peer: { name, samples: requests[name] },
    },
  ]);
}

async function setupServer(built: Built, ca: Pebble, web: string): Promise<Client> {
  const root = await readFile(ca.certificate, 'utf8');
  const accounts = await mkdtemp(join(built.scratch, 'accounts-'));
  const get = async (name: string) => {
    const folder = join(built.scratch, 'renewal', name);
    await mkdir(folder, { recursive: true });
    const order = join(folder, 'order.json');
    const certificate = {
      ...{ names: [name], directory: ca.directory, root, rehearsal: null, email: '', accounts },
      challenges: join(web, '.well-known/acme-challenge'),
      folder: join(folder, 'certificate'),
    };
    await writeFile(order, JSON.stringify({ install: 'bench', certificate, served: [] }));
    // As a new one: what was got before was never seen to be served.
    await rm(join(folder, 'state.json'), { force: true });
    await ran([process.execPath, built.renewAlone, order, folder]);
  };
  return { first: get, again: get };
}

function lego(built: Built, ca: Pebble, web: string): Client {
  const where = ['--path', join(built.scratch, 'lego'), '--server', ca.directory];
  const how = ['--accept-tos', '--email', 'anna@example.org', '--http', '--http.webroot', web];
  const env = { LEGO_CA_CERTIFICATES: ca.certificate };
  const get = (name: string, ...words: string[]) =>
    ran(['lego', ...where, ...how, '--domains', name, ...words], env);
  return {
    first: (name) => get(name, 'run'),
    again: (name) => get(name, 'renew', '--days', '1000', '--no-random-sleep'),
  };
}

function certbot(built: Built, ca: Pebble, web: string): Client {
  const folders = ['config', 'work', 'logs'].flatMap((each) => [
    `--${each}-dir`,
    join(built.scratch, 'certbot', each),
  ]);
  const get = (...words: string[]) =>
    ran(['certbot', ...words, '-q', '-n', ...folders], { REQUESTS_CA_BUNDLE: ca.certificate });
  const how = ['--webroot', '-w', web, '--agree-tos', '-m', 'anna@example.org'];
  return {
    first: (name) => get('certonly', ...how, '--server', ca.directory, '-d', name),
    again: (name) =>
      get('renew', '--force-renewal', '--no-random-sleep-on-renew', '--cert-name', name),
  };
}

async function ran([file = '', ...args]: readonly string[], env = {}): Promise<void> {
  await execa(file, args, { env, stdin: 'ignore', all: true });
}
