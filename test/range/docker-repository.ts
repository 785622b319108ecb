import { container, runService } from './containers.ts';
import { containersWith } from './engine.ts';
import { oneAtATime } from './lock.ts';
import { addresses, dockerRepositoryName } from './places.ts';
import { servicesImage } from './recipes.ts';

/**
 * Lets one host reach download.docker.com; gives the flags for its container. To all others the
 * name does not resolve, as behind a strict firewall.
 */
export async function dockerRepositoryFlags(): Promise<string[]> {
  await oneAtATime('downloads', async () => {
    const image = await servicesImage();
    const running = await containersWith('status=running', `ancestor=${image}`);
    if (!running.includes(container('downloads'))) {
      await runService('downloads', 'downloads', image, {
        options: ['-v', 'range-downloads:/srv'],
      });
    }
  });
  return ['--add-host', `${dockerRepositoryName}:${addresses.downloads}`];
}
