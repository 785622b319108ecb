import type { Action, ContainerAction, RequestAction, WriteAction } from '../../source/action.ts';
import { readAddressOrderText } from '../../source/address/order.ts';
import { freshNames } from '../../source/address/state.ts';
import { NEVER_AWAY } from '../../source/backup/away.ts';
import { fingerprint, LABEL, successorOf } from '../../source/containers/container.ts';
import type { Tested } from '../../source/facts/certificates/renewal.ts';
import {
  type Facts,
  type FactTypes,
  type Look,
  type Query,
  query,
} from '../../source/facts/facts.ts';
import type { PortOwnerFact } from '../../source/facts/machine.ts';
import type { FolderFact } from '../../source/facts/objects.ts';
import { WITNESS_FILE } from '../../source/front/witness.ts';
import {
  addressOrderFile,
  awayStateFile,
  certificateFile,
  NOTIFY_FILE,
  renewalOrderFile,
  siteFile,
  timetableStoreFile,
} from '../../source/paths.ts';
import type { HandedOver } from '../../source/renewal/hand-over.ts';
import { readOrderText } from '../../source/renewal/order.ts';
import { RENEWAL_PROGRAM } from '../../source/renewal/run-script.ts';
import { readSealed } from '../../source/renewal/sealed.ts';
import { freshState, NEVER_LOOKED } from '../../source/renewal/state.ts';
import type { Apply } from '../../source/run.ts';
import type { ContentPart } from '../../source/secrets/content.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { authorityText } from '../../source/steps/certificate-obtain.ts';
import { sha256 } from '../../source/text/sha256.ts';
import { NEVER_COPIED } from '../../source/timetable/state.ts';
import { PretendData, type PretendFile } from './pretend-data.ts';
import { type Programs, programsOf } from './pretend-programs.ts';
import { installsOn, removing, tracesOn } from './pretend-removal.ts';
import { sampleContainer } from './sample-container.ts';

const OWN_CERTIFICATE = {
  names: ['*.example.org'],
  from: '2026-10-01T00:00:00.000Z',
  until: '2027-10-01T00:00:00.000Z',
  issuer: 'An authority',
  keyFits: true,
};

/**
 * A server as far as the core can tell: what actions do to it, facts show. A command that it does
 * not know is an error, so that no step can pass by a command that nobody thought about.
 */
export class PretendHost {
  readonly files = new Map<string, PretendFile>();
  readonly folders = new Map<string, FolderFact>();
  readonly images = new Set<string>();
  readonly networks = new Set<string>();
  readonly data = new PretendData();
  readonly containers = new Map<string, Record<string, string>>();
  /** What was copied out of containers, and whether it was still written to meanwhile. */
  readonly volumes = new Map<string, 'while it ran' | 'at rest'>();
  readonly groups = new Set(['debian', 'sudo']);
  docker: { running: boolean; enabled: boolean } | null = null;
  /** Packages that its lists have. */
  readonly listed = new Set<string>();
  dockerKey = false;
  reloads = 0;
  /** The container that the front hands visitors to, as it was read at the last reload. */
  leadsTo: string | undefined;
  /** Whether the app's first account was made, by an app that has none at first. */
  account = false;
  interrupted = false;
  /** What the app was told to change of its own configuration. */
  configured = '';
  certificate: FactTypes['certificate'] = null;
  timer: 'active' | 'inactive' = 'inactive';
  /** Of what keeps names at the host's address. */
  addressTimer: 'active' | 'inactive' = 'inactive';
  /** Of what copies data by a timetable. */
  timetableTimer: 'active' | 'inactive' = 'inactive';
  /** Why a store where copies are sent could not be looked at. */
  awaySays = '';
  followed: readonly string[] = [];
  /** What came of the last test message. */
  tested: Tested | null = null;
  /** What a load balancer was given. */
  handedOver: HandedOver | undefined;
  swapMB = 0;
  clock = { aheadSeconds: 0, kept: true };
  /** How often it was started. */
  boots = 1;
  wantsRestart = false;
  /** The service at port 80, while it runs; whether it comes back with the machine. */
  port80: PortOwnerFact | null = null;
  firewallClosed: readonly number[] = [];
  networks4: readonly string[] = [];
  /** What its app answers to the password that everybody knows. */
  login: 'welcome' | 'refused' = 'welcome';
  /** Every action that was done, in order. */
  readonly done: Action[] = [];
  #secrets = 0;
  #seconds = 0;
  /** By container: when it was started, and which ports of the host it has while it runs. */
  readonly #started = new Map<string, { readonly at: string; readonly ports: readonly number[] }>();

