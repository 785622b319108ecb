import { ExpectedError } from '../source/expected-error.ts';
import { query } from '../source/facts/facts.ts';
import { hostKindOf } from '../source/hosts/index.ts';
import type { Ending } from '../source/output/message.ts';
import { installsIn, nameOf } from '../source/status/renewal-script.ts';
import { nearest } from '../source/text/nearest.ts';
import { within } from './entering.ts';
import { errandWithoutAsking } from './errand-without-asking.ts';
import { placesFor } from './places.ts';
import { type RenewalJob, renewalErrand, withInstall } from './renewal-job.ts';

/** One server and one certificate after another; a failure with one keeps no other from being renewed. */
export async function renewWithoutAsking(job: RenewalJob): Promise<Ending> {
  const { parsed, tell, interruption } = job;
  const wanted = parsed.values.get('install') ?? [];
  const endings: Ending[] = [];
  const met = new Set<string>();
  const places = placesFor(job.source, parsed.operand, job.hosts);
  const tried = async (work: () => Promise<Ending>) => {
    try {
      endings.push(await work());
    } catch (error) {
      if (!(error instanceof ExpectedError) || interruption.happened) throw error;
      tell({ type: 'trouble', trouble: error.trouble });
      endings.push('failed');
    }
  };
  for (const source of places) {
    const there: string[] = [];
    await tried(async () => await listInstalls({ ...job, source }, wanted, there, met));
    for (const install of there) {
      if (interruption.happened) return 'stopped';
      await tried(async () => await renewOne({ ...job, source: withInstall(source, install) }));
    }
  }
  const strange = wanted.filter((name) => !met.has(name));
  if (strange.length > 0 && !endings.includes('failed')) {
    tell({ type: 'trouble', trouble: unknown(strange, [...met]).trouble });
    endings.push('bad-input');
  }
  return worstOf(endings);
}

/** Fills `there` with the installs of a server that are wanted, and `met` with the names it knows. */
async function listInstalls(
  { world, source, facts, tell, interruption, secrets }: RenewalJob,
  wanted: readonly string[],
  there: string[],
  met: Set<string>,
): Promise<Ending> {
  const entrance = { world, source, facts, tell, interruption, asks: false, secrets };
  return await within(entrance, async ({ way, facts: entered, session }) => {
    const host = hostKindOf(way).address(way);
    const { stop } = interruption.control;
    let seen = entered;
    for await (const found of session.look([query('installs', host)], stop))
      seen = seen.with([found]);
    const installs = installsIn(way, seen);
    const records = installs.map((install) => query('record', host, install));
    for await (const found of session.look(records, stop)) seen = seen.with([found]);
    for (const install of installs) {
      const names = [install, nameOf(install, way, seen)];
      for (const name of names) met.add(name);
      if (wanted.length === 0 || wanted.some((name) => names.includes(name))) there.push(install);
    }
    return 'nothing-to-do';
  });
}

async function renewOne(job: RenewalJob): Promise<Ending> {
  const errand = renewalErrand(job, (wish) => job.tell({ type: 'renewal', ...wish }));
  return await errandWithoutAsking(job, errand);
}

/** The last one that is among them. */
const BY_GRAVITY: readonly Ending[] = [
  'nothing-to-do',
  'complete',
  'changes-pending',
  'bad-input',
  'failed',
  'stopped',
];

function worstOf(endings: readonly Ending[]): Ending {
  return BY_GRAVITY.findLast((each) => endings.includes(each)) ?? 'nothing-to-do';
}

function unknown(names: readonly string[], known: readonly string[]): ExpectedError {
  const meant = nearest(names[0] ?? '', known);
  return new ExpectedError({
    code: 'renew.unknown-install',
    what: `Nothing is called ${names.join(' or ')} there.`,
    next: [
      ...(meant ? [`Did you mean ${meant}?`] : []),
      'npx setup-server status shows what is there.',
    ],
  });
}
