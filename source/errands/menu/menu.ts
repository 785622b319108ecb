import { type Answers, textAnswer } from '../../answers/answers.ts';
import type { Returning } from '../../changes/back-to-work.ts';
import type { Facts } from '../../facts/facts.ts';
import type { Goal } from '../../goal.ts';
import { type Item, onlyWhile } from '../../interview.ts';
import type { Narrow } from '../../plan.ts';
import type { ChoiceQuestion } from '../../questions/question.ts';
import type { Session } from '../../session/session.ts';
import { findingOnTheWay, nothingThere } from '../../status/chosen-install.ts';
import { greetingFor, greetingQueries, greetingText } from '../../status/greeting.ts';
import { hostOf } from '../../status/renewal-script.ts';
import type { Author } from '../../steps/record-write.ts';
import { wayToApp } from '../running.ts';
import { WHAT } from './chosen.ts';
import { type Doing, MENU, type MenuEntry } from './entries.ts';

function offered(menu: readonly MenuEntry[], answers: Answers, facts: Facts) {
  const greeting = greetingFor(answers, facts);
  if (!greeting) return [];
  const all = menu.filter(({ applies }) => applies(greeting));
  const begun = (each: MenuEntry) => each.begun?.(greeting) ?? false;
  return [...all.filter(begun), ...all.filter((each) => !begun(each))];
}

const what = (menu: readonly MenuEntry[]): ChoiceQuestion => ({
  id: WHAT,
  section: 'App',
  kind: 'choice',
  title: (answers, facts) => {
    const greeting = greetingFor(answers, facts);
    return greeting?.status.names[0] ?? greeting?.name ?? 'What shall be done?';
  },
  hint: (answers, facts) => {
    const greeting = greetingFor(answers, facts);
    return greeting ? greetingText(greeting) : '';
  },
  help: [
    'Nothing is done at once: whatever changes something shows all of it',
    'first, and you can leave.',
    '',
    'Each of these is a command, too, for scripts: npx setup-server --help.',
  ].join('\n'),
  when: (answers, facts) => offered(menu, answers, facts).length > 0,
  choices: (answers, facts) => {
    const greeting = greetingFor(answers, facts);
    if (!greeting) return [];
    return offered(menu, answers, facts).map(({ id, label, note }) => ({
      ...{ value: id, label, note: note(greeting) },
    }));
  },
  suggestion: (answers, facts) => offered(menu, answers, facts)[0]?.id,
});

/** Which app, how it is, what shall be done, and what must be known for that. */
export function menuScript(menu: readonly MenuEntry[] = MENU): readonly Item[] {
  return [
    ...wayToApp('How it is, and what can be done with it, comes next.'),
    { look: greetingQueries },
    { ask: what(menu) },
    ...menu.flatMap((each) =>
      each.asks.map((item) => onlyWhile(item, (answers) => chosen(answers, each.id))),
    ),
  ];
}

function chosen(answers: Answers, id: string): boolean {
  return textAnswer(answers, WHAT) === id;
}

/** The line that the answers choose. */
export function entryIn(answers: Answers): MenuEntry | undefined {
  return MENU.find(({ id }) => chosen(answers, id));
}

/** A session for whatever is chosen from the menu. */
export class MenuErrand implements Doing {
  readonly #author: () => Promise<Author>;
  #doing: Doing | undefined;
  /** The id of what was chosen from the menu last. */
  chosen: string | undefined;

  constructor(author: () => Promise<Author>) {
    this.#author = author;
  }

  readonly narrow: Narrow = (steps, goal) => this.#doing?.narrow(steps, goal) ?? [];

  readonly revising = () => this.#doing?.revising?.();

  readonly returning: Returning = (course, facts) => this.#doing?.returning?.(course, facts);

  get asItIs(): boolean {
    return this.#doing?.asItIs ?? false;
  }

  over(session: Session<Goal>): Session<Goal> {
    let within: Session<Goal> | undefined;
    return {
      ...session,
      finding: findingOnTheWay,
      prepare: async (answers, facts, signal) => {
        const entry = entryIn(answers);
        this.chosen = entry?.id;
        const begin = entry?.begin;
        if (!begin) throw nothingThere(hostOf(answers), facts);
        this.#doing = begin(this.#author);
        within = this.#doing.over(session);
        const { [WHAT]: _, ...wishes } = answers;
        return await within.prepare(wishes, facts, signal);
      },
      async *run(prepared, control) {
        return yield* (within ?? session).run(prepared, control);
      },
      receipt: async (prepared, signal) => {
        if (!within) throw new Error('Nothing was chosen from the menu.');
        return await within.receipt(prepared, signal);
      },
    };
  }
}
