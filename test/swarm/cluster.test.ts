import { describe, expect, it } from 'vitest';
import {
  addressesBetween,
  managersAmong,
  poolBeside,
  whyManagers,
} from '../../source/swarm/cluster.ts';

describe('how many servers decide', () => {
  it.each([
    [1, 1],
    [2, 1],
    [3, 3],
    [4, 3],
    [5, 5],
    [9, 5],
  ])('of %i: %i', (servers, managers) => {
    expect(managersAmong(servers)).toBe(managers);
  });

  it('is told with its reason', () => {
    expect(whyManagers(2)).toMatch(/both would have to be there/);
    expect(whyManagers(3)).toMatch(/one of them may be lost/);
    expect(whyManagers(5)).toMatch(/two of them may be lost/);
  });
});

describe('the addresses between servers', () => {
  const server = (name: string, ...v4: string[]) => ({ name, addresses: { v4, v6: [] } });

  it('are private ones where all are in one private network', () => {
    expect(
      addressesBetween([
        server('203.0.113.7', '203.0.113.7', '10.9.0.1', '10.0.0.2'),
        server('203.0.113.8', '203.0.113.8', '10.0.0.3'),
      ]),
    ).toEqual(['10.0.0.2', '10.0.0.3']);
  });

  it('are no private ones that only lead a reserved address to each', () => {
    const droplet = (name: string, anchor: string, own: string) => ({
      name,
      addresses: { v4: [name, anchor, own], v6: [], aliases: [anchor] },
    });
    expect(
      addressesBetween([
        droplet('203.0.113.7', '10.19.0.5', '10.114.0.2'),
        droplet('203.0.113.8', '10.19.0.6', '10.114.0.3'),
      ]),
    ).toEqual(['10.114.0.2', '10.114.0.3']);
  });

  it('are public where the private networks differ', () => {
    expect(
      addressesBetween([
        server('203.0.113.7', '192.168.1.4', '203.0.113.7'),
        server('web.example.org', '10.0.0.3', '203.0.113.8'),
      ]),
    ).toEqual(['203.0.113.7', '203.0.113.8']);
  });

  it('are missed where one has only a private address that the others do not share', () => {
    expect(() =>
      addressesBetween([server('203.0.113.7', '203.0.113.7'), server('203.0.113.8', '10.0.0.3')]),
    ).toThrow(/203.0.113.8 has no address/);
  });
});

describe('the range for networks between servers', () => {
  it('overlaps no network that one of them has', () => {
    expect(poolBeside(['10.0.0.0/24'], ['203.0.113.7'])).toBe('10.201.0.0/16');
    expect(poolBeside(['10.0.0.0/8'], [])).toBe('172.29.0.0/16');
    expect(poolBeside(['10.0.0.0/8', '172.16.0.0/12'], [])).toBe('192.168.192.0/18');
  });

  it('is missed where nothing is left', () => {
    expect(() => poolBeside(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'], [])).toThrow(
      /leave no addresses/,
    );
  });
});
