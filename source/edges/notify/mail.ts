import type { ExpectedError } from '../../expected-error.ts';
import type { MailChannel } from '../../renewal/channel.ts';
import type { Message } from '../../renewal/message.ts';
import { stripControl } from '../../text/plain-text.ts';
import { refused, unreachable } from './trouble.ts';

/** The port on which TLS comes first (RFC 8314, 3.3). */
const TLS_FIRST = 465;
const LIMIT_MS = 30_000;

/**
 * Sends a mail through a person's SMTP server. A password goes over encrypted or not at all.
 * Throws `notify.refused` or `notify.unreachable`.
 */
export async function sendMail(channel: MailChannel, message: Message): Promise<void> {
  const { host, port, user, password, from, to } = channel;
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host,
    port,
    secure: port === TLS_FIRST,
    // Without a password there is nothing to protect but the message.
    requireTLS: user !== '',
    ...(user !== '' && { auth: { user, pass: password.reveal() } }),
    connectionTimeout: LIMIT_MS,
    greetingTimeout: LIMIT_MS,
    socketTimeout: LIMIT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from,
      to,
      subject: message.title,
      text: `${message.lines.join('\n\n')}\n`,
      // Whoever is away must not answer a machine (RFC 3834, 5).
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  } catch (error) {
    throw inWords(error, channel);
  } finally {
    transport.close();
  }
}

/** By nodemailer's codes: https://nodemailer.com/errors */
function inWords(error: unknown, { host, port, user }: MailChannel): ExpectedError {
  const { code = '', response = '', message = '' } = error as Record<string, string>;
  const says = stripControl(response || message)
    .replace(/\s+/g, ' ')
    .slice(0, 200);
  switch (code) {
    case 'EAUTH':
    case 'ENOAUTH':
      return refused(`${host} does not let ${user || 'us'} in. It says: ${says}`);
    case 'EENVELOPE':
    case 'EMESSAGE':
      return refused(`${host} does not take the mail. It says: ${says}`);
    case 'ETLS':
      return refused(`${host} does not encrypt on port ${port}, or not as it should. ${says}`);
    default:
      return unreachable(
        `${host} could not be talked to on port ${port}: ${says} Some providers close port 25, and 465 and 587 until one asks.`,
      );
  }
}
