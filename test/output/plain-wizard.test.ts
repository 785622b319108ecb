import { expect, test } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { beginInterview } from '../../source/answers/begin.ts';
import { describeAction } from '../../source/describe.ts';
import type { Interview } from '../../source/interview.ts';
import { interviewInLines } from '../../source/output/interview-in-lines.ts';
import type { Lines } from '../../source/output/lines.ts';
import { offerDraft } from '../../source/output/offer-draft.ts';
import { plainWizard } from '../../source/output/plain-wizard.ts';
import { askerInLines } from '../../source/output/prompt-in-lines.ts';
import type { Question } from '../../source/questions/question.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { app, hostname, smallScript } from '../answers/small-script.ts';
import { type Behaviour, controlOf, smallSession } from './small-session.ts';

const NOW = new Date('2026-11-21T10:00:00Z');

/** A person who types these lines, in this order; after the last one they close the input. */
function person(...typed: readonly string[]) {
  const left = [...typed];
  const transcript: string[] = [];
  const secretly: string[] = [];
  const lines: Lines = {
    say: (line) => void transcript.push(line),
    ask: async (prompt, options) => {
      transcript.push(prompt);
      if (options?.signal?.aborted) return null;
      const line = left.shift() ?? null;
      if (options?.secret && line !== null) secretly.push(line);
      return line;
    },
  };
  return { lines, transcript, secretly, left };
}

async function wizard(typed: readonly string[], behaviour: Behaviour = {}, given: Answers = {}) {
  const { lines, transcript, secretly, left } = person(...typed);
  const { session, calls } = smallSession(behaviour);
  const { control, stop } = controlOf();
  const files = new Map<string, string>();
  const secretFiles = new Map<string, string>();
  let last: Interview | undefined;
  const answers = new Map(
    Object.entries(given).map(([id, value]) => [
      id,
      { value, origin: { from: 'file' as const, where: 'study.yaml' } },
    ]),
  );
  const ending = await plainWizard(
    {
      script: smallScript,
      session,
      lines,
      control,
      describe: describeAction,
      now: () => NOW,
      remember: async (interview) => {
        last = interview;
      },
      saveFile: async (name, text) => {
        files.set(name, text);
        return `/home/anna/${name}`;
      },
      saveSecretFile: async (name, text) => {
        secretFiles.set(name, text);
        return `/home/anna/${name}`;
      },
    },
    beginInterview(smallScript, answers),
  );
  return { ending, calls, transcript, secretly, left, files, secretFiles, last, stop };
}

/** All answers to the small script, by hand. */
const INTERVIEW = [
  '1', // app
  '203.0.113.7',
  '', // root
  '', // no passphrase
  '', // yes, a swap file
  'study.example.org',
  '', // no mail
  'yes',
];

test('The whole job in lines: questions, a look, the review, the run, the receipt', async () => {
  const { ending, calls, transcript, left } = await wizard([...INTERVIEW, '1', 'no']);
  expect(ending).toBe('complete');
  expect(left).toEqual([]);
  expect(calls).toEqual(['look', 'prepare', 'run', 'let go of the lock', 'receipt']);
  expect(transcript.slice(0, 6)).toEqual([
    '',
    'App: What do you want to run?',
    '  1. JATOS (for studies)',
    '  2. Your own image',
    'Type a number. ? explains, < goes back.',
    '> ',
  ]);
  expect(transcript).toContain('Good: 512 MB of memory.');
  expect(transcript).toContain('Install Docker: done after 11 s.');
  expect(transcript).toContain('JATOS answers at https://study.example.org.');
});

test('A wrong answer is told and asked again; ? explains; a default is taken by Enter', async () => {
  const { transcript } = await wizard(['3', '?', '1']);
  const from = transcript.indexOf('> ');
  expect(transcript.slice(from, from + 8)).toEqual([
    '> ',
    'Type the number of a choice.',
    '> ',
    '  An application.',
    '> ',
    '',
    'Server: Where is the server?',
    'For example: 203.0.113.7',
  ]);
});

test('< goes back to the question before, where the answer still stands', async () => {
  const { transcript, last } = await wizard(['1', '203.0.113.7', '<', '']);
  const second = transcript.lastIndexOf('Server: Where is the server?');
  expect(transcript[second + 2]).toBe(
    'Type it, or press Enter for 203.0.113.7. ? explains, < goes back.',
  );
  expect(last?.confirmed).toEqual(['app', 'server.address']);
});

test('Going back from the first question stays there', async () => {
  const { transcript } = await wizard(['<', '1']);
  expect(transcript).toContain('This is the first question.');
});

