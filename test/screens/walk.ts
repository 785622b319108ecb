import { HOST_KEY, TROUBLE } from './pretend-session.ts';
import { script } from './script.ts';
import { type Stage, stage } from './stage.tsx';
import { KEYS, pasted } from './terminal.ts';

/** From the first screen to the receipt: what is pressed or happens, and what then appears. */
export const WALK: readonly {
  readonly name: string;
  readonly does?: (staged: Stage) => void;
  readonly until: string | ((text: string) => boolean);
}[] = [
  { name: 'welcome', until: 'Enter begin' },
  { name: 'a choice', does: keys(KEYS.enter, KEYS.enter), until: 'Where should JATOS run?' },
  { name: 'help', does: keys('?'), until: 'PgUp' },
  { name: 'a choice again', does: keys(KEYS.escape), until: '❯ A server I already have' },
  { name: 'a text', does: keys(KEYS.enter), until: 'For example: root@203.0.113.7' },
  {
    name: 'a text that is not right',
    does: keys('root@203.0 .113.7', KEYS.enter),
    until: 'There is a space in it.',
  },
  {
    name: 'a prompt',
    does: keys(KEYS.ctrlU, 'root@203.0.113.7', KEYS.enter),
    until: 'First contact',
  },
  { name: 'looking', does: keys(KEYS.down, KEYS.enter), until: 'Debian 12' },
  { name: 'looked', does: (staged) => gate.open(staged), until: 'Enter continue' },
  {
    name: 'a name that is not right',
    does: keys(KEYS.enter, 'https://study.x', KEYS.enter),
    until: 'Just the name: study.x',
  },
  {
    name: 'an optional text',
    does: keys(KEYS.ctrlU, 'study.example.org', KEYS.enter),
    until: 'Where may',
  },
  { name: 'yes or no', does: keys(KEYS.enter), until: 'Do you agree' },
  { name: 'no is not enough', does: keys('n', KEYS.enter), until: 'Without that' },
  { name: 'a secret', does: keys('y', KEYS.enter, 'correct horse'), until: '••••••••' },
  { name: 'a form', does: keys(KEYS.enter), until: 'Title in the browser' },
  {
    name: 'a form that grew',
    does: keys(KEYS.down, KEYS.right, KEYS.down),
    until: (text) => /❯ Address of the directory/.test(text),
  },
  {
    name: 'several lines',
    does: keys('ldap://ldap.example.org', KEYS.ctrlD, pasted('A=1\nB=2')),
    until: '│ B=2',
  },
  { name: 'the review', does: keys(KEYS.ctrlD), until: 'things to do' },
  { name: 'its details', does: keys('d'), until: 'docker pull' },
  { name: 'answers saved', does: keys('d', 's'), until: 'secrets left' },
  {
    name: 'waiting for the lock',
    does: (staged) => {
      startRun(staged, () => put(staged, { type: 'locked', by: 'anna@laptop', since: '14:02' }));
    },
    until: 'anna@laptop',
  },
  { name: 'running', does: (staged) => run(staged), until: '71 %' },
  { name: 'the log', does: keys('l'), until: 'by pages' },
  { name: 'an instruction', does: (staged) => instruct(staged), until: 'Create this record' },
  { name: 'stopping', does: keys(KEYS.ctrlC), until: 'Stopping after' },
  { name: 'a failure', does: (staged) => fail(staged), until: 'Try again' },
  {
    name: 'the receipt',
    does: (staged) => {
      startRun(staged, () => put(staged, { type: 'done', outcome: 'complete', changed: 3 }));
    },
    until: 'JATOS answers at',
  },
  { name: 'the receipt saved', does: keys('s'), until: 'receipt.txt' },
];

const gate = {
  opened: () => {},
  open: (_staged: Stage) => gate.opened(),
};

