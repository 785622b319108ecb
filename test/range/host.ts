import { readFile } from 'node:fs/promises';
import { allRights } from './containers.ts';
import { dockerRepositoryLine } from './docker-repository.ts';
import { docker } from './engine.ts';
import { forgive } from './fault-rules.ts';
import { withFreeAddress } from './host-address.ts';
import { type BirthOptions, birthOf, type Variant } from './host-variants.ts';
import { inside } from './inside.ts';
import { operatorKey } from './keys.ts';
import { layersFor, takeLayers } from './layers.ts';
import { addresses, inCache, network, type Say, type Suite } from './places.ts';
import { hostImage } from './recipes.ts';
import { webRoot } from './web-root.ts';

export type HostOptions = BirthOptions & {
  variant?: Variant;
  suite?: Suite;
  /** tmpfs keeps what Docker stores in memory: fast and steady, and gone after a reboot. */
  disk?: 'volume' | 'tmpfs';
  /** Reaches download.docker.com. */
  dockerRepository?: boolean;
  /** Lines of /etc/hosts, there from the beginning: Docker's engine looks for changed ones every few seconds only. */
  hosts?: string;
  /** Megabytes for Docker on a tiny disk. */
  diskMegabytes?: number;
  /** All hosts with the same name here have a folder in common, at /mnt/shared, as by NFS. */
  shared?: string;
  /** A fixed address, .16 to .127; else the next free one. */
  address?: string;
  say?: Say;
};

export type Host = {
  name: string;
  address: string;
  suite: Suite;
  variant: Variant;
  /** Whom to log in as. */
  user: string;
  password?: string;
  keyFile: string;
  /** Runs a shell command as root inside, not over SSH; throws when it fails. */
  exec(command: string): Promise<string>;
  /** Whether a shell command succeeds inside. */
  succeeds(command: string): Promise<boolean>;
  read(path: string): Promise<string>;
  /** The containers on the host, by name; but for those of timers, which come and go. */
  containers(): Promise<Record<string, { image: string; state: string; ports: string }>>;
  remove(): Promise<void>;
};

export const hostContainer = (name: string) => `range-host-${name}`;

