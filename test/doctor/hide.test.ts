import { describe, expect, it } from 'vitest';
import { Hiding, type Known } from '../../source/doctor/hide.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { HOSTILE } from '../shell/hostile-strings.ts';

const NOTHING: Known = { secrets: [], names: [], told: new Map(), keepAddresses: false };
const hiding = (known: Partial<Known> = {}) => new Hiding({ ...NOTHING, ...known });
const knowing = (...secrets: string[]) =>
  hiding({ secrets: secrets.map((each) => new Secret(each)) });

/** As a random generator that gives the same each time: a failure can be had again. */
function* numbers(): Generator<number> {
  for (let state = 20_261_121; ; state = (state * 1_103_515_245 + 12_345) % 2_147_483_648)
    yield state / 2_147_483_648;
}

function made(length: number, letters: readonly string[], random: Generator<number>): string {
  const one = () => letters[Math.floor(random.next().value * letters.length)] ?? '';
  return Array.from({ length }, one).join('');
}

/** How programs write a text down. */
const WRITERS: Readonly<Record<string, (secret: string) => string>> = {
  plainly: (secret) => `it is ${secret} then`,
  json: (secret) => JSON.stringify({ line: `x${secret}y` }),
  'json in json': (secret) => JSON.stringify({ line: JSON.stringify({ a: secret }) }),
  url: (secret) => `/a/${encodeURIComponent(secret)}/b`,
  form: (secret) => new URLSearchParams({ a: secret }).toString(),
  'lower-case url': (secret) =>
    `/a/${encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase())}`,
  base64: (secret) => Buffer.from(secret).toString('base64'),
  'base64 with a user': (secret) => Buffer.from(`admin:${secret}`).toString('base64'),
  'base64 with another user': (secret) => Buffer.from(`bob:${secret}\n`).toString('base64'),
  base64url: (secret) => Buffer.from(`u:${secret}`).toString('base64url'),
  hexadecimal: (secret) => Buffer.from(secret).toString('hex'),
};

describe('a secret that is known', () => {
  it.each(Object.entries(WRITERS))('is hidden however a program writes it: %s', (_, write) => {
    const random = numbers();
    const letters = [...`abcXYZ019 "'\\/+=&%$<>{}é\u{1f511}`];
    const all = [...HOSTILE, ...Array.from({ length: 200 }, () => made(14, letters, random))]
      .map((each) => each.replaceAll('\0', ''))
      .filter((each) => each.trim().length >= 8);
    expect(all.length).toBeGreaterThan(200);
    for (const secret of all) {
      const written = write(secret);
      const clean = knowing(secret).text(written);
      expect(clean, written).toContain('[secret]');
      expect(clean).not.toContain(secret);
    }
  });

  it('is hidden as a whole where another one is its beginning', () => {
    expect(knowing('hunter2', 'hunter2-and-more').text('a hunter2-and-more b hunter2')).toBe(
      'a [secret] b [secret]',
    );
  });

  it('is hidden where a log cut it off', () => {
    const secret = 'correct horse battery staple';
    const line = `${'x '.repeat(240)}${secret}`.slice(0, 490);
    expect(knowing(secret).text(line)).toMatch(/x \[secret\]$/);
  });

  it('may be as short as it likes beside its name', () => {
    const named = hiding({ secrets: [new Secret('ab')], names: ['PIN', 'DEBUG'] });
    expect(named.text('PIN=ab, about; {"PIN": "ab"} {\\"PIN\\":\\"ab\\"} DEBUG=true')).toBe(
      'PIN=[secret], about; {"PIN": "[secret]"} {\\"PIN\\":\\"[secret]\\"} DEBUG=[secret]',
    );
  });

  it('does not make a log unreadable where it is a common word', () => {
    expect(knowing('true', 'info', '8080').text('info: true on 8080')).toBe('info: true on 8080');
  });

  it('is found by the last look, in any form', () => {
    const last = knowing('pa"ss word');
    expect(last.isClean('nothing')).toBe(true);
    expect(last.isClean('pa\\"ss word')).toBe(false);
    expect(last.isClean(Buffer.from('me:pa"ss word').toString('base64'))).toBe(false);
  });
});

const PEM = [
  '-----BEGIN RSA PRIVATE KEY-----',
  'MIIEpAIBAAKCAQEA0m59l2u9iDnMbrXHfqkOrn2dVQ3vfBJqcDuFUK03d+1PZGbV',
  'short1==',
  '-----END RSA PRIVATE KEY-----',
];

