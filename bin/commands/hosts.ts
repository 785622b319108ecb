import { ExpectedError } from '../../source/expected-error.ts';
import type { RememberedHost } from '../../source/facts/installs/remembered.ts';
import { hostsNamed, hostWords } from '../../source/hosts/remembered.ts';
import { nearest } from '../../source/text/nearest.ts';
import type { Parsed } from '../command-line/parse.ts';
import { keptHosts } from '../kept-hosts.ts';
import type { World } from '../world.ts';

/** Lists the hosts that this computer remembers, or forgets one. */
export async function hosts(
  { operand, object = '', switches }: Parsed,
  world: World,
): Promise<void> {
  const memory = keptHosts(world);
  const { hosts: known, problem } = await memory.recall();
  if (problem !== null) world.errors.write(`${problem}\n`);
  const now = world.now().toISOString();
  const print = (text: string) => void world.output.write(`${text}\n`);
  if (operand === 'forget') {
    const host = theOne(known, object);
    memory.forget([host.address]);
    await memory.settled();
    const left = (await memory.recall()).hosts;
    if (left.some(({ address }) => address === host.address)) throw notForgotten(object);
    if (!switches.has('json')) return print(`Forgotten: ${lineOf(host, now, known)}`);
    return print(JSON.stringify(left, null, 2));
  }
  if (switches.has('json')) print(JSON.stringify(known, null, 2));
  else if (known.length === 0) print('This computer remembers no server yet.');
  else for (const host of known) print(lineOf(host, now, known));
}

function lineOf(host: RememberedHost, now: string, known: readonly RememberedHost[]): string {
  const { name, note } = hostWords(host, now, known);
  return `${name} (${note})`;
}

function theOne(known: readonly RememberedHost[], name: string): RememberedHost {
  const [host, another] = hostsNamed(known, name);
  if (host && !another) return host;
  const list = 'npx setup-server hosts lists them.';
  if (host)
    throw new ExpectedError({
      code: 'hosts.several',
      what: `Several servers are remembered under the name ${name}.`,
      next: [`Give the address of the one that is meant. ${list}`],
    });
  const names = known.map((each) => hostWords(each, each.lastUsed).name);
  const meant = nearest(name, names);
  throw new ExpectedError({
    code: 'hosts.unknown',
    what: `No server is remembered under the name ${name}.`,
    next: [...(meant ? [`Did you mean ${meant}?`] : []), list],
  });
}

function notForgotten(name: string): ExpectedError {
  return new ExpectedError({
    code: 'hosts.not-written',
    what: `${name} could not be forgotten: the file can't be written.`,
    next: ['See that the disk is not full, and that the file is yours.'],
  });
}
