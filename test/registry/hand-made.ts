import { registry } from '../range/range.ts';
import { digestOf } from './imitated-registry.ts';

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';

export interface HandMade {
  /** The digest of the index that `both` stands for. */
  readonly index: string;
  readonly remove: () => Promise<void>;
}

/**
 * Beside `repository:source` in the range's registry: the tag `armOnly`, the same for arm64 only,
 * and `both`, an index of the two. No engine can build for another processor without emulating it.
 */
export async function pushHandMade(
  repository: string,
  source: string,
  tags: { readonly armOnly: string; readonly both: string },
): Promise<HandMade> {
  const there = await registry.call(`${repository}/manifests/${source}`, {
    headers: { accept: MANIFEST },
  });
  const own = await there.text();
  const manifest = JSON.parse(own);
  const blob = await registry.call(`${repository}/blobs/${manifest.config.digest}`);
  const config = JSON.stringify({
    ...JSON.parse(await blob.text()),
    architecture: 'arm64',
    variant: 'v8',
    // Another one at each run, so that one test removes only what is its own.
    author: tags.armOnly,
  });
  const digest = await pushBlob(repository, config);
  const arm = JSON.stringify({
    ...manifest,
    config: { ...manifest.config, digest, size: Buffer.byteLength(config) },
  });
  const entry = (text: string, platform: object) => ({
    mediaType: MANIFEST,
    digest: digestOf(text),
    size: Buffer.byteLength(text),
    platform,
  });
  const index = JSON.stringify({
    schemaVersion: 2,
    mediaType: INDEX,
    annotations: { made: tags.both },
    manifests: [
      entry(own, { os: 'linux', architecture: 'amd64' }),
      entry(arm, { os: 'linux', architecture: 'arm64', variant: 'v8' }),
    ],
  });
  await put(`${repository}/manifests/${tags.armOnly}`, arm, MANIFEST);
  await put(`${repository}/manifests/${tags.both}`, index, INDEX);
  return {
    index: digestOf(index),
    async remove() {
      for (const text of [index, arm])
        await registry.call(`${repository}/manifests/${digestOf(text)}`, { method: 'DELETE' });
    },
  };
}

async function pushBlob(repository: string, content: string): Promise<string> {
  const digest = digestOf(content);
  const upload = await registry.call(`${repository}/blobs/uploads/`, { method: 'POST' });
  const { pathname, search } = new URL(upload.headers.get('location') ?? '', 'http://registry');
  const join = search === '' ? '?' : '&';
  await put(
    `${pathname.replace(/^\/v2\//, '')}${search}${join}digest=${digest}`,
    content,
    'application/octet-stream',
  );
  return digest;
}

async function put(path: string, body: string, type: string): Promise<void> {
  await registry.call(path, { method: 'PUT', body, headers: { 'content-type': type } });
}
