import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { StoredType } from '../../source/dns/providers/edges.ts';
import { dnsProviders } from '../../source/dns/providers/index.ts';
import type { DnsAccount } from '../../source/dns/providers/provider.ts';
import { ExpectedError, type Trouble } from '../../source/expected-error.ts';

export const NEVER = new AbortController().signal;

/** An account whose zone we can also look into past it. Every test has names of its own. */
export interface Subject {
  readonly open: () => DnsAccount;
  /** With a credential that is not accepted. */
  readonly openWrongly: () => DnsAccount;
  /** Its id. */
  readonly provider: string;
  readonly zone: string;
  /** A fresh name in the zone, and one of a text for it. */
  readonly names: () => { readonly address: string; readonly text: string };
  /** What really stands there. */
  readonly see: (name: string, type: StoredType) => Promise<readonly string[]>;
  /** Puts something there, past the account. */
  readonly plant: (name: string, type: 'A' | 'AAAA' | 'TXT', value: string) => Promise<void>;
  readonly severalTexts: boolean;
  /** What must never be seen. */
  readonly secrets: readonly string[];
}

/** The trouble of what fails, after a look that nothing in it gives a secret away. */
export async function troubleOf(
  failing: Promise<unknown>,
  secrets: readonly string[],
): Promise<Trouble> {
  const error = await failing.then(
    () => expect.fail('It did not fail.'),
    (reason: unknown) => reason,
  );
  const all = [
    inspect(error, { depth: 9, showHidden: true }),
    JSON.stringify(error),
    String(error),
  ];
  for (const secret of secrets) expect(all.join('\n')).not.toContain(secret);
  if (!(error instanceof ExpectedError)) throw error;
  return error.trouble;
}

/** What every account does, whoever is behind it. */
export function keepsTheContract(subject: () => Subject): void {
  test('accepts its credential, and says so where it is a wrong one', async () => {
    const { open, openWrongly, secrets } = subject();
    await open().check(NEVER);
    const trouble = await troubleOf(openWrongly().check(NEVER), secrets);
    expect(trouble).toMatchObject({ code: 'dns.refused' });
    expect(trouble.next?.join(' ').length).toBeGreaterThan(20);
    expect(trouble.passing ?? false).toBe(false);
  });

  test('finds the zone that holds a name', async () => {
    const { open, zone, names } = subject();
    const { address, text } = names();
    expect((await open().zoneOf(address, NEVER))?.name).toBe(zone);
    expect((await open().zoneOf(text, NEVER))?.name).toBe(zone);
    expect((await open().zoneOf(zone, NEVER))?.name).toBe(zone);
    expect(await open().zoneOf('study.nobody.test', NEVER)).toBeNull();
  });

  test('says that a name is in no zone of the account', async () => {
    const { open, secrets } = subject();
    const setting = open().addText('_acme-challenge.study.nobody.test', 'x', NEVER);
    expect(await troubleOf(setting, secrets)).toMatchObject({ code: 'dns.no-zone' });
  });

  test('makes a name an alias in place of its addresses, where it sets aliases at all', async () => {
    const { open, names, see } = subject();
    const { address: name } = names();
    const account = open();
    const provider = dnsProviders.find(({ id }) => id === subject().provider);
    if (!provider?.aliases) {
      const setting = account.setAlias(name, 'study-1.elb.example', 60, NEVER);
      return await expect(setting).rejects.toThrow(TypeError);
    }
    await account.setAddresses(name, { v4: ['203.0.113.7'], v6: ['2001:db8::7'] }, 60, NEVER);
    for (const target of ['study-1.elb.example', 'study-1.elb.example', 'study-2.elb.example']) {
      await account.setAlias(name, target, 60, NEVER);
      expect((await see(name, 'CNAME')).map((each) => each.replace(/\.$/, ''))).toEqual([target]);
    }
    expect([...(await see(name, 'A')), ...(await see(name, 'AAAA'))]).toEqual([]);
  });

  test('sets, changes and takes away addresses', async () => {
    const { open, names, see } = subject();
    const { address: name } = names();
    const account = open();
    await account.setAddresses(name, { v4: ['203.0.113.7'], v6: ['2001:db8:0::7'] }, 60, NEVER);
    expect(await see(name, 'A')).toEqual(['203.0.113.7']);
    expect(await see(name, 'AAAA')).toEqual(['2001:db8::7']);
    expect(await account.addresses(name, NEVER)).toEqual({
      v4: ['203.0.113.7'],
      v6: ['2001:db8::7'],
    });
    await account.setAddresses(name, { v4: ['203.0.113.9'], v6: [] }, 60, NEVER);
    expect(await see(name, 'A')).toEqual(['203.0.113.9']);
    expect(await see(name, 'AAAA')).toEqual([]);
    await account.setAddresses(name, { v4: [], v6: ['2001:db8::9'] }, 60, NEVER);
    expect(await see(name, 'A')).toEqual([]);
    expect(await see(name, 'AAAA')).toEqual(['2001:db8::9']);
    await account.setAddresses(name, { v4: [], v6: [] }, 60, NEVER);
    expect(await account.addresses(name, NEVER)).toEqual({ v4: [], v6: [] });
  });

  test('leaves what else stands at the name alone', async () => {
    const { open, names, see, plant } = subject();
    const { address: name } = names();
    await plant(name, 'TXT', 'v=spf1 -all');
    await open().setAddresses(name, { v4: ['203.0.113.7'], v6: [] }, 60, NEVER);
    expect(await see(name, 'TXT')).toEqual(['v=spf1 -all']);
  });

  test('adds a text, finds it, and takes it away again', async () => {
    const { open, names, see } = subject();
    const { text: name } = names();
    const account = open();
    expect(await account.texts(name, NEVER)).toEqual([]);
    await account.addText(name, 'tH4n-x_1', NEVER);
    expect(await see(name, 'TXT')).toEqual(['tH4n-x_1']);
    expect(await account.texts(name, NEVER)).toEqual(['tH4n-x_1']);
    await account.addText(name, 'tH4n-x_1', NEVER);
    expect(await see(name, 'TXT')).toEqual(['tH4n-x_1']);
    await account.removeText(name, 'tH4n-x_1', NEVER);
    expect(await see(name, 'TXT')).toEqual([]);
    await account.removeText(name, 'tH4n-x_1', NEVER);
  });

  test('keeps two texts at one name, also when they come at once', async () => {
    const { open, names, see, severalTexts, secrets, plant } = subject();
    const { text: name } = names();
    const account = open();
    if (!severalTexts) {
      await account.addText(name, 'first', NEVER);
      const second = troubleOf(account.addText(name, 'second', NEVER), secrets);
      expect(await second).toMatchObject({ code: 'dns.one-text' });
      expect(await see(name, 'TXT')).toEqual(['first']);
      return await account.removeText(name, 'first', NEVER);
    }
    await plant(name, 'TXT', "somebody else's");
    await Promise.all(['first', 'second'].map((value) => account.addText(name, value, NEVER)));
    expect([...(await see(name, 'TXT'))].sort()).toEqual(['first', 'second', "somebody else's"]);
    await account.removeText(name, 'first', NEVER);
    expect([...(await see(name, 'TXT'))].sort()).toEqual(['second', "somebody else's"]);
  });

  test('stops at once where nobody wants it any more', async () => {
    const { open, names } = subject();
    const given = AbortSignal.abort(new Error('Nobody waits.'));
    await expect(open().addText(names().text, 'x', given)).rejects.toThrow('Nobody waits.');
  });
}
