import type { SystemFact } from '../facts/machine.ts';
import { almalinux } from './almalinux.ts';
import { alpine } from './alpine.ts';
import { amazonLinux } from './amazon-linux.ts';
import { arch } from './arch.ts';
import { centos } from './centos.ts';
import { debian } from './debian.ts';
import type { Distribution } from './distribution.ts';
import { fedora } from './fedora.ts';
import { opensuseLeap } from './opensuse-leap.ts';
import { rhel } from './rhel.ts';
import { rocky } from './rocky.ts';
import { ubuntu } from './ubuntu.ts';

/** Every distribution that a host may run. */
export const distributions: readonly Distribution[] = [
  debian,
  ubuntu,
  amazonLinux,
  fedora,
  rhel,
  rocky,
  almalinux,
  centos,
  opensuseLeap,
  alpine,
  arch,
];

export type Judged =
  | {
      readonly works: true;
      readonly distribution: Distribution;
      /** What the person should know of it before. */
      readonly warning?: string;
    }
  | { readonly works: false; readonly why: string };

/** The distribution of a host, or why it can't be set up. */
export function distributionOf(system: SystemFact): Judged {
  const known = distributions.find(({ id }) => id === system.id);
  if (known) {
    const refusal = known.refusal(system);
    return refusal === undefined
      ? works(known, known.warning?.(system))
      : { works: false, why: refusal };
  }
  return derivative(system) ?? { works: false, why: unknown(system) };
}

/**
 * A system that names the release it was built from. Docker's documentation sends LMDE's and
 * Kubuntu's users to the packages for Debian and Ubuntu, and says that Linux Mint "may work"
 * (docs.docker.com/engine/install, "Other Linux distributions"; …/ubuntu, "OS requirements").
 */
function derivative(system: SystemFact): Judged | undefined {
  const base = distributions.find(({ id }) => id === system.base?.id);
  if (!base || base.refusal(system) !== undefined) return undefined;
  const tested = `Docker is not tested on ${system.name}; it takes the packages for ${base.label}`;
  return works(base, base.warning?.(system) ?? tested);
}

function works(distribution: Distribution, warning: string | undefined): Judged {
  return { works: true, distribution, ...(warning === undefined ? {} : { warning }) };
}

/** The nearest is the first that the system itself names, or that is known for being near. */
function unknown({ id, like, name }: SystemFact): string {
  const near = [id, ...like].flatMap((each) =>
    distributions.filter((known) => known.id === each || known.kin?.includes(each)),
  )[0];
  if (near) return `This server runs ${name}. ${near.label} works, and is the nearest.`;
  const labels = distributions.map(({ label }) => label);
  return `This server runs ${name}. ${labels.slice(0, -1).join(', ')} and ${labels.at(-1)} work.`;
}
