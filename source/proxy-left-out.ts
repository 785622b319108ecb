import { ExpectedError } from './expected-error.ts';
import type { Sighting } from './facts/facts.ts';

/** What most programs go by, where a network lets nobody out directly. */
const NAMES = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];

type Environment = Readonly<Record<string, string | undefined>>;

/** A sentence for those whose computer is told to go by a proxy: we do not. */
function proxySentence(environment: Environment): string | undefined {
  const name = NAMES.find((each) => (environment[each] ?? '') !== '');
  return name === undefined
    ? undefined
    : `${name} is set on this computer, but setup-server goes to the internet directly. Try from a network that lets it out.`;
}

/** Where somebody on the internet could not be reached, what that may be about is told along. */
export function withProxyTold(error: unknown, environment: Environment): unknown {
  const sentence = proxySentence(environment);
  if (sentence === undefined || !(error instanceof ExpectedError)) return error;
  const { trouble } = error;
  if (!isUnreachable(trouble.code)) return error;
  return new ExpectedError({ ...trouble, next: [sentence, ...(trouble.next ?? [])] });
}

/** The same for an account, of which it is told as what was seen. */
export function accountWithProxyTold(sighting: Sighting, environment: Environment): Sighting {
  const sentence = proxySentence(environment);
  const { query, value } = sighting;
  if (sentence === undefined || !['providerAccount', 'ec2Account'].includes(query.fact))
    return sighting;
  const account = value as {
    readonly open: boolean;
    readonly why?: string;
    readonly says?: string;
  };
  if (account.open || account.why !== 'unreachable') return sighting;
  return { query, value: { ...account, says: `${account.says ?? ''} ${sentence}` } } as Sighting;
}

function isUnreachable(code: string): boolean {
  return code.endsWith('.unreachable') && !code.startsWith('ssh.');
}