test('Only a secret is typed unseen', async () => {
  const typed = ['2', '203.0.113.7', '', 'hunter2'];
  expect((await wizard(typed)).secretly).toEqual(['hunter2']);
});

test('Several lines are ended by a dot', async () => {
  const { last } = await wizard(['2', ...INTERVIEW.slice(1), 'the password', 'A=1', 'B=two', '.']);
  const variables = last?.answers['image.env'] as Secret;
  expect(variables.reveal()).toBe('A=1\nB=two');
});

test('What was answered beforehand is not asked', async () => {
  const { transcript } = await wizard(['203.0.113.7'], {}, { app: 'jatos' });
  expect(transcript).not.toContain('App: What do you want to run?');
});

test('What was answered wrongly beforehand is asked, and says why', async () => {
  const { transcript } = await wizard([], {}, { app: 'jatso' });
  expect(transcript[4]).toBe(
    'The answer so far does not fit: There is no "jatso" here. Choose jatos, image. Did you mean jatos?',
  );
});

test('A look that fails can be tried again', async () => {
  const { ending, calls } = await wizard(
    [...INTERVIEW.slice(0, 4), '1', ...INTERVIEW.slice(4), '1', 'no'],
    { lookFails: 1 },
  );
  expect(ending).toBe('complete');
  expect(calls.filter((call) => call === 'look')).toHaveLength(2);
});

test('A look that fails can be left for another answer', async () => {
  const { transcript } = await wizard([...INTERVIEW.slice(0, 4), '2'], { lookFails: 1 });
  expect(transcript.at(-2)).toMatch(/^Type it; it is not shown/);
});

test('The review shows details, saves the answers, and goes back', async () => {
  const { transcript, files } = await wizard([...INTERVIEW, '2', '4', '3']);
  expect(transcript).toContain('      $ apt-get install docker-ce');
  expect(transcript).toContain('Saved as /home/anna/answers.yaml.');
  expect(transcript.at(-2)).toMatch(/^Type yes \(Yes\) or no \(No\), or press Enter for yes/);
  expect(files.get('answers.yaml')).toBe(
    [
      '# Answers for setup-server, saved on 2026-11-21.',
      '# npx setup-server --answers THIS-FILE takes them; --plan shows what it would do.',
      '# Secret, so left out: server.passphrase. Give it in SETUP_SERVER_SERVER_PASSPHRASE.',
      'app: jatos',
      'server.address: 203.0.113.7',
      'server.user: root',
      'server.swap: true',
      'hostname: study.example.org',
      'certificate.email: ""',
      'certificate.terms: true',
      '',
    ].join('\n'),
  );
});

test('Leaving at the review touches nothing', async () => {
  const { ending, calls } = await wizard([...INTERVIEW, '5']);
  expect(ending).toBe('stopped');
  expect(calls).toEqual(['look', 'prepare']);
});

test('The receipt is saved where it is wanted', async () => {
  const { files } = await wizard([...INTERVIEW, '1', '']);
  expect([...files.keys()]).toEqual(['study.example.org-receipt.txt']);
});

test('Tokens are shown and saved on wish alone, in a file that is closed to others', async () => {
  const tokens = [new Secret('first-token'), new Secret('second-token')];
  const kept = await wizard([...INTERVIEW, '1', 'no', '', ''], { tokens });
  expect(kept.transcript.join('\n')).not.toContain('first-token');
  expect([...kept.files, ...kept.secretFiles]).toEqual([]);
  const saved = await wizard([...INTERVIEW, '1', 'no', 'no', 'yes'], { tokens });
  expect([...saved.files]).toEqual([]);
  expect(saved.secretFiles.get('study.example.org-tokens.txt')).toContain('second-token');
});

test('After a failure: what the server said, then try again', async () => {
  let count = 0;
  const { ending, transcript, calls } = await wizard([...INTERVIEW, '1', '3', '1', '1', 'no'], {
    async *events() {
      count += 1;
      if (count > 1) {
        yield { type: 'done', outcome: 'complete', changed: 1 };
        return 'complete';
      }
      yield { type: 'said', step: 'docker.install', line: 'E: no space left' };
      yield {
        type: 'failed',
        step: 'docker.install',
        trouble: { code: 'apt', what: 'The disk is full.' },
      };
      yield { type: 'done', outcome: 'failed', changed: 0 };
      return 'failed';
    },
  });
  expect(ending).toBe('complete');
  expect(transcript.filter((line) => line === '  | E: no space left')).toHaveLength(2);
  expect(calls.filter((call) => call === 'run')).toHaveLength(2);
  expect(calls.filter((call) => call === 'look')).toHaveLength(2);
});

