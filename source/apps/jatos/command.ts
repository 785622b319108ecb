import { textAnswer } from '../../answers/answers.ts';
import { query } from '../../facts/facts.ts';
import { splitWords } from '../command-words.ts';
import type { Setting } from '../recipe.ts';
import { TRUSTING_THE_FRONT } from './access.ts';
import { STUDY_LOGS } from './settings.ts';

/** Below that, studies with many participants are slow. */
export const MEMORY_MB = 2048;

/** What JATOS is started with. `databaseMB`: what a database beside it takes. */
export function commandWords(
  { answers, facts, host, besideMB }: Setting,
  databaseMB: number,
): string[] {
  const totalMB = facts.get(query('memory', host))?.totalMB;
  const heap =
    textAnswer(answers, 'jatos.memory') ||
    (totalMB === undefined ? '' : `${heapMB(totalMB, databaseMB, besideMB)}M`);
  return [
    ...(heap === '' ? [] : [`-J-Xmx${heap}`]),
    // Their cookies travel by HTTPS only.
    '-Dplay.http.session.secure=true',
    '-Djatos.idCookies.secure=true',
    ...TRUSTING_THE_FRONT,
    ...(answers[STUDY_LOGS] === false ? ['-Djatos.studyLogs.enabled=false'] : []),
    ...splitWords(textAnswer(answers, 'jatos.arguments')),
  ];
}

/**
 * Three quarters of what the system, Docker (384 MB) and a database of its own leave; with other apps on
 * the server, of its share by what each of them wants. What a kernel reports differs a little from boot to boot, and another value would be another container: so it counts in
 * steps of 256 MB, whose edges (48 MB above each) lie away from the sizes in which servers are rented.
 */
export function heapMB(totalMB: number, databaseMB = 0, besideMB = 0): number {
  const steady = Math.ceil((totalMB - 48) / 256) * 256;
  const share = ((steady - 384) * MEMORY_MB) / (MEMORY_MB + besideMB);
  return Math.max(256, Math.floor(((share - databaseMB) * 0.75) / 64) * 64);
}
