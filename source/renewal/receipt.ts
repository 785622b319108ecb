import { renewalTime } from '../certificates/renewal-time.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { certificateFile } from '../paths.ts';
import { dayOf } from '../text/day.ts';
import { channelInWords } from './channel.ts';
import { RENEWAL_JOB } from './job.ts';

/** How the certificate of an install goes on: what is seen now, or only what stays true. */
export function certificateText(goal: Goal, facts: Facts, which: 'now' | 'lasting'): string {
  const { host, install } = goal;
  const file = certificateFile(install);
  const certificate = facts.get(query('certificate', host, file));
  const renews = facts.get(query('renewal', host))?.timer === 'active';
  const by = `On the server, systemctl start ${RENEWAL_JOB} looks at once.`;
  if (which === 'lasting') return `${file}. The server renews it by itself. ${by}`;
  if (!certificate) return 'not seen';
  const until = `${file}, until ${dayOf(certificate.until)}.`;
  if (!renews) {
    return `${until} Nothing renews it by itself: run setup-server again before then.`;
  }
  const { at } = renewalTime(certificate, null, new Date(0), 0);
  return `${until} The server renews it by itself, about ${dayOf(at.toISOString())}; it looks every hour.`;
}

/** Who hears of it when a renewal fails. */
export function tellingText(goal: Goal, facts: Facts, which: 'now' | 'lasting'): string {
  if (!goal.notify) {
    return 'Nobody is told. setup-server shows it when you run it, and a calendar file is saved with this page.';
  }
  const told = `You are told ${channelInWords(goal.notify)}.`;
  if (which === 'lasting') return told;
  const tested = facts.get(query('renewal', goal.host))?.tested;
  if (!tested) return `${told} No test message was sent.`;
  return tested.ok ? `${told} A test message was sent.` : `${told} But it failed: ${tested.says}`;
}
