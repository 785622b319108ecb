import { expect, it } from 'vitest';
import { fingerprint, LABEL } from '../../source/containers/container.ts';
import type { ContainerFact } from '../../source/facts/objects.ts';
import { checkContainer } from '../../source/steps/check-container.ts';
import { sampleSpec } from '../docker/sample-spec.ts';
import { sampleContainer } from './sample-container.ts';

const spec = sampleSpec();

function seen(changes: Partial<ContainerFact>): ContainerFact {
  return sampleContainer({
    image: spec.image,
    restart: spec.restart,
    labels: { [LABEL.spec]: fingerprint(spec), [LABEL.env]: 'e5' },
    ...changes,
  });
}

it('holds for a container that runs as it was wanted', () => {
  expect(checkContainer(seen({}), spec, 'e5')).toEqual({ holds: true });
});

it.each([
  ['restarting', 'stops by itself again and again: it ended with exit code 3'],
  ['exited', 'has stopped'],
  ['dead', 'has stopped'],
  ['created', 'does not run'],
  ['paused', 'does not run'],
] as const)('says of one that is %s that it %s', (state, does) => {
  const why = `The container ${spec.name} ${does}.`;
  expect(checkContainer(seen({ state, exitCode: 3 }), spec, 'e5')).toEqual({ holds: false, why });
});

it('wants another one when the settings or env.list are others', () => {
  expect(checkContainer(seen({}), { ...spec, image: 'other:1' }, 'e5')).toMatchObject({
    why: `The container ${spec.name} was made with other settings.`,
  });
  expect(checkContainer(seen({}), spec, 'e6')).toMatchObject({
    why: `The container ${spec.name} was made with an older env.list.`,
  });
});
