import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Answers } from '../../../source/answers/answers.ts';
import { docassemble } from '../../../source/apps/docassemble.ts';
import { Facts } from '../../../source/facts/facts.ts';

const IN_BUCKET = { 'docassemble.store': 's3', 'settings.S3BUCKET': 'forms' };

function several(answers: Answers) {
  const setting = {
    ...{ answers, facts: new Facts(), host: 'ssh://root@203.0.113.7:22' },
    ...{ install: 'docassemble', hostname: 'forms.example.org' },
  };
  const { several: known } = docassemble;
  if (!known) throw new Error('It does not know how it runs on several servers.');
  return { ...known.spread(setting), whyNot: known.whyNot?.(setting)?.why };
}

describe('docassemble on several servers', () => {
  it('answers from any copy, and keeps what is there once only in its own container', () => {
    const { roles, stays, whyNot } = several(IN_BUCKET);
    expect(whyNot).toBeUndefined();
    expect(roles).toMatchObject([
      {
        ...{ name: 'app', runs: 'copies', volumes: [], stop: { timeoutSeconds: 600 } },
        env: [{ name: 'CONTAINERROLE', value: 'web:celery' }],
      },
    ]);
    expect(stays).toEqual({
      env: [{ name: 'CONTAINERROLE', value: 'sql:redis:rabbitmq:log:cron:mail' }],
      ready: ['test', '-e', '/var/run/docassemble/ready'],
      nameIn: 'SERVERHOSTNAME',
    });
  });

  it('has each visitor ask one copy for live help, below its own root', () => {
    const asked = (answers: Answers) => new RegExp(several(answers).roles[0].sticky ?? '-');
    for (const path of ['/ws', '/ws/socket.io']) expect(path).toMatch(asked(IN_BUCKET));
    expect('/wsdl').not.toMatch(asked(IN_BUCKET));
    const below = asked({ ...IN_BUCKET, 'settings.POSTURLROOT': '/forms/' });
    expect(['/forms/ws/socket.io', '/ws'].map((each) => below.test(each))).toEqual([true, false]);
  });

  it('has no database there where it uses one of its owner', () => {
    const { stays } = several({ ...IN_BUCKET, 'settings.DBHOST': 'db.example.org' });
    expect(stays?.env).toEqual([{ name: 'CONTAINERROLE', value: 'redis:rabbitmq:log:cron:mail' }]);
  });

  it.each<[string, Answers, RegExp]>([
    ['its data are on its server', {}, /keeps its data on this server/],
    ['it is a part already', { ...IN_BUCKET, 'settings.CONTAINERROLE': 'web:cron' }, /web:cron/],
    ['it takes e-mail', { ...IN_BUCKET, 'docassemble.mail': true }, /e-mail on ports/],
  ])('is refused where %s', (_, answers, why) => {
    expect(several(answers).whyNot).toMatch(why);
  });

  it('has copies asked below its own root, in words that a shell understands', () => {
    const { roles } = several({ ...IN_BUCKET, 'settings.POSTURLROOT': '/forms/' });
    const [shell = '', option = '', script = ''] = roles[0].ready?.command ?? [];
    expect([shell, option]).toEqual(['bash', '-c']);
    expect(script).toContain("'http://localhost/forms/health_check?ready=1'");
    expect(spawnSync('bash', ['-n', '-c', script]).status).toBe(0);
  });
});
