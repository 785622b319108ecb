import { X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { obtainCertificate } from '../../source/edges/acme/obtain-certificate.ts';
import { recordsLeftFile } from '../../source/edges/acme/records-left.ts';
import type { TextRecords } from '../../source/edges/acme/world.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { type BindRecords, startBindRecords } from './ca/bind-records.ts';
import { orderAt } from './ca/order.ts';
import { type Pebble, startPebble } from './ca/pebble.ts';
import { type PretendHost, plain, startHost } from './ca/pretend-host.ts';

const FOLDER = '/etc/setup-server/front/certificates/jatos';
const NEVER = new AbortController().signal;

let records: BindRecords;
let ca: Pebble;
let host: PretendHost;
beforeAll(async () => {
  records = await startBindRecords();
});
afterAll(() => records.bind.stop());
beforeEach(async () => {
  host = await startHost();
  ca = await startPebble({ httpPort: host.port, nameServer: records.resolver, nonceReject: 10 });
  records.done.length = 0;
  records.secondServerIs = 'prompt';
});
afterEach(async () => {
  await ca.stop();
  await host.stop();
});

async function obtain(names: string[], more: Partial<TextRecords> = {}, signal = NEVER) {
  const order = orderAt(ca.directory, { names, folder: FOLDER, proof: 'dns-01' });
  const world = { ...host.world, records: { ...records, ...more } };
  const told: string[] = [];
  for await (const telling of obtainCertificate(order, world, signal)) {
    told.push('line' in telling ? telling.line : telling.text);
  }
  return told;
}

async function troubleOf(attempt: Promise<unknown>) {
  const error = await attempt.catch((caught) => caught);
  expect(error).toBeInstanceOf(ExpectedError);
  return (error as ExpectedError).trouble;
}

function certifiedNames(): string[] {
  const leaf = new X509Certificate(plain(host.files.get(`${FOLDER}/fullchain.pem`)?.content ?? ''));
  return (leaf.subjectAltName ?? '').split(', ').sort();
}

const submitted = () => ca.requests.filter((each) => each.startsWith('POST /chalZ/'));

describe('a certificate by TXT records on a real BIND', () => {
  test('is told stage by stage, and leaves no record behind', async () => {
    const at = new URL(ca.directory).host;
    expect(await obtain(['one.example.test'])).toEqual([
      `Introducing this server to ${at}`,
      `Asking ${at} for a certificate for one.example.test`,
      `Putting the proof that ${at} asks for into the DNS of one.example.test`,
      'Waiting until all name servers of one.example.test show the proof',
      `${at} is looking at the DNS of one.example.test`,
      `${at} is making the certificate`,
      'Writing the certificate and its key on the server',
    ]);
    expect(certifiedNames()).toEqual(['DNS:one.example.test']);
    expect(await records.texts('_acme-challenge.one.example.test')).toEqual([]);
    expect(host.files.has(recordsLeftFile(FOLDER))).toBe(false);
    expect(host.done.filter((each) => each.includes('challenge'))).toEqual([]);
  });

  test('covers a domain and everything below it: two texts at one name, beside that of others', async () => {
    const name = '_acme-challenge.both.example.test';
    await records.update(`add ${name}. 1 TXT "somebody else's"`);
    let most = 0;
    ca.before = (_method, path) => {
      if (path.startsWith('/chalZ/')) most = Math.max(most, records.done.length);
    };
    await obtain(['*.both.example.test', 'both.example.test']);
    expect(certifiedNames()).toEqual(['DNS:*.both.example.test', 'DNS:both.example.test']);
    expect(records.done).toEqual([
      `add ${name}`,
      `add ${name}`,
      `remove ${name}`,
      `remove ${name}`,
    ]);
    expect(most).toBe(2);
    expect(await records.texts(name)).toEqual(["somebody else's"]);
  });

  test('comes one after the other where only one text can stand at a name', async () => {
    const name = '_acme-challenge.single.example.test';
    await obtain(['*.single.example.test', 'single.example.test'], { severalTexts: false });
    expect(certifiedNames()).toHaveLength(2);
    expect(records.done).toEqual([
      `add ${name}`,
      `remove ${name}`,
      `add ${name}`,
      `remove ${name}`,
    ]);
  });

  test('follows an alias to the zone that is edited', async () => {
    await records.update('add _acme-challenge.alias.example.test. 1 CNAME proofs.elsewhere.test.');
    const told = await obtain(['alias.example.test']);
    expect(told).toContain(
      '_acme-challenge.alias.example.test is an alias for proofs.elsewhere.test.',
    );
    expect(records.done).toEqual(['add proofs.elsewhere.test', 'remove proofs.elsewhere.test']);
    expect(certifiedNames()).toEqual(['DNS:alias.example.test']);
  });

  test('follows an alias to the very top of another zone', async () => {
    await records.update('add _acme-challenge.top.example.test. 1 CNAME elsewhere.test.');
    await obtain(['top.example.test']);
    expect(records.done).toEqual(['add elsewhere.test', 'remove elsewhere.test']);
  });

  test('is not asked for before the last name server shows the proof', async () => {
    records.secondServerIs = 'behind';
    let looks = 0;
    let early = 0;
    await obtain(['late.example.test'], {
      lookAtText: async (name, signal) => {
        looks += 1;
        if (looks === 4) {
          early = submitted().length;
          await records.catchUp();
        }
        return await records.lookAtText(name, signal);
      },
    });
    expect(early).toBe(0);
    expect(certifiedNames()).toEqual(['DNS:late.example.test']);
  });

  test('removes what an earlier run left, and nothing else', async () => {
    const name = '_acme-challenge.left.example.test';
    await records.update(`add ${name}. 1 TXT "ours"`, `add ${name}. 1 TXT "not ours"`);
    await host.world.write(
      [{ path: recordsLeftFile(FOLDER), mode: '600', content: `${name} ours\n` }],
      NEVER,
    );
    const told = await obtain(['left.example.test']);
    expect(told).toContain('Removed 1 proof of an earlier run from the DNS.');
    expect(await records.texts(name)).toEqual(['not ours']);
    expect(host.files.has(recordsLeftFile(FOLDER))).toBe(false);
  });
});

describe('a proof by records that fails', () => {
  test('because the record went where nobody looks says what the CA looked for', async () => {
    const texts: string[] = [];
    const trouble = await troubleOf(
      obtain(['gone.example.test'], {
        addText: async (_name, value) => void texts.push(value),
        lookAtText: async (at) => ({
          at,
          zone: 'example.test',
          servers: [{ address: '192.0.2.2', texts }],
        }),
      }),
    );
    expect(trouble).toMatchObject({
      what: `${new URL(ca.directory).host} did not find the proof of gone.example.test in the DNS.`,
    });
    expect(trouble.why).toContain('The TXT record at _acme-challenge.gone.example.test');
  });

  test('where it is stopped leaves no record behind', async () => {
    const stopping = new AbortController();
    ca.before = (_method, path) => {
      if (path.startsWith('/chalZ/')) stopping.abort(new Error('stopped'));
    };
    await expect(obtain(['stop.example.test'], {}, stopping.signal)).rejects.toThrow('stopped');
    expect(await records.texts('_acme-challenge.stop.example.test')).toEqual([]);
    expect(host.files.has(recordsLeftFile(FOLDER))).toBe(false);
  });

  test('and can not be taken back is remembered for the next run', async () => {
    const broken = async () => {
      throw new Error('The provider is down.');
    };
    await obtain(['kept.example.test'], { removeText: broken });
    const left = plain(host.files.get(recordsLeftFile(FOLDER))?.content ?? '');
    expect(left).toMatch(/^_acme-challenge\.kept\.example\.test [\w-]{43}\n$/);
    await obtain(['kept.example.test']);
    expect(await records.texts('_acme-challenge.kept.example.test')).toEqual([]);
  });
});
