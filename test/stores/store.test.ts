import { describe, expect, it } from 'vitest';
import { docassemble } from '../../source/apps/docassemble.ts';
import { lookAtStore } from '../../source/edges/stores/look-at-store.ts';
import { storeFinding } from '../../source/facts/store.ts';
import type { Connection, RunOptions } from '../../source/hosts/host.ts';
import { storeLooks } from '../../source/questions/store.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { accessQuery } from '../../source/stores/azure-sas.ts';
import { presigned } from '../../source/stores/presign.ts';
import { type Store, storeSubject } from '../../source/stores/store.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const s3: Store = {
  kind: 's3',
  endpoint: null,
  region: 'eu-central-1',
  bucket: 'forms',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: new Secret(SECRET),
};
const azure: Store = {
  kind: 'azure',
  account: 'exampleforms',
  container: 'docassemble',
  key: new Secret('a2V5LWtleS1rZXkta2V5LWtleS1rZXk='),
};

describe('a request that a URL allows', () => {
  it('is signed as in the example of Amazon', () => {
    // docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
    const place = { ...s3, endpoint: 'https://examplebucket.s3.amazonaws.com', bucket: '' };
    const wanted = { method: 'GET', key: 'test.txt' } as const;
    const at = new Date('2013-05-24T00:00:00Z');
    const url = presigned({ ...place, region: 'us-east-1' }, wanted, at, 86_400);
    expect(new URL(url).searchParams.get('X-Amz-Signature')).toBe(
      'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    );
  });

  it("is signed as Amazon's own library signs it, where the key is one for some hours", () => {
    // What @smithy/signature-v4 5 makes of the same.
    const place = {
      ...{ ...s3, accessKeyId: 'ASIAIOSFODNN7EXAMPLE' },
      sessionToken: new Secret('Fwo+Gz/token=='),
    };
    const query = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    const wanted = { method: 'GET', key: 'config/prod.env', query } as const;
    const url = presigned(place, wanted, new Date('2026-11-21T10:00:00Z'));
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      'X-Amz-Security-Token': 'Fwo+Gz/token==',
      'X-Amz-Signature': '18e6c4d12eac0c3dcdc2cdc3dc06d09a7a46d056760c6286156328b4df43081e',
    });
  });

  it("is signed as Azure's own library signs it", () => {
    // What azure-storage-blob 20230112 for Python makes of the same.
    const query = accessQuery(azure, new Date('2026-11-21T10:00:00Z'));
    expect(Object.fromEntries(new URLSearchParams(query))).toEqual({
      ...{ sp: 'rcwdl', se: '2026-11-21T10:10:00Z', sv: '2020-12-06', sr: 'c' },
      sig: '650tFgULNRfBIb4Cxxyi+dEsfBfgOxv8B3LVUkINZL8=',
    });
  });

  it('goes to the bucket by its own name at Amazon, by the path elsewhere', () => {
    const at = new Date(0);
    const list = { method: 'GET' } as const;
    expect(presigned(s3, list, at)).toMatch(
      /^https:\/\/forms\.s3\.eu-central-1\.amazonaws\.com\/\?/,
    );
    const other = { ...s3, endpoint: 'http://10.0.0.5:9000/' };
    expect(presigned(other, { ...list, key: 'a b' }, at)).toMatch(
      /^http:\/\/10\.0\.0\.5:9000\/forms\/a%20b\?/,
    );
  });
});

/** A host whose curl gets these answers; notes what it was given. */
function host(answers: readonly (readonly [status: number, body: string])[], says = '') {
  const seen: { command: string; stdin: string }[] = [];
  const run = async (command: { text: string }, { stdin = '' }: RunOptions = {}) => {
    const text = stdin instanceof Secret ? stdin.reveal() : stdin;
    seen.push({ command: command.text, stdin: text });
    const mark = /write-out = "\\n(\w+) /.exec(text)?.[1];
    const out = answers.map(([status, body]) => {
      const code = String(status).padStart(3, '0');
      return `${body}\n${mark} ${code}\n`;
    });
    return { code: 0, stdout: out.join(''), stderr: says };
  };
  return { connection: { run } as Pick<Connection, 'run'>, seen };
}

