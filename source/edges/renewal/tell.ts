import { ExpectedError } from '../../expected-error.ts';
import { type Channel, readChannel } from '../../renewal/channel.ts';
import { messageFor, testMessage } from '../../renewal/message.ts';
import { afterTelling, noticeFor } from '../../renewal/notices.ts';
import { sha256 } from '../../sha256.ts';
import { send } from '../notify/send.ts';
import { textOf, writeFilesAnyhow } from './files.ts';
import type { Round } from './look.ts';

/** Tells a person what is new, if there is somebody to tell. What can't be sent is tried again. */
export async function tell(round: Round, file: string): Promise<void> {
  const { orders, ledger, now, say, signal } = round;
  const channel = readChannel((await textOf(file)) ?? '');
  for (const { install } of orders) {
    const state = ledger.of(install);
    const notice = state && noticeFor(install, state, now());
    if (!notice) continue;
    const message = messageFor(notice);
    say(`${message.title}.`);
    if (channel) {
      const problem = await problemWithSending(channel, message, signal);
      if (problem !== null) {
        say(`Nobody could be told. ${problem}`);
        continue;
      }
    }
    await ledger.set(install, afterTelling(notice.state, notice, now()));
  }
}

/** Sends a test message, and writes down for the wizard what came of it. */
export async function tellTest(round: Round, file: string): Promise<void> {
  const { orders, folder, say, signal } = round;
  const text = (await textOf(file)) ?? '';
  const channel = readChannel(text);
  if (channel === null) return;
  const message = testMessage(orders.map(({ certificate }) => certificate.names[0] ?? ''));
  const problem = await problemWithSending(channel, message, signal);
  say(problem ?? 'A test message was sent.');
  const result = { of: sha256(text), ok: problem === null, says: problem ?? '' };
  await writeFilesAnyhow([
    { path: `${folder}/notified.json`, mode: '600', text: `${JSON.stringify(result)}\n` },
  ]);
}

async function problemWithSending(
  channel: Channel,
  message: ReturnType<typeof messageFor>,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    await send(channel, message, signal);
    return null;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ExpectedError) {
      return [error.trouble.what, error.trouble.why].filter(Boolean).join(' ');
    }
    return error instanceof Error ? error.message : String(error);
  }
}
