import type { Tokens } from '../accounts.ts';

/** Who keeps them. Its own program knows no servers (expfactory/cli/__init__.py, --database). */
export type TokenKeeper = 'filesystem' | 'sqlite' | 'server';

/** So many tokens, used ones among them. */
export function tokensOf(count: string, keeper: TokenKeeper): Tokens {
  return {
    count: Number(count),
    // The second column; the first tells where the results of each lie.
    list: ['sh', '-c', `said=$(${listCommand(keeper)}) && echo "$said" | cut -f2`],
    make: (more) => ['sh', '-c', `${makeCommand(keeper, more)} >/dev/null`],
    byHand: { list: listCommand(keeper), make: makeCommand(keeper, 10) },
  };
}

function listCommand(keeper: TokenKeeper): string {
  return keeper === 'server' ? python('app.list_users()') : `${program(keeper)} --list`;
}

function makeCommand(keeper: TokenKeeper, more: number): string {
  return keeper === 'server'
    ? python(`[app.generate_user() for _ in range(${more})]`)
    : `${program(keeper)} --new ${more}`;
}

function program(keeper: TokenKeeper): string {
  return keeper === 'sqlite' ? 'expfactory --database sqlite users' : 'expfactory users';
}

function python(statement: string): string {
  return `python3 -c "from expfactory.server import app; ${statement}"`;
}