/** A fresh server; one of that name which is already there is replaced. */
export async function host(name: string, options: HostOptions = {}): Promise<Host> {
  const { variant = 'root-key', suite = 'trixie', say = () => {} } = options;
  const birth = birthOf(variant, options);
  const key = await operatorKey(birth.key ?? 'plain');
  const [image, roots, control, repository] = await Promise.all([
    hostImage(suite, birth.kind, await webRoot(), say),
    readFile(inCache('issuing-roots.pem'), 'utf8'),
    controlGroupFlags(),
    options.dockerRepository ? dockerRepositoryLine() : '',
    removeHost(name),
  ]);
  const env = {
    ...birth.env,
    V_DNS: addresses.dns,
    V_ROOTS: roots,
    V_HOSTS: repository + (options.hosts ?? ''),
    ...(birth.key && { V_KEY: key.publicKey }),
  };
  const withLayers = birth.kind.startsWith('docker') && variant !== 'tiny-disk';
  const layers = withLayers ? await layersFor(suite, image, say) : [];
  const run = async (address: string) => {
    await docker([
      'run',
      '-d',
      ...['--name', hostContainer(name), '--hostname', name, '--label', 'range=host'],
      ...['--label', `range.variant=${variant}`, '--label', `range.suite=${suite}`],
      ...['--network', network.name, '--ip', address, '--label', `range.address=${address}`],
      ...control,
      ...['--tmpfs', '/run', '--tmpfs', '/run/lock', '--tmpfs', '/tmp:exec'],
      ...diskFlags(variant, options),
      ...(options.shared ? sharedFlags(options.shared) : []),
      ...layers,
      ...Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`]),
      image,
      ...(withLayers ? ['bash', '-c', `${takeLayers}; exec /sbin/range-init`] : []),
    ]);
  };
  await (options.address ? run(options.address) : withFreeAddress(run));
  await hostIsUp(name);
  return await hostNamed(name);
}

/** A host that is already there. */
export async function hostNamed(name: string): Promise<Host> {
  const labels = JSON.parse(
    await docker(['inspect', '-f', '{{json .Config.Labels}}', hostContainer(name)]),
  );
  const variant: Variant = labels['range.variant'];
  const birth = birthOf(variant, {});
  return {
    ...(await inspectors(name)),
    name,
    variant,
    suite: labels['range.suite'],
    user: birth.user,
    ...(birth.password && { password: birth.password }),
    keyFile: (await operatorKey(birth.key ?? 'plain')).file,
  };
}

async function inspectors(name: string) {
  const run = inside(hostContainer(name));
  const exec = (command: string) => run('bash', '-c', command);
  return {
    address: await addressOf(name),
    exec,
    succeeds: (command: string) =>
      exec(command).then(
        () => true,
        () => false,
      ),
    read: (path: string) => run('cat', path),
    async containers() {
      const lines = await exec("docker ps -a --format '{{json .}}'");
      const parsed = lines
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
        .filter(({ Labels }) => !Labels.split(',').includes('setup-server.install=renewal'));
      return Object.fromEntries(
        parsed.map(({ Names, Image, State, Ports }) => [
          Names,
          { image: Image, state: State, ports: Ports },
        ]),
      );
    },
    remove: () => removeHost(name),
  };
}

export async function addressOf(name: string): Promise<string> {
  const attached = `(index .NetworkSettings.Networks "${network.name}").IPAddress`;
  const format = `{{or (index .Config.Labels "range.address") ${attached}}}`;
  return docker(['inspect', '-f', format, hostContainer(name)]);
}

export async function removeHost(name: string): Promise<void> {
  await Promise.all([
    docker(['rm', '-fv', hostContainer(name)]).catch(() => ''),
    // The next host with this address shall not meet the faults of this one.
    forgive(name).catch(() => {}),
  ]);
}

/** Until sshd answers and lets everybody in; asked from inside, so also where the bridge is out of reach. */
export async function hostIsUp(name: string): Promise<void> {
  const script = [
    'for i in $(seq 600); do',
    '[ ! -e /run/nologin ] && [ -e /run/systemd/system ] && exec 3<>/dev/tcp/127.0.0.1/22 && read -t 1 -u 3 && exit 0',
    'sleep 0.05; done 2>/dev/null; exit 1',
  ].join('\n');
  await inside(hostContainer(name))('bash', '-c', script).catch(async (cause) => {
    const log = await docker(['logs', '--tail', '5', hostContainer(name)]).catch(() => '');
    throw new Error(`The host ${name} did not come up. ${log}`, { cause });
  });
}

// Anonymous volumes, since overlay2 cannot sit on overlay; `docker rm -v` takes them away.
function diskFlags(variant: Variant, options: HostOptions): string[] {
  const size = variant === 'tiny-disk' ? `${options.diskMegabytes ?? 300}m` : '6g';
  if (variant !== 'tiny-disk' && options.disk !== 'tmpfs') {
    return ['-v', '/var/lib/docker', '-v', '/var/lib/containerd'];
  }
  return ['docker', 'containerd'].flatMap((of) => ['--tmpfs', `/var/lib/${of}:exec,size=${size}`]);
}

const sharedVolume = (shared: string) => `range-shared-${shared}`;

function sharedFlags(shared: string): string[] {
  return [
    ...['--label', `range.shared=${shared}`],
    ...['-v', `${sharedVolume(shared)}:/mnt/shared`],
  ];
}

async function controlGroupFlags(): Promise<string[]> {
  const version = await docker(['info', '--format', '{{.CgroupVersion}}']);
  if (version === '2') return ['--privileged', '--cgroupns=private'];
  return [...allRights, '--cgroupns=host', '-v', '/sys/fs/cgroup:/sys/fs/cgroup:rw'];
}
