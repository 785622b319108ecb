import { afterEach, describe, expect, test } from 'vitest';
import { AskerBridge } from '../../screens/asker-bridge.ts';
import type { Answers } from '../../source/answers/answers.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { query } from '../../source/facts/facts.ts';
import type { Item } from '../../source/interview.ts';
import { makeUpPassword } from '../../source/questions/made-up.ts';
import type { Question } from '../../source/questions/question.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { HOST_KEY, prepared, TROUBLE } from './pretend-session.ts';
import { type Setting, type Stage, stage, strike } from './stage.tsx';
import { KEYS, pasted } from './terminal.ts';

const HOST = 'ssh://root@203.0.113.7:22';

const name: Item = {
  ask: {
    id: 'hostname',
    section: 'Name',
    kind: 'text',
    title: 'Which name?',
    help: 'A name.',
    example: 'study.example.org',
  },
};

const server: Item = {
  ask: {
    id: 'server',
    section: 'Server',
    kind: 'text',
    title: 'Which server?',
    help: 'A server.',
    example: '203.0.113.7',
  },
};

const secret = {
  ask: {
    id: 'password',
    section: 'Settings',
    kind: 'secret',
    title: 'Which password?',
    help: 'Secret.',
    example: 'Long.',
  },
} satisfies Item;

const port: Item = {
  ask: {
    id: 'ssh.port',
    section: 'Server',
    kind: 'text',
    expert: true,
    title: 'Which port?',
    help: 'A port.',
    example: '22',
    suggestion: () => '22',
  },
};

const look: Item = { look: () => [query('connection', HOST), query('disk', HOST)] };

afterEach(strike);

async function running(staged: Stage): Promise<Stage['runs'][number]> {
  await expect.poll(() => staged.runs.length).toBeGreaterThan(0);
  const run = staged.runs.at(-1);
  if (!run) throw new Error('No run.');
  return run;
}

/** Up to the running screen, with one step under way. */
async function begun(): Promise<Stage> {
  const staged = stage({});
  await staged.terminal.press(KEYS.enter, 'things to do');
  staged.terminal.send(KEYS.enter);
  const { events } = await running(staged);
  events.put({ type: 'planned', steps: [{ step: 'a', title: 'Install Docker', holds: false }] });
  events.put({ type: 'started', step: 'a', title: 'Install Docker' });
  await staged.terminal.until('● Install Docker');
  return staged;
}

