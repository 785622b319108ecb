import { spawnSync } from 'node:child_process';
import { addressOf, hostNamed, removeHost } from './host.ts';
import {
  type App,
  allApps,
  ca,
  dns,
  faults,
  host,
  operatorCommand,
  rangeDown,
  rangePurge,
  rangeUp,
  registry,
  type Suite,
  type Variant,
  variants,
} from './range.ts';

const usage = `npx tsx test/range/cli.ts COMMAND
  up [SUITE...] [APP...]            bookworm trixie; ${allApps.join(' ')}; all unless named
  down | purge                      stop | remove every trace
  host NAME [VARIANT] [SUITE] [docker-repository]
                                    a fresh server; prints how to log in
                                    ${variants.join(' ')}
  remove NAME | address NAME
  dns set NAME ADDRESS... | txt NAME TEXT... | cname NAME TO | del NAME | get NAME [TYPE] | key
  ssh NAME [COMMAND]                as the operator, or: in NAME COMMAND   as root inside
  operator COMMAND...               runs it as the operator's machine
  ca restart|stop|start|pause|resume production|staging|other
  registry stop|start|pause|resume|requests
  fault cut|drop|dropout NAME [SECONDS] | slow NAME RATE | rst|sshkill|reboot|heal NAME`;

const say = (line: string) => console.error(line);
const [command = '', ...rest] = process.argv.slice(2);
const [first = '', second = '', ...more] = rest;

await run(command).catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

async function run(what: string): Promise<void> {
  switch (what) {
    case 'up':
      return up(rest);
    case 'down':
      return rangeDown();
    case 'purge':
      return rangePurge();
    case 'host':
      return newHost(first, second as Variant, more[0] as Suite, more[1] !== undefined);
    case 'remove':
      return removeHost(first);
    case 'address':
      return console.log(await addressOf(first));
    case 'dns':
      return changeDns(first, second, more);
    case 'ssh':
      return asOperator(await sshTo(first, rest.slice(1)));
    case 'in':
      return console.log(await (await hostNamed(first)).exec(rest.slice(1).join(' ')));
    case 'operator':
      return asOperator(rest);
    case 'ca':
      return changeService(ca, first, second);
    case 'registry':
      if (first === 'requests') return console.log((await registry.requests()).join('\n'));
      return changeService(registry, first);
    case 'fault':
      return fault(first, second, more[0]);
    default:
      console.error(usage);
      process.exitCode = 2;
  }
}

async function up(words: string[]): Promise<void> {
  const suites = words.filter((word): word is Suite => word === 'bookworm' || word === 'trixie');
  const apps = words.filter((word): word is App => (allApps as string[]).includes(word));
  await rangeUp({ ...(suites.length && { suites }), ...(apps.length && { apps }) }, say);
}

async function newHost(
  name: string,
  variant: Variant | undefined,
  suite: Suite | undefined,
  dockerRepository: boolean,
): Promise<void> {
  const chosen = { ...(variant && { variant }), ...(suite && { suite }) };
  const made = await host(name, { say, dockerRepository, ...chosen });
  console.log(
    JSON.stringify({
      address: made.address,
      user: made.user,
      keyFile: made.keyFile,
      password: made.password,
    }),
  );
}

async function changeDns(verb: string, name: string, values: string[]): Promise<void> {
  if (verb === 'set') return dns.set(name, ...values);
  if (verb === 'txt') return dns.txt(name, ...values);
  if (verb === 'cname') return dns.cname(name, values[0] ?? '');
  if (verb === 'del') return dns.del(name);
  const answer = verb === 'key' ? await dns.key() : await dns.lookUp(name, values[0]);
  console.log(JSON.stringify(answer));
}

async function sshTo(name: string, words: string[]): Promise<string[]> {
  const { user, address, keyFile } = await hostNamed(name);
  const unknown = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
  return ['ssh', '-i', keyFile, ...unknown, '-o', 'LogLevel=ERROR', `${user}@${address}`, ...words];
}

async function asOperator(argv: string[]): Promise<void> {
  const { file, args, env } = await operatorCommand(argv, { tty: Boolean(process.stdin.isTTY) });
  const { status } = spawnSync(file, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  process.exitCode = status ?? 1;
}

async function changeService(
  service: typeof ca | typeof registry,
  verb: string,
  which = 'production',
): Promise<void> {
  const change = (service as unknown as Record<string, (which: string) => Promise<void>>)[verb];
  if (!change) throw new Error(`There is no ${verb} for this service.`);
  await change(which);
}

async function fault(verb: string, name: string, value = ''): Promise<void> {
  const seconds = Number(value);
  if (verb === 'cut' || verb === 'drop' || verb === 'dropout') {
    const { healed } = await faults[verb](name, seconds ? { seconds } : {});
    return healed;
  }
  if (verb === 'slow') return faults.slow(name, value);
  if (verb === 'rst' || verb === 'sshkill' || verb === 'reboot' || verb === 'heal') {
    return faults[verb](name);
  }
  throw new Error(`There is no fault ${verb}.`);
}
