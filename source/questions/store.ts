import { type Answers, textAnswer } from '../answers/answers.ts';
import { apps } from '../apps/index.ts';
import { type Query, query } from '../facts/facts.ts';
import { hostKindOf } from '../hosts/index.ts';
import { type Store, storeSubject } from '../stores/store.ts';

/** Where the app is to keep its data at a cloud company; undefined where it does not, or no key was given. */
export function storeIn(answers: Answers): Store | undefined {
  return apps.find(({ id }) => id === textAnswer(answers, 'app'))?.store?.(answers);
}

/** That store is tried before anything is built on it. */
export function storeLooks(answers: Answers): readonly Query<'store'>[] {
  const store = storeIn(answers);
  return store ? [query('store', hostKindOf(answers).address(answers), storeSubject(store))] : [];
}
