import { describe, expect, test } from 'vitest';
import { problemOf } from '../../screens/input.ts';
import type { Action, Phase, WizardState } from '../../screens/phase.ts';
import {
  firstState,
  moreComesLater,
  ownAnswers,
  reduce,
  sectionOf,
} from '../../screens/wizard-state.ts';
import type { Answers } from '../../source/answers/answers.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';
import type { Interview, Item } from '../../source/interview.ts';
import { prepared, RECEIPT, TROUBLE } from './pretend-session.ts';

const CONNECTION = query('connection', 'ssh://a');
const NAME = query('name', '', 'a.example.org');

function ask(id: string, rest: object = {}): Item {
  const base = { id, section: 'App', kind: 'text', title: id, help: '', example: 'x' };
  return { ask: { ...base, ...rest } as never };
}

const SCRIPT: readonly Item[] = [
  ask('app'),
  ask('install', { expert: true, suggestion: (answers: Answers) => answers.app }),
  ask('server', { section: 'Server' }),
  { look: () => [CONNECTION, NAME] },
  ask('hostname', { section: 'Name' }),
];

function start(answers: Answers = {}, facts = new Facts()): WizardState {
  const interview: Interview = { answers, facts, confirmed: Object.keys(answers) };
  return firstState(SCRIPT, interview, 'straight');
}

function folded(state: WizardState, ...actions: Action[]): WizardState {
  return actions.reduce(reduce, state);
}

function typed(id: string, text: string): Action[] {
  return [...edited(id, text), { type: 'submitted' }];
}

function edited(id: string, text: string): Action[] {
  const line = { characters: [...text], cursor: text.length };
  return [{ type: 'typed', id, input: { kind: 'line', line, touched: true } }];
}

const BACK: readonly Action[] = [{ type: 'went-back' }];

function sighted(state: WizardState, ...queries: { fact: string }[]): WizardState {
  const { job } = state;
  const sightings = queries.map((one) => ({ query: one, value: null }) as unknown as Sighting);
  return folded(
    state,
    ...sightings.map((sighting): Action => ({ type: 'sighted', job, sighting })),
    { type: 'looked', job },
  );
}

function phaseOf<At extends Phase['at']>(state: WizardState, at: At) {
  if (state.phase.at !== at) throw new Error(`It is at ${state.phase.at}, not at ${at}.`);
  return state.phase as Extract<Phase, { at: At }>;
}

function asks(state: WizardState): string {
  return phaseOf(state, 'ask')
    .questions.map(({ id }) => id)
    .join();
}

/** Up to the review. */
function reviewed(): WizardState {
  let state = folded(start(), ...typed('app', 'jatos'), ...typed('server', 'a'));
  state = sighted(state, CONNECTION, NAME);
  state = folded(state, ...typed('hostname', 'a.example.org'));
  const { answers } = state.interview;
  return folded(state, { type: 'prepared', job: state.job, prepared: prepared(answers) });
}

function running(): WizardState {
  return folded(reviewed(), { type: 'approved', now: 10 });
}

