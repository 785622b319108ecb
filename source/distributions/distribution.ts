import type { Action } from '../action.ts';
import type { Query } from '../facts/facts.ts';
import type { SystemFact } from '../facts/machine.ts';

/** How Docker gets onto one Linux distribution: one file each, one line in `index.ts`. */
export interface Distribution {
  /** os-release ID. */
  readonly id: string;
  readonly label: string;
  /** Why this release can't be set up, and the nearest that can; undefined where it can. */
  readonly refusal: (system: SystemFact) => string | undefined;
  /** Where Docker's own packages for this release come from. */
  readonly repository: string;
  /** Installs Docker's own packages. */
  readonly installFromDocker: (system: SystemFact) => readonly Action[];
  /** Installs the distribution's own packages. */
  readonly installFromDistribution: (system: SystemFact) => readonly Action[];
}

/** Asks the host itself whether it reaches Docker's repository: a firewall may be in between. */
export function repositoryQuery({ repository }: Distribution, host: string): Query<'reach'> {
  return { fact: 'reach', host, subject: repository };
}
