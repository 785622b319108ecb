/** Several takes of one thing. */
export type Samples = readonly number[];

export function median(samples: Samples): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new RangeError('There are no samples.');
  return (low + high) / 2;
}

/** The rivals take turns, each round in the opposite order: what the machine does meanwhile meets all. */
export async function takeTurns<Name extends string>(
  rounds: number,
  rivals: Readonly<Record<Name, () => Promise<number>>>,
  after: (name: Name, value: number, round: number) => void = () => {},
): Promise<Record<Name, number[]>> {
  const names = Object.keys(rivals) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    number[]
  >;
  for (let round = 1; round <= rounds; round += 1) {
    for (const name of round % 2 ? names : [...names].reverse()) {
      const value = await rivals[name]();
      samples[name].push(value);
      after(name, value, round);
    }
  }
  return samples;
}
