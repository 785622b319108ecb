import { describe, expect, it } from 'vitest';
import { Facts, type FactTypes, query } from '../../source/facts/facts.ts';
import { nextMove } from '../../source/interview.ts';
import { appPortLooks, appPorts, freesAppPorts } from '../../source/offers/app-ports.ts';
import { refuseTakenAppPorts } from '../../source/refusals.ts';
import { script } from '../../source/script.ts';
import { goal, HOST } from '../core/example-goal.ts';
import { asks, commandsOf, seen, server, stepOf, stepsOf } from './given.ts';

const forms = { ...server, app: 'docassemble', 'docassemble.mail': true };
const exim = { program: 'exim4', unit: 'exim4.service', package: 'exim4', onlyWelcome: false };

/** A server with a mail server at port 25, seen there. */
function mail(address: string, owner: FactTypes['portOwner'] = exim): Facts {
  const listeners = [{ port: 25, address, program: owner?.program ?? null }];
  const facts = seen({ listeners });
  return new Facts([...facts.sightings(), { query: query('portOwner', HOST, '25'), value: owner }]);
}

describe('a mail server where docassemble shall take in mail', () => {
  it('is looked at once the app wants its port, and not before', () => {
    const facts = seen({ listeners: [{ port: 25, address: '0.0.0.0', program: 'exim4' }] });
    expect(appPortLooks(forms, facts)).toEqual([query('portOwner', HOST, '25')]);
    expect(appPortLooks({ ...forms, 'docassemble.mail': false }, facts)).toEqual([]);
    expect(appPortLooks(server, facts)).toEqual([]);
  });

  it('is asked about; one for this computer alone may go', () => {
    const [asked] = asks(appPorts, mail('127.0.0.1'), forms);
    expect(asked).toMatchObject({
      title: 'The mail server exim4 is at port 25. What now?',
      suggestion: 'stop',
      choices: ['stop', 'leave'],
    });
  });

  it('is asked about without a suggestion where it takes in mail for others', () => {
    expect(asks(appPorts, mail('0.0.0.0'), forms)[0]?.suggestion).toBeUndefined();
  });

  it.each([
    ['nobody is there', mail('127.0.0.1', null)],
    ['it is no mail server', mail('0.0.0.0', { ...exim, program: 'sshd', unit: 'ssh.service' })],
  ])('is no matter where %s', (_, facts) => {
    expect(asks(appPorts, facts, forms)).toEqual([]);
    expect(stepsOf(appPorts, facts, { ...forms, 'server.app-ports': 'stop' })).toEqual([]);
  });

  it('is stopped for good where that is wished, before the app starts', () => {
    const facts = mail('127.0.0.1');
    const answers = { ...forms, 'server.app-ports': 'stop' };
    const step = stepOf(appPorts, facts, answers);
    expect(commandsOf(step, facts)).toEqual(['systemctl disable --now exim4.service']);
    expect(step.because?.(facts)).toContain('systemctl enable --now exim4.service');
    expect(step.check(facts).holds).toBe(false);
    expect(step.check(mail('127.0.0.1', null)).holds).toBe(true);
    expect(appPorts.before).toBe('app.start');
    expect(freesAppPorts(answers)).toBe(true);
  });

  it('of several processes is stopped as a whole', () => {
    const postfix = { ...exim, program: 'master', unit: 'postfix@-.service', package: 'postfix' };
    const facts = mail('0.0.0.0', postfix);
    const step = stepOf(appPorts, facts, { ...forms, 'server.app-ports': 'stop' });
    expect(commandsOf(step, facts)).toEqual(['systemctl disable --now postfix.service']);
  });

  it('that stays keeps docassemble from beginning at all', () => {
    const wanted = {
      ...goal,
      host: HOST,
      recipe: {
        ...goal.recipe,
        container: {
          ...goal.recipe.container,
          ports: [{ host: 25, container: 25, protocol: 'tcp' as const }],
        },
      },
    };
    const refused = () => refuseTakenAppPorts(wanted, mail('0.0.0.0'));
    expect(refused).toThrow('Port 25 on this server is taken by exim4.');
    expect(() => refuseTakenAppPorts(goal, mail('0.0.0.0'))).not.toThrow();
  });

  it('is asked about in the interview, though the question comes before those of the app', () => {
    const offered = script.flatMap((item) => ('ask' in item ? [item.ask.id] : []));
    expect(offered.indexOf('server.app-ports')).toBeLessThan(offered.indexOf('docassemble.mail'));
    const interview = { answers: forms, facts: mail('127.0.0.1'), confirmed: [] };
    const only = script.filter((item) => 'ask' in item && item.ask.id === 'server.app-ports');
    expect(nextMove(only, interview)).toMatchObject({ move: 'ask' });
  });
});
