import { readdir, readFile, rm } from 'node:fs/promises';
import { execa } from 'execa';
import { docker, engineEnvironment, imageExists } from './engine.ts';
import { oneAtATime } from './lock.ts';
import { isThere } from './needs.ts';
import { inCache, type Say, type Suite } from './places.ts';

// What Debian's own images for Docker set too: packages install without waiting for the disk, and without manuals.
const dpkgOptions = [
  'force-unsafe-io',
  'path-exclude=/usr/share/doc/*',
  'path-exclude=/usr/share/man/*',
  'path-exclude=/usr/share/locale/*',
];

export const debianTag = (suite: Suite) => `range-debian:${suite}`;

/** The bare system of a suite: Debian's own image where Docker Hub can be reached, else made with mmdebstrap. */
export async function debianImage(suite: Suite, say: Say): Promise<string> {
  const tag = debianTag(suite);
  if (await imageExists(tag)) return tag;
  return oneAtATime(`debian-${suite}`, async () => {
    if (await imageExists(tag)) return tag;
    if (!(await pulledFromHub(suite, tag))) await bootstrap(suite, tag, say);
    return tag;
  });
}

async function pulledFromHub(suite: Suite, tag: string): Promise<boolean> {
  try {
    await docker(['pull', '-q', `debian:${suite}-slim`], { timeout: 60_000 });
    await docker(['tag', `debian:${suite}-slim`, tag]);
    return true;
  } catch {
    return false;
  }
}

async function bootstrap(suite: Suite, tag: string, say: Say): Promise<void> {
  const mirror = await machineMirror();
  if (!(await isThere('mmdebstrap')) || !mirror) {
    throw new Error(
      'The range needs Debian images: Docker Hub does not answer, and this machine is not a Debian with mmdebstrap.',
    );
  }
  say(`Making a Debian ${suite} with mmdebstrap (half a minute)`);
  const tar = inCache(`${suite}.tar`);
  await execa('mmdebstrap', [
    '--variant=minbase',
    '--aptopt=Acquire::Check-Valid-Until "false"',
    ...dpkgOptions.map((option) => `--dpkgopt=${option}`),
    suite,
    tar,
    mirror.main,
  ]);
  await execa('docker', ['import', tar, tag], { env: await engineEnvironment() });
  await rm(tar, { force: true });
}

type Mirror = { main: string; security?: string };

/** The mirror this machine itself installs from, in either format of apt's sources. */
async function machineMirror(): Promise<Mirror | undefined> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  if (!/^ID=debian$/m.test(release)) return undefined;
  const folder = '/etc/apt/sources.list.d';
  const names = (await readdir(folder).catch(() => [])).map((name) => `${folder}/${name}`);
  const found: Partial<Mirror> = {};
  for (const file of ['/etc/apt/sources.list', ...names]) {
    const text = await readFile(file, 'utf8').catch(() => '');
    for (const { uri, suites } of file.endsWith('.sources') ? stanzas(text) : lines(text)) {
      if (/-security|\/updates/.test(suites)) found.security ??= uri;
      else if (/debian\/?$/.test(uri)) found.main ??= uri;
    }
  }
  return found.main ? { ...found, main: found.main } : undefined;
}

function stanzas(text: string): { uri: string; suites: string }[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const uri = /^URIs: *(\S+)/m.exec(stanza)?.[1];
    const suites = /^Suites: *(.+)/m.exec(stanza)?.[1];
    return uri && suites ? [{ uri, suites }] : [];
  });
}

function lines(text: string): { uri: string; suites: string }[] {
  return [...text.matchAll(/^deb (?:\[.*?\] )?(\S+) (\S+)/gm)].map((match) => ({
    uri: match[1] ?? '',
    suites: match[2] ?? '',
  }));
}

/** A line of a Dockerfile that makes the image install from the machine's mirror, and quickly. */
export async function aptSetUp(suite: Suite): Promise<string> {
  const mirror = await machineMirror();
  const sources = mirror && [
    `deb ${mirror.main} ${suite} main`,
    `deb ${mirror.main} ${suite}-updates main`,
    ...(mirror.security ? [`deb ${mirror.security} ${suite}-security main`] : []),
  ];
  const write = (to: string, content: string[]) =>
    `printf '%s\\n' ${content.map((line) => `'${line}'`).join(' ')} > ${to}`;
  return `RUN ${write('/etc/dpkg/dpkg.cfg.d/range', dpkgOptions)}${
    sources
      ? ` && rm -f /etc/apt/sources.list.d/* && ${write('/etc/apt/sources.list', sources)}`
      : ''
  }`;
}

/** Installs packages in a Dockerfile, with no service starting inside the build. */
export function aptInstall(...packages: string[]): string {
  return [
    ...installing(packages),
    'apt-get clean',
    'rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log /var/cache/debconf/*-old',
  ].join(' && ');
}

/** The same, and apt's lists stay, as on a server that has been in use: only what is newer is fetched there. */
export function aptInstallOnHost(...packages: string[]): string {
  return [
    ...installing(packages),
    'rm -rf /var/cache/apt/archives/*.deb /var/cache/apt/pkgcache.bin /var/log/apt /var/log/dpkg.log /var/cache/debconf/*-old',
  ].join(' && ');
}

function installing(packages: string[]): string[] {
  return [
    "RUN printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d",
    'apt-get update -qq',
    `DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ${packages.join(' ')} >/dev/null`,
    'rm -f /usr/sbin/policy-rc.d',
  ];
}
