import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Minutes each, the longest first: one that is begun late keeps the whole run waiting for it alone. */
const E2E = [
  'job/lost-servers',
  'job/offers',
  'job/variants',
  'job/grow',
  'job/docassemble-several',
  'job/grow-data',
  'job/upgrade',
  'job/killed',
  'job/expfactory',
  'clouds/providers',
  'job/upgrade-faults',
  'job/move',
  'job/jatos-several',
  'job/lost-connection',
  'job/catalogue',
  'timetable/away',
  'job/whole-job',
  'job/app-client',
  'job/upgrade-confused',
  'timetable/timetable',
  'job/adopt-catalogue',
  'job/docassemble',
  'job/upgrade-beside',
  'job/env',
  'docker/engine',
  'job/upgrade-reboots',
  'job/certificate-ways',
  'renewal/unattended',
  'range/hosts',
  'job/upgrade-cut',
  'job/two-operators',
  'job/secrets',
  'address/changing-address',
  'clouds/grown',
  'job/certificate',
  'job/adopt',
].map((name) => `${name}.e2e.test.ts`);

/** Seconds each. */
const UNIT = [
  'timetable/script.test.ts',
  'shell/every-command.test.ts',
  'image/bundled.test.ts',
  'command-line/program.test.ts',
  'apply/carry.test.ts',
  'dns-providers/http.test.ts',
  'screens/flows.test.tsx',
  'screens/every-size.test.tsx',
];

const LONG = [...E2E, ...UNIT].map((name) => join(import.meta.dirname, name));

/** Vitest knows how long a file takes where it ran before; elsewhere it would go by the file's size. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = LONG.find((file) => !existsSync(file));
    if (gone) throw new Error(`${gone} is not there any more.`);
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => place(a) - place(b));
  }
}

function place({ moduleId }: TestSpecification): number {
  const index = LONG.indexOf(moduleId);
  return index === -1 ? LONG.length : index;
}