describe('asking', () => {
  test('a question after the other; what few people need is assumed', () => {
    const state = folded(start(), ...typed('app', 'jatos'));
    expect(asks(state)).toBe('server');
    expect(state.interview.answers.install).toBe('jatos');
    expect(state.assumed).toEqual(['install']);
    expect(ownAnswers(state).answers).toEqual({ app: 'jatos' });
  });

  test('what was assumed is assumed anew when what it came from changes', () => {
    let state = folded(start(), ...typed('app', 'jatos'), { type: 'went-back' });
    expect(asks(state)).toBe('app');
    state = folded(state, ...typed('app', 'ghost'));
    expect(state.interview.answers.install).toBe('ghost');
  });

  test('what was changed by hand is not', () => {
    let state = folded(reviewed(), { type: 'wanted-more' });
    expect(asks(state)).toBe('install');
    state = folded(state, ...typed('install', 'mine'));
    expect([state.assumed, state.phase.at]).toEqual([[], 'prepare']);
    state = folded(state, { type: 'went-back' });
    expect(asks(state)).toBe('install');
    state = folded(state, ...BACK, ...BACK, ...BACK, ...typed('app', 'ghost'));
    expect(state.interview.answers.install).toBe('mine');
  });

  test('settings that few people need can be seen to at a question of their section', () => {
    let state = folded(start(), ...edited('app', 'jat'), { type: 'wanted-more' });
    expect(asks(state)).toBe('install');
    state = folded(state, ...typed('install', 'mine'));
    expect([asks(state), state.interview.answers]).toEqual([
      'app',
      { app: 'jat', install: 'mine' },
    ]);
    state = folded(state, ...typed('app', 'jatos'));
    expect([asks(state), state.assumed]).toEqual(['server', []]);
    // Its section has none.
    expect(folded(state, { type: 'wanted-more' })).toBe(state);
  });

  test('those that were left as they are stay suggestions, and Esc leads back to the question', () => {
    const opened = folded(start(), ...edited('app', 'jatos'), { type: 'wanted-more' });
    const left = folded(opened, { type: 'submitted' });
    expect([asks(left), left.interview.confirmed]).toEqual(['app', []]);
    const state = folded(opened, { type: 'went-back' }, ...typed('app', 'ghost'));
    expect(state.interview.answers.install).toBe('ghost');
  });

  test('those that come up in a form are not among them', () => {
    const form: Item[] = [
      ask('first', { section: 'Settings' }),
      ask('size', { section: 'Settings', form: 'f' }),
      ask('colour', { section: 'Settings', form: 'f', expert: true, optional: true }),
    ];
    const interview: Interview = { answers: {}, facts: new Facts(), confirmed: [] };
    const state = firstState(form, interview, 'straight');
    expect(folded(state, { type: 'wanted-more' })).toBe(state);
  });

  test('a form has all fields that its suggestions bring up, so that it comes once', () => {
    const settings: Item[] = [
      ask('copies', { section: 'Settings', form: 'f', suggestion: () => 'nightly' }),
      ask('time', {
        ...{ section: 'Settings', form: 'f', expert: true, suggestion: () => '03:00' },
        when: (answers: Answers) => answers.copies === 'nightly',
      }),
      ask('hostname', { section: 'Name' }),
    ];
    const interview: Interview = { answers: {}, facts: new Facts(), confirmed: [] };
    let state = firstState(settings, interview, 'straight');
    expect(asks(state)).toBe('copies,time');
    state = folded(state, { type: 'submitted' });
    expect([asks(state), state.interview.answers]).toEqual([
      'hostname',
      { copies: 'nightly', time: '03:00' },
    ]);
    state = folded(state, ...BACK);
    expect(asks(state)).toBe('copies,time');
    state = folded(state, ...typed('copies', 'never'));
    expect(asks(state)).toBe('hostname');
  });

  test('an answer that is not right stays on the screen', () => {
    const state = folded(start(), { type: 'submitted' });
    expect(phaseOf(state, 'ask')).toMatchObject({ tried: true, focus: 'app' });
  });

  test('what was typed and left is a draft, not an answer', () => {
    const state = folded(start({ app: 'jatos' }), {
      type: 'typed',
      id: 'server',
      input: { kind: 'line', line: { characters: ['b'], cursor: 1 }, touched: true },
    });
    const left = folded(state, { type: 'interrupted' });
    expect(phaseOf(left, 'end').how).toBe('left');
    expect(left.interview.answers.server).toBe('b');
    expect(left.interview.confirmed).not.toContain('server');
  });

  test('going back from the first question stays there', () => {
    expect(asks(folded(start(), { type: 'went-back' }))).toBe('app');
  });
});

