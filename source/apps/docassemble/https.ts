import { type Answers, textAnswer } from '../../answers/answers.ts';
import type { EnvEntry, Recipe } from '../recipe.ts';
import { type TlsWay, tlsWay } from '../tls.ts';
import { EMAIL } from './administrator.ts';

const ALL = ['BEHINDHTTPSLOADBALANCER', 'USEHTTPS', 'USELETSENCRYPT', 'LETSENCRYPTEMAIL'];
/** Exists once the whole start is done; plain HTTP only leads to HTTPS then (Docker/initialize.sh). */
const READY = '/var/run/docassemble/ready';
/** Other names here are passed over, and visitors get a certificate that nobody trusts. */
const CERTIFICATES = '/usr/share/docassemble/certs';

/** Who has the certificate, as docassemble's variables say it. Its first start settles that. */
export function https(answers: Answers): {
  readonly env: readonly EnvEntry[];
  readonly unset: readonly string[];
  readonly tls?: NonNullable<Recipe['tls']>;
  readonly ready?: { readonly command: readonly string[] };
} {
  const way = tlsWay(answers);
  const env = variables(way, answers);
  const unset = ALL.filter((name) => !env.some((each) => each.name === name));
  if (way === undefined) return { env, unset };
  const ports = { https: 443, http: 80 };
  const certificate = { chain: `${CERTIFICATES}/nginx.crt`, key: `${CERTIFICATES}/nginx.key` };
  return {
    ...{ env, unset, ready: { command: ['test', '-e', READY] } },
    tls: way === 'app-files' ? { ...ports, certificate } : ports,
  };
}

function variables(way: TlsWay | undefined, answers: Answers): readonly EnvEntry[] {
  switch (way) {
    case undefined:
      return [{ name: 'BEHINDHTTPSLOADBALANCER', value: 'true' }];
    case 'app-files':
      return [{ name: 'USEHTTPS', value: 'true' }];
    case 'app-client':
      return [
        { name: 'USEHTTPS', value: 'true' },
        { name: 'USELETSENCRYPT', value: 'true' },
        ...email(textAnswer(answers, EMAIL)),
      ];
  }
}

/** Asked before the first start, which is the only one that reads it; later it stays as it stands. */
function email(value: string): readonly EnvEntry[] {
  return value === '' ? [] : [{ name: 'LETSENCRYPTEMAIL', value }];
}
