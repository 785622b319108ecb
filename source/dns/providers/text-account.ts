import { type AccountGoal, providerOf } from './chosen.ts';
import type { DnsEdges } from './edges.ts';
import type { DnsAccount, DnsProvider } from './provider.ts';

/** An account as far as proofs for certificates need it. */
export type TextAccount = Pick<DnsAccount, 'addText' | 'removeText'> &
  Pick<DnsProvider, 'severalTexts'>;

/** Opens the account for TXT records; touches nothing by itself. */
export function textAccount({ provider, answers }: AccountGoal, edges: DnsEdges): TextAccount {
  const { open, severalTexts } = providerOf(provider);
  const { addText, removeText } = open(answers, edges);
  return { addText, removeText, severalTexts };
}
