import type { Message } from '../../source/output/message.ts';

/** One message of each type with every field that it may have. Its type makes it complete. */
export const MESSAGES: {
  readonly [Type in Message['type']]: Complete<Extract<Message, { type: Type }>>;
} = {
  begin: { type: 'begin', version: '1.2.3', format: 1 },
  note: { type: 'note', text: 'image.password is answered, but not needed.' },
  finding: {
    type: 'finding',
    status: 'good',
    text: 'Debian 12',
    note: 'enough for JATOS',
    advice: ['Nothing.'],
  },
  problems: {
    type: 'problems',
    problems: [
      {
        problem: 'wrong',
        id: 'hostname',
        environment: 'SETUP_SERVER_HOSTNAME',
        where: 'study.yaml, line 3',
        what: 'A name has a dot.',
        example: 'study.example.org',
        perhaps: false,
      },
    ],
  },
  plan: {
    type: 'plan',
    host: 'ssh://root@203.0.113.7:22',
    names: ['study.example.org'],
    app: 'JATOS',
    changes: 1,
    steps: [
      {
        step: 'swap',
        title: 'Make a swap file',
        holds: true,
        why: '',
        because: null,
        warning: null,
        commands: [],
      },
      {
        step: 'docker.install',
        title: 'Install Docker',
        holds: false,
        why: 'Docker is not installed.',
        warning: 'Its mirror was slow lately.',
        because: "Docker's own repository can be reached.",
        commands: ['apt-get update &&\napt-get install docker-ce'],
      },
    ],
  },
  status: {
    type: 'status',
    host: 'ssh://root@203.0.113.7:22',
    at: '2026-11-21T10:00:00.000Z',
    disk: { path: '/var/lib/docker', totalMB: 40_000, freeMB: 1500, freeInodes: 1_000_000 },
    installs: [
      {
        install: 'jatos',
        app: 'JATOS',
        names: ['study.example.org'],
        address: 'https://study.example.org',
        image: 'jatos/jatos:3.9.9',
        digest: 'jatos/jatos@sha256:1',
        state: 'up',
        since: '2026-10-01T10:00:00Z',
        restarts: 0,
        answers: true,
        certificate: {
          until: '2026-12-30T00:00:00.000Z',
          daysLeft: 38,
          issuer: "Let's Encrypt R11",
        },
        renewal: {
          unattended: true,
          due: { at: '2026-11-30T00:00:00.000Z', by: 'authority' },
          lastTry: {
            at: '2026-11-20T00:00:00.000Z',
            outcome: 'failed',
            code: 'acme.unreachable',
            says: 'It could not be reached.',
          },
        },
        complaints: [
          { status: 'warning', text: 'It could not be renewed', advice: 'npx setup-server renew' },
        ],
      },
    ],
    complaints: [
      { status: 'warning', text: 'The disk is nearly full', advice: 'On the server: df -h' },
    ],
    trouble: {
      code: 'ssh.unreachable',
      what: '203.0.113.7 does not answer.',
      why: 'It may be off.',
      next: ['Switch it on.'],
      detail: 'Connection timed out',
      passing: true,
      cause: 'ssh',
    },
  },
  certificates: {
    type: 'certificates',
    host: 'ssh://root@203.0.113.7:22',
    at: '2026-11-21T10:00:00.000Z',
    installs: [
      {
        install: 'jatos',
        names: ['study.example.org'],
        certificates: [
          {
            stamp: '2026-11-01T03-41-00Z',
            serial: '04AB',
            names: ['study.example.org'],
            from: '2026-09-01T00:00:00.000Z',
            until: '2026-11-30T00:00:00.000Z',
            issuer: "Let's Encrypt R10",
            key: 'ECDSA P-256',
            keyFits: true,
            authority: 'https://acme-v02.api.letsencrypt.org/directory',
            revoked: '2026-11-02T00:00:00.000Z',
          },
        ],
        renewal: {
          unattended: true,
          due: { at: '2026-12-28T00:00:00.000Z', by: 'person' },
          lastTry: {
            at: '2026-11-01T03:41:00.000Z',
            outcome: 'failed',
            code: 'acme.unreachable',
            says: 'It did not answer.',
          },
        },
      },
    ],
    accounts: [
      {
        name: 'acme-v02.api.letsencrypt.org',
        authority: "Let's Encrypt",
        directory: 'https://acme-v02.api.letsencrypt.org/directory',
        email: 'anna@example.org',
        since: '2026-09-01T00:00:00.000Z',
        installs: ['jatos'],
      },
    ],
    trouble: {
      code: 'ssh.timeout',
      what: 'The server does not answer.',
      why: 'It may be off.',
      next: ['Switch it on.'],
      detail: 'timed out',
      passing: true,
    },
  },
  renewal: {
    type: 'renewal',
    install: 'jatos',
    name: 'study.example.org',
    does: 'renew',
    until: '2026-12-30T00:00:00.000Z',
    due: { at: '2026-11-20T00:00:00.000Z', by: 'lifetime', due: true },
    why: '',
  },
  planned: {
    type: 'planned',
    steps: [{ step: 'docker.install', title: 'Install Docker', holds: false }],
  },
  locked: { type: 'locked', by: 'anna@laptop', since: '2026-11-21T10:00:00Z' },
  skipped: { type: 'skipped', step: 'swap', why: 'holds' },
  started: { type: 'started', step: 'docker.install', title: 'Install Docker 28.5' },
  progress: {
    type: 'progress',
    step: 'docker.install',
    text: 'Downloading',
    fraction: 0.5,
    bytes: { done: 128e6, total: 256e6, perSecond: 12e6 },
  },
  said: { type: 'said', step: 'docker.install', line: 'Setting up docker-ce' },
  instructed: {
    type: 'instructed',
    step: 'name.record',
    text: 'Create this record where your name is managed.',
    fields: [{ label: 'Type', value: 'A' }],
    overridable: 'The certificate fails if the name leads elsewhere.',
  },
  retried: {
    type: 'retried',
    step: 'docker.install',
    what: 'The connection was lost.',
    attempt: 1,
  },
  finished: { type: 'finished', step: 'docker.install', seconds: 11.4 },
  warned: { type: 'warned', step: 'outside.check', text: 'Port 80 is closed from here.' },
  failed: {
    type: 'failed',
    step: 'docker.install',
    trouble: {
      code: 'apt.no-space',
      what: 'The disk is full.',
      why: 'apt said so.',
      next: ['Make room.', 'Take a larger server.'],
      detail: 'E: No space left on device',
      passing: false,
      cause: new Error('raw'),
    },
  },
  done: { type: 'done', outcome: 'complete', changed: 3 },
  trouble: {
    type: 'trouble',
    trouble: {
      code: 'ssh.unreachable',
      what: 'Nobody answers at 203.0.113.7.',
      why: 'Port 22 is closed.',
      next: ['Is the server on?'],
      detail: 'connect: timed out',
      passing: true,
      cause: new Error('raw'),
    },
  },
  receipt: {
    type: 'receipt',
    headline: 'JATOS answers at https://study.example.org',
    lines: [
      { label: 'Do now', text: 'Change the password.', tone: 'warning' },
      { label: 'Your data', text: 'volume jatos-data' },
    ],
    ends: { name: 'study.example.org', until: '2027-02-19T11:00:00.000Z' },
  },
  check: {
    type: 'check',
    id: 'jatos.certificate.obtain',
    group: 'JATOS (study.example.org)',
    status: 'warning',
    ignored: false,
    text: 'The certificate ends on 2026-12-01T00:00:00.000Z',
    note: 'in ten days',
    advice: ['npx setup-server puts this right.'],
    details: null,
  },
  end: { type: 'end', ending: 'complete' },
};

/** With its optional fields as well. */
type Complete<T> = { readonly [Key in keyof T]-?: Exclude<T[Key], undefined> };
