import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { Facts } from '../../source/facts/facts.ts';
import type { ConnectionFact } from '../../source/facts/network/connection.ts';
import { answeringAsker, answersFirst } from '../../source/hosts/answering-asker.ts';
import type { Asker } from '../../source/hosts/host.ts';
import { hostKindOf, hostKinds, reachedAt } from '../../source/hosts/index.ts';
import { sshHost } from '../../source/hosts/ssh.ts';
import { parseServer, parseSshAddress, sshAddress } from '../../source/hosts/ssh-target.ts';
import { answer, type Interview, nextMove } from '../../source/interview.ts';
import { accept } from '../../source/questions/accept.ts';
import { environmentName, type Question, textOf } from '../../source/questions/question.ts';
import { Secret } from '../../source/secrets/secret.ts';

const none = new Facts();

function question(id: string): Question {
  const found = sshHost.questions.find((each) => each.id === id);
  if (!found) throw new Error(`no question ${id}`);
  return found;
}

function problemOf(id: string, value: string, answers: Answers = {}, facts = none) {
  const accepted = accept(question(id), value, answers, facts);
  return 'problem' in accepted ? accepted.problem : undefined;
}

function saw(answers: Answers, fact: ConnectionFact): Facts {
  const [wanted] = sshHost.looks(answers);
  if (!wanted) throw new Error('nothing to look at');
  return none.with([{ query: wanted, value: fact }]);
}

describe('a server as it is typed or pasted', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7', '', '', ''],
    ['root@203.0.113.7', '203.0.113.7', 'root', '', ''],
    ['example.org:2222', 'example.org', '', '2222', ''],
    ['ssh://admin@example.org:22/', 'example.org', 'admin', '22', ''],
    ['[2001:db8::7]:2222', '2001:db8::7', '', '2222', ''],
    ['root@[2001:db8::7]', '2001:db8::7', 'root', '', ''],
    ['2001:db8::7', '2001:db8::7', '', '', ''],
    ['web', 'web', '', '', ''],
    ['anna@corp.example@host', 'host', 'anna@corp.example', '', ''],
    ['ssh root@203.0.113.7', '203.0.113.7', 'root', '', ''],
    ['ssh -p 2222 -l anna example.org', 'example.org', 'anna', '2222', ''],
    ['ssh -i "my key.pem" ubuntu@ec2.example', 'ec2.example', 'ubuntu', '', 'my key.pem'],
    ['ssh -v -i~/k.pem -p2222 a@b', 'b', 'a', '2222', '~/k.pem'],
  ])('%s', (text, host, user, port, keyFile) => {
    expect(parseServer(text)).toEqual({ host, user, port, keyFile });
  });

  it.each([
    ['  root@203.0.113.7 ', 'root@203.0.113.7'],
    ['ssh root@203.0.113.7', 'root@203.0.113.7'],
    ['https://example.org/', 'example.org'],
    ['http://example.org', 'example.org'],
    ['ssh://root@example.org:22', 'root@example.org:22'],
    ['[2001:db8::7]:2222', '[2001:db8::7]:2222'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['ssh -i "my key.pem" -p 22 ubuntu@ec2.example', '-i "my key.pem" ubuntu@ec2.example:22'],
  ])('%s is kept as %s', (typed, kept) => {
    expect(accept(question('server'), typed, {}, none)).toEqual({ value: kept });
    expect(accept(question('server'), kept, {}, none)).toEqual({ value: kept });
  });

  it.each([
    [
      'https://cloud.digitalocean.com/droplets/42',
      'That is the address of a web page. What is needed is that of the server: 203.0.113.7',
    ],
    ['my server', 'An address has no spaces. For example: root@203.0.113.7'],
    ['root@', 'The address itself is missing. For example: root@203.0.113.7'],
    ['example.org/app', 'Just the address of the server, nothing after a slash: 203.0.113.7'],
    [
      '203.0.113.700',
      'An IP address is four numbers from 0 to 255 with dots between them: 203.0.113.7',
    ],
    [
      '203.0.113',
      'An IP address is four numbers from 0 to 255 with dots between them: 203.0.113.7',
    ],
    ['example.org:99999', 'After the colon comes the port, a number from 1 to 65535, not 99999.'],
    ['example.org:ssh', 'After the colon comes the port, a number from 1 to 65535, not ssh.'],
    ['2001:db8::zz', '2001:db8::zz is not an IPv6 address.'],
    [
      'exam!ple.org',
      "exam!ple.org can't be the name of a server. Letters, digits, dots and hyphens: server.example.org",
    ],
    [
      '-oProxyCommand=x',
      "-oProxyCommand=x can't be the name of a server. Letters, digits, dots and hyphens: server.example.org",
    ],
  ])('%s is not one, and it is said why', (typed, problem) => {
    expect(problemOf('server', typed)).toBe(problem);
  });

  it.each(['10.0.0.5', '192.168.1.20', 'localhost', '::1', 'fe80::1%eth0', 'my_alias', 'web-1'])(
    '%s is fine',
    (typed) => {
      expect(problemOf('server', typed)).toBeUndefined();
    },
  );
});

