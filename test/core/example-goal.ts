import type { Recipe } from '../../source/apps/recipe.ts';
import { debian } from '../../source/distributions/debian.ts';
import type { LoginFact, SystemFact } from '../../source/facts/machine.ts';
import type { Goal } from '../../source/goal.ts';
import { Secret } from '../../source/secrets/secret.ts';
import type { Ground } from '../../source/steps/ground.ts';
import { stepsFor } from '../../source/steps/index.ts';

export const HOST = 'ssh://root@203.0.113.7:22';

const recipe: Recipe = {
  container: {
    image: 'example/study:1.2',
    command: ['serve'],
    volumes: [{ source: 'study-data', target: '/data' }],
    ports: [],
    stop: { command: ['./stop'], timeoutSeconds: 5 },
  },
  env: [
    { name: 'TITLE', value: 'A study' },
    { name: 'MAIL_PASSWORD', value: new Secret('hunter2hunter2') },
    { name: 'APP_SECRET', value: { generate: 'letters-and-digits', length: 64 } },
  ],
  front: {
    port: 9000,
    bodyMB: 50,
    timeoutSeconds: 60,
    websocketTimeoutSeconds: 3600,
    buffering: true,
  },
  ready: { path: '/ping', status: (status) => status === 200, body: /pong/, patienceSeconds: 60 },
  unset: [],
  first: [],
  data: 'the volume study-data',
};

export const goal: Goal = {
  host: HOST,
  reachedAt: '203.0.113.7',
  install: 'study',
  app: { id: 'study', label: 'Study' },
  recipe,
  names: ['study.example.org'],
  trustNames: false,
  certificate: {
    directory: 'https://acme-v02.api.letsencrypt.org/directory',
    rehearsal: 'https://acme-staging-v02.api.letsencrypt.org/directory',
    authority: "Let's Encrypt",
    email: '',
  },
  answers: { app: 'study', hostname: 'study.example.org' },
};

export const system: SystemFact = {
  id: 'debian',
  like: [],
  version: '12',
  codename: 'bookworm',
  name: 'Debian GNU/Linux 12 (bookworm)',
  architecture: 'amd64',
  kernel: '6.1.0-31-amd64',
  hostname: 'web1',
  cores: 2,
};

export const ground: Ground = {
  distribution: debian,
  system,
  login: { user: 'root', root: 'already', groups: ['root'] },
  author: {
    by: 'anna@laptop',
    at: new Date('2026-11-21T12:00:00Z'),
    version: '0.1.0',
    renewalProgram: 'the program',
  },
};

export const sudoLogin: LoginFact = { user: 'debian', root: 'sudo', groups: ['debian', 'sudo'] };

export const steps = stepsFor(goal, ground);