describe('looking', () => {
  const looking = () => folded(start(), ...typed('app', 'jatos'), ...typed('server', 'a'));

  test('looks at what the script wants, and goes on', () => {
    expect(phaseOf(looking(), 'look').queries).toEqual([CONNECTION, NAME]);
    expect(asks(sighted(looking(), CONNECTION, NAME))).toBe('hostname');
  });

  test('results of a look that was left are dropped', () => {
    const state = looking();
    const back = folded(state, { type: 'went-back' });
    expect(folded(back, { type: 'looked', job: state.job })).toBe(back);
    expect(folded(back, { type: 'troubled', job: state.job, trouble: TROUBLE })).toBe(back);
  });

  test('a look that does not bring what it was asked for is a bug', () => {
    expect(() => sighted(looking(), CONNECTION)).toThrow(
      'A look did not bring name a.example.org.',
    );
  });

  test('another server: what was seen of the first one goes, the rest of the world stays', () => {
    let state = sighted(looking(), CONNECTION, NAME);
    state = folded(state, { type: 'went-back' }, ...typed('server', 'b'));
    expect(phaseOf(state, 'look').queries).toEqual([CONNECTION]);
    expect(state.interview.facts.has(NAME)).toBe(true);
  });

  test('what arrived before a failure is not looked at again', () => {
    const state = looking();
    const { job } = state;
    const failed = folded(
      state,
      { type: 'sighted', job, sighting: { query: CONNECTION, value: null } as never },
      { type: 'troubled', job, trouble: TROUBLE },
    );
    expect(phaseOf(failed, 'failure').during).toBe('look');
    const again = folded(failed, { type: 'retried', now: 0 });
    expect(phaseOf(again, 'look').queries).toEqual([NAME]);
  });

  test('the trail stays where the last answer was', () => {
    expect(sectionOf(looking())).toBe('Server');
  });

  test('the trail stays there, too, while what must be made first is reviewed', () => {
    const script: readonly Item[] = [
      ask('server', { section: 'Server' }),
      { until: ({ server }) => server === 'new' },
      ask('hostname', { section: 'Name' }),
    ];
    const reviewing = (...answers: Action[]) => {
      const asked = firstState(
        script,
        { answers: {}, facts: new Facts(), confirmed: [] },
        'straight',
      );
      const state = folded(asked, ...answers);
      return folded(state, {
        ...{ type: 'prepared', job: state.job, prepared: prepared(state.interview.answers) },
      });
    };
    const first = reviewing(...typed('server', 'new'));
    expect([sectionOf(first), moreComesLater(first)]).toEqual(['Server', true]);
    const all = reviewing(...typed('server', 'a'), ...typed('hostname', 'a.example.org'));
    expect([sectionOf(all), moreComesLater(all)]).toEqual(['Review', false]);
  });
});

test('what is assumed about the way in does not make it look again after every answer', () => {
  const script: readonly Item[] = [
    ask('server', { section: 'Server' }),
    ask('ssh.config', { expert: true, optional: true }),
    { look: () => [CONNECTION] },
    ask('hostname'),
    ask('email'),
  ];
  const interview: Interview = { answers: {}, facts: new Facts(), confirmed: [] };
  let state = folded(firstState(script, interview, 'straight'), ...typed('server', 'a'));
  state = folded(sighted(state, CONNECTION), ...typed('hostname', 'a.example.org'));
  expect(asks(state)).toBe('email');
  expect(asks(folded(state, { type: 'went-back' }))).toBe('hostname');
});

describe('what is typed', () => {
  const problem = (value: string) => (value.includes(' ') ? 'There is a space in it.' : undefined);
  const script: readonly Item[] = [
    ask('name', { problem, form: 'both' }),
    ask('other', { problem, form: 'both' }),
  ];
  const none: Interview = { answers: {}, facts: new Facts(), confirmed: [] };
  const judged = (state: WizardState, id: string) => {
    const phase = phaseOf(state, 'ask');
    const question = phase.questions.find((one) => one.id === id);
    const input = phase.inputs[id];
    return question && input && problemOf(question, input, state.interview, phase);
  };
  const typing = folded(firstState(script, none, 'straight'), ...edited('name', 'a b'));

  test('is judged by Enter, and not again while it is mended', () => {
    expect(judged(typing, 'name')).toBeUndefined();
    const entered = folded(typing, { type: 'submitted' });
    expect(judged(entered, 'name')).toBe('There is a space in it.');
    expect(judged(folded(entered, ...edited('name', 'a  b')), 'name')).toBeUndefined();
  });

  test('is judged where the person goes on to another field, and when it is come back to', () => {
    const onward = folded(typing, { type: 'focused', focus: 'other' });
    expect(judged(onward, 'name')).toBe('There is a space in it.');
    const back = folded(onward, ...edited('other', 'c'), { type: 'focused', focus: 'name' });
    expect(judged(back, 'name')).toBe('There is a space in it.');
    expect(judged(back, 'other')).toBeUndefined();
  });
});

