import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, release } from 'node:os';
import { parseArgs } from 'node:util';
import { type Built, buildBoth } from './build.ts';
import { certificate } from './certificate.ts';
import { type Comparison, columns, ratio, table } from './comparison.ts';
import { downtime } from './downtime.ts';
import { firstFrame } from './first-frame.ts';
import { installedSize } from './installed-size.ts';
import { median } from './samples.ts';
import { secondRun } from './second-run.ts';
import { several } from './several.ts';
import { type Span, spanRows } from './timeline.ts';
import { wholeJob } from './whole-job.ts';

interface Measured {
  readonly comparisons: readonly Comparison[];
  /** Where the time went in one run, by who ran. */
  readonly timelines?: Readonly<Record<string, readonly Span[]>>;
}

const parts: Record<string, (built: Built, say: (line: string) => void) => Promise<Measured>> = {
  'first-frame': firstFrame,
  size: installedSize,
  certificate,
  job: wholeJob,
  again: secondRun,
  downtime,
  several,
};

const USAGE = `npm run bench -- [${Object.keys(parts).join('] [')}] [--out FILE]`;

/** Measures what is named, or everything. Time is never a reason to fail, a job that fails is. */
async function bench(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { out: { type: 'string' } },
    allowPositionals: true,
  });
  const unknown = positionals.filter((each) => !(each in parts));
  if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}.\n${USAGE}`);
  const wanted = positionals.length > 0 ? positionals : Object.keys(parts);

  const machine = { node: process.version, cores: availableParallelism(), kernel: release() };
  const load = loadavg()[0] ?? 0;
  const built = await buildBoth();
  const results: Record<string, Measured> = {};
  try {
    for (const each of wanted) {
      // What was measured before or after one that fails is worth showing all the same.
      await parts[each]?.(built, (line) => console.error(line)).then((measured) => {
        results[each] = measured;
      }, fail);
    }
  } finally {
    await built.remove();
  }

  for (const [part, { timelines = {} }] of Object.entries(results)) {
    for (const [who, spans] of Object.entries(timelines))
      print([`\n${part}: ${who}`, ...columns(spanRows(spans))]);
  }
  const all = Object.values(results).flatMap(({ comparisons }) => comparisons);
  print(['', ...table(all), '', `Node ${machine.node}, ${machine.cores} cores, load ${load}`]);
  if (values.out !== undefined) {
    const withRatios = Object.entries(results).map(([part, measured]) => {
      const comparisons = measured.comparisons.map((each) => {
        const medians = { ours: median(each.ours), peer: median(each.peer.samples) };
        return { ...each, medians, ratio: ratio(each) };
      });
      return [part, { ...measured, comparisons }] as const;
    });
    const report = { machine, load, results: Object.fromEntries(withRatios) };
    await writeFile(values.out, `${JSON.stringify(report, null, 2)}\n`);
  }
}

function print(lines: readonly string[]): void {
  console.log(lines.join('\n'));
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

await bench().catch(fail);
