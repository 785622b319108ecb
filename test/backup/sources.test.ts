import { expect, it } from 'vitest';
import { sourcesOf } from '../../source/backup/sources.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { goal, HOST } from '../core/example-goal.ts';
import { sampleContainer } from '../core/sample-container.ts';

it('are volumes and whatever is written to of the host, each once, always in the same order; not what is the system’s or ours', () => {
  const bind = (source: string, writable = true) => ({
    ...{ type: 'bind' as const, source, target: '/x', writable },
  });
  const found = sampleContainer({
    mounts: [
      { type: 'volume' as const, source: 'study-data', target: '/data', writable: true },
      bind('/srv/study'),
      bind('/srv/study'),
      bind('/srv/study.conf'),
      bind('/srv/only-read', false),
      ...[
        '/',
        '/etc',
        '/var/lib',
        '/var/lib/docker/volumes',
        '/etc/localtime',
        '/var/run/docker.sock',
        '/etc/ssl/certs/chained.pem',
      ].map((each) => bind(each)),
      bind('/etc/setup-server/study/files'),
      bind('/var/lib/study'),
    ],
  });
  const facts = new Facts([{ query: query('container', HOST, 'study'), value: found }]);
  expect(sourcesOf(goal, facts)).toEqual([
    { kind: 'folder', source: '/srv/study' },
    { kind: 'folder', source: '/srv/study.conf' },
    { kind: 'folder', source: '/var/lib/study' },
    { kind: 'volume', source: 'study-data' },
  ]);
});
