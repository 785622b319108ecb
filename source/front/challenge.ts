import { CHALLENGES_INSIDE } from './container.ts';

/**
 * Served for any name, with or without a site: a certificate comes before the site (RFC 8555, 8.3).
 * `at`: the web server that has them, where that is another one.
 */
export function challenge(indent: string, at?: string): string {
  return `
location ^~ /.well-known/acme-challenge/ {
${at === undefined ? SERVED : passedOn(at)}
}
`.replaceAll(/^(?=.)/gm, indent);
}

const SERVED = `  alias ${CHALLENGES_INSIDE}/;
  default_type text/plain;`;

/** A variable, so that the name is looked up when it is asked for. */
function passedOn(at: string): string {
  return `  set $challenges http://${at};
  proxy_pass $challenges;`;
}
