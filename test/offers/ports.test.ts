import { describe, expect, it } from 'vitest';
import type { Answers } from '../../source/answers/answers.ts';
import { decideGoal } from '../../source/decide-goal.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import type { ListenersFact, PortOwnerFact } from '../../source/facts/machine.ts';
import { ports } from '../../source/offers/ports.ts';
import { problemWith } from '../../source/questions/accept.ts';
import { refuseTakenPorts } from '../../source/refusals.ts';
import { asks, commandsOf, seen, server, stepOf, stepsOf } from './given.ts';

const nginx: PortOwnerFact = {
  program: 'nginx',
  unit: 'nginx.service',
  package: 'nginx',
  onlyWelcome: true,
};
const customised = { ...nginx, onlyWelcome: false };
const at = (port: number, program: string | null = 'nginx') => ({
  ...{ port, address: '0.0.0.0', program },
});
const published = (container: string, port: number, inside: number, address = '0.0.0.0') => ({
  ...{ port, address, program: 'docker-proxy', container, inside },
});
const listeners = (...all: ListenersFact): { listeners: ListenersFact } => ({ listeners: all });
const wanted = { hostname: 'study.example.org' };

describe('a web server that only shows its welcome page', () => {
  const facts = seen(listeners(at(80)), nginx);

  it('is named, and stopped unasked', () => {
    expect(asks(ports, facts)).toMatchObject([
      {
        id: 'server.ports',
        title: 'Port 80 is taken by nginx. What now?',
        suggestion: 'stop',
        choices: ['stop', 'behind', 'beside'],
      },
    ]);
  });

  it('is stopped for good, and how to undo that is said', () => {
    const step = stepOf(ports, facts, { 'server.ports': 'stop' });
    expect(step.title).toBe(
      'Stop the preinstalled web server (nginx); it only shows its welcome page',
    );
    expect(step.because?.(facts)).toBe(
      'To undo it, on the server: systemctl enable --now nginx.service',
    );
    expect(commandsOf(step, facts)).toEqual(['systemctl disable --now nginx.service']);
    expect(step.check(facts).holds).toBe(false);
    expect(step.check(seen()).holds).toBe(true);
  });

  it('is left where another one beside it is not like that', () => {
    const other = { ...customised, program: 'apache2', unit: 'apache2.service' };
    const both = seen(listeners(at(80), at(443, 'apache2')), nginx, other);
    expect(asks(ports, both)[0]).toMatchObject({
      title: 'Ports 80 and 443 are taken by nginx and apache2. What now?',
      suggestion: undefined,
      choices: ['behind', 'beside'],
    });
    expect(stepsOf(ports, both, { 'server.ports': 'stop' })).toEqual([]);
  });
});

describe('a web server with websites of its own', () => {
  const facts = seen(listeners(at(80), at(443), at(8080, 'java')), customised, customised);

  it('is never stopped, whatever an answers file says', () => {
    expect(asks(ports, facts)[0]).toMatchObject({
      suggestion: undefined,
      choices: ['behind', 'beside'],
    });
    const [way] = ports.questions;
    const given = { ...server, 'server.ports': 'stop' };
    expect(way && problemWith(way, 'stop', given, facts)).toContain('Choose behind, beside.');
    expect(stepsOf(ports, facts, { 'server.ports': 'stop' })).toEqual([]);
  });

  it('stays in front: free ports are suggested, and taken ones are not', () => {
    const given = { 'server.ports': 'behind', 'server.ports.http': '8081' };
    expect(asks(ports, facts, given)).toMatchObject([
      { id: 'server.ports' },
      { id: 'server.ports.http', suggestion: '8081' },
      { id: 'server.ports.https', suggestion: '8443' },
    ]);
    const [, , http, https] = ports.questions;
    const answers = { ...server, ...given };
    const problem = (question: typeof http, value: string) =>
      question && problemWith(question, value, answers, facts);
    expect(problem(http, '8080')).toBe('Port 8080 is taken already.');
    expect(problem(http, '443')).toBe('Port 443 is taken already.');
    expect(problem(https, '8081')).toBe('Port 8081 is taken already.');
    expect(problem(https, '70000')).toBe('A number from 1 to 65535.');
    expect(problem(https, '9443')).toBeUndefined();
  });

  it.each([
    ['behind', { http: 8081, https: 8443, behind: true, owner: 'nginx' }],
    ['beside', { http: 8081, https: 8443, owner: 'nginx' }],
  ])('shapes the install when ours is %s it', (way, front) => {
    const chosen = {
      'server.ports': way,
      'server.ports.http': '8081',
      'server.ports.https': '8443',
    };
    const goal = decideGoal({ ...server, ...wanted, ...chosen }, facts);
    expect(goal.front).toEqual(front);
    expect(goal.answers).toMatchObject(chosen);
  });
});

