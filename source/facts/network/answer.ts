import { type ShellCommand, sh } from '../../shell.ts';
import {
  type AppRequest,
  addressOfContainer,
  bodyOf,
  handOver,
  readReply,
  requestText,
} from '../docker/container-http.ts';
import { askEngine } from '../docker/engine.ts';
import { type Query, query } from '../facts.ts';
import type { AnswerFact } from '../outside.ts';
import type { HostProbe } from '../probe.ts';

const PATIENCE_SECONDS = 3;
const BODY_CHARACTERS = 2000;
/** Enough for the headers and as many characters of four bytes. */
const BYTES = 24_000;

/** Asks the app past every published port and firewall, at its address on Docker's network. */
export const answerProbe: HostProbe<'answer'> = {
  fact: 'answer',
  slow: true,
  waits: true,
  command: (subject) => {
    const { container, port, request } = readSubject(subject);
    return answerCommand(container, port, request);
  },
  parse: ({ stdout }) => readAnswer(stdout.slice(Math.max(0, stdout.search(/^HTTP\//m)))),
};

/** Prints the app's answer, headers first; nothing where there is none. May end the shell. */
export function answerCommand(container: string, port: number, request: AppRequest): ShellCommand {
  return sh`
    ${askEngine(addressOfContainer(container))}
    ip=\${ip%% *}
    [ "$ip" ] || exit 0
    if command -v curl >/dev/null 2>&1; then
      curl -s -i -g -m ${PATIENCE_SECONDS} --noproxy '*' ${optionsOf(request)} "http://$ip:"${port}${request.path}
    else
      printf %s ${requestText(request)} | { ${handOver(port, PATIENCE_SECONDS)}; }
    fi | head -c ${BYTES}
  `;
}

function optionsOf({ headers = {}, form }: AppRequest): readonly string[] {
  return [
    ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
    ...(form ? ['--data-raw', bodyOf(form)] : []),
  ];
}

/** Asks an app in its container. The form is seen by others, so it holds no secret. */
export function answerQuery(
  host: string,
  container: string,
  port: number,
  { path, headers, form }: AppRequest,
): Query<'answer'> {
  const rest = form ? `${BEFORE_FORM}${JSON.stringify({ headers, form })}` : '';
  return query('answer', host, `${container} ${port} ${path}${rest}`);
}

const BEFORE_FORM = ' \t';

/** `CONTAINER PORT PATH`, and where a form is sent the rest of the request after a tab. */
function readSubject(subject: string) {
  const [plain = '', more] = subject.split(BEFORE_FORM);
  const [container = '', port = '', ...path] = plain.split(' ');
  const request: AppRequest = {
    path: path.join(' ') || '/',
    ...(more !== undefined && JSON.parse(more)),
  };
  return { container, port: Number(port), request };
}

function readAnswer(text: string): AnswerFact | null {
  const reply = readReply(text);
  return reply && { status: reply.status, body: reply.body.slice(0, BODY_CHARACTERS) };
}
