import { type Facts, type Query, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { certificateFile, marksKeyFile } from '../paths.ts';
import { type ShellCommand, sh } from '../shell.ts';

/** What a file's content is known by, by its path. */
export type Marks = (path: string) => string;

type Place = Pick<Goal, 'host' | 'install'>;

/** What they are told from. */
export function marksQueries({ host, install }: Place): readonly Query[] {
  return [query('file', host, certificateFile(install)), query('marks', host, install)];
}

/** Of the files on the first server, as they are now. */
export function marksSeen({ host, install }: Place, facts: Facts): Marks {
  const certificate = certificateFile(install);
  const chain = facts.get(query('file', host, certificate))?.sha256 ?? '';
  const marks = facts.get(query('marks', host, install)) ?? {};
  return (path) => (path === certificate ? chain.slice(0, 16) : (marks[path] ?? ''));
}

/** Makes up the key that marks are made with, where there is none. */
export function marksKeyMade(install: string): ShellCommand {
  const key = marksKeyFile(install);
  return sh`{ [ -s ${key} ] || { ( umask 077 && head -c 32 /dev/urandom | sha256sum | cut -c 1-64 > ${`${key}.new`} ) && mv ${`${key}.new`} ${key}; }; }`;
}