describe('going back and leaving', () => {
  test('Esc goes back one question, and both answers stay', async () => {
    const { terminal } = stage({ script: [name, server] });
    await terminal.press(KEYS.enter, 'Which name?');
    await terminal.press(['study.example.org', KEYS.enter], 'Which server?');
    await terminal.press(['203.0'], '❯ 203.0');
    await terminal.press(KEYS.escape, '❯ study.example.org');
    await terminal.press(KEYS.enter, '❯ 203.0');
  });

  test('a long paste that the terminal does not mark is taken in at once', async () => {
    const { terminal, drafts } = stage({ script: [secret, name] });
    await terminal.press(KEYS.enter, 'Which password?');
    const token = 'ghp_0123456789'.repeat(20);
    await terminal.press(`${token}\r`, 'Which name?');
    expect(drafts.at(-1)?.answers.password).toEqual(new Secret(token));
  });

  test('more keys at once than React redraws in a row are all taken in', async () => {
    const { terminal } = stage({ script: [name] });
    await terminal.press(KEYS.enter, 'Which name?');
    await terminal.press('a'.repeat(70), '❯ aaaa');
    await terminal.press(KEYS.backspace.repeat(60), (text) => /❯ a{10}\s/.test(text));
  });

  test('a secret that was given stays without being shown', async () => {
    const { terminal, drafts } = stage({ script: [secret, name] });
    await terminal.press(KEYS.enter, 'Which password?');
    await terminal.press(['hunter2hunter2', KEYS.enter], 'Which name?');
    await terminal.press(KEYS.escape, '•••••••• kept; type to replace');
    await terminal.press(KEYS.enter, 'Which name?');
    expect(drafts.at(-1)?.answers.password).toEqual(new Secret('hunter2hunter2'));
    expect(terminal.written).not.toContain('hunter2');
  });

  test('a secret that was left out does not look like one that was given', async () => {
    const none = { ask: { ...secret.ask, optional: true } as Question };
    const { terminal } = stage({ script: [none, name] });
    await terminal.press(KEYS.enter, 'Which password?');
    await terminal.press(KEYS.enter, 'Which name?');
    await terminal.press(KEYS.escape, 'Which password?');
    expect(terminal.text()).not.toContain('•');
  });

  test('arrows lead from line to line of a field, and out of it', async () => {
    const more = { kind: 'text', form: 'settings', help: 'More.', example: 'A=1' } as const;
    const field = (id: string, title: string, lines: boolean): Item => ({
      ask: { ...more, id, title, lines, section: 'Settings' },
    });
    const { terminal } = stage({ script: [field('a', 'First', true), field('b', 'Next', false)] });
    await terminal.press(KEYS.enter, '❯ First');
    await terminal.press(pasted('A=1\nB=2'), '│ B=2');
    await terminal.press([KEYS.up, '3'], '│ A=13');
    await terminal.press([KEYS.down, '4'], '│ B=24');
    await terminal.press(KEYS.down, '❯ Next');
    await terminal.press(KEYS.up, '❯ First');
  });

  test('Ctrl-R shows a secret while it is typed', async () => {
    const { terminal } = stage({ script: [secret] });
    await terminal.press(KEYS.enter, 'Which password?');
    await terminal.press(['abc?'], '❯ ••••');
    await terminal.press(KEYS.ctrlR, '❯ abc?');
    await terminal.press(KEYS.ctrlR, '❯ ••••');
  });

  test('Ctrl-N makes a new password up, shown until the question is left', async () => {
    const fresh: Item =
      'ask' in secret ? { ask: { ...secret.ask, madeUp: makeUpPassword } as Question } : secret;
    const { terminal, drafts } = stage({ script: [fresh, name] });
    await terminal.press(KEYS.enter, '^N make one up');
    await terminal.press([KEYS.ctrlN], (text) => /❯ (\w{4}-){4}\w{4}/.test(text));
    const [shown] = /(\w{4}-){4}\w{4}/.exec(terminal.text()) ?? [];
    await terminal.press(KEYS.enter, 'Which name?');
    expect(drafts.at(-1)?.answers.password).toEqual(new Secret(shown ?? ''));
    await terminal.press(KEYS.escape, '•••••••• kept; type to replace');
    expect(terminal.text()).not.toContain(shown);
  });

  test('no password is made up where one is there already', async () => {
    const { terminal } = stage({ script: [secret] });
    await terminal.press(KEYS.enter, 'Which password?');
    await terminal.press([KEYS.ctrlN, 'ab'], '❯ ••');
    expect(terminal.text()).not.toContain('make one up');
  });

  test('Ctrl-C leaves, what was typed is kept as a draft, and the terminal is as it was', async () => {
    const { terminal, ending, drafts } = stage({ script: [name] });
    await terminal.press(KEYS.enter, 'Which name?');
    expect([terminal.alternate, terminal.raw]).toEqual([true, true]);
    await terminal.press(['stu'], '❯ stu');
    terminal.send(KEYS.ctrlC);
    expect(await ending).toBe('left');
    expect(drafts.at(-1)).toMatchObject({ answers: { hostname: 'stu' }, confirmed: [] });
    await terminal.until('Your answers are kept');
    expect([terminal.alternate, terminal.raw]).toEqual([false, false]);
    expect(terminal.written.endsWith('go on.\n')).toBe(true);
    expect(terminal.written).toContain('\x1b[?2004l\x1b[?7h\x1b[?25h');
    expect(terminal.scrollback()).toEqual([
      'Your answers are kept, passwords excepted. Run setup-server again to go on.',
    ]);
  });

  test('an error that nobody foresaw ends the wizard, not in silence', async () => {
    const { terminal, ending } = stage({
      prepare: async () => {
        throw new TypeError('undefined is not a function');
      },
    });
    terminal.send(KEYS.enter);
    await expect(ending).rejects.toThrow('undefined is not a function');
    await expect.poll(() => [terminal.alternate, terminal.raw]).toEqual([false, false]);
  });
});

