import { beforeAll, describe, expect, it } from 'vitest';
import { startVisits } from '../front/load.ts';
import { visitor } from '../front/visitor.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { only } from './messages.ts';
import {
  answersFor,
  newOperator,
  type Operator,
  type Ran,
  type Said,
  started,
} from './operator.ts';

const HOSTNAME = 'upgrade-beside.range.test';

describe('an upgrade of an app that keeps nothing on the server', () => {
  let server: Host;
  let operator: Operator;
  let env: Record<string, string>;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'plain'] });
    server = await host('upgrade-beside', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator();
    const answers = await answersFor(server, HOSTNAME);
    env = { SETUP_SERVER_SSH_FINGERPRINT: String(answers['ssh.fingerprint']) };
    const file = await operator.answers({
      ...{ app: 'image', install: 'plain' },
      ...{ 'image.reference': 'example/plain:1', 'image.port': '8080' },
      ...answers,
    });
    const ran = await operator.run(['--answers', file, '--yes', '--json']);
    expect(trouble(ran)).toEqual([]);
    return async () => {
      await dns.del(HOSTNAME);
      await server.remove();
    };
  });

  const trouble = (ran: Ran) =>
    [...only(ran, 'failed'), ...only(ran, 'trouble')].map((each) => (each.trouble as Said).code);
  const words = (...more: string[]) => ['upgrade', HOSTNAME, ...more, '--yes', '--json'];
  const upgrade = (...more: string[]) => operator.run(words(...more), { env });
  const load = () => startVisits(server.address, new URL(`https://${HOSTNAME}/`));
  const shown = async () => (await visitor(server.address).visit(`https://${HOSTNAME}/`)).body;
  const names = async () => Object.keys(await server.containers()).sort();

  it('answers every visitor while it is made, and is undone as well', async () => {
    const visits = load();
    const ran = await upgrade('--to', '2');
    const { requests, failures } = await visits.stop();
    expect(trouble(ran)).toEqual([]);
    expect(await shown()).toBe('plain 2');
    expect(failures).toEqual([]);
    expect(requests).toBeGreaterThan(20);
    expect(await names()).toEqual(['plain', 'setup-server-front']);
    const steps = only(ran, 'started').map(({ step }) => step);
    expect(steps).toEqual(expect.arrayContaining(['app.beside', 'site.switch', 'app.start']));
    expect(steps).not.toContain('app.stop');
    const [receipt] = only(ran, 'receipt');
    expect(JSON.stringify(receipt)).toContain('never: the new one was started beside it');
    const again = await upgrade('--undo');
    expect(trouble(again)).toEqual([]);
    expect(await shown()).toBe('plain 1');
  });

  it('whose new version does not start never stops the one before', async () => {
    const visits = load();
    const ran = await upgrade('--to', '9');
    const { failures } = await visits.stop();
    expect(only(ran, 'failed').at(-1)).toMatchObject({
      trouble: { code: 'upgrade.undone', what: expect.stringContaining('was never stopped') },
    });
    expect(failures).toEqual([]);
    expect(await shown()).toBe('plain 1');
    expect(await names()).toEqual(['plain', 'setup-server-front']);
  });

  it.each([
    ['while the new one starts', 'app.next', 'finish', 'plain 2'],
    ['while visitors are led over', 'site.switch', 'undo', 'plain 2'],
    ['while the one before is stopped', 'app.start', 'finish', 'plain 3'],
  ])('killed %s leaves visitors with one of the two', async (_when, step, how, shows) => {
    const visits = load();
    const running = await operator.start(words('--to', (await shown()) === 'plain 1' ? '2' : '3'), {
      env,
    });
    await running.until(started(step));
    running.child.kill('SIGKILL');
    await running.ended;
    const ended = await upgrade(...(how === 'undo' ? ['--undo'] : []));
    const { failures } = await visits.stop();
    expect(trouble(ended)).toEqual([]);
    expect(await shown()).toBe(shows);
    expect(await names()).toEqual(['plain', 'setup-server-front']);
    expect(failures).toEqual([]);
  });
});