/** The stage for the walk. */
export function walkStage(columns: number, rows: number): Stage {
  const opened = new Promise<void>((resolve) => {
    gate.opened = resolve;
  });
  return stage({
    columns,
    rows,
    script,
    heading: (answers) => (answers.app === 'jatos' ? 'JATOS' : ''),
    target: (answers) =>
      typeof answers.hostname === 'string' ? `${answers.hostname} (203.0.113.7)` : '203.0.113.7',
    describe: (action) =>
      action.do === 'pull' ? [`docker pull registry.example.org/${action.image}`] : [],
    findings: {
      connection: {
        status: 'good',
        text: 'Connected as root',
        note: 'fingerprint SHA256:lO2d…zsI, confirmed',
      },
      system: { status: 'good', text: 'Debian 12, 2 cores, 2 GB', note: 'enough for JATOS' },
      listeners: {
        status: 'warning',
        text: 'Port 80 is taken',
        note: 'by the web server that came with the image (nginx)',
      },
    },
    look: async (query, asker, signal) => {
      if (query.fact === 'connection') await asker.ask(HOST_KEY, signal);
      if (query.fact === 'memory') await opened;
    },
  });
}

function keys(...sent: string[]): (staged: Stage) => void {
  return ({ terminal }) => terminal.send(...sent);
}

/** Presses Enter, and acts when that has begun another run. */
function startRun(staged: Stage, act: () => void): void {
  const before = staged.runs.length;
  const wait = () => (staged.runs.length > before ? act() : setImmediate(wait));
  staged.terminal.send(KEYS.enter);
  wait();
}

type StageEvent = Parameters<Stage['runs'][number]['events']['put']>[0];

function put(staged: Stage, ...events: StageEvent[]): void {
  const run = staged.runs.at(-1);
  for (const event of events) {
    run?.events.put(event);
    if (event.type === 'done') run?.events.close();
  }
}

function run(staged: Stage): void {
  staged.time = 72;
  put(
    staged,
    {
      type: 'planned',
      steps: [
        { step: 'first', title: 'Wait for the server’s own first updates', holds: false },
        { step: 'docker', title: 'Install Docker 28.5', holds: false },
        { step: 'app', title: 'Download JATOS 3.10.4', holds: false },
        {
          step: 'certificate',
          title: 'Get a certificate for study.example.org from Let’s Encrypt',
          holds: false,
        },
        { step: 'start', title: 'Start JATOS', holds: false },
        { step: 'swap', title: 'Swap file', holds: true },
      ],
    },
    { type: 'skipped', step: 'swap', why: 'holds' },
    { type: 'started', step: 'first', title: 'Wait for the server’s own first updates' },
    { type: 'finished', step: 'first', seconds: 18 },
    { type: 'started', step: 'docker', title: 'Install Docker 28.5' },
    { type: 'finished', step: 'docker', seconds: 71.6 },
    { type: 'started', step: 'app', title: 'Download JATOS 3.10.4' },
    { type: 'said', step: 'app', line: 'Get:14 containerd.io 1.7.27-1 [30.5 MB]' },
    {
      type: 'said',
      step: 'app',
      line: 'Setting up docker-ce (5:28.5.0-1~debian.12~bookworm), which is a long line that goes on and on',
    },
    {
      type: 'progress',
      step: 'app',
      text: 'downloading',
      fraction: 0.711,
      bytes: { done: 182e6, total: 256e6, perSecond: 12e6 },
    },
    {
      type: 'started',
      step: 'certificate',
      title: 'Get a certificate for study.example.org from Let’s Encrypt',
    },
    {
      type: 'progress',
      step: 'certificate',
      text: 'Let’s Encrypt is looking at port 80',
      fraction: null,
    },
  );
}

function instruct(staged: Stage): void {
  staged.terminal.send(KEYS.escape);
  staged.time = 80;
  put(
    staged,
    { type: 'finished', step: 'app', seconds: 8 },
    {
      type: 'instructed',
      step: 'certificate',
      text: 'Create this record where you bought the name:',
      fields: [
        { label: 'Type', value: 'A' },
        { label: 'Name', value: 'study' },
        { label: 'Value', value: '203.0.113.7' },
      ],
      overridable: 'go on now; the certificate will fail if the name does not lead here',
    },
    {
      type: 'progress',
      step: 'certificate',
      text: 'ns1.example.org knows no study.example.org yet.',
      fraction: null,
    },
  );
}

function fail(staged: Stage): void {
  put(
    staged,
    { type: 'failed', step: 'certificate', trouble: TROUBLE },
    { type: 'done', outcome: 'failed', changed: 3 },
  );
}
