import { join } from 'node:path';
import { EXPERIMENTS } from './apps.ts';
import { container, runService } from './containers.ts';
import { containersWith } from './engine.ts';
import { oneAtATime } from './lock.ts';
import { addresses } from './places.ts';
import { servicesImage } from './recipes.ts';

const program = join(import.meta.dirname, 'images', 'elsewhere', 'run-elsewhere');
const library = EXPERIMENTS.map((name) => ({ name, tags: ['attention', 'jspsych'] }));

/**
 * Starts quay.io and expfactory.github.io, and gives the lines for /etc/hosts by which a host or an
 * operator reaches them. To all others they do not resolve.
 */
export async function elsewhereLines(): Promise<string> {
  await oneAtATime('elsewhere', async () => {
    const image = await servicesImage();
    const running = await containersWith('status=running', `ancestor=${image}`);
    if (!running.includes(container('elsewhere'))) {
      await runService('elsewhere', 'elsewhere', image, {
        env: { LIBRARY: JSON.stringify(library) },
        options: ['-v', `${program}:/usr/local/bin/run-elsewhere:ro`],
      });
    }
  });
  return `${addresses.elsewhere} quay.io expfactory.github.io\n`;
}
