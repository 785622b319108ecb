import { expect, it } from 'vitest';
import { upgradable } from '../../source/errands/upgrade/questions.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import type { RecordFact } from '../../source/facts/installs/record.ts';
import { hostOf, WHICH_INSTALL } from '../../source/status/renewal-script.ts';

const answers = { server: '203.0.113.7', 'ssh.user': 'root', [WHICH_INSTALL]: 'blog' };

function known(image: string) {
  const value: RecordFact = {
    ...{ format: 1, app: 'image', image, digest: null, answers: {} },
    ...{ by: 'anna', at: '', version: '' },
  };
  return upgradable(
    answers,
    new Facts([{ query: query('record', hostOf(answers), 'blog'), value }]),
  );
}

it('has other versions where its image is from a registry, and none where it was built', () => {
  expect(known('ghost:5.87')).toMatchObject({ image: 'ghost:5.87' });
  expect(known('localhost/blog:0011223344556677')).toBeUndefined();
});
