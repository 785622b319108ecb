import type { Readable } from 'node:stream';
import type { Telling } from '../../run.ts';
import { hearBuild, NOTHING_BUILT } from './build-progress.ts';
import { buildTrouble } from './build-trouble.ts';
import type { EngineClient } from './client.ts';
import { confirm } from './pull.ts';
import { upload } from './upload.ts';

/** A folder on its way to the engine. */
export interface BuildOrder {
  readonly image: string;
  /** Where it lies, for messages. */
  readonly folder: string;
  /** As a tar archive. */
  readonly context: Readable;
  /** Of all files together. */
  readonly bytes: number;
}

/** Builds an image, and makes sure that it is there. */
export async function* buildImage(
  client: EngineClient,
  { image, folder, context, bytes }: BuildOrder,
  signal?: AbortSignal,
): AsyncGenerator<Telling> {
  let state = NOTHING_BUILT;
  yield* upload(
    {
      body: context,
      bytes,
      saying: 'Sending the folder',
      call: (body, stop) => client.build(image, body, stop),
      hear: (message) => {
        const heard = hearBuild(state, message);
        state = heard.state;
        return heard.tellings;
      },
      trouble: (refusal) => buildTrouble(refusal, image, folder, state),
    },
    signal,
  );
  await confirm(client, image, signal);
}
