import { describe, expect, it } from 'vitest';
import { Facts } from '../../source/facts/facts.ts';
import { askInLines } from '../../source/output/ask-in-lines.ts';
import { makeUpPassword } from '../../source/questions/made-up.ts';
import type { SecretQuestion } from '../../source/questions/question.ts';
import { Secret } from '../../source/secrets/secret.ts';

const question: SecretQuestion = {
  ...{ id: 'password', section: 'Settings', kind: 'secret', title: 'A password?' },
  ...{ help: 'Secret.', example: 'Long.', madeUp: makeUpPassword },
};

async function asked(typed: string, wanted = question) {
  const said: string[] = [];
  const lines = { say: (line: string) => void said.push(line), ask: async () => typed };
  const interview = { answers: {}, facts: new Facts(), confirmed: [] };
  const answer = await askInLines(wanted, interview, lines);
  return { said, answer };
}

describe('a new password, asked in lines', () => {
  it('is made up on wish, and shown', async () => {
    const { said, answer } = await asked('new');
    const shown = said.find((line) => /^ {2}(\w{4}-){4}\w{4}$/.test(line))?.trim() ?? '';
    expect(shown).not.toBe('');
    expect(answer).toEqual({ answer: new Secret(shown) });
    expect(said).toContain(
      'Type it; it is not shown. Type new and one is made up and shown. ? explains, < goes back.',
    );
  });

  it('is not made up where one is there already', async () => {
    const { madeUp: _, ...there } = question;
    const { said, answer } = await asked('new', there);
    expect(answer).toEqual({ answer: new Secret('new') });
    expect(said.join()).not.toContain('made up');
  });
});
