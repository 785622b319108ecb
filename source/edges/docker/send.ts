import { type Readable, Transform } from 'node:stream';

/** What is on its way to the engine. */
export interface Sending {
  /** Ends where the engine has all of it. */
  readonly body: Readable;
  readonly bytesSent: () => number;
}

/** Counts what goes through. `failed` hears what went wrong with the source. */
export function counted(source: Readable, failed: (error: Error) => void): Sending {
  let bytes = 0;
  const body = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      bytes += chunk.length;
      next(null, chunk);
    },
  });
  source.once('error', (error: Error) => {
    failed(error);
    body.destroy();
  });
  // Where the engine hangs up, nobody reads on.
  body.once('close', () => source.destroy());
  body.on('error', () => {});
  source.pipe(body);
  return { body, bytesSent: () => bytes };
}
