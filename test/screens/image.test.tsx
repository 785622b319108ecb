import { afterEach, expect, test } from 'vitest';

import { ExpectedError } from '../../source/expected-error.ts';
import type { ManifestFact } from '../../source/facts/docker/manifest-fact.ts';
import { Facts } from '../../source/facts/facts.ts';
import { loginFor } from '../../source/image/login-for.ts';
import { script } from '../../source/script.ts';
import { type Stage, stage, strike } from './stage.tsx';
import { KEYS } from './terminal.ts';

afterEach(strike);

const IMAGE = 'ghcr.io/owner/app:1.4';
const there: ManifestFact = { is: 'there', digest: 'sha256:1', platforms: [] };

/** Up to "Which image?", at a registry that shows the image to anna with the right token. */
async function asked(size: { columns: number; rows: number }): Promise<Stage> {
  const staged = stage({
    ...size,
    script,
    answers: { app: 'image', install: 'app' },
    look: async (query, _asker, _signal, answers) => {
      if (query.fact !== 'manifest') return null;
      const login = loginFor(answers, new Facts(), query.subject);
      if (!login) return { is: 'hidden' };
      if (login.user === 'anna' && login.password.equals('right-token')) return there;
      throw new ExpectedError({
        code: 'registry.login-refused',
        what: `ghcr.io does not show ${IMAGE} to ${login.user}.`,
        next: ['Check the name and the token.'],
      });
    },
  });
  await staged.terminal.press(KEYS.enter, 'Which image?');
  return staged;
}

test.each([
  { columns: 80, rows: 24 },
  { columns: 60, rows: 20 },
])(
  'a private image asks for a login, and a wrong one leads back to it ($columns by $rows)',
  async (size) => {
    const { terminal } = await asked(size);
    await terminal.press([IMAGE, KEYS.enter], 'Your name at ghcr.io');
    await terminal.press('anna', 'An access token');
    expect(terminal.text()).not.toContain("can't be empty");
    await terminal.press([KEYS.down, 'wrong-token'], '•••••••');
    expect(terminal.text()).toContain('read:packages');
    await terminal.press([KEYS.enter, KEYS.enter], 'Change an answer');
    expect(terminal.text()).toContain(`ghcr.io does not show ${IMAGE} to anna.`);
    await terminal.press([KEYS.down, KEYS.enter], 'An access token');
    await terminal.press(
      [KEYS.down, KEYS.ctrlU, 'right-token', KEYS.enter, KEYS.enter],
      'Where should it run?',
    );
    expect(terminal.written).not.toMatch(/wrong-token|right-token/);
  },
);

test('who has no login goes on without', async () => {
  const { terminal } = await asked({ columns: 80, rows: 24 });
  await terminal.press([IMAGE, KEYS.enter], 'Your name at ghcr.io');
  await terminal.press([KEYS.enter, KEYS.enter], 'Where should it run?');
});
