import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { faults } from '../range/range.ts';
import { type Running, type Said, started } from './operator.ts';
import { expectDone, NEXT, type Study, studyOn } from './upgraded-study.ts';

const NAME = 'upgrade-cut';

/** Packs nothing while it is told to wait. */
const GZIP = `#!/bin/sh
[ -e /root/hold ] && touch /root/packing
while [ -e /root/hold ]; do sleep 0.1; done
exec /usr/bin/gzip "$@"
`;

describe('an upgrade', () => {
  let study: Study;

  beforeAll(async () => {
    study = await studyOn(NAME, { disk: 'tmpfs' });
    return () => study.server.remove();
  });
  afterEach(() => study.backToFirst());

  it('goes on when the connection is cut for a minute while its data are copied', async () => {
    const running = await study.begin();
    await running.until(started('backup.make'));
    await (await faults.drop(NAME, { seconds: 60 })).healed;
    const ran = await running.ended;
    // What it could not end itself, the next run does.
    if (ran.code !== 0) expectDone(await study.upgrade('--to', NEXT));
    await study.expectToServe(NEXT);
  });

  it('that is killed while its data are copied is gone on with when that copy is at its end', async () => {
    const { server } = study;
    const copies = async () =>
      (await server.exec('ls /var/lib/setup-server/backups/jatos 2>/dev/null || true')).split('\n');
    const before = await copies();
    const made = async () => (await copies()).filter((each) => !before.includes(each));
    await server.exec(
      `printf %s '${GZIP}' > /usr/local/bin/gzip; chmod 755 /usr/local/bin/gzip; touch /root/hold`,
    );
    const killed = await study.begin();
    let next: Running;
    try {
      await killed.until(started('backup.make'));
      await vi.waitUntil(() => server.succeeds('test -e /root/packing'), { timeout: 120_000 });
      killed.child.kill('SIGKILL');
      await killed.ended;
      next = await study.begin();
      await next.until(
        ({ type, by }: Said) => type === 'locked' && /begun earlier/.test(String(by)),
      );
      expect(await made()).toEqual([expect.stringMatching(/\.part$/)]);
    } finally {
      await server.exec('rm -f /root/hold /root/packing');
    }
    expectDone(await next.ended);
    await study.expectToServe(NEXT);
    expect(await made()).toEqual([expect.stringMatching(/Z$/)]);
  });
});
