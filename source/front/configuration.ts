import type { FrontNeeds } from '../apps/app.ts';

export interface Site {
  readonly install: string;
  /** The public names; the first is the main one, the others redirect to it. */
  readonly names: readonly string[];
  /** The app's container, by which Docker's DNS knows it. */
  readonly container: string;
  readonly front: FrontNeeds;
}

/** The front's own `nginx.conf`: the same for every server. */
export function nginxConfiguration(): string {
  throw new Error('Not written yet.');
}

/** `sites/<install>.conf`. Only to be written once its certificate lies in its folder. */
export function siteConfiguration(_site: Site): string {
  throw new Error('Not written yet.');
}
