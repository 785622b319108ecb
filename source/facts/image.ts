import { sh } from '../shell.ts';
import { askEngine, numberIn, readObjects, textIn } from './engine.ts';
import type { HostProbe } from './probe.ts';

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
    const own = repositoryOf(reference);
    return {
      id: textIn(image.id),
      digest: digests.find((digest) => repositoryOf(digest) === own) ?? digests[0] ?? null,
      sizeBytes: numberIn(image.size),
    };
  },
};

/** The name without tag and digest, and without what Docker adds itself: `docker.io/library/`. */
function repositoryOf(reference: string): string {
  return reference
    .replace(/@.*$/, '')
    .replace(/:[^/:]*$/, '')
    .replace(/^(index\.)?docker\.io\//, '')
    .replace(/^library\//, '');
}
