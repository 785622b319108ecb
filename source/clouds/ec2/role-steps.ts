import type { Facts } from '../../facts/facts.ts';
import { HOLDS, hopeless, lacks, type Step } from '../../steps/step.ts';
import { type BalancerGoal, balancerQuery } from '../balancer/balancer.ts';
import type { IamAction, IamCall } from '../iam-action.ts';
import { SHOWN } from '../shown.ts';
import type { Ec2Action } from './action.ts';
import { ec2Role, isItsProfile, NO_ROLE, roleName } from './bucket.ts';
import { ec2Machine } from './queries.ts';

/** The server may put its certificate in the place of the balancer's. `after`: what writes to the same role. */
export function certificateRole(
  { region, name }: Pick<BalancerGoal, 'region' | 'name'>,
  after: readonly string[],
): Step {
  const [access, seen] = [ec2Role(region, name), balancerQuery(region, name)];
  const role = roleName({ region, name });
  const iam = (what: IamCall): IamAction => ({ do: 'iam', region, what });
  const arn = (facts: Facts) => facts.get(seen)?.imported?.id ?? '';
  return {
    id: 'balancer.role',
    title: 'Make a role for the server: it may replace that certificate, and nothing else',
    because: () => 'With a role it needs no key that could be lost or stolen.',
    needs: ['balancer.import', ...after],
    sees: [access, seen],
    check: (facts) => {
      const { replaces, profile } = facts.get(access) ?? NO_ROLE;
      return replaces === arn(facts) && profile === 'whole' ? HOLDS : lacks('It is not whole yet.');
    },
    actions: (facts) => {
      const { role: isThere, replaces, profile } = facts.get(access) ?? NO_ROLE;
      const certificate = arn(facts);
      return [
        ...(isThere ? [] : [iam({ call: 'make-role', role, name })]),
        ...(replaces === certificate ? [] : [iam({ call: 'let-replace', role, certificate })]),
        ...(profile === 'none' ? [iam({ call: 'make-profile', role, name })] : []),
        ...(profile === 'whole' ? [] : [iam({ call: 'fill-profile', role })]),
        SHOWN,
      ];
    },
  };
}

/** The server has the role that the step `made` made. */
export function roleGiven(
  of: { readonly region: string; readonly name: string },
  made: string,
): Step {
  const { region, name } = of;
  const machine = ec2Machine(region, name);
  return {
    id: 'ec2.role-given',
    title: 'Give the server that role',
    needs: ['ec2.running', made],
    sees: [machine],
    check: (facts) => {
      const its = facts.get(machine)?.instance?.profile ?? null;
      if (its === null) return lacks('It has none yet.');
      return isItsProfile(its, of)
        ? HOLDS
        : hopeless('Somebody gave it another role.', [
            'Take that away first: EC2, Actions, Security, Modify IAM role.',
          ]);
    },
    actions: (facts) => {
      const { id: instance = '', profile = null } = facts.get(machine)?.instance ?? {};
      if (profile !== null) return [];
      const call: Ec2Action = {
        ...{ do: 'ec2', region },
        what: { call: 'give-role', instance, profile: roleName(of) },
      };
      return [call, SHOWN];
    },
  };
}
