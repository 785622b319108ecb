import { isIP, type LookupFunction } from 'node:net';
import { connect } from 'node:tls';
import { issuerOf } from '../../facts/certificates/certificate.ts';
import { stripControl } from '../../text/plain-text.ts';

const LIMIT_SECONDS = 5;

/** Node's codes for a certificate from somebody whom this computer does not know. */
const STRANGERS = [
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

/**
 * Who vouches for the certificate that a site shows here, where that is nobody known: most often
 * a network that looks into its people's connections. Undefined where it does not show. Nothing
 * is sent but a handshake.
 */
export async function whoSigned(
  error: unknown,
  { hostname, port }: URL,
  lookup: LookupFunction | undefined,
): Promise<string | undefined> {
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string' || !STRANGERS.includes(code)) return undefined;
  const host = hostname.replace(/^\[|\]$/g, '');
  return await new Promise((resolve) => {
    const socket = connect({
      ...{ host, port: Number(port || 443), rejectUnauthorized: false },
      ...(isIP(host) === 0 && { servername: host }),
      ...(lookup && { lookup }),
    });
    const answer = (issuer?: string) => {
      socket.destroy();
      resolve(issuer === undefined ? undefined : stripControl(issuerOf(issuer)).slice(0, 100));
    };
    socket.setTimeout(LIMIT_SECONDS * 1000, () => answer());
    socket.on('error', () => answer());
    socket.on('secureConnect', () => answer(socket.getPeerX509Certificate()?.issuer));
  });
}
