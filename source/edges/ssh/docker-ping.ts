import type { Duplex } from 'node:stream';

const REQUEST = 'GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n';
const PATIENCE_SECONDS = 15;

/** Asks a Docker engine for a sign of life; null where it gives one, else what came instead. Ends the stream. */
export async function dockerAnswers(stream: Duplex): Promise<string | null> {
  let answer = '';
  let patience: NodeJS.Timeout | undefined;
  try {
    return await new Promise<string | null>((resolve) => {
      const over = () =>
        resolve(/^HTTP\/1\.[01] 200 /.test(answer) ? null : answer.split('\r\n')[0] || 'no answer');
      patience = setTimeout(over, PATIENCE_SECONDS * 1000);
      stream.on('data', (chunk: Buffer) => {
        answer += chunk.toString('latin1');
        if (answer.includes('\r\n\r\n')) over();
      });
      stream.on('error', (error) => resolve(error.message));
      stream.on('close', over);
      stream.write(REQUEST);
    });
  } finally {
    clearTimeout(patience);
    stream.destroy();
  }
}
