import { describe, expect, it } from 'vitest';
import { confirm } from '../../screens/asking.ts';
import type { Answers } from '../../source/answers/answers.ts';
import { decideGoal } from '../../source/decide-goal.ts';
import type { ManifestFact } from '../../source/facts/docker/manifest-fact.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { loginFor } from '../../source/image/login-for.ts';
import { type Interview, nextMove } from '../../source/interview.ts';
import { textOf } from '../../source/questions/question.ts';
import { script } from '../../source/script.ts';
import { Secret } from '../../source/secrets/secret.ts';

const IMAGE = 'ghcr.io/owner/app:1.4';
const TOKEN = new Secret('hush-token');
const answers: Answers = { app: 'image', install: 'app', 'image.reference': IMAGE };
const asked = ['app', 'install', 'image.reference'];
const manifest = query('manifest', '', IMAGE);
const there: ManifestFact = { is: 'there', digest: 'sha256:1', platforms: [] };

const begin = (value: ManifestFact | null): Interview => ({
  ...{ answers, confirmed: asked },
  facts: new Facts([{ query: manifest, value }]),
});

const askedIn = (interview: Interview) => {
  const move = nextMove(script, interview);
  return move.move === 'ask' ? move.questions.map(({ id }) => id) : move.move;
};

describe('the login at a registry', () => {
  it('is asked for where the registry hides the image, and nowhere else', () => {
    expect(askedIn(begin({ is: 'hidden' }))).toEqual(['registry.user']);
    expect(askedIn(begin(there))).toEqual(['host.kind']);
    expect(askedIn(begin(null))).toEqual(['host.kind']);
  });

  it('says where, and where a token is made', () => {
    const hidden = begin({ is: 'hidden' });
    const named = { ...hidden, answers: { ...answers, 'registry.user': 'anna' } };
    const move = nextMove(script, named);
    if (move.move !== 'ask') throw new Error('Nothing is asked.');
    const [user, token] = move.questions;
    expect(textOf(user?.title ?? '', answers, hidden.facts)).toBe('Your name at ghcr.io');
    expect(textOf(user?.hint ?? '', answers, hidden.facts)).toContain(
      'ghcr.io does not show this image to everybody.',
    );
    expect(textOf(token?.hint ?? '', answers, hidden.facts)).toContain('read:packages');
  });

  it('may be left out, where the server has the image', () => {
    const without = confirm(begin({ is: 'hidden' }), { 'registry.user': '' });
    const again = {
      ...without,
      facts: without.facts.with([{ query: manifest, value: { is: 'hidden' } }]),
    };
    expect(askedIn(again)).toEqual(['host.kind']);
  });

  it('makes the image be looked at anew, with it', () => {
    const given = confirm(begin({ is: 'hidden' }), {
      ...{ 'registry.user': 'anna', 'registry.token': TOKEN },
    });
    expect(nextMove(script, given)).toEqual({ move: 'look', queries: [manifest] });
    const seen = { ...given, facts: given.facts.with([{ query: manifest, value: there }]) };
    expect(askedIn(seen)).toEqual(['host.kind']);
  });

  const whole: Answers = {
    ...{ ...answers, hostname: 'a.example.org', server: '203.0.113.7', 'ssh.user': 'root' },
    ...{ 'registry.user': 'anna', 'registry.token': TOKEN },
  };

  it('goes with the download, and is not remembered', () => {
    const goal = decideGoal(whole, new Facts());
    expect(goal.recipe.source).toEqual({
      from: 'registry',
      login: { user: 'anna', password: TOKEN },
    });
    expect(Object.keys(goal.answers)).not.toContain('registry.user');
    expect(JSON.stringify(goal)).not.toContain('hush-token');
  });

  it('is shown to no registry for another image', () => {
    expect(loginFor(whole, new Facts(), IMAGE)).toEqual({ user: 'anna', password: TOKEN });
    expect(loginFor(whole, new Facts(), 'mariadb:11')).toBeUndefined();
    expect(loginFor({ ...whole, app: 'jatos' }, new Facts(), IMAGE)).toBeUndefined();
  });
});
