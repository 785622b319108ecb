import type { Action } from '../action.ts';
import { LOCAL } from '../hosts/local.ts';
import { changes, isOnlyHere } from '../plan.ts';
import type { Prepared } from '../session/session.ts';
import type { PlanMessage } from './message.ts';

/** A plan, as `--json` tells it. */
export function planMessage(
  { goal, planned }: Pick<Prepared, 'goal' | 'planned'>,
  describe: (action: Action) => readonly string[],
): PlanMessage {
  const here = isOnlyHere(planned);
  return {
    type: 'plan',
    host: here ? LOCAL : goal.host,
    names: here ? [] : goal.names,
    app: goal.app.label,
    changes: changes(planned),
    steps: planned.map(({ step, title, holds, why, because, warning, actions }) => ({
      step: step.id,
      title,
      holds,
      why,
      because: because ?? null,
      warning: warning ?? null,
      commands: actions.map((action) => describe(action).join('\n')),
    })),
  };
}

/** The whole truth before anything is touched; `details` adds the commands. */
export function planLines(plan: PlanMessage, details: boolean): string[] {
  const name = plan.names[0];
  const host = plan.host === LOCAL ? 'this computer' : plan.host;
  const place = name ? `${name} (${host})` : host;
  const head =
    plan.changes === 0
      ? `${plan.app} on ${place}: everything is as wanted.`
      : `This is what will happen on ${place}:`;
  const steps = plan.steps.flatMap((step) => {
    if (step.holds) return [`  = ${step.title}: nothing to do.`];
    const lines = [
      `  + ${step.title}`,
      ...(step.warning === null ? [] : [`      Warning: ${step.warning}`]),
    ];
    if (!details) return lines;
    if (step.why) lines.push(`      Because: ${step.why}`);
    if (step.because) lines.push(`      This way: ${step.because}`);
    return [...lines, ...step.commands.flatMap(commandLines)];
  });
  return [head, ...steps, countLine(plan)];
}

function commandLines(command: string): string[] {
  return command.split('\n').map((line, index) => `      ${index === 0 ? '$ ' : '  '}${line}`);
}

function countLine({ steps, changes: count }: PlanMessage): string {
  if (count === 0) return 'Nothing is left to do.';
  return `${count} of ${steps.length} steps ${count === 1 ? 'has' : 'have'} something to do.`;
}
