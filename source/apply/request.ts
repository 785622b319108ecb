import type { Exchange, RequestAction } from '../action.ts';
import { ExpectedError } from '../expected-error.ts';
import {
  type AppReply,
  addressOfContainer,
  handOver,
  readReply,
  requestText,
} from '../facts/docker/container-http.ts';
import type { Connection } from '../hosts/host.ts';
import { Secret } from '../secrets/secret.ts';
import { type ShellCommand, sh } from '../shell.ts';
import { stripControl } from '../text/plain-text.ts';

const PATIENCE_SECONDS = 30;
const CHARACTERS = 500;

/** Asks an app in its container, from the host, request by request. They go through standard input only. */
export async function request(
  connection: Connection,
  { container, port, exchanges }: RequestAction,
  signal: AbortSignal,
): Promise<void> {
  const cookies = new Map<string, string>();
  const pages: string[] = [];
  for (const exchange of exchanges) {
    const { stdout, stderr } = await connection.run(command(container, port), {
      root: true,
      stdin: new Secret(asSent(exchange, cookies, pages)),
      signal,
      timeoutSeconds: PATIENCE_SECONDS + 10,
    });
    const reply = readReply(stdout);
    if (!reply) throw silent(container, exchange, stderr);
    const { expects } = exchange;
    if (expects && (reply.status !== expects.status || expects.body?.test(reply.body) === false))
      throw refused(container, exchange, reply);
    pages.unshift(reply.body);
    for (const [name, value] of setIn(reply)) cookies.set(name, value);
  }
}

function command(container: string, port: number): ShellCommand {
  return sh`
    ${addressOfContainer(container)} || exit
    ip=\${ip%% *}
    [ "$ip" ] || exit 1
    ${handOver(port, PATIENCE_SECONDS)}`;
}

function asSent(
  { path, headers, form, proof }: Exchange,
  cookies: ReadonlyMap<string, string>,
  pages: readonly string[],
): string {
  const kept = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const revealed = Object.entries(form ?? {}).map(([name, value]) => [
    name,
    value instanceof Secret ? value.reveal() : value,
  ]);
  const given = proof && pages.map((page) => proof.pattern.exec(page)?.[1]).find(Boolean);
  return requestText({
    path,
    headers: {
      ...headers,
      ...(proof && given && { [proof.header]: given }),
      ...(kept !== '' && { Cookie: kept }),
    },
    ...(form && { form: Object.fromEntries(revealed) }),
  });
}

/** Names and values; what else is said of a cookie is for browsers, which go elsewhere too. */
function setIn({ headers }: AppReply): [string, string][] {
  return headers.flatMap(([name, value]): [string, string][] => {
    const [, cookie, content] = /^([^=;\s]+)=([^;]*)/.exec(value) ?? [];
    return name === 'set-cookie' && cookie && content !== undefined ? [[cookie, content]] : [];
  });
}

function silent(container: string, { asks }: Exchange, stderr: string): ExpectedError {
  return new ExpectedError({
    code: 'request.no-answer',
    what: `${container} did not answer when it was asked to ${asks}.`,
    passing: true,
    detail: stderr.trim(),
  });
}

function refused(
  container: string,
  { asks, path, form }: Exchange,
  reply: AppReply,
): ExpectedError {
  return new ExpectedError({
    code: 'request.refused',
    what: `${container} was asked to ${asks}, and did not do it.`,
    why: `It answered with status ${reply.status}.`,
    detail: `${form ? 'POST' : 'GET'} ${path}\n${stripControl(reply.body.slice(0, CHARACTERS))}`,
  });
}