test('an error inside a screen ends the wizard, and gives the terminal back', async () => {
  const { terminal, ending } = stage({
    heading: () => {
      throw new TypeError('a bug');
    },
  });
  await expect(ending).rejects.toThrow('a bug');
  await expect.poll(() => [terminal.alternate, terminal.raw]).toEqual([false, false]);
});

test('a program that dies gives the terminal back first', async () => {
  const { terminal, dying } = stage({ script: [name] });
  await terminal.until('Enter begin');
  for (const hear of dying) hear();
  await expect.poll(() => terminal.alternate).toBe(false);
});

describe('what was answered beforehand', () => {
  test('an unfinished interview is offered to go on with', async () => {
    const { terminal } = stage({
      script: [name, server],
      answers: { hostname: 'study.example.org' },
      given: { hostname: 'earlier' },
    });
    await terminal.until('You have been here before');
    expect(await terminal.press(KEYS.enter, 'Which server?')).toContain(
      ' Already answered: Name (earlier). Esc walks back to that.',
    );
    await terminal.press(KEYS.escape, '❯ study.example.org');
  });

  test('starting afresh forgets it, but not what the file says', async () => {
    const { terminal, drafts } = stage({
      script: [name, server],
      answers: { hostname: 'study.example.org', server: '203.0.113.7' },
      given: { hostname: 'earlier', server: 'file' },
    });
    await terminal.until('You have been here before');
    const frame = await terminal.press([KEYS.down, KEYS.enter], 'Which name?');
    expect(drafts.at(-1)?.answers).toEqual({ server: '203.0.113.7' });
    expect(frame).toContain(' Already answered: Server (answers file). Esc walks back to that.');
    expect(frame).not.toContain('earlier');
  });

  test.each([
    ['file', 'answers file'],
    ['environment', 'environment'],
    ['flag', 'command line'],
  ] as const)('answers by a %s are not asked for again', async (origin, told) => {
    const { terminal } = stage({
      script: [name, server],
      answers: { hostname: 'study.example.org' },
      given: { hostname: origin },
    });
    expect(await terminal.until('Which server?')).toContain(
      ` Already answered: Name (${told}). Esc walks back to that.`,
    );
  });
});

describe('settings that few people need', () => {
  test('are not asked, can be seen from the review, and what is changed there counts', async () => {
    const { terminal, drafts } = stage({ script: [name, port] });
    await terminal.press(KEYS.enter, 'Which name?');
    await terminal.press(['a.example.org', KEYS.enter], 'm more');
    expect(drafts.at(-1)).toMatchObject({ answers: { hostname: 'a.example.org' } });
    expect(drafts.at(-1)?.answers).not.toHaveProperty('ssh.port');
    await terminal.press('m', '❯ Which port?');
    await terminal.press([KEYS.ctrlU, '2222', KEYS.ctrlD], 'things to do');
    expect(drafts.at(-1)?.answers['ssh.port']).toBe('2222');
    await terminal.until((text) => !text.includes('m more'));
  });

  test('are one key away from the questions of their section, and what was typed there stays', async () => {
    const { terminal, drafts } = stage({ script: [port, server, name] });
    await terminal.press(KEYS.enter, '^O more settings');
    await terminal.press(['203.0'], '❯ 203.0');
    await terminal.press(KEYS.ctrlO, '❯ Which port?');
    await terminal.press([KEYS.ctrlU, '2222', KEYS.ctrlD], '❯ 203.0');
    expect(drafts.at(-1)?.answers).toMatchObject({ server: '203.0', 'ssh.port': '2222' });
    const next = await terminal.press(KEYS.enter, 'Which name?');
    expect(next.join('\n')).not.toContain('^O');
  });

  test('show only what fits the others', async () => {
    const choice = (id: string, rest: object = {}): Item => ({
      ask: {
        ...{ id, section: 'Name', kind: 'choice', title: `${id}?`, help: 'Which.', expert: true },
        choices: () => [
          { value: 'a', label: 'One' },
          { value: 'b', label: 'Other' },
        ],
        suggestion: () => 'a',
        ...rest,
      },
    });
    const second = choice('second', { when: ({ first }: Answers) => first === 'a' });
    const { terminal, drafts } = stage({ script: [choice('first'), second, name] });
    await terminal.press(KEYS.enter, 'Which name?');
    const both = await terminal.press(KEYS.ctrlO, '❯ first?');
    expect(both.join('\n')).toContain('second?');
    const one = await terminal.press(KEYS.right, '‹ Other ›');
    expect(one.join('\n')).not.toContain('second?');
    await terminal.press(KEYS.ctrlD, 'Which name?');
    expect(drafts.at(-1)?.answers).toEqual({ first: 'b' });
  });

  test('Esc walks past them', async () => {
    const { terminal } = stage({ script: [name, port, server] });
    await terminal.press(KEYS.enter, 'Which name?');
    await terminal.press(['a.example.org', KEYS.enter], 'Which server?');
    await terminal.press(KEYS.escape, '❯ a.example.org');
  });
});

