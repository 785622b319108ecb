import { expect, it } from 'vitest';
import { apps } from '../../source/apps/index.ts';
import { clouds, newAt } from '../../source/clouds/index.ts';

const notes = (app: string) => clouds.map((cloud) => newAt(cloud, 'A new server', app).note);

it('says of each provider what a server costs there that is large enough for the app', () => {
  expect(notes('docassemble')).toEqual([
    'about $37 a month; needs an AWS account',
    'from $24 a month; needs an account',
    'from about €5 a month; needs an account',
  ]);
  expect(notes('vaultwarden')[1]).toMatch(/^from \$6 a month;/);
});

it('knows a price for what any app wants, and where none was chosen', () => {
  const wants = Math.max(...apps.map(({ needs }) => needs.memoryMB));
  // At Hetzner there is nothing smaller.
  expect(wants).toBeLessThanOrEqual(4096);
  for (const id of ['', ...apps.map((app) => app.id)])
    expect(notes(id).join()).not.toMatch(/undefined|\$0 /);
});
