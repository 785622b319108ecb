import { type Answers, textAnswer } from '../answers/answers.ts';

/** The id of the question where the certificate comes from. */
export const CERTIFICATE_USE = 'certificate.use';

/**
 * How an app does HTTPS with its own web server, past the front: with a certificate that
 * setup-server gets and renews, or with one that its own ACME client gets.
 */
export type TlsWay = 'app-files' | 'app-client';

export const TLS_WAYS: readonly TlsWay[] = ['app-files', 'app-client'];

/** What a recipe says of its own web server where HTTPS is its own business. */
export interface OwnTls {
  /** The port for HTTPS in its container. */
  readonly https: number;
  /** The port for HTTP, where its own client proves the name there. */
  readonly http?: number;
  /** Where in the container it reads the certificate that we get for it. */
  readonly certificate?: { readonly chain: string; readonly key: string };
}

/** The way that was chosen; undefined where the front has the certificate, or nobody. */
export function tlsWay(answers: Answers): TlsWay | undefined {
  return TLS_WAYS.find((way) => way === textAnswer(answers, CERTIFICATE_USE));
}
