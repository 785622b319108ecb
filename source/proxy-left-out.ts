import { ExpectedError } from './expected-error.ts';
import { isOf, type Sighting } from './facts/facts.ts';

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
  if (sentence === undefined || !isOf(sighting, 'providerAccount', 'ec2Account')) return sighting;
  const { value } = sighting;
  if (value.open || value.why !== 'unreachable') return sighting;
  return { ...sighting, value: { ...value, says: `${value.says} ${sentence}` } };
}

function isUnreachable(code: string): boolean {
  return code.endsWith('.unreachable') && !code.startsWith('ssh.');
}