describe('looking', () => {
  test('a look that fails offers to look again and to change an answer, and loses nothing', async () => {
    let fails = true;
    const { terminal, looks } = stage({
      script: [server, look, name],
      look: async ({ fact }) => {
        if (fails && fact === 'disk') throw new ExpectedError(TROUBLE);
      },
    });
    await terminal.press(KEYS.enter, 'Which server?');
    await terminal.press(['203.0.113.7', KEYS.enter], 'Look again');
    await terminal.press([KEYS.down, KEYS.enter], '❯ 203.0.113.7');
    await terminal.press(KEYS.enter, 'Look again');
    fails = false;
    await terminal.press(KEYS.enter, 'Which name?');
    expect(looks.map((queries) => queries.map(({ fact }) => fact))).toEqual([
      ['connection', 'disk'],
      ['connection', 'disk'],
      ['disk'],
    ]);
  });

  test('what hinders the plan is looked at again, and not taken for what it was', async () => {
    let fails = true;
    const { terminal, looks } = stage({
      script: [server, look],
      prepare: async (answers, facts) => {
        if (fails) throw new ExpectedError(TROUBLE);
        return prepared(answers, facts);
      },
    });
    await terminal.press(KEYS.enter, 'Which server?');
    await terminal.press(['203.0.113.7', KEYS.enter], 'Look again');
    fails = false;
    await terminal.press(KEYS.enter, 'This is what will happen');
    expect(looks.map((queries) => queries.map(({ fact }) => fact))).toEqual([
      ['connection', 'disk'],
      ['connection', 'disk'],
    ]);
  });

  test('the raw message is one key away', async () => {
    const { terminal } = stage({
      script: [server, look],
      look: async () => {
        throw new ExpectedError(TROUBLE);
      },
    });
    await terminal.press(KEYS.enter, 'Which server?');
    await terminal.press(['203.0.113.7', KEYS.enter], 'd raw message');
    await terminal.press('d', 'urn:ietf:params:acme:error:connection');
    await terminal.press(KEYS.escape, 'Look again');
  });

  test('what was found is carried on to the next question where all is well', async () => {
    const { terminal } = stage({
      script: [server, look, name],
      findings: { connection: { status: 'good', text: 'Connected as root' } },
    });
    await terminal.press(KEYS.enter, 'Which server?');
    const frame = await terminal.press(['203.0.113.7', KEYS.enter], 'Which name?');
    expect(frame.slice(3, 6)).toEqual([' ✓ Connected as root', '', ' Which name?']);
  });

  test('a warning that asks for nothing is carried on, too, and waits for no key', async () => {
    const { terminal } = stage({
      script: [server, look, name],
      findings: { connection: { status: 'warning', text: 'It is a container', aside: true } },
    });
    await terminal.press(KEYS.enter, 'Which server?');
    const frame = await terminal.press(['203.0.113.7', KEYS.enter], 'Which name?');
    expect(frame[3]).toBe(' ! It is a container');
  });

  test('two looks in a row show what both found', async () => {
    const { terminal } = stage({
      script: [server, { look: () => [query('connection', HOST)] }, look, name],
      findings: {
        connection: { status: 'good', text: 'Connected as root' },
        disk: { status: 'warning', text: 'Only 5 GB free' },
      },
    });
    await terminal.press(KEYS.enter, 'Which server?');
    const frame = await terminal.press(['203.0.113.7', KEYS.enter], 'Enter continue   r');
    expect(frame.slice(5, 7)).toEqual([' ✓ Connected as root', ' ! Only 5 GB free']);
  });

  test('what can not work waits for the person, who may look again', async () => {
    const findings: NonNullable<Setting['findings']> = {
      disk: { status: 'stops', text: 'The disk is full' },
    };
    const { terminal, looks } = stage({ script: [server, look, name], findings });
    await terminal.press(KEYS.enter, 'Which server?');
    await terminal.press(['203.0.113.7', KEYS.enter], '✗ The disk is full');
    findings.disk = { status: 'good', text: '38 GB free' };
    await terminal.press('r', 'Which name?');
    expect(looks).toHaveLength(2);
  });

  test('what can be done about it stands below', async () => {
    const advice = ['Give the server a larger disk.'];
    const { terminal } = stage({
      script: [server, look, name],
      findings: { disk: { status: 'stops', text: 'The disk is full', advice } },
    });
    await terminal.press(KEYS.enter, 'Which server?');
    const frame = await terminal.press(['203.0.113.7', KEYS.enter], 'Enter go on all the same');
    expect(frame.slice(5, 9)).toEqual([
      ' ✗ The disk is full',
      '',
      ' This will not work as it is.',
      ' • Give the server a larger disk.',
    ]);
  });

  test('it can be gone on with all the same', async () => {
    const { terminal } = stage({
      script: [server, look, name],
      findings: { disk: { status: 'stops', text: 'The disk is full' } },
    });
    await terminal.press(KEYS.enter, 'Which server?');
    await terminal.press(['203.0.113.7', KEYS.enter], 'Enter go on all the same');
    await terminal.press(KEYS.enter, 'Which name?');
  });

  test('another server is looked at anew', async () => {
    const { terminal, looks } = stage({ script: [server, look, name] });
    await terminal.press(KEYS.enter, 'Which server?');
    await terminal.press(['203.0.113.7', KEYS.enter], 'Which name?');
    await terminal.press(KEYS.escape, '❯ 203.0.113.7');
    await terminal.press([KEYS.backspace, '8', KEYS.enter], 'Which name?');
    expect(looks).toHaveLength(2);
  });
});

