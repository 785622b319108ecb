import type { Action } from '../../source/action.ts';
import { fingerprint, LABEL } from '../../source/containers/container.ts';
import { containersOf, sharedNetwork } from '../../source/containers/install-containers.ts';
import type { SwarmNodeFact } from '../../source/facts/docker/swarm.ts';
import type { SwarmServiceFact } from '../../source/facts/docker/swarm-services.ts';
import type { FactTypes, Look, Query } from '../../source/facts/facts.ts';
import { FRONT_CONTAINER, FRONT_NETWORK } from '../../source/front/container.ts';
import { WITNESS_FILE } from '../../source/front/witness.ts';
import type { Goal } from '../../source/goal.ts';
import { certificateFile } from '../../source/paths.ts';
import type { Apply } from '../../source/run.ts';
import { Secret } from '../../source/secrets/secret.ts';
import type { Cluster } from '../../source/swarm/cluster.ts';
import type { Marks } from '../../source/swarm/marks.ts';
import { appParts, gateOf, rests } from '../../source/swarm/parts.ts';
import { FRONT_LABEL, partNames, replicasOf, specOf } from '../../source/swarm/stack.ts';
import { sha256 } from '../../source/text/sha256.ts';
import { sampleContainer } from '../core/sample-container.ts';

interface Server {
  readonly name: string;
  readonly files: Map<string, { text: string; mode: string }>;
  readonly images: Set<string>;
  readonly containers: Map<
    string,
    { running: boolean; restart: string; network?: string; spec?: string; env?: string }
  >;
  docker: boolean;
}

/** What the copy is called that is put back. */
export const STAMP = '20261121-120000';

/**
 * Servers and the cluster that they become, as far as the steps can tell: what actions do to them,
 * facts show. A command that it does not know is an error.
 */
export class PretendCluster {
  readonly servers = new Map<string, Server>();
  /** By the server's host; the labels that a manager has put on it. */
  readonly members = new Map<
    string,
    { labels: Record<string, string>; role: string; drained?: boolean }
  >();
  readonly stack = new Map<string, string>();
  /** Between the servers, beside the stack's own. */
  readonly networks = new Set<string>();
  readonly done: Action[] = [];
  /** Whenever visitors of the first server would have found nobody. */
  readonly outages: string[] = [];
  /** Whenever two had the same data, or one ran without what it needs. */
  readonly clashes: string[] = [];
  rotatedFor: string | null = null;
  /** The others are gone, and with them more than half of those that decide. */
  lost = false;
  /** Those that no copy was given since they were emptied. */
  readonly #withoutShare = new Set<string>();
  /** Members that a cluster that was begun anew does not hear of. */
  readonly away = new Set<string>();
  /** Members that were started anew, and wait for the key of the cluster. */
  readonly locked = new Set<string>();

  /** Docker was restarted there, and its next look at the cluster comes too early. */
  readonly #comingBack = new Set<string>();

  /** What each service was deployed with. */
  readonly #images = new Map<string, string>();
  readonly #replicas = new Map<string, number | null>();
  /** From which image the first server's containers were made, by their names. */
  readonly #madeFrom = new Map<string, string>();

  constructor(
    private goal: Goal,
    private cluster: Cluster,
  ) {
    for (const { name, image } of containersOf(goal)) this.#madeFrom.set(name, image);
    for (const [index, { host, name }] of cluster.nodes.entries()) {
      const first = index === 0;
      const running = { running: true, restart: 'always' };
      this.servers.set(host, {
        name,
        files: new Map(
          first
            ? [certificateFile(goal.install), WITNESS_FILE].map((path) => [
                path,
                { text: path, mode: '644' },
              ])
            : [],
        ),
        images: new Set(first ? [cluster.image] : []),
        containers: new Map(
          first
            ? [...containersOf(goal).map(({ name }) => name), FRONT_CONTAINER].map((each) => [
                each,
                { ...running },
              ])
            : [],
        ),
        docker: first,
      });
    }
  }

