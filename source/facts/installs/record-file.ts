import { readAdopted } from '../../adoption/adopted.ts';
import { recordFile } from '../../paths.ts';
import { sh } from '../../shell.ts';
import { numberIn, type Told, textIn } from '../docker/engine.ts';
import { onlyFile } from '../files/file.ts';
import type { Finding } from '../finding.ts';
import { type HostProbe, SAYS, unreadable } from '../probe.ts';
import type { RecordFact } from './record.ts';

export const recordProbe: HostProbe<'record'> = {
  fact: 'record',
  command: (install) => sh`
    ${onlyFile(recordFile(install))}
    cat -- ${recordFile(install)}
  `,
  parse: (reply, install) => {
    if (reply.code === SAYS.absent) return null;
    if (reply.code !== 0) throw unreadable('record', install, reply);
    return readRecordText(reply.stdout);
  },
};

/** What a record's file says, damaged or not. */
export function readRecordText(text: string): RecordFact {
  try {
    return readRecord(JSON.parse(text));
  } catch {
    return { ...readRecord({}), damage: 'It is not valid JSON.' };
  }
}

/** A record of any shape, or none; `damage` says what is wrong with it. */
export function readRecord(value: unknown): RecordFact {
  const whole = typeof value === 'object' && value !== null && !Array.isArray(value);
  const told: Told = whole ? (value as Told) : {};
  const entries = Object.entries((told.answers ?? {}) as Told);
  const adopted = readAdopted(told.adopted);
  return {
    format: numberIn(told.format),
    answers: Object.fromEntries(
      entries.filter((entry): entry is [string, string | boolean] =>
        ['string', 'boolean'].includes(typeof entry[1]),
      ),
    ),
    app: textIn(told.app),
    image: textIn(told.image),
    digest: textIn(told.digest) || null,
    by: textIn(told.by),
    at: textIn(told.at),
    version: textIn(told.version),
    ...(adopted && { adopted }),
    ...(whole && numberIn(told.format) > 0 ? {} : { damage: 'It is not a record of ours.' }),
  };
}

/** Undefined where nothing was set up here under this name. */
export function recordFinding(fact: RecordFact | null): Finding | undefined {
  if (fact === null) return undefined;
  if (fact.damage !== undefined) {
    return {
      status: 'warning',
      text: 'What the server noted about an earlier setup is damaged',
      note: `${fact.damage} We write it anew; data is not affected`,
    };
  }
  return {
    status: 'good',
    text: 'setup-server was here before',
    note: `${fact.by}, ${fact.at.slice(0, 10)}; we go on from there`,
  };
}
