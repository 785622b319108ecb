import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { expect, it } from 'vitest';
import { isRecipient, makeIdentity, recipientOf } from '../../source/backup/age-key.ts';

it('a key that is made here is one of age, and another each time', async () => {
  const many = Array.from({ length: 50 }, makeIdentity);
  expect(new Set(many).size).toBe(many.length);
  for (const each of many) {
    expect(each).toMatch(/^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/);
    expect(recipientOf(each)).toBe(await identityToRecipient(each));
  }
});

it('a key that age made has the public half that age says', async () => {
  for (let count = 0; count < 50; count += 1) {
    const identity = await generateX25519Identity();
    const recipient = recipientOf(`${identity}\n`) ?? expect.fail(identity);
    expect(recipient).toBe(await identityToRecipient(identity));
    expect(isRecipient(recipient)).toBe(true);
  }
});

it('a key that was not copied whole is none', () => {
  const identity = makeIdentity();
  const recipient = recipientOf(identity) ?? expect.fail(identity);
  const other = (text: string, at: number) => {
    const letter = text.toLowerCase()[at] === 'q' ? 'p' : 'q';
    const same = text === text.toUpperCase() ? letter.toUpperCase() : letter;
    return `${text.slice(0, at)}${same}${text.slice(at + 1)}`;
  };
  for (let at = 16; at < identity.length; at += 1)
    expect(recipientOf(other(identity, at))).toBeUndefined();
  for (let at = 4; at < recipient.length; at += 1)
    expect(isRecipient(other(recipient, at))).toBe(false);
  for (const each of ['', 'age1', identity.slice(1), identity.slice(0, -1), recipient])
    expect(recipientOf(each)).toBeUndefined();
  for (const each of ['', identity, recipient.toUpperCase(), `${recipient}q`])
    expect(isRecipient(each)).toBe(false);
});
