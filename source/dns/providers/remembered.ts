import type { Answers } from '../../answers/answers.ts';
import { textAnswer, withoutSecrets } from '../../answers/answers.ts';
import type { RecordFact } from '../../facts/installs/record.ts';
import { openProviders, PROVIDER } from './chosen.ts';

type Plain = Record<string, string | boolean>;

/**
 * What of the account is remembered, never its secrets. Where nothing was asked, since the names
 * lead to the server already, what is remembered stays; a person who takes over ends it.
 */
export function rememberedAccount(answers: Answers, record: RecordFact | null | undefined): Plain {
  const before = aboutDns(record?.answers ?? {});
  const given = aboutDns(withoutSecrets(answers));
  const id = given[PROVIDER] ?? before[PROVIDER];
  const provider = openProviders.find((each) => each.id === id);
  if (!provider) return {};
  const known = textAnswer(before, PROVIDER) === provider.id ? { ...before, ...given } : given;
  const own = [PROVIDER, ...provider.questions.map((question) => question.id)];
  return Object.fromEntries(Object.entries({ ...known }).filter(([key]) => own.includes(key)));
}

/** Whether an answer is about who sets records, and by which account. */
export function isAboutDns(id: string): boolean {
  return id.startsWith('dns.');
}

function aboutDns(answers: Plain | RecordFact['answers']): Plain {
  return Object.fromEntries(Object.entries(answers).filter(([id]) => isAboutDns(id)));
}
