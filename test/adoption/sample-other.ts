import type { OtherContainer } from '../../source/facts/docker/other-containers.ts';
import { Secret } from '../../source/secrets/secret.ts';

export const ID = '97beecefb1fe7e23a0c9e89bebf73c8b057cbb755d2f04ebcd15b101d292cc44';
export const DIGEST = `sha256:${'9336eef85998dd52'.repeat(4)}`;

type Changes = Omit<Partial<OtherContainer>, 'env' | 'image'> & {
  readonly env?: Readonly<Record<string, string>>;
  readonly image?: Partial<OtherContainer['image']>;
};

/** A container as `docker run -d -p 80:9000 jatos/jatos` makes it, as far as nothing else is said. */
export function sampleOther({ env = {}, image = {}, ...changes }: Changes = {}): OtherContainer {
  return {
    id: ID,
    name: 'zealous_raman',
    image: {
      reference: 'jatos/jatos',
      id: 'sha256:1',
      digests: [`jatos/jatos@${DIGEST}`],
      env: new Map([['JATOS_DATA', '/opt/jatos_data']]),
      ports: [9000],
      entrypoint: ['./loader.sh', 'start'],
      command: [],
      ...image,
    },
    running: true,
    startedAt: '2026-01-05T10:00:00.5Z',
    restart: 'no',
    deletedAtStop: false,
    env: new Map(Object.entries(env).map(([name, value]) => [name, new Secret(value)])),
    command: null,
    entrypoint: null,
    workdir: null,
    mounts: [],
    ports: [{ host: 80, container: 9000, protocol: 'tcp' }],
    networks: [],
    onHostNetwork: false,
    project: null,
    cluster: null,
    unusual: [],
    user: null,
    limits: {},
    rights: {},
    ...changes,
  };
}
