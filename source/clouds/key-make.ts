import { query } from '../facts/facts.ts';
import { HOLDS, lacks, type Step } from '../steps/step.ts';

/** A key pair on the person's own computer, for those who have none. */
export function keyMake(file: string): Step {
  const seen = query('publicKeyFile', '', file);
  return {
    id: 'key.make',
    title: `Make a key on this computer that opens your servers: ${file}`,
    needs: [],
    sees: [seen],
    check: (facts) => (facts.get(seen) ? HOLDS : lacks('It is not there yet.')),
    actions: () => [{ do: 'make-key', file }],
  };
}
