import { isIPv4 } from 'node:net';
import { request } from './http-request.ts';

/** Amazon's own service for that question; it answers with the address and nothing else. */
const ASKED = new URL('https://checkip.amazonaws.com');
const LIMIT_SECONDS = 5;

/** The IPv4 address by which the internet sees this computer; null where that can't be found out. */
export async function lookAtOwnAddress(signal: AbortSignal): Promise<string | null> {
  const asked = { url: ASKED, limitSeconds: LIMIT_SECONDS, maxBytes: 100 };
  const reply = await request(asked, signal).catch(() => null);
  signal.throwIfAborted();
  const text = reply?.body.trim() ?? '';
  return isIPv4(text) ? text : null;
}
