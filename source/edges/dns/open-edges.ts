import type { DnsEdges } from '../../dns/providers/edges.ts';
import { pause } from '../acme/patience.ts';
import { request } from '../outside/http-request.ts';
import { dynamicUpdateOf } from './dynamic-update.ts';
import { httpTo } from './http.ts';
import { lookUp } from './look-up.ts';
import { route53With } from './route53.ts';

/** What the DNS providers need of the world. Nothing is opened before it is used. */
export const dnsEdges: DnsEdges = {
  http: (api) => httpTo(api, request),
  route53: (keys) => route53With(keys),
  dynamicUpdate: (server) => dynamicUpdateOf(server),
  lookUp,
  pause,
};