  constructor(
    private readonly host: string,
    private readonly outside: { reachesDocker: boolean; named: boolean },
    private readonly programs: Programs = programsOf.apt ?? [],
  ) {}

  /** Somebody starts a container without us. */
  startByHand(name: string, id: string, image: string, ports: readonly number[]): void {
    this.docker ??= { running: true, enabled: true };
    this.images.add(image);
    this.containers.set(name, { id, image, restart: 'no', since: this.now() });
    this.#started.set(name, { at: this.now(), ports });
  }

  /** A container stops, whoever did it. */
  halt(name: string): void {
    this.#started.delete(name);
  }

  readonly look: Look = async function* (this: PretendHost, queries: readonly Query[]) {
    for (const wanted of queries) yield { query: wanted, value: this.#fact(wanted) } as never;
  }.bind(this);

  readonly apply: Apply = async function* (this: PretendHost, action: Action, facts: Facts) {
    this.#do(action, facts);
    this.done.push(action);
    yield* [];
  }.bind(this);

  /** All that would be found on it, for comparing two of them. What was made up is left out. */
  state(): unknown {
    const files = [...this.files].map(([path, { text, mode }]) => [
      path,
      mode,
      text.replaceAll(/GENERATED\d+/g, 'GENERATED'),
    ]);
    const containers = [...this.containers].map(([name, labels]) => [
      name,
      { ...labels, [LABEL.env]: labels[LABEL.env] === undefined ? 'none' : 'some' },
    ]);
    return {
      files: files.sort(),
      containers: containers.sort(),
      images: [...this.images].sort(),
      networks: [...this.networks].sort(),
      folders: [...this.folders].sort(),
      volumes: [...this.volumes].sort(),
      groups: [...this.groups].sort(),
      docker: this.docker,
      dockerKey: this.dockerKey,
      certificate: { ...this.certificate, writtenAt: undefined },
      ports: [...this.#started].map(([name, { ports }]) => [name, ports]).sort(),
      timer: this.timer,
      handedOver: this.handedOver,
      configured: this.configured,
      login: this.login,
      addressTimer: this.addressTimer,
      timetableTimer: this.timetableTimer,
      followed: this.followed,
      account: this.account,
      swapMB: this.swapMB,
      clock: this.clock,
      boots: this.boots,
      port80: this.port80,
      firewallClosed: this.firewallClosed,
    };
  }

  #do(action: Action, facts: Facts): void {
    switch (action.do) {
      case 'run':
        this.#command(action.command.text);
        return;
      case 'write':
        this.files.set(action.path, { text: this.#textOf(action), mode: action.mode });
        if (action.path === certificateFile('study')) this.certificate = OWN_CERTIFICATE;
        return;
      case 'pull':
      case 'build':
      case 'load':
        this.#requireDocker();
        this.images.add(action.image);
        return;
      case 'container':
        this.#start(action, facts);
        return;
      case 'rest':
        this.#started.delete(action.spec.name);
        this.#started.delete(successorOf(action.spec.name));
        return;
      case 'start': {
        const { name, ports } = action.spec;
        if (!this.containers.has(name)) throw new Error(`No such container: ${name}`);
        this.#started.set(name, { at: this.now(), ports: ports.map(({ host }) => host) });
        return;
      }
      case 'certificate': {
        const { names, folder, directory } = action.order;
        const [from, until] = ['2026-11-21T11:00:00.000Z', '2027-02-19T11:00:00.000Z'];
        const writtenAt = this.now();
        this.certificate = {
          ...{ names: [...names], from, until, issuer: 'R10', keyFits: true, writtenAt },
        };
        this.files.set(`${folder}/authority`, { text: authorityText(directory), mode: '644' });
        return;
      }
      case 'records':
        this.outside.named = true;
        return;
      case 'reconnect':
        return;
      case 'request':
        this.#ask(action);
        return;
      default:
        throw new Error(`The loop itself does "${action.do}".`);
    }
  }

  #command(text: string): void {
    const [, does] = this.programs.find(([is]) => is.test(text)) ?? [];
    if (does) does(this);
    else if (removing(this, text)) return;
    else if (/timetable\/next; fi$/.test(text)) return;
    else if (/timetable\/run --look study/.test(text)) this.#lookAway();
    else if (/address\/run --now/.test(text)) this.#follow();
    else if (/renewal\/run --hand-over$/.test(text)) this.#handOver();
    else if (/renewal\/run --test-notice$/.test(text)) {
      const file = this.files.get(NOTIFY_FILE);
      this.tested = { of: sha256(file?.text ?? ''), ok: file !== undefined, says: '' };
    } else if (/docker network create/.test(text)) {
      this.#requireDocker();
      this.networks.add(/create (\S+)/.exec(text)?.[1] ?? '');
    } else if (/^install -d/.test(text)) this.#makeFolders(text);
    else if (/^umask 077\ncd \S+certificates/.test(text)) return;
    else if (/^rm -f \S+sites/.test(text)) {
      for (const path of text.match(/\/etc\/\S+(?:conf|loaded)\b/g) ?? []) this.files.delete(path);
    } else if (/^rm -f \S+(renewal|address|timetable)/.test(text)) {
      for (const path of text.split(' ').slice(2)) this.files.delete(path);
    } else if (this.#revising(text) || this.#building(text)) return;
    else if (this.#filling(text)) return;
    else if (this.#engine(text) || this.#adopting(text) || this.#mending(text)) return;
    else if (/nginx .*-s reload/.test(text)) {
      if (!this.containers.has('setup-server-front')) throw new Error('No such container');
      const secure = this.files.get(siteFile('study'))?.text.includes('ssl_certificate');
      if (secure && !this.certificate) throw new Error('cannot load certificate');
      this.reloads += 1;
      this.leadsTo = /set \$app http:\/\/([^:]+):/.exec(
        this.files.get(siteFile('study'))?.text ?? '',
      )?.[1];
    } else if (/docker exec \S+ ps \| grep -q 'shutting down'/.test(text)) return;
    else throw new Error(`The pretend host does not know this command:\n${text}`);
  }

  /** An app that changes its password only for those who know the present one. */
  #ask({ container, exchanges }: RequestAction): void {
    if (!this.containers.has(container)) throw new Error(`No such container: ${container}`);
    const password = exchanges.map(({ form }) => form?.new).find((each) => each instanceof Secret);
    if (!password || this.login !== 'welcome') throw new Error('The first password was refused.');
    this.login = 'refused';
  }

  /** What our program does there. */
  #follow(): void {
    const order = this.files.get(addressOrderFile('study'));
    if (!order || !this.files.has(RENEWAL_PROGRAM)) throw new Error('There is no program.');
    this.followed = readAddressOrderText(order.text)?.names ?? [];
    this.outside.named = true;
  }

  /** The same program, for a balancer that shows the certificate. */
  #handOver(): void {
    const order = this.files.get(renewalOrderFile('study'));
    const to = order && readOrderText(order.text)?.handsTo;
    if (!to || !this.certificate || !this.files.has(RENEWAL_PROGRAM))
      throw new Error('Nothing could be handed over.');
    const { from, until } = this.certificate;
    this.handedOver = { to, from, until };
  }

  /** The same program, for copies that were sent away. */
  #lookAway(): void {
    if (!this.files.has(timetableStoreFile('study'))) throw new Error('There is no store.');
    this.files.set(awayStateFile('study'), { text: '{}', mode: '600' });
  }

  #makeFolders(text: string): void {
    const [, mode, user, group, path] =
      /^install -d -m (\d+) -o (\d+) -g (\d+) (\S+)$/.exec(text) ?? [];
    if (mode && path) this.folders.set(path, { mode, owner: `${user}:${group}` });
  }

