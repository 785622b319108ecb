import type { Event, Outcome, ProgressEvent } from '../../source/event.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { Facts, type FactTypes, type Query, type Sighting } from '../../source/facts/facts.ts';
import type { Finding } from '../../source/facts/finding.ts';
import type { Asker } from '../../source/hosts/host.ts';
import type { Receipt } from '../../source/receipt.ts';
import type { Control } from '../../source/run.ts';
import type { Prepared, Session } from '../../source/session/session.ts';
import { HOLDS, lacks, type Step } from '../../source/steps/step.ts';

export const HOST_KEY = {
  ask: 'host-key',
  host: '203.0.113.7',
  keyType: 'ED25519',
  fingerprint: 'SHA256:lO2dKq7mV0aYx3TnH8uWcR5pZs1fJbE4gIiQ6yNvzsI',
} as const;

/** A session that pretends: `beat` is awaited between any two things that happen. */
export function pretendSession(asker: Asker, beat: (times?: number) => Promise<void>): Session {
  return {
    look: async function* (queries, signal) {
      for (const query of queries) {
        await beat(3);
        if (query.fact === 'connection') {
          const answer = await asker(HOST_KEY, signal);
          if (answer !== 'yes') throw refused();
        }
        yield { query, value: value(query) } as Sighting;
      }
    },
    finding: ({ query }) => FINDINGS[query.fact],
    prepare: async (answers, facts) => {
      await beat(8);
      return prepared(answers, facts);
    },
    run: (_prepared, control) => pretendRun(control, beat),
    receipt: async () => {
      await beat(10);
      return RECEIPT;
    },
    enter: () => Promise.reject(new Error('Nobody enters.')),
    close: async () => {},
  };
}

export function refused(): ExpectedError {
  return new ExpectedError({
    code: 'ssh.host-key-refused',
    what: 'You did not confirm the server’s key, so nothing was sent to it.',
    next: ['Find the fingerprint in your provider’s console, and try again.'],
  });
}

const FINDINGS: Partial<Record<Query['fact'], Finding>> = {
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
  disk: { status: 'good', text: '38 GB of disk free' },
};

function value({ fact }: Query): unknown {
  const values: Partial<FactTypes> = {
    connection: { open: true, user: 'root', fingerprint: HOST_KEY.fingerprint },
    memory: { totalMB: 2000, availableMB: 1500, swapMB: 0 },
    listeners: [{ port: 80, address: '0.0.0.0', program: 'nginx' }],
  };
  return values[fact] ?? null;
}

function step(id: string, title: string, holds: boolean, because?: string): Step {
  return {
    id,
    title,
    needs: [],
    sees: [],
    check: () => (holds ? HOLDS : lacks('It is not there yet.')),
    actions: () => [],
    ...(because === undefined ? {} : { because: () => because }),
  };
}

export const STEPS: readonly Step[] = [
  step(
    'port.free',
    'Stop the preinstalled web server (nginx); it only shows its welcome page',
    false,
  ),
  step(
    'docker.install',
    'Install Docker 28.5',
    false,
    'From Docker’s own repository, because Debian’s is older.',
  ),
  step('front.start', 'Put a front web server on ports 80 and 443', false),
  step('certificate.obtain', 'Get a certificate for study.example.org from Let’s Encrypt', false),
  step(
    'settings.write',
    'Write 12 settings, 2 of them secret, to /etc/setup-server/jatos/env.list',
    false,
  ),
  step('app.download', 'Download JATOS 3.10.4', false),
  step('app.start', 'Start JATOS 3.10.4, its data in the volume jatos-data', false),
  step('outside.check', 'Check it from outside', false),
  step('swap', 'Swap file', true),
];

export function prepared(answers: Prepared['answers'], facts = new Facts()): Prepared {
  return {
    answers,
    goal: {} as Prepared['goal'],
    facts,
    steps: STEPS,
    planned: STEPS.map((one) => ({
      step: one,
      title: one.title as string,
      holds: one.check(facts).holds,
      why: one.check(facts).holds ? '' : 'It is not there yet.',
      because: one.because?.(facts),
      actions: one.check(facts).holds ? [] : [{ do: 'pull', image: one.id }],
    })),
  };
}

