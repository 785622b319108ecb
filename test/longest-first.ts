import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Minutes each, the longest first: one that is begun late keeps the whole run waiting for it alone. */
const E2E = [
  'job/variants',
  'job/offers',
  'job/killed',
  'job/lost-connection',
  'job/upgrade-cut',
  'job/lost-servers',
  'job/expfactory',
  'job/move',
  'job/grow-data',
  'job/jatos-several',
  'job/docassemble-several',
  'job/upgrade',
  'renewal/unattended',
  'job/catalogue',
  'job/upgrade-faults',
  'job/upgrade-confused',
  'job/docassemble',
  'job/two-operators',
  'job/app-client',
  'timetable/timetable',
  'job/upgrade-reboots',
  'job/guides',
  'address/changing-address',
  'job/whole-job',
  'job/certificate-ways',
  'job/grow',
  'timetable/away',
  'job/adopt',
  'docker/engine',
  'job/upgrade-beside',
  'job/adopt-catalogue',
  'job/secrets',
  'job/env',
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
