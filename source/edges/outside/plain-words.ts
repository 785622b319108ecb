/** Why a connection or its TLS did not come about. */
export interface Failure {
  /** Node's or OpenSSL's own code: `ECONNREFUSED`, `CERT_HAS_EXPIRED`; `UNKNOWN` where there is none. */
  readonly code: string;
  /** One or two sentences for a person. */
  readonly says: string;
}

/** A failed request to `url`, in plain words. */
export function inPlainWords(error: unknown, url: URL, limitSeconds: number): Failure {
  const code = codeOf(error);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return { code, says: sentence(code, error, { host, port, limitSeconds }) };
}

/** The certificate shown was not accepted: no lack of a connection. */
export function isAboutTrust(code: string): boolean {
  return /CERT|SIGNATURE|SELF_SIGNED|ISSUER|CRL/.test(code);
}

interface Place {
  readonly host: string;
  readonly port: string;
  readonly limitSeconds: number;
}

function sentence(code: string, error: unknown, { host, port, limitSeconds }: Place): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'ENODATA':
      return `The name ${host} leads nowhere: no address is known for it.`;
    case 'EAI_AGAIN':
      return `This computer could not look up ${host}: its name server gives no answer.`;
    case 'ECONNREFUSED':
      return `${host} refused the connection: nothing listens on port ${port} there.`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `${host} closed the connection without an answer.`;
    case 'ETIMEDOUT':
      return `${host} gave no answer on port ${port} within ${limitSeconds} seconds. Most often a firewall drops the connection.`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return `This computer has no way to ${host}.`;
    case 'CERT_HAS_EXPIRED':
      return `The certificate of ${host} has expired.`;
    case 'CERT_NOT_YET_VALID':
      return `The certificate of ${host} is not valid yet. Most often the clock of one of the two computers is wrong.`;
    case 'CERT_REVOKED':
      return `The certificate of ${host} was revoked.`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return `The certificate of ${host} is signed by itself, not by a known authority.`;
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `The certificate of ${host} comes from ${stranger(error)}.`;
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return `The certificate of ${host} comes without its chain, or from ${stranger(error)}.`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return wrongName(error, host);
    case 'EPROTO':
      return `What answers on port ${port} of ${host} does not speak HTTPS.`;
  }
  if (code.startsWith('ERR_SSL_')) {
    return `What answers on port ${port} of ${host} does not speak HTTPS as it should.`;
  }
  if (code.startsWith('HPE_'))
    return `What answers on port ${port} of ${host} does not speak HTTP.`;
  return `The connection to ${host} failed (${code}).`;
}

function stranger(error: unknown): string {
  const { signer } = error as { signer?: string };
  return `${signer ? `“${signer}”, ` : ''}an authority that this computer does not know`;
}

function wrongName(error: unknown, host: string): string {
  const { cert } = error as { cert?: { subjectaltname?: string } };
  const names = (cert?.subjectaltname ?? '').split(/,\s*/).flatMap((each) => {
    const name = /^DNS:([\w.*-]+)$/.exec(each)?.[1];
    return name === undefined ? [] : [name];
  });
  if (names.length === 0) return `The certificate shown by ${host} is for another name.`;
  const some = names.slice(0, 3).join(', ') + (names.length > 3 ? ' and others' : '');
  return `The certificate shown by ${host} is for another name: ${some}.`;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return 'UNKNOWN';
}
