import { describe, expect, it } from 'vitest';
import { suggestionFor } from '../../source/answers/feed.ts';
import { unencrypted } from '../../source/errands/encryption-question.ts';
import { Facts, query, type Sighting } from '../../source/facts/facts.ts';

const answers = { server: '203.0.113.7', 'ssh.user': 'root', 'swarm.hosts': 'root@203.0.113.8' };
const hosts = ['203.0.113.7', '203.0.113.8'];

function seen(abilities: object, between: readonly string[] = hosts): Facts {
  return new Facts(
    hosts.flatMap((name, index) => [
      {
        query: query('abilities', `ssh://root@${name}`),
        value: { encrypts: true, shutIn: false, openFiles: true, ...abilities },
      },
      {
        query: query('addresses', `ssh://root@${name}`),
        value: { v4: [name, between[index]], v6: [] },
      },
    ]) as Sighting[],
  );
}

const PRIVATE = ['10.114.0.2', '10.114.0.3'];

describe('going on without encryption between servers', () => {
  it('is not asked where they can encrypt, and all of it arrives', () => {
    expect(unencrypted.when?.(answers, seen({}))).toBe(false);
  });

  it('is all that is left where a kernel can not', () => {
    const facts = seen({ encrypts: false });
    expect(unencrypted.when?.(answers, facts)).toBe(true);
    expect(problem(false, facts)).toMatch(/take other servers/);
  });

  it('is asked at DigitalOcean, whose firewalls let nothing encrypted so through, and may be declined', () => {
    const facts = seen({ shutIn: true });
    expect(unencrypted.when?.(answers, facts)).toBe(true);
    expect(told(facts)).toBe(
      "203.0.113.7, 203.0.113.8: DigitalOcean's firewalls let nothing encrypted (ESP) through.",
    );
    expect(problem(false, facts)).toBeUndefined();
  });

  it.each([
    ['a private network', PRIVATE, true],
    ['no private network', hosts, false],
  ])('is suggested to who has %s, and agreed to by nobody unasked', (_, between, wanted) => {
    const facts = seen({ shutIn: true }, between);
    const { suggestion } = unencrypted as { suggestion: (...of: unknown[]) => unknown };
    expect(suggestion(answers, facts)).toBe(wanted);
    expect(suggestionFor(unencrypted, { answers, facts, confirmed: [] })).not.toBe(true);
  });

  function problem(value: boolean, facts: Facts) {
    return unencrypted.kind === 'confirm' ? unencrypted.problem?.(value, answers, facts) : '';
  }

  function told(facts: Facts) {
    return typeof unencrypted.hint === 'function' ? unencrypted.hint(answers, facts) : '';
  }
});
