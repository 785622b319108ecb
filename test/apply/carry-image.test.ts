import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CarryImageAction } from '../../source/action.ts';
import { carryImage } from '../../source/apply/carry-image.ts';
import type { Connection } from '../../source/hosts/host.ts';
import { ImitatedEngine, json, stream } from '../docker/imitated-engine.ts';

const ID = `sha256:${'1'.repeat(64)}`;
const ACTION: CarryImageAction = {
  ...{ do: 'carry-image', id: ID, image: 'localhost/study:5a5a' },
  ...{ from: 'ssh://root@203.0.113.7:22', to: 'ssh://root@203.0.113.8:22' },
};
const never = new AbortController().signal;

let engine: ImitatedEngine;
beforeEach(async () => {
  engine = await ImitatedEngine.start();
  engine.on('POST /images/.*/tag', json({}, 201));
  engine.on('GET /images/.*/json', json({ Id: ID, Architecture: 'amd64' }));
});
afterEach(() => engine.close());

function from(output: () => Readable) {
  const asked: string[] = [];
  const connection = {
    output: async ({ text }: { text: string }) => {
      asked.push(text);
      return output();
    },
  } as unknown as Connection;
  return { connection, asked };
}

async function carried(output: () => Readable) {
  const { connection, asked } = from(output);
  const to = { dockerSocket: async () => engine.socketPath } as unknown as Connection;
  for await (const _ of carryImage(connection, to, ACTION, never));
  return asked;
}

it('goes from one Docker to the other, packed, and gets its name there', async () => {
  engine.on('POST /images/load', stream({ stream: `Loaded image ID: ${ID}\n` }));
  const asked = await carried(() => Readable.from([Buffer.from('one '), Buffer.from('two')]));
  expect(asked.join()).toMatch(new RegExp(`docker save ${ID} \\| gzip -1`));
  const [loaded, tagged] = engine.requests.filter(({ method }) => method === 'POST');
  expect(loaded?.body).toBe('one two');
  expect(decodeURIComponent(tagged?.url ?? '')).toMatch(
    /images\/sha256:1+\/tag\?repo=localhost\/study&tag=5a5a/,
  );
});

it('says of which server it was where it is of no use', async () => {
  engine.on('POST /images/load', stream({ errorDetail: { message: 'unexpected EOF' } }));
  await expect(carried(() => Readable.from([Buffer.from('half')]))).rejects.toMatchObject({
    trouble: {
      code: 'image.not-loaded',
      what: 'Docker on the server could not take the image out of 203.0.113.7.',
      next: [expect.stringMatching(/once more/)],
    },
  });
});

it('is tried again where the first server is lost on the way', async () => {
  const output = () =>
    new Readable({
      read() {
        this.push('some');
        this.destroy(new Error('client_loop: send disconnect: Broken pipe'));
      },
    });
  await expect(carried(output)).rejects.toMatchObject({
    trouble: { code: 'image.cut-off', passing: true, detail: expect.stringMatching(/Broken pipe/) },
  });
});
