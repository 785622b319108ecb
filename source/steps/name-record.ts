import { judgeNames, publicAddresses } from '../dns/judge-name.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { HOLDS, lacks, type Step } from './step.ts';

/** The public names lead to the host. Only the person can set them; we watch until they do. */
export function nameRecord({ host, reachedAt, names }: Goal): Step {
  const addresses = query('addresses', host);
  const lookups = names.map((name) => query('name', '', name));
  const judge = (facts: Facts) =>
    judgeNames(
      names.flatMap((name, index) => {
        const fact = lookups[index] && facts.get(lookups[index]);
        return fact ? [{ name, fact }] : [];
      }),
      publicAddresses(facts.get(addresses), reachedAt),
    );
  return {
    id: 'name.record',
    title: `See that ${names.join(' and ')} ${names.length > 1 ? 'lead' : 'leads'} to this server`,
    needs: [],
    sees: [addresses, ...lookups],
    check: (facts) => {
      const judgement = judge(facts);
      return judgement.points ? HOLDS : lacks(judgement.why);
    },
    actions: (facts) => {
      const judgement = judge(facts);
      const create = judgement.points ? [] : judgement.create;
      const remove = judgement.points ? [] : judgement.remove;
      return [
        {
          do: 'instruct',
          text: 'Where your name is managed, see to it that these records stand there. setup-server watches, and goes on by itself.',
          fields: [
            ...create.map((record) => ({
              label: `Add ${record.type}`,
              value: `${record.relative}  ${record.value}`,
            })),
            ...remove.map((record) => ({
              label: `Remove ${record.type}`,
              value: `${record.relative}  ${record.value}`,
            })),
          ],
          everySeconds: 5,
          patienceSeconds: 3600,
        },
      ];
    },
    remedies: [
      'Compare the record with the one shown, letter by letter.',
      'A new record can take an hour to be seen everywhere. Run setup-server again then; it goes on from here.',
    ],
    overridable: 'Go on without waiting. The certificate fails if the name does not lead here.',
  };
}
