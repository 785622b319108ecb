import { hostPassword } from './places.ts';
import type { HostKind } from './recipes.ts';

/** The ways in which providers and earlier owners hand a server over. */
export const variants = [
  'root-key',
  'root-password',
  'root-expired',
  'user-nopasswd',
  'user-password',
  'key-passphrase',
  'port80',
  'aptlock',
  'tiny-disk',
  'docker',
  'user-docker',
  'cloud',
] as const;
export type Variant = (typeof variants)[number];

export type Birth = {
  kind: HostKind;
  user: string;
  key?: 'plain' | 'passphrase';
  password?: string;
  env: Record<string, string>;
};

export type BirthOptions = {
  /** Docker is there already, in a variant without it: for what is tried after its installation. */
  docker?: boolean;
  /** Seconds that apt holds its lock (aptlock). */
  lockSeconds?: number;
  /** Cloud-init user data (cloud). */
  userData?: string;
};

const withRootKey = { kind: 'bare', user: 'root', key: 'plain', env: { V_ROOT: 'key' } } as const;

export function birthOf(variant: Variant, options: BirthOptions): Birth {
  const birth = asHandedOver(variant, options);
  return options.docker ? { ...birth, kind: withDocker[birth.kind] } : birth;
}

const withDocker: Readonly<Record<HostKind, HostKind>> = {
  bare: 'docker',
  docker: 'docker',
  nginx: 'docker-nginx',
  'docker-nginx': 'docker-nginx',
  cloud: 'docker-cloud',
  'docker-cloud': 'docker-cloud',
};

function asHandedOver(variant: Variant, options: BirthOptions): Birth {
  switch (variant) {
    case 'root-key':
    case 'tiny-disk':
      return withRootKey;
    case 'key-passphrase':
      return { ...withRootKey, key: 'passphrase' };
    case 'port80':
      return { ...withRootKey, kind: 'nginx' };
    case 'docker':
      return { ...withRootKey, kind: 'docker' };
    case 'user-docker':
      return {
        ...withRootKey,
        ...{ kind: 'docker', user: 'admin', env: { V_ROOT: 'none', V_USER: 'admin' } },
      };
    case 'root-password':
    case 'root-expired':
      return {
        kind: 'bare',
        user: 'root',
        password: hostPassword,
        env: { V_ROOT: variant.slice('root-'.length), V_ROOTPASS: hostPassword },
      };
    case 'user-nopasswd':
      return { ...withRootKey, user: 'ubuntu', env: { V_ROOT: 'none', V_USER: 'ubuntu' } };
    case 'user-password':
      return {
        ...withRootKey,
        user: 'deploy',
        password: hostPassword,
        env: { V_ROOT: 'none', V_USER: 'deploy', V_PASS: hostPassword, V_SUDO: 'password' },
      };
    case 'cloud':
      return {
        ...withRootKey,
        kind: 'cloud',
        user: 'admin',
        env: { V_ROOT: 'none', V_USER: 'admin', V_SCRIPT: options.userData ?? '#!/bin/sh\ntrue' },
      };
    case 'aptlock':
      return {
        ...withRootKey,
        env: { V_ROOT: 'key', V_SCRIPT: holdAptLock(options.lockSeconds ?? 40) },
      };
  }
}

// A real apt that holds the real dpkg lock.
function holdAptLock(seconds: number): string {
  return [
    'export DEBIAN_FRONTEND=noninteractive',
    'apt-get update -qq',
    `apt-get install -y -qq -o DPkg::Pre-Invoke::='sleep ${seconds} || true' less`,
  ].join('\n');
}
