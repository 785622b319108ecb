import { expect } from 'vitest';
import type { Action } from '../../source/action.ts';
import type { Adopted } from '../../source/adoption/adopted.ts';
import { adoptionSteps } from '../../source/adoption/steps.ts';
import { packedImage } from '../../source/apply/carry-image.ts';
import { worldOn } from '../../source/apply/certificate.ts';
import { asJob } from '../../source/apply/job.ts';
import { request } from '../../source/apply/request.ts';
import { putAside, putInPlace, writeFile } from '../../source/apply/write-file.ts';
import { reconfiguration } from '../../source/apps/docassemble/configuration.ts';
import { experimentsSource } from '../../source/apps/expfactory/image.ts';
import type { Recipe } from '../../source/apps/recipe.ts';
import type { Spread } from '../../source/apps/spread.ts';
import type { AwayGoal } from '../../source/backup/away.ts';
import {
  arrivedCommand,
  arrivedWholeCommand,
  piecesCommand,
  readPieceCommand,
  writePieceCommand,
} from '../../source/backup/carry.ts';
import { sendCommand } from '../../source/backup/send.ts';
import { keepPresent, restorePrevious } from '../../source/certificates/previous.ts';
import type { MoveRevision, Revision } from '../../source/changes/revision.ts';
import { makeHostKey, takeHostKey } from '../../source/clouds/own-host-key.ts';
import { LABEL } from '../../source/containers/container.ts';
import { appContainer } from '../../source/containers/install-containers.ts';
import { describeAction } from '../../source/describe.ts';
import { distributions } from '../../source/distributions/index.ts';
import { asRoot, asRootInTerminal, inTerminal } from '../../source/edges/ssh/privilege.ts';
import { recordRemove } from '../../source/errands/remove/record-remove.ts';
import { lastSteps } from '../../source/errands/remove/removal-last.ts';
import { removalSteps } from '../../source/errands/remove/removal-steps.ts';
import { shellCommand } from '../../source/errands/shell.ts';
import type { OtherContainer } from '../../source/facts/docker/other-containers.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { BackupFact } from '../../source/facts/installs/backups.ts';
import { executionSubject } from '../../source/facts/installs/execution.ts';
import type { SystemFact } from '../../source/facts/machine.ts';
import { answerQuery } from '../../source/facts/network/answer.ts';
import type { HostFactName } from '../../source/facts/probe.ts';
import { probes } from '../../source/facts/probes.ts';
import type { Goal } from '../../source/goal.ts';
import type { Connection } from '../../source/hosts/host.ts';
import { hostKindOf } from '../../source/hosts/index.ts';
import { breakLock, releaseLock, signLock, takeLock } from '../../source/journal/lock.ts';
import { ServerLog } from '../../source/journal/log.ts';
import { clusterLogCommand, logCommand } from '../../source/logs/log-command.ts';
import { offers } from '../../source/offers/index.ts';
import type { OfferGround } from '../../source/offers/offer.ts';
import { stopContainer, stopService } from '../../source/offers/stop-owner.ts';
import { JOBS } from '../../source/paths.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { type ShellCommand, sh } from '../../source/shell.ts';
import { backupFetch, backupSend } from '../../source/steps/away.ts';
import { backupDelete } from '../../source/steps/backup-delete.ts';
import { folderFill } from '../../source/steps/folder-fill.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { type Leaving, leavingSteps, leftSteps } from '../../source/steps/move.ts';
import type { Cluster, ClusterNode } from '../../source/swarm/cluster.ts';
import { growSteps } from '../../source/swarm/grow-steps.ts';
import { shrinkSteps } from '../../source/swarm/shrink-steps.ts';
import { copyCommands } from '../../source/timetable/copy-script.ts';
import { sampleOther } from '../adoption/sample-other.ts';
import { goal, ground, HOST, system } from '../core/example-goal.ts';
import { sampleContainer } from '../core/sample-container.ts';
import { three } from '../swarm/example-cluster.ts';