describe("the host's id", () => {
  it.each([
    { host: '203.0.113.7', user: 'root', port: '22', keyFile: '', configFile: '' },
    { host: 'web', user: '', port: '', keyFile: '', configFile: '' },
    { host: '2001:db8::7', user: '', port: '2222', keyFile: '', configFile: '' },
    {
      host: 'example.org',
      user: 'anna@corp',
      port: '',
      keyFile: '~/my keys/a&b=c?%.pem',
      configFile: '/etc/x y',
    },
  ])('holds all that is needed to get there: $host', (target) => {
    expect(parseSshAddress(sshAddress(target))).toEqual(target);
  });

  it('reads well', () => {
    const answers = { server: '203.0.113.7', 'ssh.user': 'root', 'ssh.key': '/home/anna/key.pem' };
    expect(sshHost.address(answers)).toBe('ssh://root@203.0.113.7?key=/home/anna/key.pem');
    expect(reachedAt(sshHost.address(answers))).toBe('203.0.113.7');
    expect(reachedAt('ssh://[2001:db8::7]:22')).toBe('2001:db8::7');
  });

  it('takes what stands in the server over what was answered apart', () => {
    const answers = { server: '-i k.pem admin@h:24', 'ssh.user': 'root', 'ssh.port': '22' };
    expect(sshHost.address(answers)).toBe('ssh://admin@h:24?key=k.pem');
  });
});

describe('who to log in as', () => {
  it('is left to the own configuration where an alias was given, and to nobody else', () => {
    expect(problemOf('ssh.user', '', { server: 'web' })).toBeUndefined();
    expect(problemOf('ssh.user', '', { server: '203.0.113.7' })).toBeDefined();
  });
});

describe('what is asked', () => {
  const script = sshHost.questions.filter(({ expert }) => !expert).map((ask) => ({ ask }));
  const asked = (interview: Interview): string[] => {
    const move = nextMove(script, interview);
    return move.move === 'ask' ? move.questions.map(({ id }) => id) : [];
  };
  const start: Interview = { answers: {}, facts: none, confirmed: [] };

  it('is the server and the user, of a beginner', () => {
    expect(asked(start)).toEqual(['server']);
    const named = answer(start, { server: '203.0.113.7' });
    expect(asked(named)).toEqual(['ssh.user']);
    expect(asked(answer(named, { 'ssh.user': 'root' }))).toEqual([]);
  });

  it('is nothing more where the server names the user', () => {
    expect(asked(answer(start, { server: 'root@203.0.113.7' }))).toEqual([]);
  });

  it('suggests root, but leaves the user of an alias to the configuration', () => {
    const user = question('ssh.user');
    const suggested = (server: string) =>
      user.kind === 'text' && user.suggestion?.({ server }, none);
    expect(suggested('203.0.113.7')).toBe('root');
    expect(suggested('web')).toBe('');
    expect(sshHost.address({ server: 'web', 'ssh.user': '' })).toBe('ssh://web');
  });

  it('comes back to the user when the server wants another one', () => {
    const answers = { server: '203.0.113.7', 'ssh.user': 'root' };
    const refusal = { open: false, refusal: 'other-user', user: 'ubuntu', says: '' } as const;
    const interview = { ...answer(start, answers), facts: saw(answers, refusal) };
    expect(asked(interview)).toEqual(['ssh.user']);
    expect(problemOf('ssh.user', 'root', answers, interview.facts)).toBe(
      'This server wants you to log in as ubuntu instead.',
    );
    expect(asked(answer(interview, { 'ssh.user': 'ubuntu' }))).toEqual([]);
  });

  it('comes back to the server when the user stood there', () => {
    const answers = { server: 'root@203.0.113.7' };
    const refusal = { open: false, refusal: 'other-user', user: 'admin', says: '' } as const;
    const interview = { ...answer(start, answers), facts: saw(answers, refusal) };
    expect(asked(interview)).toEqual(['server']);
  });

  it('is the key when the server let none in, until one is let in', () => {
    const answers = { server: 'root@203.0.113.7' };
    const refusal = { open: false, refusal: 'key-refused', says: '' } as const;
    const refused = { ...answer(start, answers), facts: saw(answers, refusal) };
    expect(asked(refused)).toEqual(['ssh.key']);
    expect(problemOf('ssh.key', '', answers, refused.facts)).toBe(
      "This can't be empty. For example: ~/Downloads/my-key.pem",
    );
    const named = answer(refused, { 'ssh.key': '/k' });
    expect(asked(named)).toEqual([]);
    const again = { ...named, facts: refused.facts.with(saw(named.answers, refusal).sightings()) };
    expect(asked(again)).toEqual(['ssh.key']);
    expect(problemOf('ssh.key', '/k', named.answers, again.facts)).toBe(
      'The server does not let this key in.',
    );
  });

  it.each([
    ['ssh.user', 'a b', 'Just the name of the user, such as root.'],
    ['ssh.port', '0', 'A port is a number from 1 to 65535.'],
    ['ssh.port', '2222', undefined],
    ['ssh.port', '', undefined],
    ['ssh.key', '~/.ssh/id.pub', 'That is the public half. Name the file without .pub.'],
    [
      'ssh.key',
      'C:\\keys\\a.ppk',
      'That is a key of PuTTY. Open it in PuTTYgen, then Conversions, Export OpenSSH key.',
    ],
    ['ssh.key', '"/a b"', undefined],
    [
      'ssh.fingerprint',
      'SHA256:abc',
      'A fingerprint begins with SHA256: and has 43 more characters.',
    ],
    ['ssh.fingerprint', 'SHA256:lO2dGVz7aVqCq5Pw4yBbGFcbPrWQ8bQxRhCg1wDlzsI', undefined],
  ])('%s: %s', (id, value, problem) => {
    expect(problemOf(id, value)).toBe(problem);
  });

  it.each(sshHost.questions)('$id is explained in at most ten short lines', (each) => {
    const lines = textOf(each.help, {}, none).split('\n');
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(76);
  });
});