async function* pretendRun(
  control: Control,
  beat: (times?: number) => Promise<void>,
): AsyncGenerator<Event, Outcome> {
  const steps = STEPS.map((one) => ({
    step: one.id,
    title: one.title as string,
    holds: one.check(new Facts()).holds,
  }));
  let changed = 0;
  const progress = (id: string, more: Omit<ProgressEvent, 'type' | 'step'>): Event => ({
    type: 'progress',
    step: id,
    ...more,
  });
  const end = (outcome: Outcome): [Event, Outcome] => [{ type: 'done', outcome, changed }, outcome];
  yield { type: 'locked', by: 'anna@laptop', since: '14:02' };
  await beat(30);
  yield { type: 'planned', steps };
  for (const { step: id, title, holds } of steps) {
    if (holds) {
      yield { type: 'skipped', step: id, why: 'holds' };
      continue;
    }
    if (control.stop.aborted) {
      const [event, outcome] = end('stopped');
      yield event;
      return outcome;
    }
    yield { type: 'started', step: id, title };
    if (id === 'certificate.obtain') yield* instruct(id, control, beat);
    for (let count = 1; count <= 20; count += 1) {
      await beat();
      if (id === 'app.download') {
        const done = count * 12.8e6;
        const bytes = { done, total: 256e6, perSecond: 12e6 };
        yield progress(id, { text: 'downloading', fraction: count / 20, bytes });
      } else {
        yield {
          type: 'said',
          step: id,
          line: `Get:${count} https://download.docker.com/linux/debian bookworm/stable amd64 containerd.io amd64 1.7.27-1 [30.5 MB]`,
        };
      }
    }
    if (id === 'app.start' && !failedOnce) {
      failedOnce = true;
      yield { type: 'failed', step: id, trouble: TROUBLE };
      const [event, outcome] = end('failed');
      yield event;
      return outcome;
    }
    changed += 1;
    yield { type: 'finished', step: id, seconds: 11 };
  }
  const [event, outcome] = end('complete');
  yield event;
  return outcome;
}

let failedOnce = false;

async function* instruct(
  id: string,
  control: Control,
  beat: (times?: number) => Promise<void>,
): AsyncGenerator<Event> {
  yield {
    type: 'instructed',
    step: id,
    text: 'Create this record where you bought the name:',
    fields: [
      { label: 'Type', value: 'A' },
      { label: 'Name', value: 'study' },
      { label: 'Value', value: '203.0.113.7' },
    ],
    overridable: 'go on now; the certificate will fail if the name does not lead here',
  };
  for (
    let count = 0;
    count < 40 && !control.overridden.has(id) && !control.stop.aborted;
    count += 1
  ) {
    yield {
      type: 'progress',
      step: id,
      text: 'ns1.example.org knows no study.example.org yet.',
      fraction: null,
    };
    await beat(4);
  }
}

export const TROUBLE = {
  code: 'acme.unreachable',
  what: 'Let’s Encrypt could not reach study.example.org.',
  why: 'It tried 203.0.113.7, port 80, and got no answer. This computer gets none either, while the server itself listens. So something in between is closed, most often the provider’s firewall.',
  next: [
    'Open port 80 at your provider. DigitalOcean: Networking, Firewalls.',
    'Or prove the name by DNS instead.',
  ],
  detail:
    'urn:ietf:params:acme:error:connection: 203.0.113.7: Timeout during connect (likely firewall problem)',
};

export const RECEIPT: Receipt = {
  headline: 'JATOS answers at https://study.example.org',
  lines: [
    {
      label: 'Do now',
      text: 'sign in as admin and change the password  (checked: still the default)',
      tone: 'warning',
    },
    { label: 'Your data', text: 'volume jatos-data on the server, backed up every night, 14 kept' },
    { label: 'Settings', text: '/etc/setup-server/jatos/env.list' },
    { label: 'Certificate', text: "until 19 Feb 2027, renews by itself; a mail comes if it can't" },
    { label: 'Again', text: 'npx setup-server        status, upgrade, back up, move, remove' },
  ],
};
