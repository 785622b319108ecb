import { expect, it } from 'vitest';
import { addressesFor } from '../../source/dns/addresses-for.ts';

const four = { v4: ['203.0.113.7', '203.0.113.8'], v6: [] };
const both = { v4: ['203.0.113.7'], v6: ['2001:db8::7', '2001:db8::8'] };
const six = { v4: [], v6: ['2001:db8::7'] };

it.each<[string, { a: string[]; aaaa: string[] } | undefined, typeof both, typeof both]>([
  ['one address of the server', { a: [], aaaa: [] }, four, { v4: ['203.0.113.7'], v6: [] }],
  ['before the name was seen', undefined, four, { v4: ['203.0.113.7'], v6: [] }],
  [
    'what is right stays, what leads elsewhere goes',
    { a: ['203.0.113.8', '198.51.100.9'], aaaa: ['2001:db8::9'] },
    four,
    { v4: ['203.0.113.8'], v6: [] },
  ],
  ['no AAAA of ours beside an A', { a: [], aaaa: [] }, both, { v4: ['203.0.113.7'], v6: [] }],
  [
    'one that is there and right',
    { a: [], aaaa: ['2001:DB8:0::8'] },
    both,
    { v4: ['203.0.113.7'], v6: ['2001:db8::8'] },
  ],
  ['a server without IPv4', { a: ['198.51.100.9'], aaaa: [] }, six, six],
  [
    'a server of which nothing is known',
    { a: [], aaaa: [] },
    { v4: [], v6: [] },
    { v4: [], v6: [] },
  ],
])('sets %s', (_, found, host, wanted) => {
  expect(addressesFor(found, host)).toEqual(wanted);
});
