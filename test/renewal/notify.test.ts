import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { send } from '../../source/edges/notify/send.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import type { Channel, MailChannel } from '../../source/renewal/channel.ts';
import { type Message, testMessage } from '../../source/renewal/message.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { freePort, listening } from '../acme/ca/listening.ts';
import { trustFromNowOn } from '../acme/ca/trust.ts';
import { SELF_SIGNED } from '../outside/self-signed.ts';
import { type MailServerOptions, mailServer } from './mail-server.ts';

const NEVER = new AbortController().signal;
const message: Message = {
  ...testMessage(['study.example.org']),
  event: 'certificate.failing',
  title: 'study.example.org: <renewal> of „Ü“ failed & more',
  bad: true,
};

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

interface Got {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A web server that answers like this, and keeps what it got. */
async function webServer(status = 200, body = 'ok') {
  const got: Got[] = [];
  const server: Server = createServer(async (asked, reply) => {
    const { method = '', url = '', headers } = asked;
    got.push({ method, url, headers, body: await text(asked) });
    reply.writeHead(status).end(body);
  });
  const port = await listening(server);
  stops.push(() => server.close());
  return { got, at: `http://127.0.0.1:${port}` };
}

async function troubleOf(channel: Channel): Promise<ExpectedError['trouble']> {
  const error = await send(channel, message, NEVER).catch((each: unknown) => each);
  if (error instanceof ExpectedError) return error.trouble;
  throw new Error(`No trouble came of it, but ${error}.`);
}

describe('by the web', () => {
  it('ntfy gets text, with a title in its header (docs.ntfy.sh/publish)', async () => {
    const { got, at } = await webServer();
    const token = new Secret('tk_123');
    await send({ kind: 'ntfy', url: `${at}/our-lab`, token }, message, NEVER);
    expect(got).toMatchObject([{ method: 'POST', url: '/our-lab' }]);
    const { headers, body } = got[0] as Got;
    expect(headers).toMatchObject({ priority: 'high', authorization: 'Bearer tk_123' });
    const [, encoded = ''] = /^=\?UTF-8\?B\?(.*)\?=$/.exec(String(headers.title)) ?? [];
    expect(Buffer.from(encoded, 'base64').toString()).toBe(message.title);
    expect(body).toBe(message.lines.join('\n'));
  });

  it('an open topic gets no token', async () => {
    const { got, at } = await webServer();
    await send({ kind: 'ntfy', url: `${at}/our-lab`, token: new Secret('') }, message, NEVER);
    expect(got[0]?.headers.authorization).toBeUndefined();
  });

  it('Slack gets JSON whose three special characters are escaped', async () => {
    const { got, at } = await webServer();
    await send({ kind: 'slack', url: new Secret(`${at}/services/T/B/x`) }, message, NEVER);
    expect(got[0]).toMatchObject({ method: 'POST', url: '/services/T/B/x' });
    expect(got[0]?.headers['content-type']).toBe('application/json');
    const { text: shown } = JSON.parse(got[0]?.body ?? '');
    expect(shown).toContain('&lt;renewal&gt; of „Ü“ failed &amp; more');
  });

  it('a webhook gets all that a program may want', async () => {
    const { got, at } = await webServer(204, '');
    await send({ kind: 'webhook', url: new Secret(`${at}/hook`) }, message, NEVER);
    expect(JSON.parse(got[0]?.body ?? '')).toEqual({
      event: 'certificate.failing',
      title: message.title,
      text: message.lines.join('\n'),
      name: 'study.example.org',
    });
  });

  it('a refusal is told in its own words, without the address that nobody may know', async () => {
    const { at } = await webServer(404, 'no_service at /services/T/B/x');
    const trouble = await troubleOf({ kind: 'slack', url: new Secret(`${at}/services/T/B/x`) });
    expect(trouble.code).toBe('notify.refused');
    expect(trouble.why).toContain('answers with status 404: no_service at [secret].');
    expect(JSON.stringify(trouble)).not.toContain('/services/T');
  });

  it('silence is told as such, and may pass', async () => {
    const url = new Secret(`http://127.0.0.1:${await freePort()}/hook`);
    const trouble = await troubleOf({ kind: 'webhook', url });
    expect(trouble).toMatchObject({ code: 'notify.unreachable', passing: true });
    expect(await troubleOf({ kind: 'webhook', url: new Secret('') })).toMatchObject({
      code: 'notify.refused',
      why: 'There is no address to send it to.',
    });
  });
});

describe('by mail', () => {
  const channel = (port: number, more: Partial<MailChannel> = {}): MailChannel => ({
    kind: 'mail',
    host: 'localhost',
    port,
    user: '',
    password: new Secret(''),
    from: 'server@example.org',
    to: 'anna@example.org',
    ...more,
  });
  const known = { user: 'anna', password: new Secret('hush-hush') };
  const started = async (options: MailServerOptions) => {
    const server = await mailServer(options);
    stops.push(server.stop);
    return server;
  };

  it('it comes with subject and text, and says that a machine wrote it', async () => {
    const server = await started({});
    await send(channel(server.port), message, NEVER);
    expect(server.heard).toContain('MAIL FROM:<server@example.org>');
    expect(server.heard).toContain('RCPT TO:<anna@example.org>');
    const [mail = ''] = server.mails;
    expect(mail).toMatch(/^To: anna@example\.org$/m);
    expect(mail).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(mail).toContain('If that fails, you are told here.');
  });

  it('a password goes over encrypted', async () => {
    onTestFinished(trustFromNowOn(SELF_SIGNED.cert));
    const server = await started({ encrypts: true, knows: ['anna', 'hush-hush'] });
    await send(channel(server.port, known), message, NEVER);
    expect(server.mails.length).toBe(1);
    const at = (verb: string) => server.heard.findIndex((line) => line.startsWith(verb));
    expect(at('STARTTLS')).toBeGreaterThan(-1);
    expect(at('AUTH')).toBeGreaterThan(at('STARTTLS'));
  });

  it('or not at all', async () => {
    const server = await started({ knows: ['anna', 'hush-hush'] });
    const trouble = await troubleOf(channel(server.port, known));
    expect(trouble.code).toBe('notify.refused');
    expect(trouble.why).toContain('does not encrypt');
    expect(server.heard.filter((line) => line.startsWith('AUTH'))).toEqual([]);
    expect(server.mails).toEqual([]);
  });

  it("a wrong password and a mail that is not taken are told in the server's words", async () => {
    onTestFinished(trustFromNowOn(SELF_SIGNED.cert));
    const closed = await started({ encrypts: true, knows: ['anna', 'another'] });
    const trouble = await troubleOf(channel(closed.port, known));
    expect(trouble.why).toBe(
      'localhost does not let anna in. It says: 535 5.7.8 Wrong user or password',
    );
    const strict = await started({ refuses: '550 5.7.1 Relaying denied' });
    expect((await troubleOf(channel(strict.port))).why).toContain('550 5.7.1 Relaying denied');
  });

  it('a closed port is told as such', async () => {
    const port = await freePort();
    const trouble = await troubleOf(channel(port));
    expect(trouble).toMatchObject({ code: 'notify.unreachable', passing: true });
    expect(trouble.why).toContain(`localhost could not be talked to on port ${port}`);
  });
});