const { signal } = new AbortController();
const error = (code: string, more = '') => `<Error><Code>${code}</Code>${more}</Error>`;
const GOOD = [
  [
    200,
    '<Name>forms</Name><Contents><Key>config.yml</Key></Contents><Blob><Name>files/1</Name></Blob><Key>log</Key>',
  ],
  [200, ''],
  [200, 'setup-server'],
  [204, ''],
] as const;

async function refusal(store: Store, ...given: Parameters<typeof host>) {
  const { connection } = host(...given);
  return await lookAtStore(store, connection, signal).then(
    () => 'none',
    ({ trouble }) => trouble,
  );
}

describe('a store that is tried', () => {
  it.each([s3, azure])('is listed, written, read and emptied again: $kind', async (store) => {
    const { connection, seen } = host(GOOD);
    const fact = await lookAtStore(store, connection, signal);
    expect(fact.holds).toEqual(['config.yml', 'files/1', 'log']);
    expect(storeFinding(fact).note).toBe(
      'tried from the server; it holds config.yml, files/1 and more',
    );
    const [only] = seen;
    expect(only?.stdin.match(/request = "(\w+)"/g)).toHaveLength(4);
    expect(only?.command).not.toContain('Signature');
  });

  it('lets the key itself not leave this computer', async () => {
    for (const store of [s3, azure]) {
      const { connection, seen } = host(GOOD);
      await lookAtStore(store, connection, signal);
      expect(JSON.stringify(seen)).not.toContain(SECRET);
      expect(JSON.stringify(seen)).not.toContain('a2V5LWtleS1');
      expect(storeSubject(store)).not.toContain(SECRET);
    }
  });

  it.each([
    ['store.absent', [[404, error('NoSuchBucket')]]],
    ['store.key', [[403, error('InvalidAccessKeyId')]]],
    ['store.key', [[403, error('SignatureDoesNotMatch')]]],
    ['store.clock', [[403, error('RequestTimeTooSkewed')]]],
    ['store.region', [[301, error('PermanentRedirect', '<Region>us-west-2</Region>')]]],
    ['store.denied', [GOOD[0], [403, error('AccessDenied')]]],
    ['store.denied', [GOOD[0], GOOD[1], GOOD[2], [403, error('AccessDenied')]]],
    ['store.refused', [[503, error('SlowDown')]]],
  ] as const)('is refused with a reason: %s', async (code, answers) => {
    expect(await refusal(s3, answers)).toMatchObject({ code });
  });

  it('says which region is the right one, and what the key may not do', async () => {
    const region = await refusal(s3, [
      [400, error('AuthorizationHeaderMalformed', '<Region>us-west-2</Region>')],
    ]);
    expect(region.next).toEqual(['Answer us-west-2 for its region.']);
    const denied = await refusal(s3, [GOOD[0], GOOD[1], GOOD[2], [403, error('AccessDenied')]]);
    expect(denied.what).toBe('The key may not delete in the bucket forms.');
  });

  it('says why nobody answers', async () => {
    const trouble = await refusal(
      azure,
      [[0, '']],
      'curl: (6) Could not resolve host: exampleforms.blob.core.windows.net\n',
    );
    expect(trouble).toMatchObject({
      code: 'store.unreachable',
      why: 'Could not resolve host: exampleforms.blob.core.windows.net',
    });
  });
});

describe("docassemble's store", () => {
  const answers = {
    ...{ app: 'docassemble', 'host.kind': 'ssh', server: 'root@203.0.113.7' },
    ...{ 'docassemble.store': 's3', 'settings.S3BUCKET': 'forms' },
    'settings.S3REGION': 'eu-central-1',
    'settings.S3ACCESSKEY': 'AKIAIOSFODNN7EXAMPLE',
  };

  it('is tried where a key was given', () => {
    const given = { ...answers, 'settings.S3SECRETACCESSKEY': new Secret(SECRET) };
    expect(docassemble.store?.(given)).toEqual(s3);
    expect(storeLooks(given)).toHaveLength(1);
    expect(JSON.stringify(storeLooks(given))).not.toContain(SECRET);
  });

  it.each([
    answers,
    { ...answers, 'settings.S3SECRETACCESSKEY': new Secret('') },
    { ...answers, 'docassemble.store': 'volume', 'settings.S3SECRETACCESSKEY': new Secret('x') },
  ])('is not where none was, or none is needed', (given) => {
    expect(storeLooks(given)).toEqual([]);
  });
});
