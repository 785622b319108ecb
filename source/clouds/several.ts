import type { Receipt, ReceiptLine } from '../receipt.ts';
import { type Step, titleOf } from '../steps/step.ts';
import type { Further } from './further.ts';

/** A machine among several that are made beside each other. */
interface One<Its> {
  readonly name: string;
  readonly its: Its;
}

interface Beside extends One<readonly Step[]> {
  readonly manner: Pick<Further, 'once' | 'inTurn'>;
}

/** Their steps, side by side. What an account has to take one after another waits for the machine before. */
export function stepsBeside(machines: readonly Beside[]): Step[] {
  const common = machines.flatMap(({ its, manner }) =>
    its.filter(({ id }) => manner.once.includes(id)),
  );
  return [
    ...common.filter(({ id }, index) => common.findIndex((each) => each.id === id) === index),
    ...machines.flatMap(({ name, its, manner }, index) => {
      const called = (id: string, of = name) => (manner.once.includes(id) ? id : `${id}@${of}`);
      const before = (id: string) =>
        machines.slice(0, index).findLast((each) => each.its.some((step) => step.id === id));
      return its
        .filter(({ id }) => !manner.once.includes(id))
        .map((step): Step => {
          const last = manner.inTurn.includes(step.id) ? before(step.id) : undefined;
          return {
            ...step,
            id: called(step.id),
            title: (facts) => `${name}: ${titleOf(step, facts)}`,
            needs: [
              ...step.needs.map((id) => called(id)),
              ...(last ? [called(step.id, last.name)] : []),
            ],
          };
        });
    }),
  ];
}

/** What stands of all of them: what is the same of each is said once. */
export function receiptOfAll(machines: readonly One<Receipt>[]): Receipt {
  const names = machines.map(({ name }) => name).join(' and ');
  const lines = machines.flatMap(({ name, its }) =>
    its.lines.map((line): ReceiptLine & { readonly of: string } => ({ ...line, of: name })),
  );
  const labels = [...new Set(lines.map(({ label }) => label))];
  return {
    headline: machines.length === 1 ? `The server ${names} runs` : `The servers ${names} run`,
    lines: labels.flatMap((label) => {
      const its = lines.filter((each) => each.label === label);
      const [one, ...others] = its.map(({ of: _, ...line }) => line);
      if (!one) return [];
      const same = its.length === machines.length && others.every(({ text }) => text === one.text);
      if (same && others.length > 0) return [{ ...one, text: `each: ${one.text}` }];
      return its.map(({ of, ...line }) => ({
        ...line,
        text: machines.length === 1 ? line.text : `${of}: ${line.text}`,
      }));
    }),
  };
}
