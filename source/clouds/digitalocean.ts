import { type Answers, textAnswer } from '../answers/answers.ts';
import { apps } from '../apps/index.ts';
import { ExpectedError } from '../expected-error.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Item } from '../interview.ts';
import type { Question } from '../questions/question.ts';
import type { Subject } from '../session.ts';
import type { CloudWork } from './cloud-work.ts';
import { DO_TOKEN, type DropletGoal, digitalOceanQuery, dropletQuery } from './droplet.ts';
import { dropletRemoval, dropletSteps } from './droplet-steps.ts';
import { OWN_KEY } from './launch.ts';
import { confirmQuestion, EVERYBODY, nameQuestion, sshFromQuestion } from './machine-questions.ts';
import { partsLeft, removedReceipt } from './removed-receipt.ts';

const [REGION, NAME, SIZE] = ['digitalocean.region', 'digitalocean.name', 'digitalocean.size'];
const [SSH_FROM, CONFIRM] = ['digitalocean.ssh-from', 'digitalocean.confirm'];

function accountIn(facts: Facts) {
  const account = facts.get(digitalOceanQuery());
  return account?.open ? account : undefined;
}

const token: Question = {
  id: DO_TOKEN,
  section: 'Server',
  kind: 'secret',
  title: 'What is the personal access token of your DigitalOcean account?',
  hint: 'It begins with dop_v1_. With it the server is made for you; it is not kept.',
  help: [
    'At cloud.digitalocean.com, choose API in the menu, then Generate New',
    'Token. Choose Custom Scopes, and tick: account read; droplet, firewall,',
    'ssh_key and tag with all that is below them; regions and sizes read.',
    'Let it end after some days.',
    '',
    'The token is shown once. Copy it and paste it here.',
  ].join('\n'),
  example: 'dop_v1_…',
  problem: (value) =>
    /^\S{20,}$/.test(value.reveal()) ? undefined : 'A token has many letters and digits.',
};

const region: Question = {
  id: REGION,
  section: 'Server',
  kind: 'choice',
  title: 'Where in the world?',
  when: (_, facts) => accountIn(facts) !== undefined,
  hint: (_, facts) => `In the account of ${accountIn(facts)?.email ?? 'yours'}.`,
  help: [
    'Near the people who use it, and where the law wants their data to be.',
    'A server can not be moved to another place later.',
  ].join('\n'),
  choices: (_, facts) =>
    (accountIn(facts)?.regions ?? []).map((each) => ({
      value: each.region,
      label: each.name,
      note: each.region,
    })),
};

const name = nameQuestion(NAME, 'DigitalOcean');

function sizesFor(answers: Answers, facts: Facts) {
  const where = textAnswer(answers, REGION);
  const sizes = (accountIn(facts)?.sizes ?? []).filter(({ regions }) => regions.includes(where));
  // Of those with as much memory, the cheapest is enough to choose from.
  const memories = [...new Set(sizes.map(({ memoryMB }) => memoryMB))].sort((a, b) => a - b);
  return memories
    .flatMap((memory) => sizes.find(({ memoryMB }) => memoryMB === memory) ?? [])
    .slice(0, 8);
}

const size: Question = {
  id: SIZE,
  section: 'Server',
  kind: 'choice',
  title: 'How large?',
  hint: 'What it costs a month, as DigitalOcean says now.',
  when: (_, facts) => accountIn(facts) !== undefined,
  help: 'It can be made larger later, in the console: Droplets, Resize.',
  choices: (answers, facts) =>
    sizesFor(answers, facts).map((each) => ({
      value: each.size,
      label: `${each.memoryMB / 1024} GB of memory, ${each.diskGB} GB of disk`,
      note: `$${each.dollars} a month`,
    })),
  suggestion: (answers, facts) => {
    const app = apps.find(({ id }) => id === textAnswer(answers, 'app'));
    const { memoryMB, diskMB } = app?.needs ?? { memoryMB: 2048, diskMB: 0 };
    return sizesFor(answers, facts).find(
      (each) => each.memoryMB >= memoryMB && each.diskGB * 1024 >= diskMB,
    )?.size;
  },
};

