import { describe, expect, test } from 'vitest';
import {
  type ChallengeLook,
  judgeChallenge,
  lookInWords,
} from '../../source/edges/acme/challenge-look.ts';

const PROOF = 'token.thumbprint';
const FOUR = '203.0.113.7';
const SIX = '2001:db8::7';

const shows = (status: number, body: string, address = FOUR): ChallengeLook => ({
  address,
  status,
  body,
});
const fails = (code: string, address = FOUR): ChallengeLook => ({ address, code });
const right = shows(200, PROOF);

describe("what this machine's look at a proof means", () => {
  test.each<[string, ChallengeLook[], 'served' | 'wrong' | 'unknown']>([
    ['the proof is there', [right], 'served'],
    ['the proof is there, with a newline after it', [shows(200, `${PROOF}\n`)], 'served'],
    ['the proof is there on both addresses', [shows(200, PROOF, SIX), right], 'served'],
    ['no IPv6 here, and the proof on IPv4', [fails('ENETUNREACH', SIX), right], 'served'],
    ['a page of something else', [shows(200, '<h1>Welcome</h1>')], 'wrong'],
    ['the proof, but not as an answer', [shows(500, PROOF)], 'wrong'],
    ['not found', [shows(404, '')], 'wrong'],
    ['a stray IPv6 address with another page', [shows(404, '', SIX), right], 'wrong'],
    ['a stray IPv6 address that refuses', [fails('ECONNREFUSED', SIX), right], 'wrong'],
    ['a closed port', [fails('ECONNREFUSED')], 'wrong'],
    ['a proxy that wants a password', [shows(407, 'Proxy')], 'unknown'],
    ['the login page of a hotel', [shows(511, 'Log in')], 'unknown'],
    ['nobody answers', [fails('ETIMEDOUT')], 'unknown'],
    ['no way there', [fails('EHOSTUNREACH')], 'unknown'],
    ['cut off', [fails('ECONNRESET')], 'unknown'],
    ['no address known', [], 'unknown'],
  ])('%s', (_title, looks, verdict) => {
    expect(judgeChallenge(PROOF, looks)).toBe(verdict);
  });
});

describe('what this machine saw, in words', () => {
  test.each<[string, ChallengeLook[]]>([
    ['This computer knows no address of it.', []],
    ['This computer was refused at 203.0.113.7, port 80.', [fails('ECONNREFUSED')]],
    ['This computer gets no answer from 203.0.113.7, port 80.', [fails('ETIMEDOUT')]],
    ['This computer has no way to 2001:db8::7 itself.', [fails('ENETUNREACH', SIX)]],
    [
      'This computer asked 203.0.113.7, port 80, and got status 404 (“404 Not Found nginx/1.22.1”).',
      [
        shows(
          404,
          '<html><head><style>b{}</style></head><h1>404 Not Found</h1>\n<center>nginx/1.22.1</center>',
        ),
      ],
    ],
    ['This computer asked 203.0.113.7, port 80, and got status 200.', [shows(200, '')]],
    [
      'This computer asked 203.0.113.7, port 80, redirected to https://old.example.org, and got status 404.',
      [{ ...shows(404, ''), redirectedTo: 'https://old.example.org/.well-known/x' }],
    ],
    ['This computer asked 2001:db8::7, port 80, and got status 404.', [right, shows(404, '', SIX)]],
    [
      'This computer gets the right answer from 203.0.113.7, so something keeps the authority away that lets this computer through.',
      [right],
    ],
  ])('%s', (words, looks) => {
    expect(lookInWords(PROOF, looks)).toBe(words);
  });

  test('a long page is cut, and carries no terminal codes', () => {
    const page = `<p>\u001b[31m${'word '.repeat(100)}</p>`;
    const words = lookInWords(PROOF, [shows(200, page)]);
    expect(words).toBe(
      `This computer asked 203.0.113.7, port 80, and got status 200 (“${'word '.repeat(16).trim()}…”).`,
    );
  });
});
