import { describe, expect, it } from 'vitest';
import {
  decideRenewal,
  nextLook,
  type PresentCertificate,
  withCertificate,
} from '../../source/renewal/decide.ts';
import { afterTelling, noticeFor } from '../../source/renewal/notices.ts';
import { afterConfirming, afterFailing, afterWriting } from '../../source/renewal/outcome.ts';
import { freshState, type RenewalState } from '../../source/renewal/state.ts';

const HOUR = 3600 * 1000;
const DAY = 24 * HOUR;
const BEGIN = Date.parse('2027-01-01T00:00:00Z');
const NAME = 'study.example.org';
const DOWN = { code: 'acme.unreachable', what: 'The authority could not be reached.' };

interface Story {
  /** When the CA was asked for a certificate, in days. */
  readonly tries: readonly number[];
  /** What a person was told, and on which day. */
  readonly told: readonly (readonly [string, number])[];
  /** How long visitors met a certificate that had ended, in days. */
  readonly withoutOne: number;
  /** On which days there was a new one. */
  readonly renewed: readonly number[];
  /** The day on which the certificate was first due. */
  readonly due: number;
}

/** The server's hourly timer over so many days; the CA is down between two of them. */
function live(days: number, life: number, down: (due: number) => readonly [number, number]): Story {
  let certificate = issued(BEGIN, life, 1);
  let state: RenewalState = {
    lookedAt: '',
    installs: { study: withCertificate(freshState(NAME), certificate, new Date(BEGIN)) },
  };
  const due = inDays(Date.parse(state.installs.study?.due?.at ?? ''));
  const [from, until] = down(due);
  let next = BEGIN;
  const story = { tries: [] as number[], told: [] as [string, number][], renewed: [] as number[] };
  let ended = 0;
  for (let at = BEGIN; at < BEGIN + days * DAY; at += HOUR) {
    if (Date.parse(certificate.until) <= at) ended += 1;
    if (at < next) continue;
    const now = new Date(at);
    let install = withCertificate(state.installs.study ?? freshState(NAME), certificate, now);
    if (decideRenewal(install, certificate, [NAME], now).do === 'renew') {
      story.tries.push(inDays(at));
      if (inDays(at) >= from && inDays(at) < until) {
        install = afterFailing(install, DOWN, now, null);
      } else {
        certificate = issued(at, life, story.renewed.push(inDays(at)) + 1);
        install = afterConfirming(afterWriting(install, certificate.serial, null, now), now);
        install = withCertificate(install, certificate, now);
      }
    }
    const notice = noticeFor('study', install, now);
    if (notice) {
      story.told.push([notice.about, inDays(at)]);
      install = afterTelling(install, notice, now);
    }
    state = { lookedAt: now.toISOString(), installs: { study: install } };
    next = nextLook(state, now).getTime();
  }
  return { ...story, withoutOne: (ended * HOUR) / DAY, due };
}

const inDays = (at: number) => (at - BEGIN) / DAY;

function issued(at: number, life: number, number: number): PresentCertificate {
  const [from, until] = [at, at + life * DAY].map((each) => new Date(each).toISOString());
  return {
    ...{ serial: `${number}`, from: from ?? '', until: until ?? '', names: [NAME], keyFits: true },
  };
}

const abouts = ({ told }: Story) => told.map(([about]) => about);
const gaps = (days: readonly number[]) => days.slice(1).map((day, at) => day - (days[at] ?? 0));

describe('the authority is down', () => {
  it.each([
    [90, ['failing', 'works-again']],
    [45, ['failing', 'works-again']],
    // A third of what is left is a lot to lose there.
    [6, ['failing', 'late', 'works-again']],
  ])('for a day: a certificate of %d days is replaced in good time', (life, told) => {
    const story = live(life, life, (due) => [due - 0.1, due + 0.9]);
    expect(story.withoutOne).toBe(0);
    expect(abouts(story)).toEqual(told);
    expect(story.tries.length).toBeGreaterThan(2);
    expect(story.renewed[0]).toBeLessThan(story.due + 0.9 + 1.1);
  });

  it.each([90, 45])('for a week: one of %d days is asked for daily, no more', (life) => {
    const story = live(life, life, (due) => [due - 1, due + 7]);
    expect(story.withoutOne).toBe(0);
    const failed = story.tries.filter((day) => day < story.due + 7);
    expect(failed.length).toBeGreaterThanOrEqual(8);
    expect(failed.length).toBeLessThanOrEqual(10);
    expect(Math.max(...gaps(story.tries))).toBeLessThanOrEqual(1 + 1 / 24);
    expect(story.renewed[0]).toBeLessThanOrEqual(story.due + 8.1);
    expect(abouts(story).at(-1)).toBe('works-again');
  });

  it.each([90, 45, 6])(
    'beyond the end of one of %d days: a person hears each step once',
    (life) => {
      const story = live(life + 20, life, (due) => [due - 1, life + 3]);
      expect(abouts(story).slice(0, 4)).toEqual(['failing', 'late', 'ended', 'works-again']);
      const [, late, over] = story.told.map(([, day]) => day);
      expect(late).toBeLessThan(life);
      expect(over).toBeGreaterThanOrEqual(life);
      // Nobody who visits waits longer than it takes until the next try.
      expect(story.withoutOne).toBeGreaterThan(2.9);
      expect(story.withoutOne).toBeLessThan(3.5);
      // Near the end it is asked more often, and never more than every hour.
      const near = story.tries.filter((day) => day > life - 1 && day <= life);
      expect(near.length).toBeGreaterThan(3);
      expect(Math.min(...gaps(story.tries))).toBeGreaterThanOrEqual(1 / 24 - 1e-9);
    },
  );

  it('for an hour only: nobody is told', () => {
    const story = live(90, 90, (due) => [due - 1, due + 1 / 24]);
    expect(story.told).toEqual([]);
    expect(story.withoutOne).toBe(0);
  });
});

it('a certificate of six days is renewed for a year, each time with days left', () => {
  const story = live(365, 6, () => [0, 0]);
  expect(story.withoutOne).toBe(0);
  expect(story.told).toEqual([]);
  expect(Math.max(...gaps(story.renewed))).toBeLessThan(3.6);
  expect(story.tries).toEqual(story.renewed);
});
