import type { Recipe } from './recipe.ts';

/** What an open site would let strangers do while the app begins with an empty database. */
export function openAtFirst({ defaultLogin, account }: Recipe): OpenAtFirst | undefined {
  if (defaultLogin) {
    const why = 'Visitors could sign in with the password that everybody knows.';
    return { why, follows: defaultLogin.follows };
  }
  return account && { why: 'Whoever came first could own the site.', follows: account.follows };
}

export interface OpenAtFirst {
  /** A sentence. */
  readonly why: string;
  readonly follows: readonly string[];
}
