import { beforeAll, describe, expect, it } from 'vitest';
import { visitor } from '../front/visitor.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { begun, only, wrong } from './messages.ts';
import { answersFor, newOperator, type Operator } from './operator.ts';

const HOSTNAME = 'z-bring.range.test';
const ROW = '/opt/jatos_data/result_uploads/participant-1.json';

describe('a copy on the own computer', () => {
  let old: Host;
  let fresh: Host;
  let operator: Operator;
  let file: string;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'jatos'] });
    const variant = { suite: 'trixie', variant: 'docker', disk: 'tmpfs' } as const;
    old = await host('z-bring-old', variant);
    fresh = await host('z-bring-new', variant);
    await dns.set(HOSTNAME, old.address);
    operator = await newOperator();
    const answers = await answersFor(old, HOSTNAME);
    const given = await operator.answers({ app: 'jatos', ...answers });
    const first = await operator.run(['--answers', given, '--yes', '--json']);
    expect(wrong(first)).toEqual([]);
    await old.exec(`docker exec jatos sh -c 'echo "{answers: 42}" > ${ROW}'`);
    const env = { SETUP_SERVER_SSH_FINGERPRINT: String(answers['ssh.fingerprint']) };
    for (const word of ['make', 'get']) {
      const ran = await operator.run(['backup', word, HOSTNAME, '--json'], { env });
      expect(wrong(ran)).toEqual([]);
      file = /(\S+\.tar)/.exec(String(only(ran, 'receipt')[0]?.headline))?.[1] ?? '';
    }
    return async () => {
      await dns.del(HOSTNAME);
      await fresh.remove();
    };
  });

  const restore = async (...words: string[]) => {
    const answers = await answersFor(fresh, HOSTNAME);
    const env = { SETUP_SERVER_SSH_FINGERPRINT: String(answers['ssh.fingerprint']) };
    const args = ['restore', `root@${fresh.address}`, '--file', file, ...words];
    return await operator.run([...args, '--json'], { env });
  };
  const read = async () => await fresh.exec(`docker exec jatos cat ${ROW}`);

  it('brings the app back on a new server, where the old one is lost', async () => {
    await old.remove();
    await dns.set(HOSTNAME, fresh.address);
    const ran = await restore('--yes');
    expect(wrong(ran)).toEqual([]);
    expect(ran.code).toBe(0);
    expect(begun(ran)).not.toContain('certificate.obtain');
    expect(await read()).toBe('{answers: 42}');
    const page = await visitor(fresh.address).visit(`https://${HOSTNAME}/jatos`);
    expect(page.status).toBe(200);
    const record = JSON.parse(await fresh.read('/etc/setup-server/jatos/install.json'));
    expect(record.answers).toMatchObject({ app: 'jatos', hostname: HOSTNAME });
  });

  it('takes its place once more, after what came since was copied', async () => {
    await fresh.exec(`docker exec jatos sh -c 'echo "later" > ${ROW}'`);
    const ran = await restore('--yes');
    expect(wrong(ran)).toEqual([]);
    expect(begun(ran)).not.toContain('copy.send');
    expect(begun(ran)).toContain('backup.make');
    expect(await read()).toBe('{answers: 42}');
  });

  it('is refused where it was changed, before anything is touched', async () => {
    await operator.program(['sh', '-c', `printf x | dd of=${file} bs=1 seek=20000 conv=notrunc`]);
    const ran = await restore('--yes');
    expect(only(ran, 'trouble')).toMatchObject([
      { trouble: { code: expect.stringMatching(/^own-copy\./) } },
    ]);
    expect(await read()).toBe('{answers: 42}');
  });
});