  /** Where a folder that all of them have in common is not mounted. */
  readonly apart = new Set<string>();

  readonly look: Look = async function* (this: PretendCluster, queries: readonly Query[]) {
    for (const wanted of queries) yield { query: wanted, value: this.#fact(wanted) } as never;
  }.bind(this);

  readonly apply: Apply = async function* (this: PretendCluster, action: Action) {
    yield* [];
    this.#do(action, this.cluster.nodes[0].host);
    this.done.push(action);
    if (!this.answers()) this.outages.push(JSON.stringify(action));
    const clash = this.#clash();
    if (clash !== undefined) this.clashes.push(`${clash}: ${JSON.stringify(action)}`);
  }.bind(this);

  /** Another one in the same state, to which nothing was done yet. */
  again(): PretendCluster {
    const other = new PretendCluster(this.goal, this.cluster);
    for (const [host, { files, images, containers, docker, name }] of this.servers)
      other.servers.set(host, {
        ...{ name, docker, files: new Map(files), images: new Set(images) },
        containers: new Map(containers),
      });
    for (const [host, each] of this.members)
      other.members.set(host, { ...each, labels: { ...each.labels } });
    for (const [part, spec] of this.stack) other.stack.set(part, spec);
    for (const [part, image] of this.#images) other.#images.set(part, image);
    for (const [part, replicas] of this.#replicas) other.#replicas.set(part, replicas);
    for (const [name, image] of this.#madeFrom) other.#madeFrom.set(name, image);
    for (const network of this.networks) other.networks.add(network);
    other.rotatedFor = this.rotatedFor;
    return other;
  }

  /** What is deployed from now on. */
  wants(goal: Goal, cluster: Cluster): void {
    this.goal = goal;
    this.cluster = cluster;
  }

  /** The app's parts that run on any server of the cluster. */
  running(): readonly string[] {
    const names = appParts(this.goal).map(({ name }) => name);
    return names.filter((name) => this.#runsOn(name).length > 0);
  }

  imagesOf(part: string): string | undefined {
    return this.#images.get(part);
  }

  state(): unknown {
    return {
      servers: [...this.servers].map(([host, { files, images, containers, docker }]) => ({
        ...{ host, docker },
        files: [...files].sort(),
        images: [...images].sort(),
        containers: [...containers].sort(),
      })),
      members: [...this.members].sort(),
      stack: [...this.stack].sort(),
      rotatedFor: this.rotatedFor,
    };
  }

  /** Whether somebody answers at the first server. */
  answers(): boolean {
    const [{ host }] = this.cluster.nodes;
    const before = this.#server(host).containers;
    const app = before.get(this.goal.install);
    const old =
      before.get(FRONT_CONTAINER)?.running &&
      app?.running &&
      (app.network ?? FRONT_NETWORK) === FRONT_NETWORK;
    const front = this.members.get(host)?.labels[FRONT_LABEL] === 'yes' && this.stack.has('front');
    return Boolean(old || (front && this.#runsOn('app').length > 0));
  }

  /** On which servers a part runs. */
  #runsOn(name: string): readonly string[] {
    if (!this.stack.has(name)) return [];
    const part = appParts(this.goal).find((each) => each.name === name);
    const [{ host }] = this.cluster.nodes;
    const all = [...this.members]
      .filter(([each]) => !this.lost || each === host)
      .filter(([, { drained }]) => !drained);
    if (name === 'front')
      return all.filter(([, { labels }]) => labels[FRONT_LABEL]).map(([each]) => each);
    if (!part) return all.map(([each]) => each);
    if (!rests(this.goal)) {
      const on = all.map(([each]) => each).filter((each) => !this.#withoutShare.has(each));
      return Array.from(
        { length: this.cluster.replicas },
        (_, index) => on[index % on.length] ?? '',
      );
    }
    if (this.#replicas.get(name) === 0) return [];
    return all.filter(([, { labels }]) => labels[gateOf(part)] === 'yes').map(([each]) => each);
  }

  #clash(): string | undefined {
    if (!rests(this.goal)) return undefined;
    const parts = appParts(this.goal);
    const running = parts.filter(({ name }) => this.#runsOn(name).length > 0);
    const [{ host }] = this.cluster.nodes;
    if (this.goal.cluster?.spread.stays) return this.#besideShared(running.length > 0);
    const alone = containersOf(this.goal).filter(
      ({ name }) => this.#server(host).containers.get(name)?.running,
    );
    if (running.length > 0 && alone.length > 0) return 'both on the cluster and beside it';
    const first = parts.findIndex((part) => !running.includes(part));
    const late = running.find((part) => first !== -1 && parts.indexOf(part) > first);
    if (late) return `${late.name} without what starts before it`;
    const spread = running.find(
      ({ name, runs }) => runs === 'once' && this.#runsOn(name).length > 1,
    );
    return spread && `${spread.name} twice`;
  }

  /** Copies work with the app's own container, which must be there before them, and be of the same version. */
  #besideShared(running: boolean): string | undefined {
    const { install } = this.goal;
    const shared = this.#server(this.cluster.nodes[0].host).containers.get(install);
    if (!running) return undefined;
    if (!shared?.running || (shared.network ?? FRONT_NETWORK) !== sharedNetwork(install))
      return 'copies without what they work with';
    const same = this.#images.get('app')?.startsWith(this.#madeFrom.get(install) ?? '-');
    return same ? undefined : 'copies beside another version';
  }

  #server(host: string): Server {
    const found = this.servers.get(host);
    if (!found) throw new Error(`No such server: ${host}`);
    return found;
  }

  #do(action: Action, host: string): void {
    const server = this.#server(host);
    switch (action.do) {
      case 'on':
        this.#do(action.action, action.host);
        return;
      case 'write':
        server.files.set(action.path, {
          text: action.content
            .map((each) => (each instanceof Secret ? each.reveal() : each))
            .join(''),
          mode: action.mode,
        });
        return;
      case 'pull':
        if (!server.docker) throw new Error('docker: command not found');
        server.images.add(action.image);
        return;
      case 'carry-image':
        if (!this.#server(action.from).images.has(action.id)) throw new Error('No such image.');
        this.#server(action.to).images.add(action.id);
        return;
      case 'join':
        if (!this.members.has(action.manager.host)) throw new Error('There is no cluster.');
        if (!this.#server(action.manager.host).files.has('/run/setup-server-cluster-ports'))
          throw new Error('Port 2377 is closed.');
        this.members.set(action.host, { labels: {}, role: action.role });
        return;
      case 'rotate':
        this.rotatedFor = Object.values(action.labels)[0] ?? '';
        return;
      case 'start':
        server.containers.set(action.spec.name, { running: true, restart: action.spec.restart });
        this.#madeFrom.set(action.spec.name, action.spec.image);
        return;
      case 'container': {
        const { name, network, restart } = action.spec;
        const isBetween = network === sharedNetwork(this.goal.install);
        if (isBetween && !this.networks.has(network)) throw new Error(`No network ${network}`);
        const spec = fingerprint(action.spec);
        const env = sha256(server.files.get(action.spec.envFile ?? '')?.text ?? '');
        server.containers.set(name, { running: true, restart, network, spec, env });
        this.#madeFrom.set(name, action.spec.image);
        return;
      }
      case 'rest':
        server.containers.set(action.spec.name, {
          ...server.containers.get(action.spec.name),
          ...{ running: false, restart: 'no' },
        });
        return;
      case 'run':
        this.#command(action.command.text, host);
        return;
      default:
        throw new Error(`The pretend cluster does not do "${action.do}".`);
    }
  }

  #command(text: string, host: string): void {
    const server = this.#server(host);
    const [, witness] = /sh (\S+shared-\w+) \|\| \{$/m.exec(text) ?? [];
    if (witness) {
      const there = this.apart.has(host) ? [host] : [...this.servers.keys()];
      for (const each of there) this.#server(each).files.set(witness, { text: host, mode: '644' });
      return;
    }
    const [, forgotten] = /^rm -f (\S+\/cluster\/current)$/m.exec(text) ?? [];
    if (forgotten !== undefined) server.files.delete(forgotten);
    if (this.#leaving(text, host)) return;
    if (this.#dismissing(text) || this.#takingIn(text)) return;
    const [, removed] = /^docker rm container-of-(\S+)/.exec(text) ?? [];
    if (removed !== undefined) {
      server.containers.delete(removed);
      return;
    }
    const [, forced] = /service update --force --detach \S+_(\S+)/.exec(text) ?? [];
    if (forced !== undefined) this.#madeAnew(forced);
    const [, scaled, copies] = /docker service scale --detach \S+_(\S+)=(\d+)/.exec(text) ?? [];
    if (scaled !== undefined) {
      this.#replicas.set(scaled, Number(copies));
      return;
    }
    const [, label, node] = /label-add (\S+)=yes (\S+)/.exec(text) ?? [];
    const [, network] = /^docker network create --driver overlay .*?(\S+) >/.exec(text) ?? [];
    if (/apt-get .*install .*docker/s.test(text)) server.docker = true;
    else if (network !== undefined) {
      if (!this.members.has(host)) throw new Error('This node is not a swarm manager.');
      this.networks.add(network);
    } else if (/^(?:alone=.*\n)?docker swarm init/.test(text)) {
      const anew = text.includes('--force-new-cluster');
      if (this.members.has(host) && !anew) throw new Error('This node is already part of a swarm.');
      if (anew) {
        // It knows the others, and does not hear of them.
        this.lost = false;
        this.#comingBack.add(host);
        for (const other of this.members.keys()) if (other !== host) this.away.add(other);
        return;
      }
      this.members.set(host, { labels: {}, role: 'manager' });
    } else if (/docker stack deploy/.test(text)) this.#deploy(text, host);
    else if (/docker stop -t 3/.test(text)) {
      server.containers.set(FRONT_CONTAINER, { running: false, restart: 'no' });
      this.#label(node, label);
    } else if (label) this.#label(node, label);
    else if (/sh \/etc\/setup-server\/cluster\/ports$/.test(text)) {
      const script = server.files.get('/etc/setup-server/cluster/ports')?.text ?? '';
      const note = { text: `${sha256(script)}\n`, mode: '644' };
      server.files.set('/run/setup-server-cluster-ports', note);
    } else if (
      !/service update --force|^install -d|^for (list|each) in|apt-get|systemctl enable --now docker/.test(
        text,
      )
    )
      throw new Error(`The pretend cluster does not know this command:\n${text}`);
  }

  /** What takes servers out. */
  #dismissing(text: string): boolean {
    const [, node] =
      /docker node (?:rm --force|update --availability drain) (\S+)/.exec(text) ?? [];
    if (node === undefined) return false;
    const member = this.members.get(`ssh://${node}`);
    if (!member || this.lost) throw new Error(`node ${node} not found`);
    if (/node rm/.test(text)) this.members.delete(`ssh://${node}`);
    else {
      if (/docker node demote/.test(text)) {
        if (this.away.has(`ssh://${node}`))
          throw new Error("can't find manager in raft memberlist");
        member.role = 'worker';
      }
      member.drained = true;
      this.#withoutShare.add(`ssh://${node}`);
    }
    return true;
  }

  /** What takes one in again. No copy moves there by that alone. */
  #takingIn(text: string): boolean {
    const [, node] = /docker node update --availability active (\S+)/.exec(text) ?? [];
    const member = this.members.get(`ssh://${node}`);
    if (member) member.drained = false;
    const shared = /docker service update --detach --force \S+_app/.test(text);
    if (shared) this.#withoutShare.clear();
    return member !== undefined || shared;
  }

  /** What goes back to one server. */
  #leaving(text: string, host: string): boolean {
    const server = this.#server(host);
    if (/docker exec "\$each" \.\/stop/.test(text) && !/swarm leave/.test(text)) return true;
    const [, label, node] = /label-rm (\S+) (\S+) /.exec(text) ?? [];
    if (label && !text.startsWith('docker update')) {
      if (this.lost) throw new Error('The swarm does not have a leader.');
      delete this.members.get(`ssh://${node}`)?.labels[label];
    } else if (/^docker swarm leave --force/.test(text)) {
      this.members.delete(host);
      this.away.delete(host);
      this.locked.delete(host);
      if (this.members.size === 0) this.networks.clear();
    } else if (/^docker stack rm/.test(text)) this.stack.clear();
    else if (/ports forget/.test(text)) {
      for (const path of server.files.keys()) if (/cluster/.test(path)) server.files.delete(path);
    } else return false;
    if (/docker start setup-server-front/.test(text))
      server.containers.set(FRONT_CONTAINER, { running: true, restart: 'always' });
    return true;
  }

  #deploy(text: string, host: string): void {
    const [, folder] = /^cd (\S+) \|\| exit$/m.exec(text) ?? [];
    if (!this.#server(host).files.has(`${folder}/stack.yml`)) throw new Error('No stack.yml');
    for (const [other, server] of this.servers)
      if (other !== host && this.members.has(other) && server.images.size < this.#imagesElsewhere())
        throw new Error(`${server.name} would have to download first.`);
    this.#images.set('app', this.cluster.image);
    for (const part of partNames(this.goal)) {
      const spec = specOf(part, this.goal, this.cluster, this.#marks());
      if (this.stack.has(part) && this.stack.get(part) !== spec) this.#madeAnew(part);
      this.stack.set(part, spec);
      this.#replicas.set(part, replicasOf(part, this.goal, this.cluster));
    }
  }

  /** Swarm makes all copies anew at once, in no order. */
  #madeAnew(part: string): void {
    const isPart = appParts(this.goal).some(({ name }) => name === part);
    if (isPart && rests(this.goal) && this.#runsOn(part).length > 0)
      this.clashes.push(`${part} made anew while it runs`);
  }

  /** Those of the web server, and of what runs in copies. */
  #imagesElsewhere(): number {
    return appParts(this.goal).some(({ runs }) => runs === 'copies') ? 2 : 1;
  }

  #label(node: string | undefined, label: string | undefined): void {
    const member = this.members.get(`ssh://${node}`);
    if (!member || label === undefined) throw new Error(`node ${node} not found`);
    const part = appParts(this.goal).find((each) => gateOf(each) === label);
    const wanted = this.#replicas.get(part?.name ?? '') ?? 0;
    if (part?.runs === 'copies' && wanted > 1 && this.#runsOn(part.name).length === 0)
      this.clashes.push(`all copies of ${part.name} on the server that may have them first`);
    member.labels[label] = 'yes';
  }

  #marks(): Marks {
    const [{ host }] = this.cluster.nodes;
    const { files } = this.#server(host);
    return (path) => sha256(files.get(path)?.text ?? '').slice(0, 16);
  }

  #fact({ fact, host, subject }: Query): unknown {
    const server = this.servers.get(host);
    if (!server) return this.#outside(fact, subject);
    switch (fact) {
      case 'firstBoot':
        return { state: 'done' };
      case 'packages':
        return { busy: null, interrupted: false };
      case 'docker':
        return server.docker
          ? { version: '28.5.0', origin: 'docker', running: true, enabled: true }
          : null;
      case 'reach':
        return { reachable: true, says: '' };
      case 'image':
        return server.images.has(subject) ? { id: subject, digest: null, sizeBytes: 1 } : null;
      case 'file': {
        const file = server.files.get(subject);
        return file ? { sha256: sha256(file.text), mode: file.mode, owner: 'root' } : null;
      }
      case 'textFile':
        return server.files.get(subject)?.text.split('\n') ?? null;
      case 'container': {
        const found = server.containers.get(subject);
        const state = found?.running ? 'running' : 'exited';
        const labels: Record<string, string> =
          found?.spec === undefined
            ? {}
            : { [LABEL.spec]: found.spec, [LABEL.env]: found.env ?? '' };
        const made = {
          state,
          restart: found?.restart ?? '',
          image: this.#madeFrom.get(subject) ?? '',
        } as const;
        return found ? sampleContainer({ ...made, id: `container-of-${subject}`, labels }) : null;
      }
      case 'backups':
        return [];
      case 'change':
        return server.files.has(`/var/data.restore`) ? { restored: STAMP } : null;
      case 'network':
        return this.networks.has(subject) && this.members.has(host) ? { id: subject } : null;
      case 'swarm':
        return this.#swarm(host);
      case 'swarmNodes':
        return this.members.has(host) && !this.lost && !this.locked.has(host)
          ? [...this.members.keys()].map((each) => this.#node(each))
          : null;
      case 'swarmServices':
        return this.stack.size > 0 && this.members.has(host) && !this.lost && !this.locked.has(host)
          ? partNames(this.goal).map((part) => this.#service(part))
          : null;
      case 'swarmRunning':
        return partNames(this.goal).filter((part) => this.#runsOn(part).includes(host));
      case 'envFile': {
        const file = server.files.get(subject);
        if (!file) return null;
        const entries = file.text.split('\n').flatMap((line) => {
          const [name, value] = line.split('=');
          return name && value ? [[name, new Secret(value)] as const] : [];
        });
        return { sha256: sha256(file.text), mode: file.mode, entries: new Map(entries) };
      }
      case 'marks':
        return Object.fromEntries(
          appParts(this.goal).flatMap(({ reads }) =>
            reads.map((path) => [path, this.#marks()(path)]),
          ),
        );
      case 'folder':
        return [...server.files.keys()].some((path) => path.startsWith(`${subject}/`))
          ? { mode: '755', owner: '0:0' }
          : null;
      default:
        throw new Error(`The pretend cluster does not know the fact "${fact}".`);
    }
  }

  #outside(fact: string, subject: string): unknown {
    if (fact !== 'witness') throw new Error(`Nobody knows the fact "${fact}".`);
    const node = this.cluster.nodes.find(({ visited }) => visited === subject);
    const label = node && this.members.get(node.host)?.labels[FRONT_LABEL];
    return label === 'yes' && this.stack.has('front')
      ? [{ address: subject, status: 200, body: WITNESS_FILE }]
      : [{ address: subject, code: 'ECONNREFUSED' }];
  }

  #swarm(host: string): FactTypes['swarm'] {
    const member = this.members.get(host);
    const nothing = { error: '', address: '', rotatedFor: this.rotatedFor, autolock: false };
    if (!member) return { ...nothing, state: 'inactive', node: '', manager: false };
    if (this.locked.has(host)) return { ...nothing, state: 'locked', node: '', manager: false };
    if (this.#comingBack.delete(host))
      return { ...nothing, state: 'pending', node: '', manager: false };
    const manager = member.role === 'manager';
    return { ...nothing, state: 'active', node: host.slice('ssh://'.length), manager };
  }

  #node(host: string): SwarmNodeFact {
    const member = this.members.get(host);
    return {
      ...{ id: host.slice('ssh://'.length), hostname: 'debian', engine: '28.5.0' },
      address: this.cluster.nodes.find((each) => each.host === host)?.address ?? '',
      role: member?.role === 'manager' && !this.away.has(host) ? 'manager' : 'worker',
      ...{ leader: host === this.cluster.nodes[0].host, ready: !this.away.has(host) },
      availability: member?.drained ? 'drain' : 'active',
      ...{ reachable: true, labels: member?.labels ?? {} },
    };
  }

  #service(part: string): SwarmServiceFact {
    const spec = this.stack.get(part) ?? '';
    const task = (node: string) => ({ node, running: true, leaving: false, spec, error: '' });
    const on = this.#runsOn(part);
    return {
      ...{ name: part, labels: { 'setup-server.spec': spec }, update: '', failures: [] },
      replicas: this.#replicas.get(part) ?? null,
      tasks: on.map((host) => task(host.slice('ssh://'.length))),
    };
  }
}
