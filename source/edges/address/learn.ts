import { addressIn, type Family, sourcesFor } from '../../address/sources.ts';
import { ExpectedError } from '../../expected-error.ts';
import { type HttpReply, type HttpRequest, request } from '../outside/http-request.ts';

const LIMIT_SECONDS = 10;
const MOST_BYTES = 200;

/**
 * Where the world reaches this machine, as others see it. One that says what is known already is
 * enough; another address is believed when two say the same. Throws `address.unknown`.
 */
export async function learnAddress(
  family: Family,
  known: string | undefined,
  now: Date,
  signal: AbortSignal,
  exchange: Exchange = request,
): Promise<string> {
  const said: string[] = known === undefined ? [] : [known];
  const problems: string[] = [];
  for (const source of sourcesFor(family, now)) {
    try {
      const address = await ask(source, family, signal, exchange);
      if (said.includes(address)) return address;
      said.push(address);
    } catch (error) {
      signal.throwIfAborted();
      const { code, message } = error as NodeJS.ErrnoException;
      problems.push(`${new URL(source).hostname}: ${code ?? message}`);
    }
  }
  const heard = said.slice(known === undefined ? 0 : 1);
  throw new ExpectedError({
    code: 'address.unknown',
    what: `The server could not learn its public address (${family === 'v4' ? 'IPv4' : 'IPv6'}).`,
    why:
      heard.length > 0
        ? `It was told ${heard.join(' and ')}, but no two say the same.`
        : `Nobody told: ${problems.join(', ')}.`,
    passing: true,
  });
}

/** One request, answered. */
export type Exchange = (asked: HttpRequest, signal: AbortSignal) => Promise<HttpReply>;

async function ask(source: string, family: Family, signal: AbortSignal, exchange: Exchange) {
  const reply = await exchange(
    {
      url: new URL(source),
      family: family === 'v4' ? 4 : 6,
      limitSeconds: LIMIT_SECONDS,
      maxBytes: MOST_BYTES,
    },
    signal,
  );
  const address = reply.status === 200 ? addressIn(reply.body, family) : undefined;
  if (address === undefined) throw new Error(`no public address (status ${reply.status})`);
  return address;
}
