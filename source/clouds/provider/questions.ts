import { type Answers, textAnswer } from '../../answers/answers.ts';
import { apps } from '../../apps/index.ts';
import type { Facts } from '../../facts/facts.ts';
import type { ChoiceQuestion, Question, TextQuestion } from '../../questions/question.ts';
import { confirmQuestion, nameQuestion, sshFromQuestion } from '../machine-questions.ts';
import { accountQuery, costIn, type Provider, type ProviderSize } from './provider.ts';

/** What is asked of those who want a machine at a provider, or one to go. */
export interface ProviderQuestions {
  readonly token: Question;
  readonly region: ChoiceQuestion;
  readonly name: TextQuestion;
  readonly size: ChoiceQuestion;
  readonly image: ChoiceQuestion;
  readonly sshFrom: TextQuestion;
  readonly confirm: TextQuestion;
}

const section = 'Server';

/** How many sizes are enough to choose from. */
const SIZES = 8;

/** The questions, which are the same for all but for words. */
export function providerQuestions(provider: Provider): ProviderQuestions {
  const { id, label } = provider;
  const region = `${id}.region`;
  const accountIn = (facts: Facts) => {
    const account = facts.get(accountQuery(id));
    return account?.open ? account : undefined;
  };
  const isOpen = (_: Answers, facts: Facts) => accountIn(facts) !== undefined;
  const name = nameQuestion(`${id}.name`, label);
  const priceAt = (answers: Answers) => (each: ProviderSize) =>
    each.prices[textAnswer(answers, region)] ?? Number.POSITIVE_INFINITY;

  /** Of those with as much memory and such a processor, the cheapest there is. */
  const sizesFor = (answers: Answers, facts: Facts) => {
    const price = priceAt(answers);
    const all = (accountIn(facts)?.sizes ?? [])
      .filter((each) => Number.isFinite(price(each)))
      .sort((one, other) => one.memoryMB - other.memoryMB || price(one) - price(other));
    const kind = ({ memoryMB, processor }: ProviderSize) => `${memoryMB} ${processor}`;
    return all.filter((each, at) => all.findIndex((one) => kind(one) === kind(each)) === at);
  };

  return {
    token: provider.token,
    name,
    region: {
      id: region,
      section,
      kind: 'choice',
      title: 'Where in the world?',
      when: isOpen,
      hint: (_, facts) => {
        const owner = accountIn(facts)?.owner ?? '';
        return `In ${owner === '' ? 'your account' : `the account of ${owner}`} at ${label}.`;
      },
      help: [
        'Near the people who use it, and where the law wants their data to be.',
        'A server can not be moved to another place later.',
      ].join('\n'),
      choices: (_, facts) =>
        (accountIn(facts)?.regions ?? []).map((each) => ({
          ...{ value: each.region, label: each.name, note: each.region },
        })),
    },
    size: {
      id: `${id}.size`,
      section,
      kind: 'choice',
      title: 'How large?',
      hint: provider.prices,
      when: isOpen,
      help: [
        provider.resize,
        '',
        'ARM is another kind of processor. Not every app is made for it.',
      ].join('\n'),
      choices: (answers, facts) =>
        sizesFor(answers, facts)
          .slice(0, SIZES)
          .map((each) => ({
            value: each.size,
            label: `${each.memoryMB / 1024} GB of memory, ${each.diskGB} GB of disk`,
            note: [
              costIn(accountIn(facts), each.size, textAnswer(answers, region)) ?? '',
              ...(each.processor === 'arm64' ? ['ARM processor'] : []),
            ].join('; '),
          })),
      // Not every image is made for ARM.
      suggestion: (answers, facts) => {
        const app = apps.find(({ id: each }) => each === textAnswer(answers, 'app'));
        const { memoryMB, diskMB } = app?.needs ?? { memoryMB: 2048, diskMB: 0 };
        return sizesFor(answers, facts).find(
          (each) =>
            each.processor === 'x86_64' &&
            each.memoryMB >= memoryMB &&
            each.diskGB * 1024 >= diskMB,
        )?.size;
      },
    },
    image: {
      id: `${id}.image`,
      section,
      kind: 'choice',
      expert: true,
      title: 'Which Linux?',
      when: isOpen,
      hint: 'The apps run in containers: it makes no difference to them.',
      help: 'Take the first, unless you know another one better, or must.',
      choices: (_, facts) =>
        (accountIn(facts)?.images ?? []).map((each) => ({
          ...{ value: each.image, label: each.label },
        })),
      suggestion: (_, facts) => accountIn(facts)?.images[0]?.image,
    },
    sshFrom: sshFromQuestion(`${id}.ssh-from`, ''),
    confirm: confirmQuestion(`${id}.confirm`, name.id),
  };
}