export interface Built {
  /** What it is for. */
  readonly name: string;
  readonly text: string;
  /** The value as it went in. */
  readonly value: string;
}

/** Every command that goes to a server, or is shown to be typed there, with a value at every place that takes one. */
export async function everyCommand(value: string): Promise<readonly Built[]> {
  return [
    ...probesWith(value),
    ...actionsWith(value).flatMap(([name, action]) => ofAction(name, action, value)),
    ...(await connectionsWith(value)),
    ...privilegesWith(value),
    ...logsWith(value),
    { name: 'own host key, made', value, text: makeHostKey(value).text },
    { name: 'own host key, taken', value, text: takeHostKey(value).text },
  ];
}

function logsWith(value: string): Built[] {
  const wish = { since: `x${value}`, search: `x${value}`, count: 9 };
  return [true, false].flatMap((follow) => [
    {
      ...{ name: `logs, follow ${follow}`, value },
      text: logCommand([value, value], { ...wish, follow }).text,
    },
    {
      ...{ name: `logs of several servers, follow ${follow}`, value },
      text: clusterLogCommand(value, { ...wish, follow }).text,
    },
  ]);
}

const spreadsWith = (value: string): readonly Spread[] => [
  { roles: [{ name: 'app', runs: 'copies' }], update: 'one-by-one' },
  {
    roles: [
      { name: 'backend', runs: 'once', env: [{ name: 'ROLE', value: 'backend' }] },
      { name: 'app', runs: 'copies', volumes: [{ source: `/${value}`, target: '/data' }] },
    ],
    update: 'together',
  },
  {
    roles: [{ name: 'app', runs: 'copies' }],
    ...{ update: 'together', stays: { env: [], ready: ['is-there'] } },
  },
];

/** The actions of all steps, on every distribution, for a goal that holds the value wherever it holds a text. */
export function actionsWith(value: string): (readonly [string, Action])[] {
  return distributions.flatMap((distribution) => {
    const on: SystemFact = { ...system, codename: value, version: value, hostname: value };
    const where = { ...ground, distribution, system: on };
    const login = { ...ground.login, user: value, root: 'sudo' } as const;
    const packages = [
      distribution.packages.install([value]),
      ...(distribution.packages.update ? [distribution.packages.update] : []),
      ...(distribution.packages.repair ? [distribution.packages.repair] : []),
      ...distribution
        .docker(on)
        .flatMap(({ actions, engineAlone = [] }) => [...actions, ...engineAlone]),
    ].map((action) => [`${distribution.id}: packages`, action] as const);
    // What does not depend on the distribution is tried on one of them.
    const goals = distribution.id === 'debian' ? goalsWith(value) : [goalWith(value)];
    const all = goals.flatMap((each) => [
      ...stepsFor(each, { ...where, login }),
      backupDelete(each, value),
      backupSend(each, value, value),
      backupFetch(each, value, value, new Secret('hush')),
      ...removalSteps(each, true),
      ...removalSteps(each, false),
      ...lastSteps(each, distribution, []),
      recordRemove(each, [], []),
      recordRemove(each, [{ path: `/${value}`, names: ['DB_PASSWORD'] }], []),
      ...spreadsWith(value).flatMap((spread) => {
        const cluster = clusterWith(value);
        const grown = { ...each, cluster: { others: [], addresses: [], spread } };
        return [
          ...growSteps(grown, cluster, () => ({ ...where, login }), []),
          ...shrinkSteps(each, grown, cluster.nodes, () => ({ ...where, login }), []),
        ];
      }),
    ]);
    const steps = all.flatMap((step) =>
      step
        .actions(new Facts())
        .map((action) => [`${distribution.id}: ${step.id}`, action] as const),
    );
    const pieces = [
      piecesCommand(value, value),
      readPieceCommand(value, value, value, 1),
      arrivedCommand(value, value),
      writePieceCommand(value, value, value, 1),
      arrivedWholeCommand(value, value),
      packedImage(value),
    ].map(
      (command) =>
        [`${distribution.id}: carried`, { do: 'run', command, patienceSeconds: 1 }] as const,
    );
    const sent = { do: 'run', command: sendCommand(value, value), patienceSeconds: 1 } as const;
    const experiments = experimentsSource(value, [value, value]).prepare.map(
      (command) =>
        [`${distribution.id}: experiments`, { do: 'run', command, patienceSeconds: 1 }] as const,
    );
    const late = reconfiguration([{ name: 'TIMEZONE', value: 'UTC' }], value, value);
    const configured = [late?.command(`/${value}`) ?? []]
      .flat()
      .map(
        (command) =>
          [
            `${distribution.id}: configuration`,
            { do: 'run', command, patienceSeconds: 1 },
          ] as const,
      );
    const starts = goals.map(
      (each) => [`${distribution.id}: start`, { do: 'start', spec: appContainer(each) }] as const,
    );
    const copied = goals
      .filter((each) => !each.revision)
      .map((each) => {
        const [{ sources = [] } = {}] = revisionsWith(value);
        const command = copyCommands(each, sources, new Facts(), value);
        return [`${distribution.id}: copied`, { do: 'run', command, patienceSeconds: 1 }] as const;
      });
    return [
      ...packages,
      ...pieces,
      ...copied,
      ...configured,
      ...starts,
      ...steps,
      ...(distribution.id === 'debian' ? fillingWith(value) : []),
      ...experiments,
      [`${distribution.id}: sent`, sent] as const,
      [`${distribution.id}: image`, imageCarried(value)] as const,
      ...(distribution.id === 'debian' ? adoptionWith(value) : []),
      ...offersOn({ ...where, login, host: HOST }, value),
    ];
  });
}