describe('prompts', () => {
  const prompts = (prompt: Parameters<Stage['asker']['ask']>[0], got: unknown[]) =>
    stage({
      script: [server, look, name],
      look: async ({ fact }, asker, signal) => {
        if (fact === 'connection') got.push(await asker.ask(prompt, signal));
      },
    });

  test('a host key is not confirmed by an Enter too many', async () => {
    const got: unknown[] = [];
    const { terminal } = prompts(HOST_KEY, got);
    await terminal.press(KEYS.enter, 'Which server?');
    await terminal.press(['203.0.113.7', KEYS.enter, KEYS.enter, KEYS.enter], 'First contact');
    await terminal.press([KEYS.enter, KEYS.down], '❯ Connect');
    expect(got).toEqual([]);
    await terminal.press(KEYS.enter, 'Which name?');
    expect(got).toEqual(['yes']);
  });

  test('Esc declines', async () => {
    const got: unknown[] = [];
    const { terminal } = prompts(HOST_KEY, got);
    await terminal.press(KEYS.enter, 'Which server?');
    await terminal.press(['203.0.113.7', KEYS.enter], 'First contact');
    await terminal.press(KEYS.escape, 'Which name?');
    expect(got).toEqual([null]);
  });

  test('a passphrase is masked, and given on as a secret', async () => {
    const got: unknown[] = [];
    const { terminal } = prompts(
      { ask: 'passphrase', keyFile: '~/.ssh/id_ed25519', again: true },
      got,
    );
    await terminal.press(KEYS.enter, 'Which server?');
    await terminal.press(['203.0.113.7', KEYS.enter], 'That was not it.');
    await terminal.press(pasted('correct horse\n'), '••••••••');
    await terminal.press(KEYS.enter, 'Which name?');
    expect(got).toEqual([new Secret('correct horse')]);
    expect(terminal.written).not.toContain('correct horse');
  });

  test('one that came before the screens did is shown with them', async () => {
    const bridge = new AskerBridge();
    void bridge.ask(HOST_KEY, new AbortController().signal);
    const heard: unknown[] = [];
    bridge.listen((prompt) => heard.push(prompt));
    expect(heard).toEqual([HOST_KEY]);
  });

  test('a prompt that is asked again starts empty', async () => {
    const { asker, terminal } = stage({ script: [name] });
    await terminal.until('Enter begin');
    const { signal } = new AbortController();
    const prompt = { ask: 'passphrase', keyFile: '~/key', again: true } as const;
    const both = [asker.ask(prompt, signal), asker.ask(prompt, signal)];
    await terminal.until('That was not it.');
    await terminal.press('wrong', '•••••');
    await terminal.press(KEYS.enter, (text) => !text.includes('•'));
    await terminal.press('ok', '••');
    await terminal.press(KEYS.enter, 'Enter begin');
    expect(await Promise.all(both)).toEqual([new Secret('wrong'), new Secret('ok')]);
  });

  test('Ctrl-C in a prompt declines it and leaves', async () => {
    const got: unknown[] = [];
    const { terminal, ending } = prompts(HOST_KEY, got);
    await terminal.press(KEYS.enter, 'Which server?');
    await terminal.press(['203.0.113.7', KEYS.enter], 'First contact');
    terminal.send(KEYS.ctrlC);
    expect(await ending).toBe('left');
    await expect.poll(() => got).toEqual([null]);
  });

  test('what is asked when nobody is there any more is declined', async () => {
    const { asker, terminal, ending } = stage({ script: [name] });
    await terminal.until('Enter begin');
    const before = asker.ask(HOST_KEY, new AbortController().signal);
    await terminal.until('First contact');
    terminal.send(KEYS.ctrlC);
    await ending;
    expect(await before).toBeNull();
    expect(await asker.ask(HOST_KEY, new AbortController().signal)).toBeNull();
  });

  test('one whose answer is no longer wanted goes away', async () => {
    const { asker, terminal } = stage({ script: [name] });
    await terminal.until('Enter begin');
    const wanted = new AbortController();
    const answer = asker.ask({ ask: 'notice', text: 'Touch your key' }, wanted.signal);
    await terminal.until('Touch your key');
    wanted.abort();
    await terminal.until('Enter begin');
    expect(await answer).toBeNull();
  });
});

