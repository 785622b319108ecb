import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Engine, openEngine } from '../../source/edges/docker/engine.ts';
import { openClient } from '../../source/edges/docker/open-client.ts';
import { pullImage } from '../../source/edges/docker/pull.ts';
import type { PullProgress } from '../../source/edges/docker/pull-progress.ts';
import { ExpectedError, type Trouble } from '../../source/expected-error.ts';
import { ImitatedEngine, json, refuse, stream } from './imitated-engine.ts';

let imitated: ImitatedEngine;
let engine: Engine;

beforeEach(async () => {
  imitated = await ImitatedEngine.start();
  engine = await openEngine(imitated.socketPath);
});
afterEach(() => imitated.close());

const image = { Id: 'sha256:1', Size: 5, RepoDigests: ['a/b@sha256:2'], Architecture: 'amd64' };
const there = () => imitated.on('GET /images/.*/json', json(image));
const downloading = { id: 'a', status: 'Downloading', progressDetail: { current: 1, total: 2 } };
const complete = { id: 'a', status: 'Pull complete', progressDetail: {} };

async function pull(name = 'a/b:1', signal?: AbortSignal): Promise<PullProgress[]> {
  const seen: PullProgress[] = [];
  for await (const progress of engine.pull(name, signal)) seen.push(progress);
  return seen;
}

async function troubleOf(pulling: Promise<unknown>): Promise<Trouble> {
  const error = await pulling.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ExpectedError);
  return (error as ExpectedError).trouble;
}

describe('a pull that works', () => {
  test('asks for one tag, tells how far it is, and ends at 1', async () => {
    there().on('POST /images/create', stream(downloading, complete));
    const seen = await pull('a/b');
    expect(seen.at(0)).toMatchObject({ layers: 1, layersDone: 0, bytesDone: 1, bytesTotal: 2 });
    expect(seen.at(-1)).toMatchObject({ layersDone: 1, fraction: 1 });
    const { url } = imitated.requests.find(({ method }) => method === 'POST') ?? { url: '' };
    expect(url).toBe('/v1.44/images/create?fromImage=a%2Fb&tag=latest');
  });

  test('lines that are not JSON do it no harm', async () => {
    there().on('POST /images/create', (response) =>
      response.end(`{"status":\nnot json\n${JSON.stringify(complete)}\n{"sta`),
    );
    expect((await pull()).at(-1)).toMatchObject({ layers: 1, fraction: 1 });
  });
});

describe('a pull that fails in the middle of an answer of 200', () => {
  test.each([
    ['errorDetail', { errorDetail: { message: 'no space left on device' } }, 'server.disk-full'],
    ['error', { error: 'no space left on device' }, 'server.disk-full'],
    [
      'both',
      { error: 'x', errorDetail: { message: 'toomanyrequests: x' } },
      'registry.rate-limited',
    ],
    ['an odd shape', { errorDetail: { code: 1 } }, 'docker.refused'],
  ])('told by %s', async (_title, message, code) => {
    there().on('POST /images/create', stream(downloading, message));
    expect(await troubleOf(pull())).toMatchObject({ code });
  });

  test('cut off: it may be tried again', async () => {
    there().on('POST /images/create', (response) => {
      response.write(`${JSON.stringify(downloading)}\n`, () => response.destroy());
    });
    expect(await troubleOf(pull())).toMatchObject({
      code: 'docker.connection-lost',
      passing: true,
    });
  });

  test('ended without an error and without the image', async () => {
    imitated
      .on('POST /images/create', stream(downloading))
      .on('GET /images/.*/json', refuse(404, 'No such image: a/b:1'));
    expect(await troubleOf(pull())).toMatchObject({ code: 'image.unfinished', passing: true });
  });

  test('silent for too long', async () => {
    imitated.on('POST /images/create', (response) =>
      response.write(`${JSON.stringify(downloading)}\n`),
    );
    const client = await openClient(imitated.socketPath);
    const pulling = (async () => {
      for await (const _ of pullImage(client, 'a/b:1', { silenceSeconds: 0.1 }));
    })();
    expect(await troubleOf(pulling)).toMatchObject({
      code: 'registry.silent',
      what: 'Nothing of a/b:1 arrived for 0.1 seconds.',
      passing: true,
    });
  });
});

