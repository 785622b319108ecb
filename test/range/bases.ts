import { aptInstall, aptSetUp } from './debian.ts';
import type { Recipe } from './image.ts';

/** What the apps' images are made from: their large layers, without the small ones on top that make an app of it. */
export async function bases() {
  const setUp = await aptSetUp('trixie');
  const base = (name: string, ...lines: string[]): Recipe => ({
    name: `app-${name}`,
    from: 'trixie',
    lines: [setUp, ...lines],
  });
  const python = base('python', aptInstall('python3-minimal libpython3-stdlib'));
  const jatos: Recipe = {
    name: 'app-jatos-base',
    from: python,
    lines: [aptInstall('python3-pymysql')],
  };
  return {
    nginx: base(
      'nginx-base',
      'RUN groupadd --system --gid 101 nginx && useradd --system --gid nginx --no-create-home --home /nonexistent --shell /bin/false --uid 101 nginx',
      // Alpine's ps, as in the image that this stands for.
      aptInstall('nginx busybox'),
    ),
    node: base('node-base', aptInstall('nodejs')),
    mariadb: base('mariadb-base', aptInstall('mariadb-server mariadb-client')),
    python,
    jatos,
  };
}