describe('answers given beforehand', () => {
  const fingerprint = 'SHA256:lO2dGVz7aVqCq5Pw4yBbGFcbPrWQ8bQxRhCg1wDlzsI';
  const passphrase = new Secret('open');
  const ask = answeringAsker({ 'ssh.fingerprint': fingerprint, 'ssh.passphrase': passphrase });
  const { signal } = new AbortController();
  const hostKey = { ask: 'host-key', host: 'h', keyType: 'ED25519' } as const;

  it('confirm the host key that they name, and no other', async () => {
    expect(await ask({ ...hostKey, fingerprint }, signal)).toBe('yes');
    expect(await ask({ ...hostKey, fingerprint: `${fingerprint}x` }, signal)).toBeNull();
    expect(await answeringAsker({})({ ...hostKey, fingerprint: '' }, signal)).toBeNull();
  });

  it('give the passphrase once, and nothing else', async () => {
    const prompt = { ask: 'passphrase', keyFile: '/k' } as const;
    expect(await ask({ ...prompt, again: false }, signal)).toBe(passphrase);
    expect(await ask({ ...prompt, again: true }, signal)).toBeNull();
    expect(await answeringAsker({})({ ...prompt, again: false }, signal)).toBeNull();
    expect(await ask({ ask: 'other', text: 'Code:', echo: false }, signal)).toBeNull();
  });

  it('give the password once; an empty one is none', async () => {
    const password = new Secret('right');
    const prompt = { ask: 'password', user: 'root', host: 'h' } as const;
    const given = answeringAsker({ 'ssh.password': password });
    expect(await given({ ...prompt, again: false }, signal)).toBe(password);
    expect(await given({ ...prompt, again: true }, signal)).toBeNull();
    const empty = answeringAsker({ 'ssh.password': new Secret('') });
    expect(await empty({ ...prompt, again: false }, signal)).toBeNull();
  });

  it('give the password to the first of several servers alone', async () => {
    const password = new Secret('of the first');
    const given = answeringAsker({
      ...{ server: 'root@203.0.113.7', 'ssh.user': 'root', 'ssh.password': password },
      'swarm.hosts': 'root@203.0.113.8',
    });
    const from = (host: string) =>
      given({ ask: 'password', user: 'root', host, again: false }, signal);
    expect(await from('203.0.113.7')).toBe(password);
    expect(await from('203.0.113.8')).toBeNull();
  });

  it('come before the person, who is asked for the rest', async () => {
    const asked: string[] = [];
    const person: Asker = async (prompt) => {
      asked.push(prompt.ask);
      return 'typed';
    };
    const first = answersFirst({ 'ssh.password': new Secret('given') }, person);
    const prompt = { ask: 'password', user: 'root', host: 'h' } as const;
    expect(await first({ ...prompt, again: false }, signal)).toEqual(new Secret('given'));
    expect(await first({ ...prompt, again: true }, signal)).toBe('typed');
    expect(await first({ ask: 'other', text: 'Code:', echo: false }, signal)).toBe('typed');
    expect(asked).toEqual(['password', 'other']);
  });

  it('have the names that errors tell', () => {
    expect(environmentName('ssh.password')).toBe('SETUP_SERVER_SSH_PASSWORD');
    expect(environmentName('ssh.passphrase')).toBe('SETUP_SERVER_SSH_PASSPHRASE');
  });
});

it('is the kind of host that is taken where none was chosen', () => {
  expect(hostKinds.map(({ id }) => id)).toEqual(['ssh', 'local']);
  expect(hostKindOf({}).id).toBe('ssh');
});