describe('while it runs', () => {
  test('Ctrl-C once stops after the step, and says so; the second stops now', async () => {
    const { terminal, runs, ending } = await begun();
    const { control, events } = runs[0] ?? expect.fail();
    await terminal.press(KEYS.ctrlC, 'Stopping after what is under way');
    expect([control.stop.aborted, control.abort.aborted]).toEqual([true, false]);
    await terminal.press(KEYS.ctrlC, 'Stopping now');
    expect(control.abort.aborted).toBe(true);
    events.put({ type: 'done', outcome: 'stopped', changed: 0 });
    events.close();
    expect(await ending).toBe('left');
    await terminal.until((text) => !terminal.alternate && text.endsWith('to go on.'));
    expect(terminal.scrollback()[0]).toBe('● Install Docker');
  });

  test('an instruction can be overridden where that is allowed', async () => {
    const { terminal, runs } = await begun();
    const { control, events } = runs[0] ?? expect.fail();
    events.put({
      type: 'instructed',
      step: 'a',
      text: 'Open port 80.',
      fields: [],
      overridable: 'then nobody gets in',
    });
    await terminal.until('o go on without it');
    await terminal.press('o', () => control.overridden.has('a'));
  });

  test('what is too long for the steps can be read, and copied, alone', async () => {
    const { terminal, runs } = await begun();
    const actions = Array.from({ length: 30 }, (_, at) => `ec2:SomeThingLong${at}`);
    const value = JSON.stringify({ Action: actions }, null, 1).replaceAll(/\n */g, ' ');
    runs[0]?.events.put({
      ...{ type: 'instructed', step: 'a', text: 'Paste this.', overridable: null },
      fields: [{ label: 'Policy', value }],
    });
    await terminal.until('more lines');
    await terminal.press('i', 'Esc back');
    const shown = terminal.text();
    const copied = shown.slice(shown.indexOf('{'), shown.indexOf('}') + 1);
    expect(JSON.parse(copied)).toEqual({ Action: actions });
  });

  test('what a step said goes with it, and is in the log still', async () => {
    const { terminal, runs } = await begun();
    const { events } = runs[0] ?? expect.fail();
    events.put({ type: 'said', step: 'a', line: 'Unpacking docker-ce' });
    await terminal.until('Unpacking docker-ce');
    events.put({ type: 'finished', step: 'a', seconds: 3 });
    events.put({ type: 'started', step: 'z', title: 'Start JATOS' });
    await terminal.until('● Start JATOS');
    expect(terminal.text()).not.toContain('Unpacking docker-ce');
    events.put({ type: 'said', step: 'z', line: 'Listening at port 9000' });
    await terminal.until('Listening at port 9000');
    await terminal.press('l', 'Unpacking docker-ce');
  });

  test('trying again goes on from what is finished, and keeps the log', async () => {
    const { terminal, runs } = await begun();
    runs[0]?.events.put({ type: 'said', step: 'a', line: 'Setting up docker-ce' });
    runs[0]?.events.put({ type: 'failed', step: 'a', trouble: TROUBLE });
    runs[0]?.events.put({ type: 'done', outcome: 'failed', changed: 0 });
    runs[0]?.events.close();
    await terminal.until('✗ Install Docker');
    await terminal.press(KEYS.enter, () => runs.length === 2);
    await terminal.press('l', 'Setting up docker-ce');
  });

  test('what to do about a failure is read to its end, and the choice stays', async () => {
    const { terminal, runs } = await begun();
    const next = Array.from({ length: 40 }, (_, at) => `The remedy with the number ${at + 1}.`);
    const what = 'Install Docker: this did not work out.';
    runs[0]?.events.put({ type: 'failed', step: 'a', trouble: { ...TROUBLE, what, next } });
    runs[0]?.events.put({ type: 'done', outcome: 'failed', changed: 0 });
    runs[0]?.events.close();
    const frame = await terminal.until('PgUp PgDn read');
    expect(frame).toContain(' This did not work out.');
    terminal.send(...Array<string>(20).fill(KEYS.pageDown));
    expect((await terminal.until('The remedy with the number 40.')).join('\n')).toContain(
      '❯ Try again',
    );
  });

  test('the last words of the app stand with a failure, each once', async () => {
    const { terminal, runs } = await begun();
    const detail = ['Starting', 'No TOKEN\x1b[2J', 'Starting', 'No TOKEN\x1b[2J', ''].join('\n');
    const trouble = { ...TROUBLE, code: 'step.app.ready', detail };
    runs[0]?.events.put({ type: 'failed', step: 'a', trouble });
    runs[0]?.events.put({ type: 'done', outcome: 'failed', changed: 0 });
    runs[0]?.events.close();
    const frame = await terminal.until('│ Starting');
    expect(frame.filter((line) => line.startsWith(' │'))).toEqual([' │ Starting', ' │ No TOKEN']);
  });

  test('leaving after a failure tells it once more in the terminal', async () => {
    const { terminal, runs, ending } = await begun();
    runs[0]?.events.put({ type: 'failed', step: 'a', trouble: TROUBLE });
    runs[0]?.events.put({ type: 'done', outcome: 'failed', changed: 0 });
    runs[0]?.events.close();
    await terminal.until('✗ Install Docker');
    terminal.send(KEYS.end, KEYS.enter);
    expect(await ending).toBe('failed');
    await terminal.until((text) => !terminal.alternate && text.endsWith('to go on.'));
    expect(terminal.scrollback().slice(0, 3)).toEqual([
      '✗ Install Docker',
      '',
      '✗ Let’s Encrypt could not reach study.example.org.',
    ]);
  });

  test('what others wrote can not act on the terminal', async () => {
    const { terminal, runs } = await begun();
    runs[0]?.events.put({ type: 'said', step: 'a', line: 'a\x1b[2Jb\x1b]0;title\x07c' });
    await terminal.until('│ abc');
  });
});

