import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { limesurvey } from '../../source/apps/limesurvey.ts';
import { keptKeys, recordRemove } from '../../source/errands/remove/record-remove.ts';
import { Facts } from '../../source/facts/facts.ts';
import { CONFIGURATION } from '../../source/paths.ts';
import { goal, HOST } from '../core/example-goal.ts';

const setting = {
  answers: {},
  facts: new Facts(),
  host: HOST,
  install: 'study',
  hostname: 'study.example.org',
};
const wanted = { ...goal, recipe: limesurvey.recipe(setting) };

it.each(['dash', 'busybox sh', 'bash'])(
  'leaves only the lines that open the data, by %s',
  (shell) => {
    const root = mkdtempSync(join(tmpdir(), 'removed-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const folder = join(root, CONFIGURATION, 'study');
    mkdirSync(join(folder, 'files'), { recursive: true });
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    write('install.json', '{}');
    write('receipt.txt', 'the address');
    write('files/uploads.ini', '');
    write(
      'env.list',
      `ADMIN_PASSWORD=hush\n${['ENCRYPT_NONCE=one', 'ENCRYPT_SECRET_BOX_KEY=two'].join('\n')}\nX=ENCRYPT_NONCE=3\n`,
    );
    write(
      'db.env.list',
      'MARIADB_USER=limesurvey\nMARIADB_PASSWORD=three\nMARIADB_ROOT_PASSWORD=four\n',
    );
    const [action] = recordRemove(wanted, keptKeys(wanted), []).actions(new Facts());
    if (action?.do !== 'run') throw new Error('It is a command.');
    const [file = '', ...options] = shell.split(' ');
    const text = action.command.text.replaceAll(CONFIGURATION, join(root, CONFIGURATION));
    for (const _ of [1, 2])
      expect(spawnSync(file, [...options, '-c', text], { encoding: 'utf8' })).toMatchObject({
        ...{ status: 0, stderr: '' },
      });
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    expect(readdirSync(folder).sort()).toEqual(['db.env.list', 'env.list']);
    expect(read('env.list')).toBe('ENCRYPT_NONCE=one\nENCRYPT_SECRET_BOX_KEY=two\n');
    expect(read('db.env.list')).toBe('MARIADB_PASSWORD=three\nMARIADB_ROOT_PASSWORD=four\n');
    expect(statSync(join(folder, 'env.list')).mode & 0o777).toBe(0o600);
  },
);

it('leaves nothing where there is nothing to open', () => {
  const without = { ...goal.recipe, container: { ...goal.recipe.container, volumes: [] } };
  expect(keptKeys({ ...goal, recipe: { ...without, folders: [], companions: [] } })).toEqual([]);
});
