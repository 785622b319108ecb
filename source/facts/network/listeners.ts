import { LABEL } from '../../containers/container.ts';
import { FRONT_CONTAINER } from '../../front/container.ts';
import { type FrontPorts, USUAL_PORTS, unusualPorts } from '../../front/ports.ts';
import { sh } from '../../shell.ts';
import { askEngine } from '../docker/engine.ts';
import type { Finding } from '../finding.ts';
import type { ListenersFact } from '../machine.ts';
import { type HostProbe, unreadable } from '../probe.ts';
import { programsBySocket, readSocketTable } from './socket-table.ts';

type Listener = ListenersFact[number];

const TABLE = '--socket-table';
const OWNERS = '--owners';
const CONTAINERS = '--containers';
const PUBLISHED = `{{.Names}} {{.Ports}} ={{.Label "${LABEL.install}"}}`;

/**
 * ss(8), or the kernel's own tables where it is missing. Docker is asked too: it tells which
 * container a docker-proxy is for, and may publish a port without any program that listens.
 */
export const listenersProbe: HostProbe<'listeners'> = {
  fact: 'listeners',
  slow: true,
  command: () => sh`
    if command -v ss >/dev/null 2>&1; then ss -ltnp; else
      echo ${TABLE}; cat /proc/net/tcp /proc/net/tcp6
      echo ${OWNERS}
      for each in /proc/[0-9]*/comm; do read -r name <"$each" && echo "$each $name"; done
      ls -l /proc/[0-9]*/fd | grep -E '^/proc/|socket:'
    fi
    echo ${CONTAINERS}
    ( ${askEngine(sh`docker ps --no-trunc --format ${PUBLISHED}`)} )
  `,
  parse: (reply, subject) => {
    const [seen = '', containers = ''] = reply.stdout.split(`${CONTAINERS}\n`);
    const [ss = '', kernel] = seen.split(`${TABLE}\n`);
    const listeners = kernel === undefined ? readSs(ss) : readKernel(kernel);
    if (!/^State |local_address/m.test(seen)) throw unreadable('listeners', subject, reply);
    return withContainers(listeners, readPublished(containers));
  },
};

/** Who stands where the front web server has to be; what to do about it is asked. */
export function listenersFinding(listeners: ListenersFact): Finding {
  const elsewhere = unusualPorts(listeners, FRONT_CONTAINER);
  if (elsewhere) {
    const { http, https } = elsewhere;
    return { status: 'good', text: `Ports ${http} and ${https} are ours` };
  }
  const taken = portsTaken(listeners).filter(({ install }) => install === undefined);
  if (taken.length === 0) {
    const ours = listeners.some(
      ({ container, install }) => container === FRONT_CONTAINER || install !== undefined,
    );
    return {
      status: 'good',
      text: ours ? 'Ports 80 and 443 are ours' : 'Ports 80 and 443 are free',
    };
  }
  const ports = [...new Set(taken.map(({ port }) => port))].sort((one, other) => one - other);
  const text = `${ports.length > 1 ? 'Ports' : 'Port'} ${ports.join(' and ')} ${ports.length > 1 ? 'are' : 'is'} taken`;
  const owners = [...new Set(taken.map(ownerOf))];
  return {
    status: 'warning',
    text,
    note: `by ${owners.join(' and ')}`,
    advice: [...new Set(taken.map(waysOut))],
  };
}

/** Who stands at the front's ports, and is neither the front nor of the install that we are about. */
export function portsTaken(
  listeners: ListenersFact,
  { http, https, plainOnly }: FrontPorts = USUAL_PORTS,
  install?: string,
): ListenersFact {
  return listeners.filter(
    (each) =>
      (each.port === http || (each.port === https && !plainOnly)) &&
      each.container !== FRONT_CONTAINER &&
      (install === undefined || !isOfInstall(each, install)),
  );
}

/**
 * Whether an install's own container stands there. One that was adopted has its name alone; whether
 * it was, others judge: a stranger of that name stops the whole job.
 */
export function isOfInstall({ container, install: whose }: Listener, install: string): boolean {
  return whose === undefined ? container === install : whose === install;
}

/** What makes room at a port that somebody has. */
export function waysOut({ program, container }: Listener): string {
  return container === undefined
    ? `If nothing on this server needs it, stop it for good. On the server: systemctl disable --now ${program ?? 'NAME'}`
    : `If it is what you want to have here, \`npx setup-server adopt\` takes it over as it is. If nothing needs that container, stop it for good. On the server: docker update --restart no ${container}; docker stop ${container}`;
}

function ownerOf({ program, container }: Listener): string {
  if (container !== undefined) return `the container ${container}`;
  return program ?? 'a program that the server does not name';
}

/** `LISTEN 0 4096 [::]:80 [::]:* users:(("nginx",pid=7,fd=6),…)` */
function readSs(text: string): Listener[] {
  return text.split('\n').flatMap((line) => {
    const [state, , , local = ''] = line.split(/\s+/);
    if (state !== 'LISTEN') return [];
    const split = local.lastIndexOf(':');
    const [, program = null] = /users:\(\("([^"]*)"/.exec(line) ?? [];
    return [
      { port: Number(local.slice(split + 1)), address: bare(local.slice(0, split)), program },
    ];
  });
}

function readKernel(text: string): Listener[] {
  const [table = '', owners = ''] = text.split(`${OWNERS}\n`);
  const programs = programsBySocket(owners);
  return readSocketTable(table).map(({ port, address, socket }) => ({
    port,
    address,
    program: programs.get(socket) ?? null,
  }));
}

/** Without brackets and interface: `127.0.0.53%lo`, `[::1]`; `*` is `::` that takes IPv4 too. */
function bare(address: string): string {
  const plain = address.replace(/%.*$/, '').replace(/^\[(.*?)\]?$/, '$1');
  return plain === '*' ? '::' : plain;
}

/** `web 0.0.0.0:80->80/tcp, [::]:8000-8001->8000-8001/tcp, 9000/tcp`: host ports of each container. */
function readPublished(text: string): Listener[] {
  return text.split('\n').flatMap((line) => {
    const [, container, ports, install] = /^(\S+) (.*->.*?)(?: =(\S*))?$/.exec(line) ?? [];
    if (container === undefined || ports === undefined) return [];
    return ports.split(', ').flatMap((port) => {
      const [, address, first, last, inside] =
        /^(.*):(\d+)(?:-(\d+))?->(\d+)(?:-\d+)?\/tcp$/.exec(port) ?? [];
      if (address === undefined || first === undefined) return [];
      const count = Number(last ?? first) - Number(first) + 1;
      return Array.from({ length: count }, (_, index) => ({
        port: Number(first) + index,
        address: bare(address),
        program: null,
        container,
        inside: Number(inside) + index,
        ...(install && { install }),
      }));
    });
  });
}

function withContainers(
  listeners: readonly Listener[],
  published: readonly Listener[],
): Listener[] {
  const same = (one: Listener) => (other: Listener) =>
    one.port === other.port && one.address === other.address;
  const named = listeners.map((listener) => {
    return { ...published.find(same(listener)), ...listener };
  });
  return [...named, ...published.filter((each) => !listeners.some(same(each)))];
}
