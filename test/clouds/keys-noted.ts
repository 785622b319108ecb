import type { OwnHostKeyAction } from '../../source/clouds/own-host-key.ts';
import type { ProviderAction } from '../../source/clouds/provider/provider.ts';

/** What is left of it at the provider, where there is no machine that could make a key: it keeps the one that it has. */
export function asNoted({ at, machine, keys }: OwnHostKeyAction): ProviderAction {
  const what = { call: 'note-keys', machine, keys: { first: null, own: keys.first } } as const;
  return { do: 'provider', at, what };
}