describe('an image for another kind of processor', () => {
  test('is not left to fail at its start', async () => {
    imitated
      .on('POST /images/create', stream(complete))
      .on('GET /images/.*/json', json({ ...image, Architecture: 'arm64' }));
    expect(await troubleOf(pull())).toMatchObject({
      code: 'image.architecture',
      what: 'a/b:1 is made for arm64 processors; this server has amd64.',
    });
  });

  test('may be one of 32 bits, which a server of 64 bits runs too', async () => {
    imitated
      .on('POST /images/create', stream(complete))
      .on('GET /images/.*/json', json({ ...image, Architecture: '386' }));
    expect((await pull()).at(-1)).toMatchObject({ fraction: 1 });
  });
});

describe('a pull that is stopped', () => {
  test('ends the download, and throws the reason', async () => {
    const stop = new AbortController();
    const ended = new Promise<void>((resolve) => {
      imitated.on('POST /images/create', (response) => {
        response.on('close', resolve);
        response.write(`${JSON.stringify(downloading)}\n`);
      });
    });
    const reason = new Error('the person pressed Ctrl-C');
    const pulling = (async () => {
      for await (const _ of engine.pull('a/b:1', stop.signal)) stop.abort(reason);
    })();
    await expect(pulling).rejects.toBe(reason);
    await ended;
  });

  test('does not even begin once the signal is aborted', async () => {
    await expect(pull('a/b:1', AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
    expect(imitated.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  test('ends the download where the reader leaves', async () => {
    const ended = new Promise<void>((resolve) => {
      imitated.on('POST /images/create', (response) => {
        response.on('close', resolve);
        response.write(`${JSON.stringify(downloading)}\n`);
      });
    });
    for await (const _ of engine.pull('a/b:1')) break;
    await ended;
  });
});

/** Messages as Docker 20.10 to 29 give them, with the classic image store and with containerd's. */
const refusals: [number, string, string, string][] = [
  [
    404,
    "pull access denied for a/b, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    'image.missing',
    'Docker Hub has no image a/b, or does not show it to everybody.',
  ],
  [
    404,
    'failed to resolve reference "docker.io/a/b:1": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    'image.missing',
    'Docker Hub has no image a/b, or does not show it to everybody.',
  ],
  [
    404,
    'manifest for a/b:1 not found: manifest unknown: manifest unknown',
    'image.tag-missing',
    'Docker Hub has no "1" of a/b.',
  ],
  [
    404,
    'failed to resolve reference "docker.io/a/b:1": docker.io/a/b:1: not found',
    'image.tag-missing',
    'Docker Hub has no "1" of a/b.',
  ],
  [
    404,
    'something else',
    'image.missing',
    'Docker Hub has no image a/b, or does not show it to everybody.',
  ],
  [
    400,
    'invalid reference format: repository name (A/b) must be lowercase',
    'image.name',
    '"a/b:1" is not the name of an image.',
  ],
  [
    500,
    'unauthorized: authentication required',
    'registry.login',
    'Docker Hub gives a/b:1 only to people who log in.',
  ],
  [
    500,
    'Head "https://r.example.org/v2/b/manifests/1": no basic auth credentials',
    'registry.login',
    'Docker Hub gives a/b:1 only to people who log in.',
  ],
  [
    429,
    'toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
    'registry.rate-limited',
    'Docker Hub takes no more downloads from this server for now.',
  ],
  [
    500,
    'failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/a/b/manifests/sha256:1: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.',
    'registry.rate-limited',
    'Docker Hub takes no more downloads from this server for now.',
  ],
  [
    500,
    'no matching manifest for linux/arm64/v8 in the manifest list entries',
    'image.architecture',
    "There is no a/b:1 for this server's kind of processor (linux/arm64/v8).",
  ],
  [
    500,
    'failed to register layer: Error processing tar file(exit status 1): write /x: no space left on device',
    'server.disk-full',
    "The server's disk is full: a/b:1 does not fit.",
  ],
  [
    500,
    'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 127.0.0.53:53: no such host',
    'registry.unreachable',
    'The server could not reach Docker Hub.',
  ],
  [
    500,
    'Get "https://registry-1.docker.io/v2/": net/http: TLS handshake timeout',
    'registry.unreachable',
    'The server could not reach Docker Hub.',
  ],
  [
    500,
    'Get "https://registry-1.docker.io/v2/": dial tcp 198.51.100.4:443: connect: connection refused',
    'registry.unreachable',
    'The server could not reach Docker Hub.',
  ],
  [
    500,
    'received unexpected HTTP status: 503 Service Unavailable',
    'registry.unreachable',
    'The server could not reach Docker Hub.',
  ],
  [
    500,
    'Get "https://registry-1.docker.io/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'registry.certificate',
    'The server does not trust the certificate of Docker Hub.',
  ],
  [500, 'the moon is full', 'docker.refused', 'Docker could not download a/b:1.'],
];

describe('a pull that is refused', () => {
  test.each(refusals)('%i %s', async (status, says, code, what) => {
    imitated.on('POST /images/create', refuse(status, says));
    const trouble = await troubleOf(pull());
    expect(trouble).toMatchObject({ code, what, detail: says });
    expect(trouble.next?.length).toBeGreaterThan(0);
    expect(trouble.passing ?? false).toBe(code === 'registry.unreachable');
  });

  test.each(refusals)('%i %s: the same in the stream', async (status, says, code) => {
    there().on('POST /images/create', stream({ errorDetail: { message: says }, error: says }));
    const expected = status === 404 && says === 'something else' ? 'docker.refused' : code;
    expect(await troubleOf(pull())).toMatchObject({ code: expected });
  });

  test('how long to wait is told where the registry says it', async () => {
    const limited = async (says: string) => {
      imitated.on('POST /images/create', refuse(429, says));
      const { next, passing } = await troubleOf(pull('ghcr.io/a/b'));
      return [next?.[0], passing];
    };
    expect(await limited('toomanyrequests: retry-after: 629.967µs, allowed: 44000/minute')).toEqual(
      ['Wait 1 seconds, then try again.', true],
    );
    expect(await limited('toomanyrequests: Retry-After: 240')).toEqual([
      'Wait 4 minutes, then try again.',
      undefined,
    ]);
    const [again] = await limited('toomanyrequests: Retry-After: 10800');
    expect(again).toMatch(
      /^Run this again on [A-Z]\w+day \d+ [A-Z]\w+ at \d\d:\d\d \S+, in 3 hours\. It goes on where it stopped\.$/,
    );
    expect(await limited('toomanyrequests: x')).toEqual([
      'Wait some hours, then run this again. It goes on where it stopped.',
      undefined,
    ]);
  });

  test('the place to look and the registry to log in to are named', async () => {
    imitated.on('POST /images/create', refuse(404, 'manifest unknown'));
    expect((await troubleOf(pull('jatos/jatos:9'))).next).toEqual([
      'Look up which tags there are on https://hub.docker.com/r/jatos/jatos/tags, and choose one of them.',
    ]);
    expect((await troubleOf(pull('nginx:9'))).next).toEqual([
      'Look up which tags there are on https://hub.docker.com/_/nginx/tags, and choose one of them.',
    ]);
    imitated.on('POST /images/create', refuse(500, 'unauthorized: authentication required'));
    expect((await troubleOf(pull('ghcr.io/a/b:1'))).next).toEqual([
      'Get it on the server yourself: docker login ghcr.io, then docker pull ghcr.io/a/b:1. Then try again.',
    ]);
  });
});
