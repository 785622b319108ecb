import type { Telling } from '../../run.ts';

export interface PullProgress {
  /** Layers heard of so far. */
  readonly layers: number;
  /** Layers that are in place, those that were there before included. */
  readonly layersDone: number;
  readonly bytesDone: number;
  /** Null until the size of every layer that has to be downloaded is known. */
  readonly bytesTotal: number | null;
  /** Bytes, over the last seconds. */
  readonly perSecond: number;
  /** 0 to 1, never falling. Null before the first layer. */
  readonly fraction: number | null;
}

/** What one pull has told so far. */
export interface PullState {
  readonly layers: ReadonlyMap<string, Layer>;
  /** Downloaded bytes at moments of the last seconds, oldest first. */
  readonly samples: readonly { readonly at: number; readonly bytes: number }[];
  readonly fraction: number;
}

interface Layer {
  readonly phase: Phase;
  readonly downloaded: number;
  readonly extracted: number;
  readonly size: number | null;
}

type Phase = 'waiting' | 'downloading' | 'downloaded' | 'extracting' | 'done' | 'present';

/** A message of the stream of `POST /images/create`. */
export type PullMessage = Readonly<Record<string, unknown>>;

export const NOTHING_PULLED: PullState = { layers: new Map(), samples: [], fraction: 0 };

const PHASES: Readonly<Record<string, Phase>> = {
  'Pulling fs layer': 'waiting',
  Waiting: 'waiting',
  Downloading: 'downloading',
  'Verifying Checksum': 'downloaded',
  'Download complete': 'downloaded',
  Extracting: 'extracting',
  'Pull complete': 'done',
  'Already exists': 'present',
};
const RATE_OVER_MILLISECONDS = 5000;
const SAMPLE_EVERY_MILLISECONDS = 250;
/** Of a layer's way, what is behind it when it is downloaded. */
const DOWNLOAD_SHARE = 0.7;

/** Folds one message in; `now` in milliseconds. Messages that are about no layer change nothing. */
export function hear(state: PullState, message: PullMessage, now: number): PullState {
  const { id, status } = message;
  if (typeof id !== 'string' || typeof status !== 'string') return state;
  const phase = status.startsWith('Retrying') ? 'waiting' : PHASES[status];
  if (phase === undefined) return state;
  const before = state.layers.get(id);
  const layers = new Map(state.layers).set(id, advance(before, phase, bytesIn(message)));
  const fraction = Math.max(state.fraction, behind([...layers.values()]));
  return { layers, samples: sample(state.samples, now, downloaded(layers)), fraction };
}

export function progressOf({ layers, samples, fraction }: PullState): PullProgress {
  const all = [...layers.values()];
  const fetched = all.filter(({ phase }) => phase !== 'present');
  const sizes = fetched.map((layer) => layer.size ?? (isInPlace(layer) ? layer.downloaded : null));
  const [first, last] = [samples[0], samples.at(-1)];
  const elapsed = first && last ? last.at - first.at : 0;
  return {
    layers: all.length,
    layersDone: all.filter(isInPlace).length,
    bytesDone: downloaded(layers),
    bytesTotal: sizes.includes(null)
      ? null
      : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    perSecond:
      first && last && elapsed > 0
        ? Math.max(0, Math.round(((last.bytes - first.bytes) * 1000) / elapsed))
        : 0,
    fraction: all.length === 0 ? null : fraction,
  };
}

/** Progress in words: "3 of 7 layers". */
export function tellPull(progress: PullProgress): Telling {
  const { layers, layersDone, bytesDone, bytesTotal, perSecond, fraction } = progress;
  return {
    text: layers === 0 ? beforeLayers(fraction) : `${layersDone} of ${layers} layers`,
    fraction,
    ...(bytesDone > 0 ? { bytes: { done: bytesDone, total: bytesTotal, perSecond } } : {}),
  };
}

function beforeLayers(fraction: number | null): string {
  return fraction === 1 ? 'The newest is there already' : 'Asking the registry';
}

function advance(before: Layer | undefined, phase: Phase, bytes: Bytes): Layer {
  const layer = before ?? { phase, downloaded: 0, extracted: 0, size: null };
  const size = bytes.total ?? layer.size;
  switch (phase) {
    case 'waiting':
      return { ...layer, phase, downloaded: 0, extracted: 0 };
    case 'downloading':
      return { ...layer, phase, size, downloaded: bytes.current ?? layer.downloaded };
    case 'downloaded':
      return { ...layer, phase, downloaded: layer.size ?? layer.downloaded };
    case 'extracting':
      return {
        ...layer,
        phase,
        size,
        downloaded: size ?? layer.downloaded,
        extracted: bytes.current ?? 0,
      };
    case 'done':
    case 'present':
      return { ...layer, phase };
  }
}

interface Bytes {
  readonly current: number | null;
  readonly total: number | null;
}

/** The numbers of a message, where they are bytes: with `units` they count something else (seconds). */
function bytesIn({ progressDetail }: PullMessage): Bytes {
  const detail = (progressDetail ?? {}) as Record<string, unknown>;
  if (typeof detail.units === 'string' && detail.units !== '')
    return { current: null, total: null };
  const positive = (value: unknown) => (typeof value === 'number' && value > 0 ? value : null);
  return { current: positive(detail.current), total: positive(detail.total) };
}

/** How much of the way is behind us; layers of unknown size count as the mean of the others. */
function behind(layers: readonly Layer[]): number {
  const fetched = layers.filter(({ phase }) => phase !== 'present');
  if (fetched.length === 0) return 0;
  const known = fetched.flatMap(({ size }) => (size === null ? [] : [size]));
  const mean = known.length === 0 ? 1 : known.reduce((sum, size) => sum + size, 0) / known.length;
  const weights = fetched.map(({ size }) => size ?? mean);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const covered = fetched.reduce(
    (sum, layer, index) => sum + share(layer) * (weights[index] ?? 0),
    0,
  );
  return covered / whole;
}

function share({ phase, size, downloaded, extracted }: Layer): number {
  if (phase === 'done') return 1;
  if (phase === 'waiting' || size === null) return 0;
  const part = Math.min(1, downloaded / size) * DOWNLOAD_SHARE;
  return part + Math.min(1, extracted / size) * (1 - DOWNLOAD_SHARE);
}

function sample(samples: PullState['samples'], at: number, bytes: number): PullState['samples'] {
  const last = samples.at(-1);
  if (last && at - last.at < SAMPLE_EVERY_MILLISECONDS) return samples;
  return [...samples.filter((each) => at - each.at <= RATE_OVER_MILLISECONDS), { at, bytes }];
}

function downloaded(layers: ReadonlyMap<string, Layer>): number {
  return [...layers.values()].reduce((sum, layer) => sum + layer.downloaded, 0);
}

function isInPlace({ phase }: Layer): boolean {
  return phase === 'done' || phase === 'present';
}
