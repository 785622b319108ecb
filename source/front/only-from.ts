import { sha256 } from '../text/sha256.ts';
import type { Site } from './site.ts';

/** What of a site says who may ask for some of its paths. */
type Kept = Pick<Site, 'install' | 'front' | 'stopped'>;

/** Whether a visitor comes from one of the networks; other sites have variables of their own. */
export function networksOf({ install, front, stopped }: Kept): string {
  if (!front.inside || stopped) return '';
  return `
geo ${fromInside(install)} {
  default 0;
${front.inside.networks.map((network) => `  ${network} 1;\n`).join('')}}
`;
}

/** Before any location is chosen, so that WebSockets and errors are no way round. `$uri` is what a path comes to. */
export function keepingOut({ install, front }: Kept): string {
  if (!front.inside) return '';
  const paths = front.inside.paths.map((path) => path.replace(/[^\w/-]/g, '\\$&')).join('|');
  return `  set $asks ${fromInside(install)};
  if ($uri ~ "^(?:${paths})(?:/|$)") {
    set $asks "inside from $asks";
  }
  if ($asks = "inside from 0") {
    return 403;
  }
`;
}

function fromInside(install: string): string {
  return `$from_inside_${sha256(install).slice(0, 12)}`;
}
