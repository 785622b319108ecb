import type { Receipt } from '../receipt.ts';

/**
 * What a last look at a provider showed after a machine was deleted: `left` is what is still there
 * and should not be, in words; `remains` tells what stays on purpose.
 */
export function removedReceipt(
  name: string,
  provider: string,
  left: readonly string[],
  remains = `nothing of it is left at ${provider}, so it costs nothing any more.`,
): Receipt {
  const gone = left.length === 0;
  return {
    headline: gone ? `The server ${name} is gone` : `Something of ${name} is still there`,
    lines: [
      {
        label: 'Costs',
        text: gone
          ? `Looked once more: ${remains}`
          : `Still there: ${left.join(', ')}. Run the same once more.`,
        ...(!gone && { tone: 'warning' as const }),
      },
    ],
  };
}

/** Which parts of a machine are there; one that was not looked at counts as there. */
export function partsLeft(machine: object | undefined): readonly string[] {
  if (machine === undefined) return ['what was not seen'];
  return Object.entries(machine).flatMap(([part, there]) => (there ? [part] : []));
}