describe('a container that has the ports', () => {
  const facts = seen(listeners(published('shop', 80, 80), published('shop', 443, 443)));

  it('is stopped only if its name is typed', () => {
    expect(asks(ports, facts)[0]).toMatchObject({
      suggestion: undefined,
      choices: ['beside', 'stop-container'],
    });
    const given = { 'server.ports': 'stop-container' };
    expect(asks(ports, facts, given)[1]).toMatchObject({
      title: "Type the container's name to stop it: shop",
      suggestion: undefined,
    });
    const [, typed] = ports.questions;
    const problem = (value: string) =>
      typed && problemWith(typed, value, { ...server, ...given }, facts);
    expect(problem('yes')).toBe('Its name is shop.');
    expect(problem('shop')).toBeUndefined();
  });

  it('is kept, and does not start again', () => {
    const given = { 'server.ports': 'stop-container', 'server.ports.container': 'shop' };
    const step = stepOf(ports, facts, given);
    expect(commandsOf(step, facts)).toEqual([
      'docker update --restart no shop >/dev/null && docker stop shop >/dev/null',
    ]);
    expect(step.check(seen()).holds).toBe(true);
  });
});

describe('a front that stands already', () => {
  const own = 'setup-server-front';

  it('at the usual ports is no question', () => {
    const facts = seen(listeners(published(own, 80, 80), published(own, 443, 443)));
    expect(asks(ports, facts)).toEqual([]);
    expect(decideGoal({ ...server, ...wanted }, facts).front).toBeUndefined();
  });

  it('at others keeps them, and the record says so each time alike', () => {
    const facts = seen(
      listeners(
        ...[at(80), published(own, 8080, 80, '127.0.0.1'), published(own, 8443, 443, '127.0.0.1')],
      ),
      customised,
    );
    expect(asks(ports, facts)).toEqual([]);
    const goal = decideGoal({ ...server, ...wanted }, facts);
    expect(goal.front).toEqual({ http: 8080, https: 8443, behind: true, owner: 'nginx' });
    expect(goal.answers).toMatchObject({
      'server.ports': 'behind',
      'server.ports.http': '8080',
      'server.ports.https': '8443',
    });
    expect(() => refuseTakenPorts(goal, facts)).not.toThrow();
  });
});

describe('an app that must know its address', () => {
  const own = 'setup-server-front';
  const urlAt = (address: string | undefined, more: Answers = {}) => {
    const taken = [at(80), published(own, 8080, 80, address), published(own, 8443, 443, address)];
    const facts = seen(listeners(...taken), customised);
    const goal = decideGoal({ ...server, ...wanted, app: 'ghost', ...more }, facts);
    return goal.recipe.env.find(({ name }) => name === 'url')?.value;
  };

  it.each([
    ['with the port at which visitors ask', undefined, {}, 'https://study.example.org:8443'],
    ['as the web server in front has it', '127.0.0.1', {}, 'https://study.example.org'],
    [
      'as whatever has the certificate has it',
      undefined,
      { 'certificate.use': 'none' },
      'https://study.example.org',
    ],
  ])('is told it %s', (_, address, more, url) => {
    expect(urlAt(address, more)).toBe(url);
  });
});

it('is not gone on with where nothing was decided', () => {
  const facts = seen(listeners(at(80)), customised);
  const refused = () => refuseTakenPorts(decideGoal({ ...server, ...wanted }, facts), facts);
  expect(refused).toThrow(ExpectedError);
  expect(refused).toThrow('Port 80 on this server is taken by nginx.');
});

it('leaves what only mends the moment out of the record', () => {
  const mended = {
    'server.swap': true,
    'server.clock': true,
    'server.firewall': true,
    'server.restart': true,
    'server.docker-networks': true,
    'server.ports': 'stop',
  };
  const { answers } = decideGoal({ ...server, ...wanted, ...mended }, seen());
  expect(Object.keys(answers).filter((id) => id.startsWith('server.'))).toEqual([]);
});
