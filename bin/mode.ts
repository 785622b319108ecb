import type { Environment } from '../source/answers/environment.ts';

/** How we talk: screens and plain lines ask; the others ask nothing. */
export type Mode = 'screens' | 'lines' | 'unattended' | 'json';

export interface Surroundings {
  readonly switches: ReadonlySet<string>;
  readonly environment: Environment;
  /** Whether a person can both read and type. */
  readonly terminal: boolean;
}

/** Ink redraws nothing where CI is set, and nothing can be redrawn on a dumb terminal. */
export function modeFor({ switches, environment, terminal }: Surroundings): Mode {
  if (switches.has('json')) return 'json';
  if (switches.has('yes') || switches.has('plan') || !terminal) return 'unattended';
  const { TERM, CI, INK_SCREEN_READER } = environment;
  const plain = switches.has('plain') || TERM === 'dumb' || INK_SCREEN_READER === 'true';
  return plain || (CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0')
    ? 'lines'
    : 'screens';
}
