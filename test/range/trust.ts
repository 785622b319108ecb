import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { container } from './containers.ts';
import { containersWith, docker } from './engine.ts';
import { inside } from './inside.ts';
import { inCache } from './places.ts';
import { webRoot } from './web-root.ts';

export const bundleFile = inCache('operator', 'bundle.pem');

/** What Node trusts besides its own: all of the bundle would take each program a while to read. */
export const besidesFile = inCache('operator', 'besides.pem');

/** What browsers and machines trust: the CAs, but not Let's Encrypt's staging. */
export async function issuingRoots(): Promise<string> {
  const roots = await Promise.all(
    (['production', 'other'] as const).map((which) =>
      inside(container(which))('cat', '/run/root.pem'),
    ),
  );
  return `${roots.join('\n')}\n`;
}

const besides = async (roots: string) => `${await webRoot()}\n${roots}`;

/** Whether the CAs are still those that were made known; a machine that was restarted has new ones. */
export async function trustIsFresh(): Promise<boolean> {
  const [now, known] = await Promise.all([
    issuingRoots().then(besides),
    readFile(besidesFile, 'utf8').catch(() => ''),
  ]);
  return now === known;
}

/**
 * A CA's root is new at each start: the operator's machine and the hosts that are up learn it.
 * The bundle is written in place, since running programs have that very file mounted.
 */
export async function refreshTrust(): Promise<void> {
  const roots = await issuingRoots();
  const own = await readFile('/etc/ssl/certs/ca-certificates.crt', 'utf8').catch(() => '');
  await mkdir(inCache('operator'), { recursive: true });
  await writeFile(inCache('issuing-roots.pem'), roots);
  const all = await besides(roots);
  await writeFile(bundleFile, `${own}\n${all}`);
  await writeFile(besidesFile, all);
  const hosts = await containersWith('label=range=host', 'status=running');
  await Promise.all(hosts.map((host) => teach(host, roots)));
}

async function teach(host: string, roots: string): Promise<void> {
  const script =
    'cat > /usr/local/share/ca-certificates/range-issuer.crt; cat /usr/local/share/ca-certificates/range-issuer.crt >> /etc/ssl/certs/ca-certificates.crt';
  await docker(['exec', '-i', host, 'sh', '-c', script], { input: roots }).catch(() => '');
}
