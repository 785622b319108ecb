import type { Finding } from '../facts/finding.ts';
import { systemFinding } from '../facts/machine/system.ts';
import type { SystemFact } from '../facts/machine.ts';
import { distributionOf } from './index.ts';

/** "Debian 12, 2 cores"; stops where we cannot set it up, so that nobody answers questions in vain. */
export function distributionFinding(system: SystemFact): Finding {
  const finding = systemFinding(system);
  if (finding.status === 'stops') return finding;
  const judged = distributionOf(system);
  if (!judged.works) {
    return {
      ...finding,
      status: 'stops',
      note: judged.why,
      advice: ['At your provider, create a server with Debian 13, and run setup-server there.'],
    };
  }
  if (judged.warning === undefined || finding.status === 'warning') return finding;
  return { ...finding, status: 'warning', note: judged.warning };
}