test('A step that waits for the person can be gone on without', async () => {
  const { ending, transcript } = await wizard([...INTERVIEW, '1', 'skip', 'no'], {
    async *events(control) {
      yield {
        type: 'instructed',
        step: 'name.record',
        text: 'Create this record.',
        fields: [{ label: 'Type', value: 'A' }],
        overridable: 'the certificate may fail.',
      };
      while (!control.overridden.has('name.record')) await new Promise(setImmediate);
      yield { type: 'skipped', step: 'name.record', why: 'overridden' };
      yield { type: 'done', outcome: 'complete', changed: 0 };
      return 'complete';
    },
  });
  expect(ending).toBe('complete');
  expect(transcript).toContain(
    '  Type skip and press Enter to go on without it: the certificate may fail.',
  );
});

test('An answer that the server refused is asked again, and given once more it means try again', async () => {
  const refusal = { open: false, refusal: 'other-user', user: 'admin', says: '' } as const;
  const { transcript, calls } = await wizard([...INTERVIEW.slice(0, 4), 'root', ''], {
    connections: [refusal],
  });
  expect(transcript).toContain('The answer so far does not fit: The server asks for admin.');
  expect(calls).toEqual(['look', 'look']);
});

test('Closing the input leaves at once', async () => {
  const { ending, calls } = await wizard(['1']);
  expect(ending).toBe('stopped');
  expect(calls).toEqual([]);
});

const DRAFT = { at: '2026-11-20T10:00:00.000Z', answers: { app: 'jatos' }, confirmed: ['app'] };
const never = new AbortController().signal;

test('A draft is offered, and taken or not', async () => {
  const { lines, transcript } = person('1', '2');
  expect(await offerDraft(DRAFT, lines, never)).toBe(DRAFT);
  expect(await offerDraft(DRAFT, lines, never)).toBeUndefined();
  expect(await offerDraft(DRAFT, lines, never)).toBe('left');
  expect(transcript[0]).toBe('You left an interview on 2026-11-20, after one answer.');
});

test('A host key is confirmed by yes and by nothing else', async () => {
  const { lines, transcript } = person('perhaps', 'yes', 'no');
  const prompt = {
    ask: 'host-key' as const,
    host: '203.0.113.7',
    keyType: 'ED25519',
    fingerprint: 'SHA256:lO2d',
  };
  expect(await askerInLines(lines)(prompt, never)).toBe('yes');
  expect(await askerInLines(lines)(prompt, never)).toBeNull();
  expect(transcript[1]).toBe('  SHA256:lO2d');
});

test('A passphrase is typed unseen and comes back as a secret', async () => {
  const { lines, secretly } = person('hunter2');
  const prompt = { ask: 'passphrase' as const, keyFile: '~/.ssh/id', again: false };
  const answer = await askerInLines(lines)(prompt, never);
  expect(answer).toBeInstanceOf(Secret);
  expect(secretly).toEqual(['hunter2']);
});

test('A notice is shown until it is no longer wanted', async () => {
  const { lines, transcript } = person();
  const shown = new AbortController();
  const prompt = { ask: 'notice' as const, text: 'Touch \u001b[31myour key' };
  const answer = askerInLines(lines)(prompt, shown.signal);
  shown.abort();
  expect(await answer).toBeNull();
  expect(transcript).toEqual(['Touch your key']);
});

const FEW: readonly Question[] = ['ssh.port', 'ssh.config'].map((id) => ({
  id,
  section: 'Server',
  kind: 'text',
  title: `${id}?`,
  help: 'A setting.',
  example: '22',
  expert: true,
  ...(id === 'ssh.port' ? { suggestion: () => '22' } : { optional: true }),
}));

test('What few people change is offered at once, and given back at once', async () => {
  const script = [{ ask: app }, ...FEW.map((ask) => ({ ask })), { ask: hostname }];
  const { lines, transcript } = person('1', '', '<', '2', 'yes', '2222', '', 'a.example.org');
  const { session } = smallSession();
  const signal = never;
  const begun = beginInterview(script, new Map());
  const answered = await interviewInLines(
    { script, session, lines, signal, remember: async () => {} },
    begun,
  );
  expect(answered?.answers).toEqual({
    app: 'image',
    'ssh.port': '2222',
    'ssh.config': '',
    hostname: 'a.example.org',
  });
  const offer = transcript.indexOf('Server: few people need to change this.');
  expect(transcript.slice(offer, offer + 4)).toEqual([
    'Server: few people need to change this.',
    '  ssh.port? 22',
    '  ssh.config? (nothing)',
    'Press Enter to leave it so, or type yes to see to it: ',
  ]);
});
