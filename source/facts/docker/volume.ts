import { LABEL } from '../../containers/container.ts';
import { sh } from '../../shell.ts';
import type { HostProbe } from '../probe.ts';
import { askEngine, readObjects, textIn } from './engine.ts';

/** What keeps an app's data on the host. */
export interface VolumeFact {
  /** The containers that run with it. */
  readonly users: readonly {
    readonly container: string;
    /** Whose it is, where we made it. */
    readonly install: string | null;
  }[];
}

const USER = `{"user":{{json .Names}},"install":{{json (.Label "${LABEL.install}")}}}`;

/** `docker ps` without `--all` gives those that run, are paused or restarting. */
export const volumeProbe: HostProbe<'volume'> = {
  fact: 'volume',
  slow: true,
  command: (name) =>
    askEngine(sh`
      docker volume inspect --format ${'{"name":{{json .Name}}}'} -- ${name} &&
      docker ps --filter ${`volume=${name}`} --format ${USER}
    `),
  parse: (reply, name) => {
    const found = readObjects('volume', name, reply);
    if (!found.some((each) => each.name === name)) return null;
    return {
      users: found
        .filter((each) => 'user' in each)
        .map(({ user, install }) => ({
          container: textIn(user),
          install: textIn(install) || null,
        })),
    };
  },
};