describe('what looks secret', () => {
  it.each([
    ['a key', PEM.join('\n'), 'short1'],
    ['a key whose end is cut off', PEM.slice(0, 3).join('\n'), 'short1'],
    ['a key whose head is cut off', PEM.slice(2).join('\n'), 'short1'],
    [
      'a key line by line in a log',
      PEM.map((line) => JSON.stringify({ line })).join('\n'),
      'short1',
    ],
    ['a key in JSON', JSON.stringify(PEM.join('\n')), 'short1'],
    ['a password in a URL', 'mysql://study:s3cr@t@db.example.org/study', 's3cr'],
    ['a token in a URL', 'https://x-oauth-basic@github.com/a/b', 'x-oauth'],
    ['a query', 'GET /reset?user=anna&code=4711&next=%2F HTTP/1.1', '4711'],
    ['a header', 'Authorization: Basic YWRtaW46YWJj', 'YWRt'],
    ['a header in JSON', '{"authorization":"Token abc def"}', 'abc'],
    ['a header for curl', `curl -H 'X-Api-Key: abc def' https://a`, 'abc'],
    ['a cookie', 'Set-Cookie: PLAY_SESSION=abc.def; Path=/; HttpOnly', 'abc'],
    ['a bearer', 'sent Bearer abcdef.ghi', 'abcdef'],
    ['bcrypt', 'admin:$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy', 'N9qo8'],
    ['bcrypt in Compose', 'a:$$2y$$10$$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad6', 'N9qo8'],
    ['crypt', 'root:$6$salt$abcdef:1', 'abcdef'],
    ['argon2', '$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA', 'c2FsdA'],
    ['password=', 'connect password=abc', 'abc'],
    ['a password with spaces', 'MYSQL_ROOT_PASSWORD=correct horse battery', 'battery'],
    ['a password in quotes', `password = "a 'b' c", then`, "'b'"],
    ['a password with a quote', '{"password":"ab\\"cd","user":"x"}', 'cd'],
    ['a password in JSON in JSON', JSON.stringify({ line: '{"db_password":"ab cd"}' }), 'ab cd'],
    ['a password in YAML', 'smtpPassword: abc', 'abc'],
    ['a password in XML', '<password>abc</password>', 'abc'],
    ['a password on a command line', "mysqldump --password 'abc def' study", 'abc'],
    ['a password in a sentence', 'the initial password is abc.', 'abc'],
    ['a token by its name', 'client_secret: abc', 'abc'],
    ['a token by its beginning', 'used ghp_abcdefghijklmnop', 'abcdefgh'],
    ['a JSON Web Token', 'eyJhbGciOi.eyJzdWIi.c2ln', 'eyJzdWIi'],
    ['a generated password', 'started with oWm3Kd92hTq0LvXzPb41 now', 'Kd92'],
    ['hexadecimal digits', `id ${'9f86d081884c7d659a2feaa0c55ad015'}`, '884c'],
    ['a UUID', 'key 123e4567-e89b-42d3-a456-426614174000', 'a456'],
    ['base64 with slashes', 'x 3f/aB+c9Xz/Q1w2E3r4T5y6U7i8O9p0/Zx==', 'Q1w2'],
  ])('%s is hidden', (_, text, secret) => {
    expect(text).toContain(secret);
    const clean = hiding().text(text);
    expect(clean).not.toContain(secret);
    expect(clean).toContain('[secret]');
  });

  it('leaves what helps', () => {
    const helpful = [
      'Debian GNU/Linux 12 (bookworm), 6.1.0-31-cloud-amd64, docker-ce 5:28.5.0-1~debian.12~bookworm',
      'jatos/jatos@sha256:9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015',
      'include /etc/setup-server/front/sites/study-with-a-long-name.conf;',
      'ssl_certificate_key /etc/setup-server/front/certificates/jatos/key.pem;',
      'proxy_set_header X-Forwarded-Proto $scheme; server_tokens off; proxy_pass http://jatos:9000;',
      'org.springframework.context.ApplicationContextException: Failed to start bean',
      '{"at":"2026-11-21T10:00:00.000Z","type":"finished","step":"certificate.obtain"}',
      'Permission denied (publickey,password).',
      'GET /.well-known/acme-challenge/ HTTP/1.1',
    ];
    for (const line of helpful) expect(hiding().text(line)).toBe(line);
  });

  it('is hidden where it is the end of a path, and the path stays', () => {
    const path = '/.well-known/acme-challenge/';
    expect(hiding().text(`${path}evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA`)).toBe(
      `${path}[secret]`,
    );
  });

  it('is hidden in data by the name that it stands under', () => {
    const data = { 'db.password': 'ab', user: 'x', tokens: ['a', 'b'], keyFits: true, n: null };
    expect(hiding().data(data)).toEqual({
      'db.password': '[secret]',
      user: 'x',
      tokens: ['[secret]', '[secret]'],
      keyFits: true,
      n: null,
    });
    expect(hiding().data(new Map([['A', new Secret('x')]]))).toEqual({ A: '[secret]' });
  });
});

describe('addresses', () => {
  it('are replaced, the same one always by the same', () => {
    const text = hiding();
    expect(text.text('anna@example.org from 203.0.113.7, Anna@Example.org, bob@laptop')).toBe(
      'mail-1 from address-1, mail-1, mail-2',
    );
    expect(text.text('2001:db8::7 and 2001:0db8:0:0:0:0:0:0007, ip-203-0-113-7.example')).toBe(
      'address-2 and address-2, ip-address-1.example',
    );
    expect(text.text('root@203.0.113.7 anna%40example.org')).toMatch(/^mail-\d+ mail-1$/);
    expect(text.text('ssh://root@[2001:db8::7]:22')).toBe('ssh://root@[address-2]:22');
  });

  it('that the world cannot reach stay, and what only looks like one', () => {
    const text = '10.0.0.1 127.0.0.1:80 ::1 fe80::1 12:34:56 02:42:ac:11:00:02 a/b@sha256:12 1.2.3';
    expect(hiding().text(text)).toBe(text);
  });

  it('stay where the person wants that', () => {
    const text = 'anna@example.org 203.0.113.7';
    expect(hiding({ keepAddresses: true }).text(text)).toBe(text);
  });
});

it('Who is told by name is shown as somebody', () => {
  const told = new Map([['anna@laptop', 'person-1']]);
  expect(hiding({ told }).text('{"by":"anna@laptop"}')).toBe('{"by":"person-1"}');
});

it('Even a line without end is read in a moment', () => {
  const random = numbers();
  const blob = made(200_000, [...'abcdefghijABCDEFGHIJ0123456789+/'], random);
  for (const text of [blob, 'a'.repeat(200_000), '0a'.repeat(100_000), 'a:'.repeat(100_000)])
    expect(knowing('some secret').text(text).length).toBeLessThanOrEqual(text.length);
}, 60_000);
