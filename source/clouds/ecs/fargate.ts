/** What a task may have: so many units of a processor (1024 are one) with so much memory. */
export interface TaskSize {
  readonly cpu: number;
  readonly memoryMB: number;
}

/** From, to, and in which steps there is memory for each; in GB (docs.aws.amazon.com/AmazonECS, "Task CPU and memory"). */
const SIZES: readonly (readonly [cpu: number, from: number, to: number, step: number])[] = [
  [256, 0.5, 0.5, 1],
  [256, 1, 2, 1],
  [512, 1, 4, 1],
  [1024, 2, 8, 1],
  [2048, 4, 16, 1],
  [4096, 8, 30, 1],
  [8192, 16, 60, 4],
  [16_384, 32, 120, 8],
];

/** The smallest that is enough; the largest where none is. */
export function taskSize(memoryMB: number, cpus: number): TaskSize {
  const all = SIZES.flatMap(([cpu, from, to, step]) => {
    const count = Math.floor((to - from) / step) + 1;
    return [...Array(count).keys()].map((at) => ({ cpu, memoryMB: (from + at * step) * 1024 }));
  });
  const enough = all.find((each) => each.memoryMB >= memoryMB && each.cpu >= cpus * 1024);
  return enough ?? { cpu: 16_384, memoryMB: 120 * 1024 };
}

/** US dollars an hour in us-east-1, for a processor and for a GB of memory, as of `FARGATE_PRICES_OF`. */
const HOURLY = {
  amd64: { processor: 0.04048, memoryGB: 0.004445 },
  arm64: { processor: 0.03238, memoryGB: 0.00356 },
};
export const FARGATE_PRICES_OF = '2025-06';
const HOURS = 730;
/** An address (IPv4) of its own, by which it gets its image. */
const ADDRESS_HOURLY = 0.005;

/** What one copy costs a month. */
export function copyDollars({ cpu, memoryMB }: TaskSize, processor: 'amd64' | 'arm64'): number {
  const { processor: each, memoryGB } = HOURLY[processor];
  return ((cpu / 1024) * each + (memoryMB / 1024) * memoryGB + ADDRESS_HOURLY) * HOURS;
}
