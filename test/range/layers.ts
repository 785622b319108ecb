import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { bases } from './bases.ts';
import { allRights } from './containers.ts';
import { docker, dockerSucceeds } from './engine.ts';
import { ensureImage, type Recipe, tagOf } from './image.ts';
import { oneAtATime } from './lock.ts';
import { addresses, inCache, network, type Say, type Suite } from './places.ts';
import { pushBase } from './registry.ts';

const folder = '/usr/lib/range-layers';

/**
 * What `docker run` is told so that a host with Docker has the large layers of the apps' images, as a server that has
 * been in use may have: no image, but what a pull finds there already. Each app's own layers still come from the registry.
 */
export async function layersFor(suite: Suite, image: string, say: Say): Promise<string[]> {
  return ['-v', `${await layersVolume(suite, image, say)}:${folder}:ro`];
}

/** What the host's first process does before Docker is started. Docker writes beside the layers, never into them. */
export const takeLayers = `[ -e /var/lib/range-first-boot ] || cp -a ${folder}/taken/. /var/lib/docker/`;

/** A volume with the layers as this suite's Docker stores them; filled once, and read by all hosts. */
async function layersVolume(suite: Suite, image: string, say: Say): Promise<string> {
  const recipes = Object.values(await bases());
  const tags = await Promise.all(recipes.map(tagOf));
  const hash = createHash('sha256').update(JSON.stringify([image, tags, FILL]));
  const volume = `range-layers-${suite}-${hash.digest('hex').slice(0, 12)}`;
  if (await isFilled(volume)) return volume;
  return oneAtATime(`layers-${suite}`, async () => {
    if (await isFilled(volume)) return volume;
    say(`Storing layers for ${suite}`);
    // Where an earlier try was cut off, its engine may still write.
    await dockerSucceeds(['rm', '-fv', filler(suite)]);
    await removeLayers(suite);
    const references = [];
    for (const recipe of recipes) references.push(await pushed(recipe, say));
    await fill(suite, volume, image, references);
    await writeFile(filledFile(volume), '');
    return volume;
  });
}

const filler = (suite: Suite) => `range-layers-${suite}`;

const filledFile = (volume: string) => inCache(volume);

async function isFilled(volume: string): Promise<boolean> {
  const noted = await readFile(filledFile(volume)).then(
    () => true,
    () => false,
  );
  return noted && (await dockerSucceeds(['volume', 'inspect', volume]));
}

async function pushed(recipe: Recipe, say: Say): Promise<string> {
  return pushBase(await ensureImage(recipe, say), recipe.name);
}

async function fill(
  suite: Suite,
  volume: string,
  image: string,
  references: string[],
): Promise<void> {
  await docker(['volume', 'create', '--label', 'range=layers', volume]);
  await docker([
    ...['run', '--rm', '--name', filler(suite), '--label', 'range=layers'],
    ...['--network', network.name],
    ...['--dns', addresses.dns, ...allRights, '-v', '/var/lib/containerd'],
    ...['-v', `${volume}:/var/lib/docker`, '--tmpfs', '/run', image],
    ...['bash', '-ec', FILL, 'fill', ...references],
  ]);
}

/** Removes the volumes that no host uses. */
export async function removeLayers(suite = ''): Promise<void> {
  const filter = ['-f', 'label=range=layers', '-f', `name=range-layers-${suite}`];
  const listed = await docker(['volume', 'ls', '-q', ...filter]);
  for (const volume of listed.split('\n').filter(Boolean)) {
    await dockerSucceeds(['volume', 'rm', volume]);
  }
}

// The layers stay where they are; what a host takes leads to them, and names no image.
const FILL = `
dockerd --iptables=false --bridge=none >/var/log/dockerd.log 2>&1 &
engine=$!
for i in $(seq 600); do docker version >/dev/null 2>&1 && break; sleep 0.1; done
for image; do docker pull -q "$image" || { tail /var/log/dockerd.log >&2; exit 1; }; done
kill $engine; wait $engine || true
cd /var/lib/docker
mkdir -p taken/image/overlay2 taken/overlay2
cp -a image/overlay2/layerdb image/overlay2/distribution taken/image/overlay2/
rm -rf taken/image/overlay2/layerdb/tmp taken/image/overlay2/layerdb/mounts
cp -a overlay2/l taken/overlay2/
for layer in overlay2/*/diff; do
  at=taken/$(dirname $layer)
  mkdir -m 710 $at
  for each in $(dirname $layer)/*; do [ $each = $layer ] || cp -a $each $at/; done
  ln -s ${folder}/$layer $at/diff
done
`;