  /** What copies data, puts them back, and notes it. */
  #revising(text: string): boolean {
    const settings = /^\/etc\/setup-server\/study\//;
    const [, packed] = /\nmv "\$part" \S+\/(\S+)$/.exec(text) ?? [];
    const [, unpacked, mark] = /\necho (\S+) > (\S+restored)$/.exec(text) ?? [];
    const [, id, name] = /^docker tag (\S+) (\S+)$/.exec(text) ?? [];
    if (packed) {
      const part = `/var/lib/setup-server/backups/study/${packed}.part/backup.json`;
      const note = this.files.get(part)?.text ?? '';
      if (this.#started.has('study') && JSON.parse(note).sources.length > 0)
        throw new Error('Data that move are not copied.');
      const kept = [...this.files].filter(([path]) => settings.test(path));
      this.data.copy(packed, JSON.parse(note), new Map(kept));
      this.files.delete(part);
    } else if (unpacked && mark) {
      if (this.#started.has('study')) throw new Error('Data that move are not put back.');
      for (const [path, file] of this.data.putBack(unpacked)) this.files.set(path, file);
      this.files.set(mark, { text: unpacked, mode: '600' });
    } else if (id && name) this.images.add(name);
    else if (/^docker image rm /.test(text)) this.images.delete(text.split(' ')[3] ?? '');
    else if (/^rm -f \S+changes\//.test(text) || /changes && rm -f /.test(text)) {
      for (const path of text.split('rm -f ')[1]?.split(' ') ?? []) this.files.delete(path);
    } else return /^rm -rf \S+\.part && install /.test(text);
    return true;
  }

  /** An image that is made on the host, from what lies there. */
  #building(text: string): boolean {
    const [, brought] = /docker create --name \S+ (\S+) none/.exec(text) ?? [];
    const [, folder] = /&& mv \S+\.new (\S+)$/m.exec(text) ?? [];
    const [, made] = /\ndocker build --tag (\S+) \S+$/.exec(text) ?? [];
    if (brought && folder) {
      this.#requireDocker();
      if (!this.images.delete(brought)) throw new Error(`No such image: ${brought}`);
      this.folders.set(folder, { mode: '755', owner: '0:0' });
    } else if (made) this.images.add(made);
    else return /^docker run builder$/.test(text);
    return true;
  }

