import { type Answers, textAnswer } from '../../answers/answers.ts';
import { canonicalAddress, isV4 } from '../../dns/address.ts';
import { freePools } from '../../facts/docker/address-pools.ts';
import type { TextQuestion } from '../../questions/question.ts';
import type { FrontNeeds } from '../recipe.ts';
import { basePath } from './login.ts';

const NETWORKS = 'jatos.networks';
/** From the gateway of its network, Docker passes on who comes by IPv6. */
const DOCKERS = '172.16.0.0/12';

/** Who may open the pages for researchers. */
export const networksQuestion: TextQuestion = {
  id: NETWORKS,
  section: 'Settings',
  form: 'settings',
  kind: 'text',
  title: 'Networks from which researchers sign in',
  hint: 'Empty: from everywhere. Participants come from everywhere all the same.',
  help: [
    'Those who make studies and read results use the pages below /jatos;',
    'participants get other addresses. Networks here close /jatos to',
    'everybody else, whatever password they have. With yours wrong, you',
    'lock yourself out, until you run setup-server again.',
    '',
    'Ask your IT department for the networks of your institute or its VPN.',
    'For example: 192.0.2.0/24 2001:db8::/32',
  ].join('\n'),
  expert: true,
  optional: true,
  example: '192.0.2.0/24 2001:db8::/32',
  normalise: (typed) =>
    typed
      .trim()
      .split(/[\s,;]+/)
      .join(' '),
  problem: (text) =>
    networksIn(text)
      .map(problemWithNetwork)
      .find((problem) => problem !== undefined),
};

/** What of JATOS is for those networks alone; nothing, where nobody is kept out. */
export function keptInside(answers: Answers): Pick<FrontNeeds, 'inside'> {
  const networks = networksIn(textAnswer(answers, NETWORKS));
  const base = basePath(answers);
  // Newer versions let programs in by /mcp that have a researcher's token.
  const paths = [`${base}jatos`, `${base}mcp`];
  return networks.length > 0 ? { inside: { paths, networks } } : {};
}

function networksIn(text: string): string[] {
  return text.split(' ').filter((each) => each !== '');
}

function problemWithNetwork(network: string): string | undefined {
  const [, address = '', bits] = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(network) ?? [];
  const canonical = canonicalAddress(address);
  if (canonical === undefined) return `"${network}" is no network: 192.0.2.0/24`;
  const longest = isV4(canonical) ? 32 : 128;
  if (bits !== undefined && (Number(bits) > longest || Number(bits) < 1))
    return `"${network}": a number from 1 to ${longest} after the slash.`;
  if (isV4(canonical) && freePools([network], [DOCKERS]).length === 0)
    return `${network} has addresses that Docker uses on the server itself (${DOCKERS}).`;
  return undefined;
}

/**
 * The front alone reaches JATOS, by one of Docker's networks, and replaces what visitors claim. So
 * failed sign-ins count by visitor, and nobody locks out everybody.
 */
export const TRUSTING_THE_FRONT: readonly string[] = ['10.0.0.0/8', DOCKERS, '192.168.0.0/16'].map(
  (network, index) => `-Dplay.http.forwarded.trustedProxies.${index}=${network}`,
);
