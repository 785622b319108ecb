import { createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { listening } from '../acme/ca/listening.ts';
import { SELF_SIGNED } from '../outside/self-signed.ts';

/** A mail server (RFC 5321) on this machine that keeps what it gets. */
export interface MailServer {
  readonly port: number;
  /** All that was said to it, a line each. */
  readonly heard: string[];
  /** Whole mails. */
  readonly mails: string[];
  readonly stop: () => void;
}

export interface MailServerOptions {
  /** Whether it can encrypt (RFC 3207); it lets people in by password only then. */
  readonly encrypts?: boolean;
  /** User and password that it knows. */
  readonly knows?: readonly [string, string];
  /** What it says to the recipient, instead of yes. */
  readonly refuses?: string;
}

export async function mailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const heard: string[] = [];
  const mails: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.write('220 mail.example.test ESMTP\r\n');
    serve(socket, false);
  });

  function serve(socket: Socket, encrypted: boolean): void {
    let mail: string[] | undefined;
    let rest = '';
    const say = (...lines: string[]) => socket.write(lines.map((line) => `${line}\r\n`).join(''));
    const hear = (chunk: Buffer) => {
      const lines = (rest + chunk).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (mail && line !== '.') mail.push(line);
        else if (mail) {
          mails.push(mail.join('\n'));
          mail = undefined;
          say('250 OK');
        } else answer(line);
      }
    };
    const answer = (line: string) => {
      heard.push(line);
      const [verb = '', ...words] = line.toUpperCase().split(' ');
      if (verb === 'EHLO') {
        const starts = options.encrypts && !encrypted ? ['250-STARTTLS'] : [];
        const auth = options.knows && encrypted ? ['250-AUTH PLAIN'] : [];
        say('250-mail.example.test', ...starts, ...auth, '250 8BITMIME');
      } else if (verb === 'STARTTLS' && !options.encrypts) say('502 Not here');
      else if (verb === 'STARTTLS') {
        say('220 Go ahead');
        socket.off('data', hear);
        const secureContext = createSecureContext(SELF_SIGNED);
        const inside = new TLSSocket(socket, { isServer: true, secureContext });
        inside.on('error', () => {});
        serve(inside, true);
      } else if (verb === 'AUTH' && words[0] === 'PLAIN') {
        const given = Buffer.from(line.split(' ')[2] ?? '', 'base64')
          .toString()
          .split('\0');
        const right = given[1] === options.knows?.[0] && given[2] === options.knows?.[1];
        say(right ? '235 Welcome' : '535 5.7.8 Wrong user or password');
      } else if (verb === 'RCPT' && options.refuses) say(options.refuses);
      else if (verb === 'DATA') {
        mail = [];
        say('354 Go on');
      } else if (verb === 'QUIT') socket.end('221 Bye\r\n');
      else say('250 OK');
    };
    socket.on('data', hear);
  }

  const port = await listening(server);
  return {
    port,
    heard,
    mails,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
