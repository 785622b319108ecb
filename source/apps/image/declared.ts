import type { ImageDeclarations } from '../../facts/docker/manifest-fact.ts';
import { problemWithMounts } from '../mounts.ts';

type Declared = ImageDeclarations | undefined;

/** Ports of the web that images use, the likeliest first. */
const USUAL = [80, 8080, 3000, 8000, 5000];
/** They speak HTTPS there, which is done in front. */
const ENCRYPTED = [443, 8443];

/** Of the ports that are declared, `80/tcp`, those that may speak HTTP, the likeliest first. */
export function webPorts(declared: readonly string[] = []): number[] {
  const ports = declared
    .flatMap((each) => /^(\d+)\/tcp$/.exec(each)?.[1] ?? [])
    .map(Number)
    .filter((port) => port >= 1 && port <= 65_535);
  const rank = (port: number) => {
    const usual = USUAL.indexOf(port);
    if (ENCRYPTED.includes(port)) return USUAL.length + 1;
    return usual === -1 ? USUAL.length : usual;
  };
  return ports.sort((one, other) => rank(one) - rank(other));
}

/** The folders that an image declares to hold data, as lines for the question about them. */
export function dataFolders(declared: Declared, install: string): string[] {
  const folders: string[] = [];
  for (const folder of declared?.volumes ?? []) {
    if (problemWithMounts([...folders, folder].join('\n'), install) === undefined)
      folders.push(folder);
  }
  return folders;
}

/** The page that an image's own check asks for: `/health` of `curl -f http://localhost:8080/health`. */
export function checkedPage(
  declared: Pick<ImageDeclarations, 'healthcheck'> | undefined,
): string | undefined {
  const check = [declared?.healthcheck ?? []].flat().join(' ');
  const found = /\bhttp:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\d+)?(\/[\w./?=&%-]*)/;
  return found.exec(check)?.[1];
}
