import type { CloudPrices, MachineSize } from '../machine.ts';

/** When the prices were read; they are those of the region us-east-1, for 730 hours. */
export const PRICES_OF = '2025-06';
export const HOURS = 730;
/** What comes on top of each, in US dollars a month. */
export const DOLLARS_PER_GB = 0.08;
export const DOLLARS_PER_ADDRESS = 3.65;

/** General ones that may work hard for a while (aws.amazon.com/ec2/instance-types/t3, …/t4g). */
export const EC2_SIZES: readonly MachineSize[] = [
  { type: 't3.micro', memoryMB: 1024, processors: 2, architecture: 'x86_64', dollars: 7.59 },
  { type: 't4g.small', memoryMB: 2048, processors: 2, architecture: 'arm64', dollars: 12.26 },
  { type: 't3.small', memoryMB: 2048, processors: 2, architecture: 'x86_64', dollars: 15.18 },
  { type: 't4g.medium', memoryMB: 4096, processors: 2, architecture: 'arm64', dollars: 24.53 },
  { type: 't3.medium', memoryMB: 4096, processors: 2, architecture: 'x86_64', dollars: 30.37 },
  { type: 't3.large', memoryMB: 8192, processors: 2, architecture: 'x86_64', dollars: 60.74 },
  { type: 't3.xlarge', memoryMB: 16_384, processors: 4, architecture: 'x86_64', dollars: 121.47 },
];

/** Not every image is made for ARM. */
export const COMMON = EC2_SIZES.filter(({ architecture }) => architecture === 'x86_64');

/** All of it together, rounded to dollars; by the table above where Amazon does not tell its prices of now. */
export function monthlyDollars(
  type: string,
  diskGB: number,
  prices: CloudPrices | null,
): number | undefined {
  const hourly = prices?.hourly[type];
  if (prices && hourly !== undefined)
    return Math.round(hourly * HOURS + diskGB * prices.perGB + DOLLARS_PER_ADDRESS);
  const size = EC2_SIZES.find((each) => each.type === type);
  return size && Math.round(size.dollars + diskGB * DOLLARS_PER_GB + DOLLARS_PER_ADDRESS);
}

/** From when such a price is, as the end of a sentence. */
export function pricesOf(prices: CloudPrices | null, type?: string): string {
  const known = type === undefined ? prices : prices?.hourly[type];
  return known ? 'as Amazon says now' : `as of ${PRICES_OF}`;
}
