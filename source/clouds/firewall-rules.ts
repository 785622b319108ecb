/** What the firewall is called that lets servers reach each other whose names begin so. */
export function betweenName(called: string): string {
  return `${called}-cluster`;
}

/** All of these, in words. */
export const CLUSTER_PORTS = '2377, 7946, 4789, and what is encrypted between them (ESP)';

/** By which ports the servers of a cluster talk, from there. */
export function clusterRules(from: string): readonly string[] {
  return ['2377', '7946', '7946/udp', '4789/udp'].map((what) => `${what} ${from}`);
}

/** The same, with what Docker encrypts between them (IPsec's ESP), which is a protocol of its own. */
export function encryptedRules(from: string): readonly string[] {
  return [...clusterRules(from), `esp ${from}`];
}

/** A rule for what comes in from its parts: `22 203.0.113.9/32`, `4789/udp sg-…`, `esp sg-…`, which has no port. */
export function ruleFrom(
  { port, protocol }: { readonly port: string; readonly protocol: string },
  from: string,
): string {
  const what = port === '' ? protocol : protocol === 'tcp' ? port : `${port}/${protocol}`;
  return `${what} ${from}`;
}

/** The same in its parts. */
export function ruleParts(rule: string) {
  const [what = '', from = ''] = rule.split(' ');
  const [port = '', protocol = 'tcp'] = what === 'esp' ? ['', 'esp'] : what.split('/');
  return { port, protocol, from };
}

type RuleParts = ReturnType<typeof ruleParts>;

/** Such rules by what they let in, with all from where it may come. */
export function rulesByPort(rules: readonly string[]) {
  const parts = rules.map(ruleParts);
  const alike = ({ port, protocol }: RuleParts) =>
    parts.filter((each) => each.port === port && each.protocol === protocol);
  return parts
    .filter((each) => alike(each)[0] === each)
    .map((each) => ({ ...each, from: alike(each).map(({ from }) => from) }));
}
