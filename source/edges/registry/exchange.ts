import { type HttpReply, request } from '../outside/http-request.ts';

export interface Asked {
  readonly url: URL;
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request and its answer, of whatever status. Throws Node's own error where there is none. */
export type Ask = (asked: Asked) => Promise<HttpReply>;

/** The largest manifest that registries must take is 4 MB (OCI distribution-spec, Pushing Manifests). */
const MAX_BYTES = 4 * 1024 * 1024;

/** All requests together may take so long. `now` is in milliseconds. */
export function askWithin(
  limitSeconds: number,
  signal: AbortSignal,
  now: () => number = () => performance.now(),
): Ask {
  const end = now() + limitSeconds * 1000;
  return async ({ url, method = 'GET', headers = {} }) => {
    const left = Math.max(0.1, (end - now()) / 1000);
    const wanted = { url, method, headers, limitSeconds: left, maxBytes: MAX_BYTES };
    return await request(wanted, signal);
  };
}
