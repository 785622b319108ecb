import { sh } from '../shell.ts';
import { askEngine } from './engine.ts';
import type { AnswerFact } from './outside.ts';
import type { HostProbe } from './probe.ts';

const PATIENCE_SECONDS = 3;
const BODY_CHARACTERS = 2000;
/** Enough for the headers and as many characters of four bytes. */
const BYTES = 24_000;

/**
 * Asks the app past every published port and firewall, at its address on Docker's network. Without
 * curl, bash or else nc speaks HTTP/1.0, so that no answer comes in chunks.
 */
export const answerProbe: HostProbe<'answer'> = {
  fact: 'answer',
  slow: true,
  waits: true,
  command: (subject) => {
    const { container, port, path } = readSubject(subject);
    const request = `GET ${path} HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
    return sh`
      ${askEngine(sh`ip=$(docker container inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}' -- ${container})`)}
      ip=\${ip%% *}
      [ "$ip" ] || exit 0
      if command -v curl >/dev/null 2>&1; then
        curl -s -i -g -m ${PATIENCE_SECONDS} --noproxy '*' "http://$ip:"${port}${path}
      elif command -v bash >/dev/null 2>&1; then
        timeout ${PATIENCE_SECONDS} bash -c 'exec 3<>"/dev/tcp/$1/$2" && printf %s "$3" >&3 && cat <&3' - "$ip" ${port} ${request}
      else
        printf %s ${request} | nc -w ${PATIENCE_SECONDS} "$ip" ${port}
      fi | head -c ${BYTES}
    `;
  },
  parse: ({ stdout }) => readAnswer(stdout.slice(Math.max(0, stdout.search(/^HTTP\//m)))),
};

/** `CONTAINER PORT PATH` */
function readSubject(subject: string): { container: string; port: number; path: string } {
  const [container = '', port = '', ...path] = subject.split(' ');
  return { container, port: Number(port), path: path.join(' ') || '/' };
}

function readAnswer(text: string): AnswerFact | null {
  const [head, status] = /^HTTP\/[\d.]+ (\d{3})[^\n]*\n(?:[^\r\n]+\r?\n)*\r?\n?/.exec(text) ?? [];
  if (head === undefined || status === undefined) return null;
  const rest = text.slice(head.length);
  // 100 Continue and 103 Early Hints come before the answer (RFC 9110, 15.2).
  if (status.startsWith('1')) return readAnswer(rest);
  return { status: Number(status), body: rest.slice(0, BODY_CHARACTERS) };
}
