import { ExpectedError } from '../../expected-error.ts';
import { type Channel, readChannel } from '../../renewal/channel.ts';
import { type Message, messageFor, testMessage } from '../../renewal/message.ts';
import { afterTelling, noticeFor } from '../../renewal/notices.ts';
import { sha256 } from '../../text/sha256.ts';
import { send } from '../notify/send.ts';
import { textOf, writeFilesAnyhow } from './files.ts';
import type { Round } from './look.ts';

/** Tells a person what is new, if there is somebody to tell. What can't be sent is tried again. */
export async function tell(round: Round, file: string): Promise<void> {
  const { orders, ledger, now, say, signal } = round;
  for (const { install } of orders) {
    const state = ledger.of(install);
    const notice = state && noticeFor(install, state, now());
    if (!notice) continue;
    if (!(await tellPerson(file, messageFor(notice), say, signal))) continue;
    await ledger.set(install, afterTelling(notice.state, notice, now()));
  }
}

/** Sends a message to whoever is told, if anybody is. False where it has to be tried again. */
export async function tellPerson(
  file: string,
  message: Message,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const channel = readChannel((await textOf(file)) ?? '');
  say(`${message.title}.`);
  const problem = channel && (await problemWithSending(channel, message, signal));
  if (problem !== null) say(`Nobody could be told. ${problem}`);
  return problem === null;
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
  message: Message,
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