describe('the end', () => {
  test('the steps and the receipt stay in the terminal', async () => {
    const staged = await begun();
    const { terminal, runs, ending } = staged;
    runs[0]?.events.put({ type: 'finished', step: 'a', seconds: 11 });
    runs[0]?.events.put({ type: 'done', outcome: 'complete', changed: 1 });
    runs[0]?.events.close();
    await terminal.until('JATOS answers at');
    terminal.send(KEYS.enter);
    expect(await ending).toBe('complete');
    await terminal.until((text) => !terminal.alternate && text.includes('Again'));
    expect(terminal.scrollback().slice(0, 3)).toEqual([
      `✓ Install Docker${' '.repeat(56)}11 s`,
      '',
      '✓ JATOS answers at https://study.example.org',
    ]);
  });

  test('where nothing is to be done, the review says so', async () => {
    const { terminal } = stage({
      prepare: async (answers, facts) => ({ ...prepared(answers, facts), planned: [] }),
    });
    await terminal.press(KEYS.enter, 'There is nothing to do.');
  });
});

describe('terminals', () => {
  test('NO_COLOR: no colour is sent, the signs remain', async () => {
    const { terminal } = stage({ script: [name], environment: { NO_COLOR: '1' } });
    await terminal.press(KEYS.enter, 'Name ●');
    expect(terminal.written).not.toMatch(/\x1b\[3\d/);
  });

  test('a terminal without Unicode gets ASCII, column for column', async () => {
    const { terminal } = stage({ script: [name], environment: { LANG: 'C' } });
    const frame = await terminal.press([KEYS.enter, 'ä日'], 'Which name?');
    expect(frame[1]).toBe(' App v - Server v - Name * - Certificate o - Settings o - Review o');
    await terminal.until('> a??');
    expect(terminal.written).not.toMatch(/[^\x00-\x7f]/);
  });

  test('too small says what it needs, and comes back with everything typed', async () => {
    const { terminal } = stage({ script: [name] });
    await terminal.press([KEYS.enter, 'study'], '❯ study');
    terminal.resize(39, 11);
    await terminal.until('needs 40 by 12');
    terminal.resize(60, 20);
    await terminal.until('❯ study');
  });

  test('Ctrl-L draws everything anew', async () => {
    const { terminal } = stage({ script: [name] });
    await terminal.press(KEYS.enter, 'Which name?');
    const before = terminal.written.length;
    await terminal.press(KEYS.ctrlL, () => terminal.written.length > before);
    expect(terminal.written.slice(before)).toContain('\x1b[2J');
  });

  test('a key press redraws only the lines that it changed', async () => {
    const { terminal } = stage({ script: [name] });
    await terminal.press([KEYS.enter, 'st'], '❯ st');
    const before = terminal.written.length;
    await terminal.press('u', '❯ stu');
    const written = terminal.written.slice(before);
    expect(written.match(/\x1b\[\d+;1H/g)).toEqual(['\x1b[6;1H']);
    expect(written).not.toContain('\x1b[2J');
  });
});
