import { busybox } from './accounts.ts';
import { apk, withCommunity } from './apk.ts';
import type { Distribution } from './distribution.ts';
import { openrc } from './services.ts';

/** The oldest branch that gets updates (alpinelinux.org/releases, 2026-11), and the oldest that works. */
const MAINTAINED = 22;
const OLDEST = 18;

/** wiki.alpinelinux.org/wiki/Docker */
export const alpine: Distribution = {
  id: 'alpine',
  label: 'Alpine',
  refusal: ({ version }) =>
    branchOf(version) >= OLDEST
      ? undefined
      : `This is Alpine ${version}. Alpine 3.${MAINTAINED} and newer work best, 3.${OLDEST} at least.`,
  warning: ({ version }) =>
    branchOf(version) < MAINTAINED
      ? `Alpine ${version} gets no security updates any more; 3.${MAINTAINED} and newer do`
      : undefined,
  docker: () => [
    {
      from: 'distribution',
      package: 'docker',
      actions: [withCommunity, apk.update, apk.install(['docker', 'tar'])],
      because:
        "Docker itself makes no packages for Alpine; Alpine's own is kept up to date. GNU's tar is for copies of data: Alpine's loses owners and access lists.",
    },
  ],
  packages: apk,
  services: openrc,
  accounts: busybox,
};

/** 22 of `3.22.1`; 0 where it is none of Alpine 3. */
function branchOf(version: string): number {
  const [, minor = '0'] = /^3\.(\d+)/.exec(version) ?? [];
  return Number(minor);
}
