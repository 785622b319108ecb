import type { Readable } from 'node:stream';
import { ExpectedError } from '../../expected-error.ts';
import { textIn } from '../../facts/docker/engine.ts';
import type { Telling } from '../../run.ts';
import type { EngineClient } from './client.ts';
import type { EngineRefusal } from './engine-refusal.ts';
import { confirm } from './pull.ts';
import { diskFull } from './pull-trouble.ts';
import { type Upload, upload } from './upload.ts';

/** A file on its way to the engine. */
export interface LoadOrder {
  readonly image: string;
  /** Where it lies, for messages. */
  readonly file: string;
  readonly archive: Readable;
  /** Of the file; 0 where that is not known. */
  readonly bytes: number;
  /** For the progress. */
  readonly saying?: string;
  /** What to do where it is of no use. */
  readonly next?: readonly string[];
  /** See `Upload.broken`. */
  readonly broken?: Upload['broken'];
}

/** Takes one image out of what `docker save` made, names it, and makes sure that this server can run it. */
export async function* loadImage(
  client: EngineClient,
  { image, file, archive, bytes, saying = 'Sending the file', next = SAVE_ANEW, broken }: LoadOrder,
  signal?: AbortSignal,
): AsyncGenerator<Telling> {
  let loaded: string | undefined;
  yield* upload(
    {
      body: archive,
      bytes,
      saying,
      call: (body, stop) => client.load(body, stop),
      hear: ({ stream }) => {
        const [, name] = /^Loaded image(?: ID)?: (\S+)/.exec(textIn(stream)) ?? [];
        loaded = name ?? loaded;
        return [];
      },
      trouble: (refusal) => loadTrouble(refusal, file, next),
      ...(broken && { broken }),
    },
    signal,
  );
  if (loaded === undefined) throw notLoaded(file, next, 'It did not say which image it took.');
  await client.tag(loaded, image, signal);
  await confirm(client, image, signal);
}

const SAVE_ANEW: readonly string[] = [
  'Make the file anew, where the image is: docker save -o app.tar IMAGE',
  'Then run setup-server again.',
];

function loadTrouble(refusal: EngineRefusal, file: string, next: readonly string[]): ExpectedError {
  return /no space left on device/i.test(refusal.says)
    ? new ExpectedError({ ...diskFull(file), detail: refusal.says, cause: refusal })
    : notLoaded(file, next, refusal.says);
}

function notLoaded(file: string, next: readonly string[], says: string): ExpectedError {
  return new ExpectedError({
    code: 'image.not-loaded',
    what: `Docker on the server could not take the image out of ${file}.`,
    next,
    detail: says,
  });
}