/** Data that go from a volume along to a folder, which are called like that. */
function fillingWith(value: string): (readonly [string, Action])[] {
  const plain = goalWith(value);
  const { host, install, recipe } = plain;
  const folder = `/${value}`;
  const filled: Goal = {
    ...plain,
    recipe: {
      ...recipe,
      container: { ...recipe.container, volumes: [{ source: folder, target: folder }] },
      folders: [{ path: folder, owner: '1:2', mode: '700' }],
    },
  };
  const found = sampleContainer({
    labels: { [LABEL.install]: install },
    mounts: [{ type: 'volume', source: value, target: folder, writable: true }],
  });
  const facts = new Facts([{ query: query('container', host, install), value: found }]);
  const actions = folderFill(filled, []).flatMap((step) => step.actions(facts));
  expect(actions.map((action) => action.do)).toEqual(['run', 'rest', 'run']);
  return actions.map((action) => ['folder.fill', action] as const);
}

/** Servers that are called like that. */
function imageCarried(value: string): Action {
  return { do: 'carry-image', from: HOST, to: HOST, id: value, image: value };
}

function clusterWith(value: string): Cluster {
  const node = (host: string): ClusterNode => {
    return { host, name: value, address: value, visited: value, role: 'manager' };
  };
  return {
    ...three,
    nodes: [node(`ssh://${value}`), node(`ssh://x${value}`)],
    image: value,
    pool: value,
  };
}

/** What can be offered, accepted where it is offered. Hosts tell little there that is a text. */
function offersOn(on: OfferGround, value: string): (readonly [string, Action])[] {
  const questions = offers.flatMap((offer) => offer.questions.map(({ id }) => [id, true] as const));
  const answers = {
    'host.kind': 'ssh',
    server: 'root@203.0.113.7',
    ...Object.fromEntries(questions),
  };
  const host = hostKindOf(answers).address(answers);
  const facts = new Facts([
    {
      query: query('firewall', host),
      value: { kind: 'firewalld', zone: value, closed: [80, 443], dockerPasses: false },
    },
  ]);
  const owner = { program: value, unit: value, package: value, onlyWelcome: true };
  const accepted = offers.flatMap((offer) => offer.steps(answers, facts, { ...on, host }));
  return [...accepted, stopService(host, [owner]), stopContainer(host, value)].flatMap((step) =>
    step.actions(facts).map((action) => [`${on.distribution.id}: ${step.id}`, action] as const),
  );
}

