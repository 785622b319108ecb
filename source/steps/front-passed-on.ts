import type { InstructAction } from '../action.ts';
import { type Facts, query } from '../facts/facts.ts';
import { type Below, type PassingOn, passOnPlain, passOnSecure } from '../front/passing-on.ts';
import { arrives, WITNESS_FILE } from '../front/witness.ts';
import { type FrontGoal, type Goal, isPlain } from '../goal.ts';
import { HOLDS, lacks, type Step } from './step.ts';

/**
 * Somebody else's web server has port 80. It must pass on what is asked for under our names: the
 * certificate authority asks there. Only the person may change it; we watch until it does.
 */
export function frontPassedOn(goal: Goal, front: FrontGoal): Step {
  const { host, reachedAt, names, trustNames } = goal;
  const token = query('file', host, WITNESS_FILE);
  const looks = names.map((name) => query('witness', '', name));
  return {
    id: 'front.passed-on',
    title: `See that ${front.owner} passes on what is asked for under ${names.join(' and ')}`,
    needs: ['front.start', ...(trustNames ? [] : ['name.record'])],
    sees: [token, ...looks],
    check: (facts: Facts) => {
      const sha256 = facts.get(token)?.sha256 ?? '';
      const missing = names.filter(
        (_, index) => !arrives(sha256, (looks[index] && facts.get(looks[index])) ?? []),
      );
      if (missing.length === 0) return HOLDS;
      return lacks(`What is asked for under ${missing.join(' and ')} does not arrive here yet.`);
    },
    actions: () => [
      instruct(
        `${front.owner} has port 80 of this server. Put these lines into its configuration, so that it passes visitors, and the certificate authority, on to the new web server.`,
        passOnPlain(front, names, reachedAt, belowOf(goal)),
      ),
    ],
    remedies: [
      'Compare the lines with those shown, and see that the configuration was loaded anew.',
      'If another web server is not needed at all, stop it, and run setup-server again.',
    ],
    overridable: 'Go on without waiting. The certificate fails if it is not passed on.',
  };
}

/** The second half, once there is a certificate: visitors come in through somebody else's port 443. */
export function passSecurely(front: FrontGoal, goal: Goal) {
  return instruct(
    `Visitors come in through ${front.owner}. Put these lines into its configuration, too, and have it loaded anew whenever the certificate was renewed.`,
    passOnSecure(front, goal.names, goal.install, belowOf(goal)),
  );
}

/** An app below a path shares its name with a website that is there already. */
export function belowOf({ recipe, certificate }: Goal): Below | undefined {
  return recipe.below === undefined
    ? undefined
    : { path: recipe.below, plain: isPlain(certificate) };
}

function instruct(text: string, { program, within, lines, afterwards }: PassingOn): InstructAction {
  return {
    do: 'instruct',
    text,
    fields: [
      ...(within === undefined ? [] : [{ label: 'Within', value: within }]),
      ...lines.map((value) => ({ label: program, value })),
      { label: 'Then type', value: afterwards },
    ],
    everySeconds: 3,
    patienceSeconds: 3600,
  };
}
