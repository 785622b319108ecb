import { FRONT_CONTAINER } from '../../front/container.ts';
import { sh } from '../../shell.ts';
import { asArray, parseJson } from '../../text/untrusted-json.ts';
import { askEngine } from '../docker/engine.ts';
import type { HostProbe } from '../probe.ts';

/** Whoever is in the middle of something asks at least this often; JATOS's pages do every two minutes. */
const SINCE = '5m';
const LAST = /^(?:end|abort)$/;

/** Below which path of which website people are in the middle of something, one name for each time. */
export function underWaySubject(name: string, path: string): string {
  return JSON.stringify([name, path]);
}

/**
 * How many people are in the middle of something, by what the front wrote down of their visits: the
 * app itself tells only those who log in. Null where the front does not run here.
 */
export const underWayProbe: HostProbe<'underWay'> = {
  fact: 'underWay',
  slow: true,
  command: (subject) => {
    const [name = ''] = readSubject(subject);
    return askEngine(sh`
      docker logs --since ${SINCE} ${FRONT_CONTAINER} | grep -F ${`] ${name} "`}
      docker container inspect --format '{{.State.Status}}' ${FRONT_CONTAINER}
    `);
  },
  parse: ({ stdout }, subject) => {
    const [, path = ''] = readSubject(subject);
    const lines = stdout.trimEnd().split('\n');
    if (lines.pop() !== 'running') return null;
    const going = new Set<string>();
    for (const line of lines) {
      const [, asked = '', status = ''] = VISIT.exec(line) ?? [];
      if (!asked.startsWith(path) || Number(status) >= 400) continue;
      const [run = '', step = ''] = asked.slice(path.length).split('/');
      if (!RUN.test(run)) continue;
      if (LAST.test(step)) going.delete(run);
      else going.add(run);
    }
    return { people: going.size };
  },
};

function readSubject(subject: string): readonly string[] {
  return asArray(parseJson(subject)).map(String);
}

const VISIT = /\] \S+ "[A-Z]+ (\S+)" (\d{3}) /;
const RUN = /^[0-9a-f-]{36}$/;