/** One with other containers, files and folders, whose own web server does HTTPS; one that gets its certificate. */
function goalsWith(value: string): Goal[] {
  const plain = goalWith(value);
  const tls = { https: 443, http: 80, certificate: { chain: `/${value}`, key: value } };
  const companion = {
    ...{ name: value, label: value, env: [] },
    container: { ...plain.recipe.container, command: [value] },
    ready: { command: [value, value], patienceSeconds: 1 },
  };
  const recipe: Recipe = {
    ...plain.recipe,
    tls,
    companions: [companion],
    files: [{ path: value, mode: '600', owner: '1:2', content: ['text'] }],
    folders: [{ path: `/${value}`, owner: '1:2', mode: '700' }],
  };
  const { certificate } = plain;
  return [
    plain,
    ...revisionsWith(value).map((revision) => ({ ...plain, revision })),
    { ...plain, recipe, appInTheWay: true, certificate: { ...certificate, servedBy: 'app' } },
    { ...plain, recipe, certificate: { ...certificate, use: 'app-client' } },
    { ...plain, recipe, stopped: '2026-11-21T12:00:00.000Z' },
    { ...plain, adopted: adoptedWith(value) },
    { ...plain, follows: 'both' },
    { ...plain, followedBefore: true },
    { ...plain, timetableBefore: true },
    { ...plain, awayBefore: true },
    { ...plain, away: awayWith(value) },
    { ...plain, recipe: { ...plain.recipe, source: ownExperimentsWith(value) } },
  ];
}

/** Built from folders of a person's computer that are called like that. */
function ownExperimentsWith(value: string) {
  const from = { path: value, folders: [{ from: value, to: value }] };
  const brought = { what: value, folder: `/etc/${value}`, image: value, from };
  return experimentsSource(value, [value], { ids: [value], sha256: value, brought });
}

function awayWith(value: string): AwayGoal {
  const secretAccessKey = new Secret('hush');
  const place = { endpoint: value, region: value, bucket: value, accessKeyId: value };
  return { place: { ...place, secretAccessKey }, folder: value, recipient: value };
}

/** Data copied and put back, where volumes, folders and images have such names. */
function revisionsWith(value: string): Revision[] {
  const sources = [
    { kind: 'volume', source: value },
    { kind: 'folder', source: `/srv/${value}` },
  ] as const;
  const images = [{ container: value, image: value, id: value, digest: null }];
  const backup: BackupFact = {
    ...{ format: 1, install: value, app: value, at: '2026-11-21T12:00:00Z', by: value },
    ...{ version: value, why: 'wish', images, sources, record: null },
    ...{ stamp: '2026-11-21T12-00-00Z', sizeKB: 1 },
  };
  return [
    { kind: 'upgrade', sources, from: images, begun: null, inPlace: value },
    { kind: 'upgrade', sources: [], from: images, begun: null, inPlace: null },
    { kind: 'restore', sources, backup, copyFirst: true, begun: null },
    { kind: 'restore', sources, backup: null, copyFirst: false, begun: null, leadsBack: true },
    moveWith(value, sources, backup),
  ];
}

function moveWith(
  value: string,
  sources: MoveRevision['sources'],
  backup: BackupFact,
): MoveRevision {
  const has = { record: true, site: true };
  const from = { ...goalWith(value), host: 'ssh://root@203.0.113.8:22' };
  const { stamp } = backup;
  const leaving: Leaving = {
    ...{ role: 'left', from, to: goal.host, stamp, sources, has, author: ground.author },
  };
  return {
    ...{ kind: 'move', from: from.host, backup, sources },
    leaving: (needs) => leavingSteps(leaving, needs),
    left: (needs) => leftSteps(leaving, needs),
  };
}

