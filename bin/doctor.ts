import { beginInterview } from '../source/answers/begin.ts';
import { aboutLines } from '../source/doctor/bundle.ts';
import { ignoring, verdictOn } from '../source/doctor/check.ts';
import { examine } from '../source/doctor/examine.ts';
import { hostChecks } from '../source/doctor/host-checks.ts';
import { installChecks } from '../source/doctor/install-checks.ts';
import { type Look, query } from '../source/facts/facts.ts';
import { answeringAsker, answersFirst } from '../source/hosts/answering-asker.ts';
import type { Asker } from '../source/hosts/host.ts';
import { hostKindOf, reachedAt } from '../source/hosts/index.ts';
import { LOCAL } from '../source/hosts/local.ts';
import { doctorLines } from '../source/output/doctor-lines.ts';
import { jsonLine } from '../source/output/json.ts';
import type { Ending, Tell } from '../source/output/message.ts';
import { PlainLines } from '../source/output/plain.ts';
import { askerInLines } from '../source/output/prompt-in-lines.ts';
import { TerminalLines } from '../source/output/terminal-lines.ts';
import { stripControl } from '../source/plain-text.ts';
import { questions, waysIn } from '../source/script.ts';
import { Secret } from '../source/secret.ts';
import { secretsIn, withoutSecretsIn } from '../source/secrets-in.ts';
import { recalled } from './begun.ts';
import { wrapped } from './command-line/help.ts';
import type { Parsed } from './command-line/parse.ts';
import type { ExitCode } from './exit-code.ts';
import { gatherAnswers } from './gather-answers.ts';
import type { Interruption } from './interruption.ts';
import { operatorOf } from './operator.ts';
import { sessionFor } from './session.ts';
import { toItsEnd } from './to-its-end.ts';
import { enterInLines, enterUnasked, type WayIn, withHost } from './way-in.ts';
import type { World } from './world.ts';
import { writeBundle } from './write-bundle.ts';

const ENDINGS = { good: 'all-good', warning: 'warnings', stops: 'not-good' } as const;

/** Looks at a host and at all that was set up there, and tells what is wrong. Changes nothing. */
export async function doctor(parsed: Parsed, world: World): Promise<ExitCode> {
  const json = parsed.switches.has('json');
  const tell = json ? jsonTeller(world) : plainTeller(world);
  return await toItsEnd({
    world,
    tell,
    json,
    stopped: 'Stopped. Nothing was changed.',
    work: async (interruption, secrets) =>
      await interruption.unlessLeft(visit({ parsed, world, tell, interruption, secrets })),
  });
}

interface Visit {
  readonly parsed: Parsed;
  readonly world: World;
  readonly tell: Tell;
  readonly interruption: Interruption;
  /** What is typed, or was given, and must not be seen. Grows. */
  readonly secrets: Secret[];
}

async function visit(visited: Visit): Promise<Ending> {
  const { parsed, world, tell, interruption, secrets } = visited;
  const known = await recalled(world);
  const source = withHost(
    await gatherAnswers(parsed, world, questions),
    parsed.operand,
    known.hosts,
  );
  for (const { value } of source.given.values()) if (value instanceof Secret) secrets.push(value);
  const terminal = world.input.isTTY && world.output.isTTY;
  const asks = terminal && !parsed.switches.has('json') && source.problems.length === 0;
  const signal = interruption.control.stop;
  const lines = new TerminalLines({ ...world, interrupt: () => interruption.stop() });
  const { answers: given } = beginInterview(waysIn, source.given);
  const asker = asks ? answersFirst(given, askerInLines(lines)) : answeringAsker(given);
  const session = sessionFor(world, remembering(asker, secrets));
  try {
    const entering = { source, facts: known.facts, look: session.look, signal };
    const entered = asks
      ? ((await enterInLines(entering, lines)) ?? 'stopped')
      : await enterUnasked(entering, tell);
    if (typeof entered === 'string') return entered;
    if (asks) lines.say('Looking at all of it. This takes some seconds.\n');
    return await report(visited, session.look, entered);
  } finally {
    await session.close();
  }
}

/** Looks at everything, tells it, and writes it to a file where that was asked for. */
async function report(visited: Visit, look: Look, { way, facts }: WayIn): Promise<Ending> {
  const { parsed, world, tell, interruption, secrets } = visited;
  const { switches, values } = parsed;
  const host = hostKindOf(way).address(way);
  const { by, version, renewalProgram } = await operatorOf(world);
  const file = values.get('bundle')?.[0];
  const examination = {
    ...{ look, host, way, texts: file !== undefined },
    ...{
      author: { by, version, renewalProgram, at: world.now() },
      signal: interruption.control.stop,
    },
  };
  const open = facts.get(query('connection', host))?.open ?? false;
  const examined = open
    ? await examine(examination, facts)
    : { host, facts, unseen: [], installs: [] };
  const ids = values.get('ignore') ?? [];
  const checks = ignoring([...hostChecks(examined), ...installChecks(examined)], ids);
  const hidden = [...secrets, ...secretsIn(way, examined.facts)];
  for (const check of withoutSecretsIn(checks, hidden)) tell({ type: 'check', ...check });
  const place = host === LOCAL ? 'This computer' : reachedAt(host);
  if (!switches.has('json'))
    print(world, doctorLines(checks, place, wrapped, rowsOf(world)), hidden);
  for (const id of ids)
    if (!checks.some((check) => check.id === id))
      tell({ type: 'note', text: `There was no check ${id} to ignore.` });
  if (file !== undefined) {
    const keepAddresses = switches.has('keep-addresses');
    const options = { keepAddresses, typed: secrets, way };
    const path = await writeBundle(file, world, by, examined, checks, options);
    const text = [`Written to ${path}.`, ...aboutLines(keepAddresses)].join('\n');
    tell({ type: 'note', text });
  }
  return ENDINGS[verdictOn(checks)];
}

/** Also what is typed while we come in, passwords, must not be seen in what others wrote. */
function remembering(asker: Asker, secrets: Secret[]): Asker {
  return async (prompt, signal) => {
    const answered = await asker(prompt, signal);
    if (answered instanceof Secret) secrets.push(answered);
    return answered;
  };
}

function print(world: World, lines: readonly string[], secrets: readonly Secret[]): void {
  const clean = withoutSecretsIn(lines, secrets).map((line) => `${stripControl(line)}\n`);
  world.output.write(clean.join(''));
}

/** Of a terminal; the last one is for the shell. */
function rowsOf({ output }: World): number {
  return output.isTTY ? output.rows - 1 : Number.POSITIVE_INFINITY;
}

function jsonTeller(world: World): Tell {
  return (message) => void world.output.write(jsonLine(message, world.now()));
}

/** All but the checks, which are told together. */
function plainTeller(world: World): Tell {
  const plain = new PlainLines({ details: false });
  return (message) => {
    for (const line of plain.lines(message, 0)) world.errors.write(`${line}\n`);
  };
}
