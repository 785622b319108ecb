import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { confirm } from '../../source/edges/renewal/confirm.ts';
import { Ledger } from '../../source/edges/renewal/ledger.ts';
import { look, type Round } from '../../source/edges/renewal/look.ts';
import { renew } from '../../source/edges/renewal/renew.ts';
import type { RenewalOrder } from '../../source/renewal/order.ts';
import { SELF_SIGNED } from '../outside/self-signed.ts';

const ARN = 'arn:aws:acm:eu-central-1:123456789012:certificate/0f1e2d3c';

let folder: string;
let amazon: Server;
/** What Amazon was asked for, and how it answers next. */
let asked: { readonly target: unknown; readonly key: string; readonly body: string }[] = [];
let refusal: string | null = null;
let hasRole = true;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hand-over-'));
  asked = [];
  [refusal, hasRole] = [null, true];
  amazon = createServer(async (request, reply) => {
    const { url = '', method, headers } = request;
    const body = await text(request);
    if (url.startsWith('/latest/api/token') && method === 'PUT') return reply.end('a-token');
    if (url.startsWith('/latest/')) {
      if (!hasRole || headers['x-aws-ec2-metadata-token'] !== 'a-token')
        return reply.writeHead(404).end();
      if (url.endsWith('/security-credentials/')) return reply.end('the-role');
      return reply.end(
        JSON.stringify({
          ...{
            Code: 'Success',
            AccessKeyId: 'ASIAROLE',
            SecretAccessKey: 'hush',
            Token: 'session',
          },
          Expiration: '2099-01-01T00:00:00Z',
        }),
      );
    }
    const key = /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1] ?? '';
    asked.push({ target: headers['x-amz-target'], key, body });
    if (refusal === null) return reply.end(JSON.stringify({ CertificateArn: ARN }));
    reply.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
    reply.end(JSON.stringify({ __type: refusal, message: 'no' }));
  });
  await new Promise<void>((resolve) => amazon.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(amazon.address() as AddressInfo).port}`;
  vi.stubEnv('AWS_ENDPOINT_URL_ACM', endpoint);
  vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', endpoint);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'false');
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', folder);
  await writeFile(join(folder, 'key.pem'), SELF_SIGNED.key, { mode: 0o600 });
  await writeFile(join(folder, 'fullchain.pem'), `${SELF_SIGNED.cert}\n${SELF_SIGNED.cert}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((resolve) => amazon.close(resolve));
  await rm(folder, { recursive: true });
});

const said: string[] = [];

/** The program as it is started anew by each look. */
async function round(handsTo: string | undefined = ARN): Promise<Round> {
  const now = () => new Date();
  const order: RenewalOrder = {
    install: 'study',
    certificate: {
      ...{ names: ['a.example'], directory: 'https://127.0.0.1:9/directory', rehearsal: null },
      ...{ email: '', accounts: folder, challenges: folder, folder },
    },
    served: [],
    ...(handsTo && { handsTo }),
  };
  return {
    ...{ orders: [order], ledger: await Ledger.open(join(folder, 'state'), now), folder, now },
    ...{ say: (line: string) => said.push(line), forced: false },
    signal: new AbortController().signal,
  };
}

const stateNow = async () => (await round()).ledger.of('study');

describe('a certificate for a load balancer at Amazon', () => {
  it("is handed over by the server's role once, chain and key apart", async () => {
    expect(await look(await round())).toBe(true);
    await renew(await round());
    expect(await confirm(await round(), [])).toBe(false);
    expect(asked).toMatchObject([
      { target: 'CertificateManager.ImportCertificate', key: 'ASIAROLE' },
    ]);
    const { CertificateArn, Certificate, CertificateChain, PrivateKey } = JSON.parse(
      asked[0]?.body ?? '',
    );
    const plain = (base64: string) => Buffer.from(base64, 'base64').toString().trim();
    expect(CertificateArn).toBe(ARN);
    expect([Certificate, CertificateChain].map(plain)).toEqual([
      SELF_SIGNED.cert.trim(),
      SELF_SIGNED.cert.trim(),
    ]);
    expect(plain(PrivateKey)).toBe(SELF_SIGNED.key.trim());
    expect(await stateNow()).toMatchObject({
      unconfirmed: null,
      failures: 0,
      handedOver: { to: ARN },
    });
    expect(said.join()).not.toContain('PRIVATE');
    await look(await round());
    expect((await stateNow())?.unconfirmed).toBeNull();
  });

  it.each([
    ['AccessDeniedException', /must be allowed acm:ImportCertificate with arn:/],
    ['ResourceNotFoundException', /There is no certificate arn:\S+ at Amazon any more/],
    ['ValidationException', /a key of another kind/],
  ])('stays where it is if Amazon refuses it (%s), and is handed over later', async (kind, why) => {
    refusal = kind;
    await look(await round());
    expect(await confirm(await round(), [])).toBe(false);
    const failed = await stateNow();
    expect(failed).toMatchObject({ failures: 1, lastTry: { code: 'renewal.not-handed-over' } });
    expect(failed?.lastTry?.says).toMatch(why);
    expect(failed?.handedOver).toBeUndefined();
    refusal = null;
    expect(await look(await round())).toBe(true);
    await confirm(await round(), []);
    expect(await stateNow()).toMatchObject({ failures: 0, handedOver: { to: ARN } });
  });

  it('says that there is no role', async () => {
    hasRole = false;
    await look(await round());
    await confirm(await round(), []);
    expect((await stateNow())?.lastTry?.says).toMatch(/has no role at Amazon/);
    expect(asked).toEqual([]);
  });
});