function adoptedWith(value: string): Adopted {
  return {
    ...{ container: value, name: value, networks: [value], rescued: [`/${value}`] },
    volumes: [{ source: value, target: `/${value}` }],
  };
}

/** What is done to a container that somebody else started. */
function adoptionWith(value: string): (readonly [string, Action])[] {
  const container: OtherContainer = {
    ...sampleOther(),
    ...{ id: value, name: `${value}-1`, networks: [value], env: new Map() },
  };
  const recognised = { app: 'image', label: value, answers: {}, data: [], remarks: [value] };
  const adoption = {
    container,
    recognised,
    install: value,
    answers: {},
    adopted: adoptedWith(value),
  };
  return adoptionSteps(goalWith(value), adoption, ground.author).flatMap((step) =>
    step.actions(new Facts()).map((action) => [step.id, action] as const),
  );
}

function goalWith(value: string): Goal {
  const { recipe, certificate } = goal;
  return {
    ...goal,
    reachedAt: value,
    install: value,
    app: { id: value, label: value },
    recipe: {
      ...recipe,
      container: {
        image: value,
        entrypoint: [value, value],
        command: [value, `--title=${value}`],
        workdir: value,
        user: value,
        rights: { add: [value], drop: [value], devices: [{ host: value, container: value }] },
        volumes: [
          { source: value, target: value },
          { source: `/srv/${value}`, target: `/${value}`, readOnly: true },
        ],
        ports: [{ address: `[${value}]`, host: 1, container: 2, protocol: 'udp' }],
        stop: { command: [value, value], timeoutSeconds: 5 },
      },
      account: { check: [value], make: [value, value], input: new Secret('hush'), follows: [] },
      tokens: {
        count: 3,
        list: [value],
        make: () => [value, value],
        byHand: { list: value, make: value },
      },
      ready: { ...recipe.ready, path: `/${value}` },
      defaultLogin: {
        ...{ user: value, password: value, path: `/${value}`, headers: { [value]: value } },
        ...{ form: { [value]: value }, verdict: () => 'open', follows: [] },
        close: [
          {
            ...{ asks: value, path: `/${value}`, headers: { [value]: value } },
            ...{ form: { [value]: value }, expects: { status: 200 } },
          },
        ],
      },
      data: value,
    },
    names: [value, `www.${value}`],
    certificate: { ...certificate, directory: value, rehearsal: value, email: `a${value}` },
    loginKey: { user: value, publicKey: `ssh-ed25519 ${value}`, from: value },
    answers: { app: value },
  };
}

function ofAction(name: string, action: Action, value: string): Built[] {
  const shown = { name: `${name}, as shown`, text: describeAction(action).join('\n'), value };
  switch (action.do) {
    case 'on':
      return ofAction(name, action.action, value);
    case 'run':
      return [
        { name, text: action.command.text, value },
        ...(action.detached ? [job(name, action.command, value)] : []),
      ];
    // Here documents and remarks are judged by what a shell makes of them.
    case 'write':
    case 'join':
    case 'await':
    case 'instruct':
      return [];
    default:
      return [shown];
  }
}

function job(name: string, command: ShellCommand, value: string): Built {
  // Its folder is named after a hash of the command.
  const text = asJob(command, JOBS, false).text.replace(/jobs\/[0-9a-f]{16}/, 'jobs/hash');
  return { name: `${name}, as a job`, text, value };
}

