import type { Channel } from '../../renewal/channel.ts';
import type { Message } from '../../renewal/message.ts';
import { redact, Secret } from '../../secrets/secret.ts';
import { request } from '../outside/http-request.ts';
import { inPlainWords } from '../outside/plain-words.ts';
import { sendMail } from './mail.ts';
import { refused, unreachable } from './trouble.ts';

const LIMIT_SECONDS = 30;

/** Hands a message over to whoever delivers it. Throws `notify.refused` or `notify.unreachable`. */
export async function send(channel: Channel, message: Message, signal: AbortSignal): Promise<void> {
  switch (channel.kind) {
    case 'mail':
      return await sendMail(channel, message);
    case 'ntfy':
      return await post(
        channel.url,
        message.lines.join('\n'),
        {
          // A header carries Latin letters only; ntfy reads RFC 2047.
          title: encoded(message.title),
          priority: message.bad ? 'high' : 'default',
          tags: message.bad ? 'warning' : 'white_check_mark',
          ...(channel.token.isEmpty ? {} : { authorization: `Bearer ${channel.token.reveal()}` }),
        },
        signal,
      );
    case 'slack':
      return await post(
        channel.url.reveal(),
        JSON.stringify({
          text: `*${escaped(message.title)}*\n${escaped(message.lines.join('\n'))}`,
        }),
        JSON_TYPE,
        signal,
      );
    case 'webhook': {
      const { event, title, lines, details } = message;
      const body = { event, title, text: lines.join('\n'), ...details };
      return await post(channel.url.reveal(), JSON.stringify(body), JSON_TYPE, signal);
    }
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };

async function post(
  address: string,
  body: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  if (!URL.canParse(address)) throw refused('There is no address to send it to.');
  const url = new URL(address);
  let status: number;
  let says: string;
  try {
    const reply = await request(
      { url, method: 'POST', headers, body, limitSeconds: LIMIT_SECONDS, maxBytes: 2000 },
      signal,
    );
    status = reply.status;
    says = reply.body;
  } catch (error) {
    signal.throwIfAborted();
    throw unreachable(inPlainWords(error, url, LIMIT_SECONDS).says);
  }
  if (status >= 200 && status < 300) return;
  // It may repeat the address, which is as good as a password.
  const quoted = redact(says, [new Secret(address), new Secret(url.pathname)]);
  const shown = quoted
    .replace(/[^\x20-\x7e]+/g, ' ')
    .slice(0, 120)
    .trim();
  throw refused(`${url.host} answers with status ${status}${shown && `: ${shown}`}.`);
}

/** RFC 2047, 2. */
function encoded(text: string): string {
  const plain = /^[\x20-\x7e]*$/.test(text);
  return plain ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
}

/** https://docs.slack.dev/messaging/formatting-message-text: three characters mean something there. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
