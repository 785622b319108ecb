import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImagePlatform, ManifestFact } from '../../source/facts/docker/manifest-fact.ts';
import { FRONT_IMAGE } from '../../source/front/container.ts';
import { answersFor, newOperator, type Operator } from '../job/operator.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { type HandMade, pushHandMade } from './hand-made.ts';

const REPOSITORY = 'example/hello';
const HOSTNAME = 'registry-look.range.test';
const tags = { armOnly: `arm-${process.pid}`, both: `both-${process.pid}` };

let operator: Operator;
let handMade: HandMade;

beforeAll(async () => {
  await rangeUp({ suites: ['trixie'], apps: ['hello', 'nginx'] });
  handMade = await pushHandMade(REPOSITORY, '1', tags);
  operator = await newOperator();
});
afterAll(() => handMade?.remove());

/** As the program looks, on the machine of a person who sees the range. */
async function look(image: string): Promise<ManifestFact | null> {
  const script = `
    import { lookAtManifest } from ${JSON.stringify(import.meta.resolve('../../source/edges/registry/look-at-manifest.ts'))};
    const fact = await lookAtManifest(${JSON.stringify(image)}, new AbortController().signal);
    console.log(JSON.stringify(fact));
  `;
  const tsx = import.meta.resolve('tsx');
  const words = ['--import', tsx, '--input-type=module', '--eval', script];
  const { stdout, stderr } = await operator.program([process.execPath, ...words]);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const platformsOf = (fact: ManifestFact | null): readonly ImagePlatform[] =>
  fact?.is === 'there' ? fact.platforms : [];

describe('a real registry', () => {
  it('tells of an image for one processor, and of what it declares', async () => {
    const fact = await look(`${REPOSITORY}:1`);
    const [platform, ...more] = platformsOf(fact);
    expect(more).toEqual([]);
    expect(platform).toMatchObject({ os: 'linux', architecture: 'amd64' });
    expect(platform?.content?.compressedMB).toBeGreaterThan(0);
    expect(platform?.content?.declares.env).toContain('PATH');
    const [nginx] = platformsOf(await look(FRONT_IMAGE));
    expect(nginx?.content?.declares.ports).toEqual(['80/tcp']);
  });

  it('tells of an index, for each processor', async () => {
    const fact = await look(`${REPOSITORY}:${tags.both}`);
    expect(fact).toMatchObject({ is: 'there', digest: handMade.index });
    const [amd64, arm64] = platformsOf(fact);
    expect([amd64?.architecture, arm64?.architecture, arm64?.variant]).toEqual([
      'amd64',
      'arm64',
      'v8',
    ]);
    expect(arm64?.content).toEqual(amd64?.content);
  });

  it('has no such tag, and the nearest is told; or no such image', async () => {
    expect(await look(`${REPOSITORY}:${tags.both}x`)).toEqual({
      is: 'no-such-tag',
      nearest: tags.both,
    });
    expect(await look('example/nothing-of-that-name:1')).toBeNull();
  });
});

describe('a server that can not run the image', () => {
  let server: Host;
  beforeAll(async () => {
    server = await host('registry-look', { suite: 'trixie', variant: 'root-key', disk: 'tmpfs' });
    await dns.set(HOSTNAME, server.address);
  });
  afterAll(async () => {
    await dns.del(HOSTNAME);
    await server?.remove();
  });

  const attempt = async (tag: string, words: readonly string[]) => {
    const { 'jatos.admin.password': _, ...others } = await answersFor(server, HOSTNAME);
    const answers = {
      app: 'image',
      'image.reference': `${REPOSITORY}:${tag}`,
      'image.port': '8080',
      'image.env': '#',
      ...others,
    };
    return await operator.run(['--answers', await operator.answers(answers), ...words]);
  };

  it('is left alone, and the person told what would work', async () => {
    const ran = await attempt(tags.armOnly, ['--yes']);
    const said = `${ran.stdout}\n${ran.stderr}`;
    expect(ran.code).not.toBe(0);
    expect(said).toContain(
      `${REPOSITORY}:${tags.armOnly} is made for arm64 processors; this server has amd64.`,
    );
    expect(said).toContain('Use a server with an ARM processor');
    expect(await server.succeeds('command -v docker')).toBe(false);
    expect(await server.succeeds('test -e /etc/setup-server')).toBe(false);
  });

  it('goes on where one of several platforms is its own, and says how much it is once it knows the server', async () => {
    const ran = await attempt(tags.both, ['--plan']);
    expect(ran.stderr).toBe('');
    expect(ran.stdout).toMatch(/example\/hello:both-\d+ is there \(made for amd64, arm64\)/);
    expect(ran.stdout).toMatch(/example\/hello:both-\d+: about \d+ MB to download, \d+ MB on disk/);
  });
});