  /** Docker's own commands. */
  #engine(text: string): boolean {
    const [, input] = /^docker exec -i \S+ [\s\S]* < (\S+first-account); /.exec(text) ?? [];
    if (input !== undefined) {
      if (!this.files.delete(input)) throw new Error(`No such file: ${input}`);
      this.account = true;
      return true;
    }
    const [, late] = /^docker exec -i \S+ [\s\S]*<(\S+configuration\.new)$/m.exec(text) ?? [];
    if (late !== undefined) {
      const file = this.files.get(late);
      if (!file) throw new Error(`No such file: ${late}`);
      this.configured = file.text;
      this.files.delete(late);
      return true;
    }
    const [, removed] = /^docker rm -f (\S+)$/.exec(text) ?? [];
    const [, stopped] = /docker stop -t \d+ (\S+)/.exec(text) ?? [];
    const [, started] = /docker start (\S+)$/.exec(text) ?? [];
    const ports = this.#started.get(started ?? stopped ?? '')?.ports ?? [];
    if (removed) {
      this.containers.delete(removed);
      this.#started.delete(removed);
    } else if (started) this.#started.set(started, { at: this.now(), ports });
    else if (stopped) this.#started.delete(stopped);
    return [removed, stopped, started].some((name) => name !== undefined);
  }

  /** Data that go along to a folder. */
  #filling(text: string): boolean {
    const [, name] = /helper=setup-server-fill-(\S+)$/m.exec(text) ?? [];
    const [, note] = /whole (\S+copied) &&/.exec(text) ?? [];
    if (name === undefined || note === undefined) return /There is not enough room in/.test(text);
    const found = this.#containerFact(name);
    if (found?.state !== 'exited') throw new Error('Data that move are not copied.');
    this.files.set(note, { text: `${found.id} ${found.startedAt} false\n`, mode: '600' });
    return true;
  }

  /** What is done to containers that somebody else started. */
  #adopting(text: string): boolean {
    const [, id, name] = /docker rename ([0-9a-f]+) (\S+)$/.exec(text) ?? [];
    const [, updated] = /docker update --restart always (\S+)$/.exec(text) ?? [];
    const [, volume] = /^helper=setup-server-rescue-(\S+)$/m.exec(text) ?? [];
    if (name) {
      const [old] = this.#byId(id);
      const started = this.#started.get(old);
      this.containers.set(name, this.containers.get(old) ?? {});
      this.containers.delete(old);
      if (started) this.#started.set(name, started);
      this.#started.delete(old);
    } else if (updated) {
      this.containers.set(updated, { ...this.containers.get(updated), restart: 'always' });
    } else if (volume) {
      const [from, labels] = this.#byId(/cp ([0-9a-f]+):/.exec(text)?.[1]);
      const runs = this.#started.has(from);
      this.volumes.set(volume, runs ? 'while it ran' : 'at rest');
      const note = `${labels.id} ${labels.since} ${runs}\n`;
      this.files.set(`/var/lib/setup-server/rescued/${volume}`, { text: note, mode: '600' });
    } else return false;
    return true;
  }

  #byId(id: string | undefined): readonly [string, Record<string, string>] {
    const found = [...this.containers].find(([, labels]) => labels.id === id);
    if (!found) throw new Error(`No such container: ${id}`);
    return found;
  }

  /** Whether visitors get an answer: what the front leads them to runs, by that name or its own alias. */
  answers(): boolean {
    return [...this.#started.keys()].some((name) => {
      const spec = this.containers.get(name)?.[LABEL.spec]?.slice(0, 12);
      return name === this.leadsTo || `study-${spec}` === this.leadsTo;
    });
  }

  runs(container: string): boolean {
    return this.#started.has(container);
  }

  /** A container goes. */
  end(container: string): void {
    this.containers.delete(container);
    this.#started.delete(container);
  }

  /** Later whenever it is asked for. */
  now(): string {
    this.#seconds += 1;
    return new Date(Date.parse('2026-11-21T12:00:00Z') + this.#seconds * 1000).toISOString();
  }

  /** Commands that mend what stood in the way. */
  #mending(text: string): boolean {
    const file = /^cp -p (\S+) (\S+)$/.exec(text);
    if (/mkswap [\s\S]*swapon/.test(text)) this.swapMB = 2047;
    else if (/^date -u -s/.test(text)) this.clock = { ...this.clock, aheadSeconds: 0 };
    else if (/systemctl restart systemd-timesyncd/.test(text))
      this.clock = { ...this.clock, kept: true };
    else if (/reboot/.test(text)) {
      this.boots += 1;
      this.wantsRestart = false;
    } else if (/^systemctl disable --now nginx\.service$/.test(text)) this.port80 = null;
    else if (/^firewall-cmd .*--permanent .*&& firewall-cmd/.test(text)) this.firewallClosed = [];
    else if (file?.[1] && file[2]) {
      const copied = this.files.get(file[1]);
      if (!copied) throw new Error(`No such file: ${file[1]}`);
      this.files.set(file[2], copied);
    } else return false;
    return true;
  }

  #start({ spec }: ContainerAction, facts: Facts): void {
    this.#requireDocker();
    this.end(successorOf(spec.name));
    const before = this.containers.get(spec.name);
    if (before && before[LABEL.install] === undefined && before.id !== spec.adopted)
      throw new Error(`${spec.name} is not ours.`);
    if (!this.images.has(spec.image)) throw new Error(`No such image: ${spec.image}`);
    if (this.port80 && spec.ports.some(({ host }) => host === 80)) {
      throw new Error('Port 80 is taken.');
    }
    for (const network of [spec.network, ...(spec.networks ?? [])]) {
      if (!this.networks.has(network)) throw new Error(`No such network: ${network}`);
    }
    const ports = spec.ports.map(({ host }) => host);
    for (const [name, other] of this.#started) {
      const taken = other.ports.find((port) => ports.includes(port));
      if (taken && name !== spec.name) throw new Error(`Port ${taken} is taken by ${name}.`);
    }
    const env = spec.envFile && facts.get(query('envFile', this.host, spec.envFile));
    if (spec.envFile && !env) throw new Error(`No env file: ${spec.envFile}`);
    this.#started.set(spec.name, { at: this.now(), ports });
    for (const { source } of spec.volumes)
      if (!source.startsWith('/')) this.data.opened(source, spec.image);
    this.containers.set(spec.name, {
      ...spec.labels,
      volumes: spec.volumes.map(({ source, target }) => `${source}:${target}`).join(' '),
      [LABEL.spec]: fingerprint(spec),
      ...(env ? { [LABEL.env]: env.sha256 } : {}),
      image: spec.image,
    });
  }

  #requireDocker(): void {
    if (!this.docker) throw new Error('docker: command not found');
  }

  #textOf({ content, mode }: WriteAction): string {
    const open = (part: ContentPart) =>
      typeof part === 'string' ||
      (!(part instanceof Secret) &&
        ('program' in part || ('generate' in part && part.public === true)));
    if (mode !== '600' && !content.every(open)) throw new Error('A secret that others can read');
    return content
      .map((part) => {
        if (typeof part === 'string') return part;
        if (part instanceof Secret) return part.reveal();
        if ('program' in part) return part.text;
        if ('copiedFrom' in part) throw new Error(`${part.name} was not looked up.`);
        this.#secrets += 1;
        return `GENERATED${this.#secrets}`;
      })
      .join('');
  }

  #fact({ fact, subject }: Query): unknown {
    switch (fact) {
      case 'firstBoot':
        return { state: 'done' };
      case 'packages':
        return { busy: null, interrupted: this.interrupted };
      case 'login':
        return { user: 'debian', root: 'sudo', groups: [...this.groups] };
      case 'docker':
        return (
          this.docker && {
            version: '28.5.0',
            apiVersion: '1.51',
            origin: 'docker',
            root: '/var/lib/docker',
            ...this.docker,
          }
        );
      case 'reach':
        return { reachable: this.outside.reachesDocker, says: '' };
      case 'addresses':
        return { v4: ['203.0.113.7'], v6: [] };
      case 'name': {
        const a = this.outside.named ? ['203.0.113.7'] : [];
        return {
          a,
          aaaa: [],
          zone: 'example.org',
          servers: ['ns1.example.org'],
          agreed: true,
          problem: null,
        };
      }
      case 'image':
        return this.images.has(subject)
          ? { id: subject, digest: `${subject}@sha256:1`, sizeBytes: 1 }
          : null;
      case 'network':
        return this.networks.has(subject) ? { id: subject } : null;
      case 'volume':
        return this.data.volumes.has(subject) ? { users: [] } : null;
      case 'traces':
        return tracesOn(this, subject);
      case 'installs':
        return installsOn(this);
      case 'container':
        return this.#containerFact(subject);
      case 'file': {
        const file = this.files.get(subject);
        return file ? { sha256: sha256(file.text), mode: file.mode, owner: 'root' } : null;
      }
      case 'textFile':
        return this.files.get(subject)?.text.split('\n') ?? null;
      case 'sealedFile': {
        const file = this.files.get(subject);
        return file ? { value: readSealed(file.text), mode: file.mode } : null;
      }
      case 'renewal':
        return {
          ...NEVER_LOOKED,
          installs: this.handedOver
            ? { study: { ...freshState('study.example.org'), handedOver: this.handedOver } }
            : {},
          timer: this.timer,
          seenAt: '2026-11-21T12:00:00.000Z',
          tested: this.tested,
        };
      case 'addressUpdates':
        return this.#addressUpdates();
      case 'awayCopies':
        return this.files.has(awayStateFile('study'))
          ? { ...NEVER_AWAY, at: this.now(), says: this.awaySays }
          : null;
      case 'timetable':
        return {
          ...{ ...NEVER_COPIED, orders: [], timer: this.timetableTimer },
          seenAt: '2026-11-21T12:00:00.000Z',
        };
      case 'envFile':
        return this.#envFileFact(subject);
      case 'certificate':
        return subject === certificateFile('study') ? this.certificate : null;
      case 'answer':
        if (!this.#started.has(subject.split(' ')[0] ?? '')) return null;
        return { status: 200, body: subject.includes('first') ? this.login : 'pong' };
      case 'website':
        return this.reloads > 0 || this.#started.get('study')?.ports.includes(443)
          ? { reached: true, status: 200, body: 'pong', location: null }
          : { reached: false, code: 'ECONNREFUSED', says: 'Nothing answers.' };
      case 'record': {
        const file = this.files.get(`/etc/setup-server/${subject}/install.json`);
        return file ? JSON.parse(file.text) : null;
      }
      case 'change': {
        const path = `/var/lib/setup-server/changes/${subject}`;
        const text = this.files.get(`${path}.json`)?.text;
        const restored = this.files.get(`${path}.restored`)?.text ?? null;
        return text === undefined ? null : { ...JSON.parse(text), restored };
      }
      case 'backups':
        return this.data.copies;
      case 'underWay':
        return { people: 0 };
      case 'dataSize':
        return { megabytes: 12 };
      case 'disk':
        return { path: '/', totalMB: 25_000, freeMB: 20_000, freeInodes: null };
      case 'witness': {
        const body = this.files.get(WITNESS_FILE)?.text;
        return this.containers.has('setup-server-front') && body !== undefined
          ? [{ address: '203.0.113.7', status: 200, body }]
          : [{ address: '203.0.113.7', code: 'ECONNREFUSED' }];
      }
      case 'execution': {
        if (!this.#started.has(subject.split(' ')[0] ?? '')) return null;
        const asksForAccount = subject.includes('authentication/setup');
        return { code: asksForAccount && !this.account ? 1 : 0, output: '' };
      }
      case 'folder':
        return this.folders.get(subject) ?? null;
      case 'log':
        return ['the last line of its log'];
      case 'memory':
        return { totalMB: 967, availableMB: 700, swapMB: this.swapMB };
      case 'fileSystems':
        return { readOnly: [], root: 'ext4', freeMB: 20_000 };
      case 'virtualisation':
        return { kind: 'kvm', container: false };
      case 'clock':
        return { aheadSeconds: this.clock.aheadSeconds };
      case 'timeSync': {
        const program = this.clock.kept ? 'systemd-timesyncd' : null;
        return { synchronised: this.clock.kept, program, running: this.clock.kept };
      }
      case 'restart': {
        const [needed, boot] = [this.wantsRestart, `boot ${this.boots}`];
        return { needed, packages: [], modulesGone: needed, boot };
      }
      case 'listeners':
        return this.port80
          ? [{ port: 80, address: '0.0.0.0', program: 'nginx' }]
          : [...this.#started].flatMap(([name, { ports }]) =>
              ports.map((port) => ({
                ...{ port, address: '0.0.0.0', program: null, container: name },
                install: this.containers.get(name)?.[LABEL.install],
              })),
            );
      case 'portOwner':
        return subject === '80' ? this.port80 : null;
      case 'firewall': {
        const kind = this.firewallClosed.length > 0 ? 'firewalld' : 'none';
        return { kind, closed: this.firewallClosed, zone: 'public', dockerPasses: true };
      }
      case 'routes':
        return { v4: true, v6: false, networks: this.networks4 };
      case 'daemonConfig': {
        const text = this.files.get('/etc/docker/daemon.json')?.text;
        return text === undefined ? null : { text, value: JSON.parse(text) };
      }
      default:
        throw new Error(`The pretend host does not know the fact "${fact}".`);
    }
  }

  #addressUpdates(): FactTypes['addressUpdates'] {
    const at = '2026-11-21T12:00:00.000Z';
    const set = { v4: ['203.0.113.7'], v6: [], since: at, checkedAt: at };
    const names = this.followed;
    const installs = names.length > 0 ? { study: { ...freshNames(names), set } } : {};
    return { lookedAt: at, installs, timer: this.addressTimer, seenAt: at };
  }

  #containerFact(name: string): FactTypes['container'] {
    const labels = this.containers.get(name);
    if (!labels) return null;
    const started = this.#started.get(name);
    return sampleContainer({
      ...{ id: labels.id ?? name, image: labels.image ?? '', imageId: labels.image ?? '', labels },
      restart: started ? 'always' : 'no',
      mounts: (labels.volumes ?? '')
        .split(' ')
        .filter((each) => each !== '')
        .map((each) => each.split(':'))
        .map(([source = '', target = '']) => ({
          type: source.startsWith('/') ? 'bind' : 'volume',
          ...{ source, target, writable: !source.startsWith('/') },
        })),
      successor: this.containers.has(successorOf(name)),
      state: started ? 'running' : 'exited',
      startedAt: labels.since ?? started?.at ?? '',
      ...(labels.restart && { restart: labels.restart }),
    });
  }

  #envFileFact(path: string): FactTypes['envFile'] {
    const file = this.files.get(path);
    if (!file) return null;
    const lines = file.text.split('\n').filter((line) => line.includes('='));
    const entries = lines.map((line): [string, Secret] => {
      const at = line.indexOf('=');
      return [line.slice(0, at), new Secret(line.slice(at + 1))];
    });
    return { entries: new Map(entries), sha256: sha256(file.text), mode: file.mode };
  }
}
