import { RENEWAL_LOG } from '../paths.ts';
import { dayOf } from '../text/day.ts';
import { NOT_HANDED_OVER } from './hand-over.ts';
import { RENEWAL_JOB } from './job.ts';
import type { Notice } from './notices.ts';

/** One message to a person, the same for every channel. */
export interface Message {
  /** For programs: `certificate.failing`. */
  readonly event: string;
  /** One line. */
  readonly title: string;
  readonly lines: readonly string[];
  readonly bad: boolean;
  /** For programs: what it is about. */
  readonly details: Readonly<Record<string, string | number | null>>;
}

/** What a person is told, for every way of telling it. */
export function messageFor({ install, about, state }: Notice): Message {
  const { name, certificate, lastTry, failures, notBefore } = state;
  const until = certificate?.until ?? null;
  const details = { install, name, until, failures, code: lastTry?.code ?? null };
  if (about === 'works-again') {
    return {
      event: `certificate.${about}`,
      title: `${name}: the certificate is renewed again`,
      lines: [`All is well. The certificate of ${name} lasts until ${minuteOf(until)}.`],
      bad: false,
      details,
    };
  }
  const stays = about === 'failing' && lastTry?.code === NOT_HANDED_OVER;
  const title = {
    failing: stays
      ? `${name}: the load balancer did not get the renewed certificate`
      : `${name}: the certificate could not be renewed`,
    late: `${name}: the certificate should have been renewed by now`,
    ended: `${name}: the certificate has ended`,
  }[about];
  const lasts =
    about === 'ended'
      ? 'Browsers now warn everybody who visits.'
      : stays
        ? 'It still shows the one before. Once that has ended, browsers warn everybody who visits.'
        : `The present one works until ${minuteOf(until)}. After that browsers warn everybody who visits.`;
  const says = lastTry?.outcome === 'failed' ? [lastTry.says] : [];
  const next = notBefore === null ? [] : [`The server tries again after ${minuteOf(notBefore)}.`];
  return {
    event: `certificate.${about}`,
    title,
    lines: [
      lasts,
      ...says,
      ...next,
      'On your own computer, npx setup-server shows what is in the way and renews it.',
      `On the server: systemctl start ${RENEWAL_JOB}; tail ${RENEWAL_LOG}`,
    ],
    bad: true,
    details,
  };
}

/** What is sent to see whether messages arrive. */
export function testMessage(names: readonly string[]): Message {
  return {
    event: 'certificate.test',
    title: `${names.join(', ')}: a test message from setup-server`,
    lines: [
      `The server renews the certificate of ${names.join(' and ')} by itself.`,
      'If that fails, you are told here. There is nothing to do now.',
    ],
    bad: false,
    details: { name: names[0] ?? null },
  };
}

/** "19 Feb 2027, 11:00 UTC". */
function minuteOf(iso: string | null): string {
  if (iso === null) return 'an unknown time';
  return `${dayOf(iso)}, ${iso.slice(11, 16)} UTC`;
}
