import { changedHostKeyWords, REPLACE } from '../hosts/changed-host-key.ts';
import type { Asker } from '../hosts/host.ts';
import { Secret } from '../secrets/secret.ts';
import { stripControl } from '../text/plain-text.ts';
import type { Lines } from './lines.ts';

/** Puts what the way into a server asks (host key, passphrase) to the person, in lines. */
export function askerInLines(lines: Lines): Asker {
  return async (prompt, signal) => {
    const secretly = async (question: string) => {
      const typed = await lines.ask(question, { secret: true, signal });
      return typed === null ? null : new Secret(typed);
    };
    switch (prompt.ask) {
      case 'host-key':
        lines.say(`${prompt.host} is met for the first time. Its ${prompt.keyType} key is`);
        lines.say(`  ${prompt.fingerprint}`);
        lines.say('If your provider shows a fingerprint of the server, compare the two.');
        for (;;) {
          const typed = await lines.ask('Is it the right server? Type yes or no: ', { signal });
          if (typed === null || /^no?$/i.test(typed.trim())) return null;
          if (/^y(es)?$/i.test(typed.trim())) return 'yes';
        }
      case 'changed-host-key': {
        const { title, keys, paragraphs, question } = changedHostKeyWords(prompt);
        lines.say(`${title}:`);
        for (const { about, fingerprint } of keys) lines.say(`  ${about}: ${fingerprint}`);
        for (const paragraph of paragraphs) lines.say(paragraph);
        const typed = await lines.ask(`${question}. Anything else leaves all as it is: `, {
          signal,
        });
        return typed?.trim() === REPLACE ? REPLACE : null;
      }
      case 'passphrase':
        if (prompt.again) lines.say('That was not right.');
        return await secretly(`Passphrase of the key ${prompt.keyFile} (not shown): `);
      case 'password':
        if (prompt.again) lines.say('That was not right.');
        return await secretly(`Password of ${prompt.user} at ${prompt.host} (not shown): `);
      case 'sudo-password':
        if (prompt.again) lines.say('That was not right.');
        else lines.say(`To install software, ${prompt.user} must give a password to sudo.`);
        return await secretly(
          `Password of ${prompt.user} for sudo at ${prompt.host} (not shown): `,
        );
      case 'new-password': {
        const { user, host, repeat, problem } = prompt;
        if (problem !== null) lines.say(stripControl(problem));
        else if (!repeat)
          lines.say(`${host} wants a new password for ${user}: the old one has expired.`);
        return await secretly(
          repeat ? 'The same once more (not shown): ' : 'New password (not shown): ',
        );
      }
      case 'notice':
        lines.say(stripControl(prompt.text).trim());
        await aborted(signal);
        return null;
      case 'other': {
        if (prompt.again) lines.say('That was not right.');
        const text = `${stripControl(prompt.text).trim()} `;
        return prompt.echo ? await lines.ask(text, { signal }) : await secretly(text);
      }
    }
  };
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
