import { CHALLENGES_INSIDE } from './container.ts';

/** Served for any name, with or without a site: a certificate comes before the site (RFC 8555, 8.3). */
export function challenge(indent: string): string {
  return `
location ^~ /.well-known/acme-challenge/ {
  alias ${CHALLENGES_INSIDE}/;
  default_type text/plain;
}
`.replaceAll(/^(?=.)/gm, indent);
}