describe('running', () => {
  const failing = () => {
    const state = running();
    const { job } = state;
    return folded(
      state,
      {
        type: 'happened',
        job,
        now: 11,
        events: [
          { type: 'started', step: 'a', title: 'Install Docker' },
          { type: 'failed', step: 'a', trouble: TROUBLE },
        ],
      },
      { type: 'ran', job, outcome: 'failed' },
    );
  };

  test('events add up', () => {
    const state = running();
    const next = folded(state, {
      type: 'happened',
      job: state.job,
      now: 11,
      events: [{ type: 'started', step: 'a', title: 'Install Docker' }],
    });
    expect(phaseOf(next, 'run').progress.steps[0]).toMatchObject({ state: 'running', began: 11 });
  });

  test('Ctrl-C: after the step, now, at once', () => {
    const one = folded(running(), { type: 'interrupted' });
    expect(phaseOf(one, 'run').stop).toBe('after-step');
    const two = folded(one, { type: 'interrupted' });
    expect(phaseOf(two, 'run').stop).toBe('now');
    expect(phaseOf(folded(two, { type: 'interrupted' }), 'end').how).toBe('left');
  });

  test('trouble after it was told to stop now is no news', () => {
    const state = folded(running(), { type: 'interrupted' }, { type: 'interrupted' });
    const next = folded(state, { type: 'troubled', job: state.job, trouble: TROUBLE });
    expect(phaseOf(next, 'end').how).toBe('left');
  });

  test('a failed step names itself; trying again runs the same plan', () => {
    const failed = failing();
    expect(phaseOf(failed, 'failure')).toMatchObject({ step: 'Install Docker', during: 'run' });
    const again = folded(failed, { type: 'retried', now: 20 });
    expect(phaseOf(again, 'run')).toMatchObject({ began: 20, stop: 'no' });
    expect(again.job).toBe(failed.job + 1);
  });

  test('changing an answer after a failure forgets what was seen of the server', () => {
    const changed = folded(failing(), { type: 'went-back' });
    expect(changed.interview.facts.has(CONNECTION)).toBe(false);
    expect(changed.interview.facts.has(NAME)).toBe(true);
  });

  test('after a failed preparation, what was chosen last is chosen anew, on the same server', () => {
    const script: readonly Item[] = [
      ask('server', { section: 'Server' }),
      { look: () => [CONNECTION] },
      ask('what', { when: (_: Answers, facts: Facts) => facts.has(CONNECTION) }),
    ];
    const interview: Interview = { answers: {}, facts: new Facts(), confirmed: [] };
    let state = folded(firstState(script, interview, 'straight'), ...typed('server', 'a'));
    state = folded(sighted(state, CONNECTION), ...typed('what', 'upgrade'));
    expect(state.phase.at).toBe('prepare');
    state = folded(state, { type: 'troubled', job: state.job, trouble: TROUBLE });
    state = folded(state, { type: 'went-back' });
    expect(phaseOf(state, 'look').queries).toEqual([CONNECTION]);
    state = sighted(state, CONNECTION);
    expect(asks(state)).toBe('what');
    expect(state.interview.confirmed).toEqual(['server']);
    expect(state.interview.answers).toEqual({ server: 'a', what: 'upgrade' });
  });

  test('leaving after a failure is a failure', () => {
    expect(phaseOf(folded(failing(), { type: 'left' }), 'end')).toMatchObject({
      how: 'failed',
      trouble: TROUBLE,
    });
  });

  test('complete: the receipt, and then the end', () => {
    let state = running();
    state = folded(state, { type: 'ran', job: state.job, outcome: 'complete' });
    expect(state.phase.at).toBe('conclude');
    state = folded(state, { type: 'concluded', job: state.job, receipt: RECEIPT });
    expect(phaseOf(folded(state, { type: 'left' }), 'end')).toMatchObject({
      how: 'complete',
      receipt: RECEIPT,
    });
  });

  test('a receipt that can not be had may be tried again', () => {
    let state = running();
    state = folded(state, { type: 'ran', job: state.job, outcome: 'complete' });
    state = folded(state, { type: 'troubled', job: state.job, trouble: TROUBLE });
    expect(phaseOf(state, 'failure').during).toBe('conclude');
    expect(folded(state, { type: 'retried', now: 0 }).phase.at).toBe('conclude');
  });

  test('stopped by the person: left', () => {
    const state = folded(running(), { type: 'interrupted' });
    const next = folded(state, { type: 'ran', job: state.job, outcome: 'stopped' });
    expect(phaseOf(next, 'end').how).toBe('left');
  });
});

describe('notes', () => {
  test('last until the next action', () => {
    const noted = folded(reviewed(), { type: 'noted', text: 'Saved.', good: true });
    expect(noted.note).toEqual({ text: 'Saved.', good: true });
    expect(folded(noted, { type: 'wanted-more' }).note).toBeNull();
  });
});
