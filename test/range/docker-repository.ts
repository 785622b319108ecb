import { container, runService } from './containers.ts';
import { dns } from './dns.ts';
import { containersWith } from './engine.ts';
import { oneAtATime } from './lock.ts';
import { addresses, dockerRepositoryName } from './places.ts';
import { servicesImage } from './recipes.ts';

/** Off, download.docker.com does not resolve, as behind a strict firewall. That is how the range starts. */
export async function dockerRepository(state: 'on' | 'off'): Promise<void> {
  if (state === 'off') return dns.del(dockerRepositoryName);
  await oneAtATime('downloads', async () => {
    const image = await servicesImage();
    const running = await containersWith('status=running', `ancestor=${image}`);
    if (!running.includes(container('downloads'))) {
      await runService('downloads', 'downloads', image, {
        options: ['-v', 'range-downloads:/srv'],
      });
    }
  });
  await dns.set(dockerRepositoryName, addresses.downloads);
}
