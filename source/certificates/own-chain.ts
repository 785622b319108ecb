import type { X509Certificate } from 'node:crypto';
import type { Finding } from '../facts/finding.ts';

/**
 * Whether the certificates above a site's own lead step by step to a root. Browsers on computers
 * fetch what is missing, telephones and programs do not, so a gap is found late.
 */
export function chainFindings(
  leaf: X509Certificate,
  above: readonly X509Certificate[],
  now: Date,
): readonly Finding[] {
  if (isRoot(leaf)) {
    return [
      warning('The certificate is signed by itself: every browser warns of it.', [
        'Get one from a certificate authority.',
      ]),
    ];
  }
  const order = inOrder(leaf, above);
  const ended = order.find((one) => new Date(one.validTo) <= now);
  return [
    // A root itself need not be sent (RFC 8446, 4.4.2), so one step is enough.
    ...(order.length === 0 ? [gap(leaf)] : []),
    ...(order.every((one, index) => one === above[index]) && order.length === above.length
      ? []
      : [disorder(order.length < above.length)]),
    ...(ended ? [stops(`${nameOf(ended)}, which vouches for it, has ended.`, [NEW_CHAIN])] : []),
  ];
}

/** Those of the file that lead up from the site's own, each signed by the next. */
function inOrder(leaf: X509Certificate, above: readonly X509Certificate[]): X509Certificate[] {
  const order: X509Certificate[] = [];
  for (let below = leaf; ; ) {
    const next = above.find((one) => !order.includes(one) && signed(one, below));
    if (next === undefined) return order;
    order.push(next);
    below = next;
  }
}

function signed(issuer: X509Certificate, below: X509Certificate): boolean {
  return issuer.ca && below.checkIssued(issuer) && below.verify(issuer.publicKey);
}

function isRoot(one: X509Certificate): boolean {
  return one.checkIssued(one) && one.verify(one.publicKey);
}

function gap({ issuer }: X509Certificate): Finding {
  return stops(
    `The certificate of ${/^CN=(.*)$/m.exec(issuer)?.[1] ?? issuer} is missing from the file; it vouches for yours.`,
    [NEW_CHAIN],
  );
}

function disorder(strangers: boolean): Finding {
  return strangers
    ? warning('The file also has certificates that have nothing to do with this one.', [
        'Leave them out.',
      ])
    : warning('The certificates above your own stand in the wrong order.', [
        'Put each below the one that it vouches for.',
      ]);
}

function nameOf(one: X509Certificate): string {
  return /^CN=(.*)$/m.exec(one.subject)?.[1] ?? 'A certificate';
}

const NEW_CHAIN =
  'Download the chain (often called "full chain", "bundle" or "intermediates") from the authority, and put it below your certificate.';

function stops(text: string, advice: readonly string[]): Finding {
  return { status: 'stops', text, advice };
}

function warning(text: string, advice: readonly string[]): Finding {
  return { status: 'warning', text, advice };
}
