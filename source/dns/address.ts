/** IP addresses as texts: which kind, and whether the world can reach them. */

/** The one way to write an address (RFC 5952 for IPv6), or undefined for what is none. */
export function canonicalAddress(text: string): string | undefined {
  if (isV4(text)) return text;
  const bare = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(bare)) return undefined;
  const url = `http://[${bare}]/`;
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : undefined;
}

export function isV4(text: string): boolean {
  const parts = text.split('.');
  return (
    parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && +part < 256)
  );
}

/**
 * Whether an address can be reached from everywhere: not private (RFC 1918, 4193), shared by a
 * provider's customers (RFC 6598), link-local or loopback.
 */
export function isPublic(address: string): boolean {
  if (!isV4(address)) return !/^(::1?$|f[cd]|fe[89ab])/i.test(address);
  const [a = 0, b = 0] = address.split('.').map(Number);
  const reserved =
    a === 0 ||
    a === 10 ||
    a === 127 ||
    a >= 224 ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168);
  return !reserved;
}
