import { container, runService } from './containers.ts';
import { containersWith } from './engine.ts';
import { oneAtATime } from './lock.ts';
import { addresses, dockerRepositoryName } from './places.ts';
import { servicesImage } from './recipes.ts';

/**
 * Starts download.docker.com and gives the line for /etc/hosts by which a host reaches it. To all
 * other hosts the name does not resolve, as behind a strict firewall.
 */
export async function dockerRepositoryLine(): Promise<string> {
  await oneAtATime('downloads', async () => {
    const image = await servicesImage();
    const running = await containersWith('status=running', `ancestor=${image}`);
    if (!running.includes(container('downloads'))) {
      await runService('downloads', 'downloads', image, {
        options: ['-v', 'range-downloads:/srv'],
      });
    }
  });
  return `${addresses.downloads} ${dockerRepositoryName}\n`;
}
