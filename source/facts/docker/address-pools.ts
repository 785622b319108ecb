/**
 * Networks that Docker gives out by itself, without those that overlap one of these:
 * `172.17.0.0/16`. Or those of other pools.
 */
export function freePools(
  networks: readonly string[],
  pools: readonly string[] = DOCKERS_POOLS,
): string[] {
  const taken = networks.map(rangeOf);
  return pools.filter((pool) => {
    const [first, last] = rangeOf(pool);
    return !taken.some(([from, to]) => from <= last && first <= to);
  });
}

/** In its order (moby, daemon/libnetwork/ipamutils). */
export const DOCKERS_POOLS: readonly string[] = [
  ...Array.from({ length: 15 }, (_, index) => `172.${17 + index}.0.0/16`),
  ...Array.from({ length: 16 }, (_, index) => `192.168.${16 * index}.0/20`),
];

/** First and last address of `10.0.0.0/8`, as numbers. */
function rangeOf(network: string): readonly [number, number] {
  const [address = '', bits = '32'] = network.split('/');
  const size = 2 ** (32 - Number(bits));
  const number = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const first = Math.floor(number / size) * size;
  return [first, first + size - 1];
}
