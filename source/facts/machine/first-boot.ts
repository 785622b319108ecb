import { sh } from '../../shell.ts';
import { type Finding, unremarkable } from '../finding.ts';
import type { FirstBootFact } from '../machine.ts';
import { type HostProbe, SAYS } from '../probe.ts';

const RESULT = '/run/cloud-init/result.json';
const STATUS = '/run/cloud-init/status.json';

/**
 * cloud-init's own status command takes up to a second; the files that it reads tell the same once
 * all is over (docs.cloud-init.io, "Reported status"). Only before that the command is asked.
 */
export const firstBootProbe: HostProbe<'firstBoot'> = {
  fact: 'firstBoot',
  slow: true,
  command: () => sh`
    if [ -e ${RESULT} ]; then cat ${RESULT} ${STATUS}
    elif command -v cloud-init >/dev/null 2>&1; then
      [ ! -e /run/cloud-init/enabled ] || echo enabled
      cloud-init status --long
    else exit ${SAYS.absent}
    fi
  `,
  parse: ({ code, stdout }) => ({ state: stateOf(code, stdout) }),
};

export function firstBootFinding({ state }: FirstBootFact): Finding {
  switch (state) {
    case 'absent':
      return unremarkable('Nothing of its own to do at its first start');
    case 'done':
      return unremarkable('It has set itself up');
    case 'running':
      return {
        status: 'warning',
        text: 'It is still setting itself up after its first start',
        note: 'we wait for it (cloud-init)',
        advice: [
          'Wait some minutes. On the server, `cloud-init status --wait` ends when it is done.',
        ],
        aside: true,
      };
    case 'done-with-errors':
      return {
        status: 'good',
        text: 'It set itself up, with small complaints',
        note: 'on the server: cloud-init status --long',
      };
    case 'failed':
      return {
        status: 'warning',
        text: 'Something failed when it set itself up',
        note: 'on the server: cloud-init status --long',
        advice: [
          'On the server, `cloud-init status --long` names what failed; often it can be left as it is.',
          'If it was to make users or install programs that you need, create the server anew.',
        ],
      };
  }
}

function stateOf(code: number, stdout: string): FirstBootFact['state'] {
  if (code === SAYS.absent) return 'absent';
  const [, status] = /^status: (.+)$/m.exec(stdout) ?? [];
  if (status === undefined) return stateByFiles(stdout);
  if (status.startsWith('running')) return 'running';
  // Older versions say "not run". Without this boot's consent it never will be.
  if (status.startsWith('not ')) return /^enabled$/m.test(stdout) ? 'running' : 'absent';
  if (status.startsWith('disabled')) return 'absent';
  if (code === 2 || /^(extended_)?status: degraded/m.test(stdout)) return 'done-with-errors';
  return code === 0 && !status.startsWith('error') ? 'done' : 'failed';
}

/** `errors` are fatal, `recoverable_errors` (since 23.4) are not. */
function stateByFiles(stdout: string): FirstBootFact['state'] {
  if (/"errors":\s*\[\s*[^\s\]]/.test(stdout)) return 'failed';
  return /"recoverable_errors":\s*\{\s*[^\s}]/.test(stdout) ? 'done-with-errors' : 'done';
}
