import type { Receipt, ReceiptLine } from '../receipt.ts';
import { type Step, titleOf } from '../steps/step.ts';

/** A machine among several that are made beside each other. */
interface One<Its> {
  readonly name: string;
  readonly its: Its;
}

/** What is seen once for all of them. */
const ONCE: readonly string[] = ['ec2.allowed'];

/** Their steps, side by side. What an account has to take one after another waits for the machine before. */
export function stepsBeside(machines: readonly One<readonly Step[]>[]): Step[] {
  const first = machines[0]?.its ?? [];
  const called = (id: string, name: string) => (ONCE.includes(id) ? id : `${id}@${name}`);
  return [
    ...first.filter(({ id }) => ONCE.includes(id)),
    ...machines.flatMap(({ name, its }, index) =>
      its
        .filter(({ id }) => !ONCE.includes(id))
        .map((step): Step => {
          const before = machines[index - 1];
          const turn = before && isInTurn(step.id) ? [called(step.id, before.name)] : [];
          return {
            ...step,
            id: called(step.id, name),
            title: (facts) => `${name}: ${titleOf(step, facts)}`,
            needs: [...step.needs.map((id) => called(id, name)), ...turn],
          };
        }),
    ),
  ];
}

/** Some providers know a key once only, whatever it is called. */
function isInTurn(id: string): boolean {
  return id.endsWith('.key');
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
