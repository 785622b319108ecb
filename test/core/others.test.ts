import { describe, expect, it } from 'vitest';
import { LABEL } from '../../source/containers/container.ts';
import { ExpectedError } from '../../source/expected-error.ts';
import { Facts, type FactTypes, query, type Sighting } from '../../source/facts/facts.ts';
import { refuseWhatCannotWork } from '../../source/refusals.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { titleOf } from '../../source/steps/step.ts';
import { goal, ground, HOST } from './example-goal.ts';
import { sampleContainer } from './sample-container.ts';

const container = (name: string, install?: string): Sighting<'container'> => ({
  query: query('container', HOST, name),
  value: sampleContainer({
    labels: install === undefined ? {} : { [LABEL.install]: install },
  }),
});
const volume = (...users: NonNullable<FactTypes['volume']>['users']): Sighting<'volume'> => ({
  query: query('volume', HOST, 'study-data'),
  value: { users },
});

function refusal(...seen: Sighting[]): unknown {
  try {
    refuseWhatCannotWork(goal, new Facts(seen));
  } catch (error) {
    if (error instanceof ExpectedError) return error.code;
    throw error;
  }
  return undefined;
}

describe('what others made on the server', () => {
  it.each<[string, unknown, readonly Sighting[]]>([
    ['a container by hand, under our name', 'docker.name-taken', [container('study')]],
    ['one of another install', 'docker.name-taken', [container('study', 'other')]],
    ["one under the front's name", 'docker.name-taken', [container('setup-server-front')]],
    [
      'one that runs with our data',
      'docker.volume-in-use',
      [volume({ container: 'by-hand', install: null })],
    ],
    [
      'one of another install that does',
      'docker.volume-in-use',
      [volume({ container: 'other', install: 'other' })],
    ],
  ])('%s stops us before anything is done', (_, code, seen) => {
    expect(refusal(...seen)).toBe(code);
  });

  it.each<[string, readonly Sighting[]]>([
    ['our own containers', [container('study', 'study'), container('setup-server-front', 'front')]],
    ['our own container with its data', [volume({ container: 'study', install: 'study' })]],
    ['data that nobody uses', [volume()]],
    [
      'a backup that came after us',
      [container('study', 'study'), volume({ container: 'backup', install: null })],
    ],
  ])('%s does not', (_, seen) => {
    expect(refusal(...seen)).toBeUndefined();
  });

  it('or we, for another app of the same name, is named in the plan before it goes', () => {
    const step = stepsFor(goal, ground).find(({ id }) => id === 'app.start');
    const told = (image: string) => {
      const seen = container('study', 'study');
      const facts = new Facts([{ ...seen, value: { ...seen.value, image } } as Sighting]);
      return step && [titleOf(step, facts), step.because?.(facts)];
    };
    expect(told('example/survey:7')).toEqual([
      'Start Study in the place of example/survey:7',
      'Both would be called study on the server, and one name has one app. With another name for this one, both stay.',
    ]);
    const update = ['Start Study, its data in the volume study-data', undefined];
    expect(told('example/study:1.1')).toEqual(update);
    expect(told('docker.io/example/study@sha256:1')).toEqual(update);
  });

  it('and left as data is named in the plan before it is used', () => {
    const step = stepsFor(goal, ground).find(({ id }) => id === 'app.start');
    const title = (...seen: Sighting[]) => step && titleOf(step, new Facts(seen));
    expect(step?.weighs).toEqual([query('volume', HOST, 'study-data')]);
    expect(title()).toBe('Start Study, its data in the volume study-data');
    expect(title(volume())).toBe(
      'Start Study with the data that is already in the volume study-data',
    );
    expect(title(volume(), container('study', 'study'))).toBe(
      'Start Study, its data in the volume study-data',
    );
  });
});

describe("a newer setup-server's record", () => {
  it('is left as it is, and nothing else is done', () => {
    const written = {
      ...{ format: 99, answers: {}, app: 'study', image: '', digest: null },
      ...{ by: 'anna@laptop', at: '', version: '9.0.0' },
    };
    const record = { query: query('record', HOST, 'study'), value: written };
    expect(refusal(record)).toBe('record.newer');
    expect(refusal({ ...record, value: { ...written, format: 1 } })).toBeUndefined();
  });
});