/** Most take a path or a name; some have a form, whose parts are apart by spaces. */
function subjectsOf(fact: HostFactName, value: string): readonly [subject: string, part: string][] {
  const part = value.replaceAll(' ', '');
  switch (fact) {
    case 'answer': {
      const sent = { path: '/in', headers: { a: value }, form: { a: 'b' } };
      return [
        [`${part} 80 /ping`, part],
        [`study 80 /${value}`, value],
        // A form travels urlencoded.
        [answerQuery('', 'study', 80, sent).subject, value],
      ];
    }
    case 'loginKey':
      return [
        [`${part} ssh-ed25519 AAAA`, part],
        [`root ssh-ed25519 ${value}`, value],
      ];
    case 'log':
      return [[`${part} 40`, part]];
    case 'execution':
      return [[executionSubject('study', ['check', value]), value]];
    case 'certificate':
      return [[`/etc/${value}/fullchain.pem`, value]];
    case 'reach':
      return [[`https://example.org/${value}`, value]];
    default:
      return [[value, value]];
  }
}

function probesWith(value: string): Built[] {
  return (Object.keys(probes) as HostFactName[]).flatMap((fact) =>
    subjectsOf(fact, value).map(([subject, part]) => ({
      name: `look at ${fact}`,
      text: probes[fact].command(subject).text,
      value: part,
    })),
  );
}

/** What is run by the parts that write files, take the lock and keep the log. */
async function connectionsWith(value: string): Promise<Built[]> {
  const commands: ShellCommand[] = [];
  const connection = {
    run: async (command: ShellCommand) => {
      commands.push(command);
      return { code: 0, stdout: '', stderr: '' };
    },
  } as Partial<Connection> as Connection;
  const { signal } = new AbortController();
  const me = { by: value, machine: value, process: 1, since: value };
  const path = `/etc/${value}/file`;
  const file = { path, mode: '644', content: 'text' } as const;
  await takeLock(connection, me);
  const log = new ServerLog(connection, value);
  log.note({ type: 'done', outcome: 'complete', changed: 0 }, new Date(), value);
  await log.flush();
  await writeFile(connection, { do: 'write', path, mode: '644', content: ['text'] }, signal);
  await putAside(connection, { ...file, folderMode: '700' }, signal);
  await putInPlace(connection, [path, value], signal);
  const exchange = {
    asks: value,
    path: `/${value}`,
    headers: {},
    form: {},
    expects: { status: 1 },
  };
  // Nothing answers here.
  await request(
    connection,
    { do: 'request', container: value, port: 1, exchanges: [exchange] },
    signal,
  ).catch(() => undefined);
  const order = {
    accounts: `/accounts/${value}`,
    folder: value,
    directory: value,
  };
  const world = worldOn(connection, order);
  await world.read(path, signal);
  await world.write([file], signal);
  await world.remove([path, value], signal);
  for (const command of [
    keepPresent(value, new Date(0)),
    restorePrevious(value, value, new Date(0)),
  ]) {
    await connection.run(command, { root: true, signal, timeoutSeconds: 60 });
  }
  const built = commands.map(({ text }, index) => ({ name: `edge ${index}`, text, value }));
  const before = commands.length;
  // Here the value goes through JSON first.
  await breakLock(connection, { holder: me, secondsSinceLastSign: 0 });
  await signLock(connection, me);
  await releaseLock(connection, me);
  const within = JSON.stringify(value).slice(1, -1);
  const ofLock = commands.slice(before);
  return [...built, ...ofLock.map(({ text }) => ({ name: 'the lock', text, value: within }))];
}

function privilegesWith(value: string): Built[] {
  const command = sh`printf %s ${value}`;
  const ways = (['sudo', 'sudo-password', 'doas'] as const).flatMap((by) =>
    [false, true].map((terminal) => asRoot({ by, terminal, password: null }, command)),
  );
  const attached = (['sudo', 'doas'] as const).map((by) =>
    asRootInTerminal({ by, terminal: false, password: null }, command),
  );
  const shells = [asRootInTerminal('none', shellCommand(value)), shellCommand(value)];
  const all = [
    ...ways,
    ...attached,
    ...shells,
    inTerminal(command),
    asJob(command, value, false),
    asJob(command, value, true),
    command,
  ];
  return all.map(({ text }) => ({
    name: 'as root, in a terminal, as a job',
    text: text.replace(/[0-9a-f]{16}/, 'hash'),
    value,
  }));
}
