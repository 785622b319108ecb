import { placeOf } from '../../image/reference.ts';
import { sh } from '../../shell.ts';
import type { HostProbe } from '../probe.ts';
import { askEngine, numberIn, readObjects, textIn } from './engine.ts';

export const imageProbe: HostProbe<'image'> = {
  fact: 'image',
  slow: true,
  command: (reference) =>
    askEngine(
      sh`docker image inspect --format ${'{"id":{{json .Id}},"digests":{{json .RepoDigests}},"size":{{json .Size}}}'} -- ${reference}`,
    ),
  parse: (reply, reference) => {
    const [image] = readObjects('image', reference, reply);
    if (!image) return null;
    const digests = Array.isArray(image.digests) ? image.digests.map(textIn) : [];
    const own = whole(reference);
    return {
      id: textIn(image.id),
      digest: digests.find((digest) => whole(digest) === own) ?? digests[0] ?? null,
      sizeBytes: numberIn(image.size),
    };
  },
};

/** Registry and repository: `ghost` and `docker.io/library/ghost` are one. */
function whole(reference: string): string {
  const { registry, repository } = placeOf(reference);
  return `${registry ?? ''}/${repository}`;
}
