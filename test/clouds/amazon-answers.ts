import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { Secret } from '../../source/secrets/secret.ts';

/** Whoever talks to Amazon until the test ends talks to this. Gives answers that hold keys. */
export async function amazonAnswers(reply: RequestListener) {
  const server = createServer(reply);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const before = process.env.AWS_ENDPOINT_URL;
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.close();
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = before;
  });
  return { 'ec2.key-id': 'AKIAIOSFODNN7EXAMPLE', 'ec2.secret': new Secret('x'.repeat(40)) };
}
