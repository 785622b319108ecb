import type { Facts } from '../../facts/facts.ts';
import { HOLDS, lacks, type Step } from '../../steps/step.ts';
import { type MachineFact, NOTHING_THERE } from '../machine.ts';
import { GONE } from '../shown.ts';
import type { Ec2Action, Ec2Call } from './action.ts';
import { ec2Machine } from './queries.ts';

/** Takes away all that was made for a machine (`between`: what must go before its firewall), in an order that Amazon accepts; nothing costs money afterwards. */
export function ec2Removal(region: string, name: string, between: readonly Step[] = []): Step[] {
  const seen = ec2Machine(region, name);
  const at = (facts: Facts): MachineFact => facts.get(seen) ?? NOTHING_THERE;
  const call = (what: Ec2Call): Ec2Action => ({ do: 'ec2', region, what });
  const gone = (id: string, title: string, needs: string[], part: keyof MachineFact) => ({
    ...{ id, title, needs, sees: [seen] },
    check: (facts: Facts) => (at(facts)[part] ? lacks('It is still there.') : HOLDS),
  });
  return [
    {
      ...gone('ec2.terminate', `End the server ${name}; its disk goes with it`, [], 'instance'),
      because: () => 'This can not be taken back: what is on its disk is gone.',
      actions: (facts) => {
        const instance = at(facts).instance?.id ?? '';
        return [
          call({ call: 'unprotect', instance }),
          call({ call: 'terminate-instance', instance }),
          { do: 'await', saying: 'the server to end', everySeconds: 2, patienceSeconds: 600 },
        ];
      },
    },
    {
      ...gone('ec2.release', 'Give the fixed address back', ['ec2.terminate'], 'address'),
      because: () => 'An address that nobody uses costs money, too.',
      actions: (facts) => [
        call({ call: 'release-address', address: at(facts).address?.id ?? '' }),
        GONE,
      ],
    },
    ...between,
    {
      ...gone(
        'ec2.group-end',
        'Delete its firewall',
        ['ec2.terminate', ...between.map(({ id }) => id)],
        'group',
      ),
      actions: (facts) => [call({ call: 'delete-group', group: at(facts).group?.id ?? '' }), GONE],
    },
    {
      ...gone('ec2.key-end', 'Have Amazon forget your key', [], 'key'),
      actions: () => [call({ call: 'delete-key', name }), GONE],
    },
  ];
}
