import { describe, expect, test } from 'vitest';
import {
  hear,
  NOTHING_PULLED,
  type PullMessage,
  type PullState,
  progressOf,
  tellPull,
} from '../../source/edges/docker/pull-progress.ts';

const layer = (id: string, status: string, current?: number, total?: number): PullMessage => ({
  id,
  status,
  progressDetail: { current, total },
});

function afterHearing(...messages: (PullMessage | [PullMessage, number])[]): PullState {
  let now = 0;
  return messages.reduce<PullState>((state, each) => {
    const [message, at] = Array.isArray(each) ? each : [each, now];
    now = at;
    return hear(state, message, now);
  }, NOTHING_PULLED);
}

describe('how far a pull is', () => {
  test('before the first layer nothing is known', () => {
    const state = afterHearing(
      { status: 'Pulling from jatos/jatos', id: '3.9' },
      { status: 'Digest: sha256:1' },
    );
    expect(progressOf(state)).toEqual({
      layers: 0,
      layersDone: 0,
      bytesDone: 0,
      bytesTotal: 0,
      perSecond: 0,
      fraction: null,
    });
  });

  test('the size of the whole is known when that of each layer is', () => {
    const two = [layer('a', 'Pulling fs layer'), layer('b', 'Waiting')];
    const one = afterHearing(...two, layer('a', 'Downloading', 30, 100));
    expect(progressOf(one)).toMatchObject({
      layers: 2,
      layersDone: 0,
      bytesDone: 30,
      bytesTotal: null,
    });
    const both = hear(one, layer('b', 'Downloading', 10, 300), 0);
    expect(progressOf(both)).toMatchObject({ bytesDone: 40, bytesTotal: 400 });
  });

  test('layers that were there before are in place and weigh nothing', () => {
    const state = afterHearing(layer('a', 'Already exists'), layer('b', 'Downloading', 50, 100));
    expect(progressOf(state)).toMatchObject({
      layers: 2,
      layersDone: 1,
      bytesDone: 50,
      bytesTotal: 100,
    });
    expect(progressOf(state).fraction).toBeCloseTo(0.35);
  });

  test('a layer goes from download through extraction to its end', () => {
    const steps: [PullMessage, number][] = [
      [layer('a', 'Pulling fs layer'), 0],
      [layer('a', 'Downloading', 50, 100), 0.35],
      [layer('a', 'Verifying Checksum'), 0.7],
      [layer('a', 'Download complete'), 0.7],
      [layer('a', 'Extracting', 50, 100), 0.85],
      [layer('a', 'Extracting', 100, 100), 1],
      [layer('a', 'Pull complete'), 1],
    ];
    let state = NOTHING_PULLED;
    for (const [message, fraction] of steps) {
      state = hear(state, message, 0);
      expect(progressOf(state).fraction).toBeCloseTo(fraction);
    }
    expect(progressOf(state)).toMatchObject({ layersDone: 1, bytesDone: 100, bytesTotal: 100 });
  });

  test('a download that begins anew takes its bytes back, but never the fraction', () => {
    const before = afterHearing(layer('a', 'Downloading', 80, 100));
    const state = hear(before, layer('a', 'Retrying in 5 seconds'), 0);
    expect(progressOf(state)).toMatchObject({ bytesDone: 0 });
    expect(progressOf(state).fraction).toBeCloseTo(0.56);
  });

  test('a layer too small to report its size ends in place all the same', () => {
    const state = afterHearing(
      layer('a', 'Pulling fs layer'),
      layer('a', 'Download complete'),
      layer('a', 'Pull complete'),
    );
    expect(progressOf(state)).toMatchObject({
      layersDone: 1,
      bytesDone: 0,
      bytesTotal: 0,
      fraction: 1,
    });
  });

  test('numbers that count no bytes are not taken for bytes', () => {
    const seconds = { id: 'a', status: 'Extracting', progressDetail: { current: 7, units: 's' } };
    const state = afterHearing(layer('a', 'Downloading', 100, 100), seconds);
    expect(progressOf(state)).toMatchObject({ bytesDone: 100, bytesTotal: 100 });
    expect(progressOf(state).fraction).toBeCloseTo(0.7);
  });

  test.each<[string, PullMessage]>([
    ['no id', { status: 'Downloading' }],
    ['an unknown status', layer('a', 'Contemplating', 1, 2)],
    ['another shape', { id: 7, status: null }],
  ])('a message with %s changes nothing', (_title, message) => {
    expect(hear(NOTHING_PULLED, message, 0)).toBe(NOTHING_PULLED);
  });

  test('odd numbers do no harm', () => {
    const odd = { id: 'a', status: 'Downloading', progressDetail: { current: -5, total: 'x' } };
    expect(progressOf(afterHearing(odd))).toMatchObject({
      bytesDone: 0,
      bytesTotal: null,
      fraction: 0,
    });
    expect(progressOf(afterHearing(layer('a', 'Downloading', 300, 100))).fraction).toBeCloseTo(0.7);
  });

  test('the rate is that of the last seconds', () => {
    const download = (current: number, at: number): [PullMessage, number] => [
      layer('a', 'Downloading', current, 1e9),
      at,
    ];
    expect(progressOf(afterHearing(download(0, 0))).perSecond).toBe(0);
    expect(progressOf(afterHearing(download(0, 0), download(1_000_000, 500))).perSecond).toBe(
      2_000_000,
    );
    const slower = afterHearing(
      download(0, 0),
      download(5_000_000, 5000),
      download(5_500_000, 10_000),
    );
    expect(progressOf(slower).perSecond).toBe(100_000);
  });
});

describe('progress in words', () => {
  test('layers, and bytes once there are any', () => {
    expect(tellPull(progressOf(NOTHING_PULLED))).toEqual({
      text: 'Asking the registry',
      fraction: null,
    });
    expect(tellPull({ ...progressOf(NOTHING_PULLED), fraction: 1 })).toEqual({
      text: 'The newest is there already',
      fraction: 1,
    });
    expect(tellPull(progressOf(afterHearing(layer('a', 'Pulling fs layer'))))).toEqual({
      text: '0 of 1 layers',
      fraction: 0,
    });
    const state = afterHearing(layer('a', 'Already exists'), layer('b', 'Downloading', 50, 100));
    expect(tellPull(progressOf(state))).toEqual({
      text: '1 of 2 layers',
      fraction: 0.35,
      bytes: { done: 50, total: 100, perSecond: 0 },
    });
  });
});