const sshFrom = sshFromQuestion(SSH_FROM, '');

const confirm = confirmQuestion(CONFIRM, NAME);

const looked: Item = { look: () => [digitalOceanQuery(), query('ownAddress', '')] };

/** A new droplet. */
export const dropletLaunch: CloudWork = {
  doing: 'Making',
  heading: 'New server',
  questions: [token, region, name, size, sshFrom],
  script: [{ ask: token }, looked, ...[region, name, size, sshFrom].map((ask) => ({ ask }))],
  undertake(answers, facts, { ownKey }) {
    const account = facts.get(digitalOceanQuery());
    if (!account?.open) throw notOpen(account?.says ?? '');
    const goal: DropletGoal = {
      ...{ name: textAnswer(answers, NAME), region: textAnswer(answers, REGION) },
      ...{ size: textAnswer(answers, SIZE), publicKey: ownKey ?? '' },
      makeKey: ownKey === null ? OWN_KEY : null,
      sshFrom: textAnswer(answers, SSH_FROM) || EVERYBODY,
    };
    const dollars = account.sizes.find((each) => each.size === goal.size)?.dollars;
    const ipIn = (seen: Facts) => seen.get(dropletQuery(goal.name))?.droplet?.ip ?? '';
    return {
      subject: subjectOf(goal.name),
      steps: dropletSteps(goal),
      looks: [dropletQuery(goal.name)],
      receipt: (seen) => ({
        headline: `The server ${goal.name} runs`,
        lines: [
          { label: 'Address', text: `${ipIn(seen)}, as long as it is not deleted` },
          { label: 'Size', text: `${goal.size} in ${goal.region}, with Debian 13` },
          { label: 'Costs', text: `$${dollars ?? '?'} a month, until it is deleted` },
          {
            label: 'Log in',
            text: `ssh ${goal.makeKey ? `-i ${goal.makeKey} ` : ''}root@${ipIn(seen)}`,
          },
          {
            label: 'Its identity',
            text: 'DigitalOcean does not tell the fingerprint of its host key. To compare it, open Console there and type: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
          },
          {
            label: 'Delete it',
            text: `npx setup-server launch digitalocean --remove ${goal.name}`,
          },
        ],
      }),
      wayIn: (seen) => ({
        ...{ 'host.kind': 'ssh', server: ipIn(seen), 'ssh.user': 'root' },
        ...(goal.makeKey !== null && { 'ssh.key': goal.makeKey }),
      }),
    };
  },
};

/** A droplet and all that was made for it goes. */
export const dropletRemove: CloudWork = {
  doing: 'Deleting',
  heading: 'Delete a server',
  questions: [token, name, confirm],
  script: [{ ask: token }, { look: () => [digitalOceanQuery()] }, { ask: name }, { ask: confirm }],
  undertake(answers, facts) {
    const account = facts.get(digitalOceanQuery());
    if (!account?.open) throw notOpen(account?.says ?? '');
    const called = textAnswer(answers, NAME);
    return {
      subject: subjectOf(called),
      steps: dropletRemoval(called),
      looks: [dropletQuery(called)],
      receipt: (seen) =>
        removedReceipt(called, 'DigitalOcean', partsLeft(seen.get(dropletQuery(called)))),
      wayIn: () => null,
    };
  },
};

function subjectOf(called: string): Subject {
  return {
    ...{ host: `digitalocean://${called}`, install: called, names: [called] },
    app: { id: 'digitalocean', label: `the server ${called}` },
  };
}

function notOpen(says: string): ExpectedError {
  return new ExpectedError({
    code: 'digitalocean.no-account',
    what: 'DigitalOcean does not let us in.',
    ...(says !== '' && { why: says }),
    next: ['Go back and give another token: ? says how to make one.'],
  });
}
