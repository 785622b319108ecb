import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ecsFiles } from '../../source/clouds/ecs/files.ts';
import type { Moto } from '../dns-providers/moto.ts';
import { begun, wrong } from '../job/messages.ts';
import { answersFor, newOperator, type Operator } from '../job/operator.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { several, wanted } from './example-ecs.ts';
import { startMotoEc2 } from './start-moto-ec2.ts';

const HOSTNAME = 'z-grow-files.range.test';
const TOKEN = 'Very0Secret0Words';

describe('an app as files for Amazon ECS', () => {
  let server: Host;
  let moto: Moto;
  let operator: Operator;

  beforeAll(async () => {
    await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
    moto = await startMotoEc2();
    server = await host('z-grow-files', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
    await dns.set(HOSTNAME, server.address);
    operator = await newOperator();
    return async () => {
      await dns.del(HOSTNAME);
      await moto.stop();
      await server.remove();
    };
  });

  // Each try has a region and a folder of its own: it finds nothing of another one.
  const regions = [
    ...['eu-central-1', 'eu-west-1', 'eu-north-1'],
    ...['us-east-1', 'us-east-2', 'us-west-2'],
  ];
  const deployed = async (template: string) => {
    const program = await readFile(new URL('deploy-ecs.py', import.meta.url), 'utf8');
    return JSON.parse(await moto.python(program, template, regions.pop() ?? ''));
  };

  it('becomes one there by CloudFormation, and its SDK finds every field right', async () => {
    const template = ecsFiles(wanted).find(([name]) => name === 'template.json')?.[1] ?? '';
    const made = await deployed(template);
    expect(made).toMatchObject({
      status: 'CREATE_COMPLETE',
      outputs: [{ OutputKey: 'Address', OutputValue: expect.stringContaining('.elb.') }],
      service: { desiredCount: 2 },
      // Moto's CloudFormation leaves out some of what it is given; its ECS does not.
      registered: {
        ...{ family: 'study', networkMode: 'awsvpc', cpu: '256', memory: '512' },
        ...{ requiresCompatibilities: ['FARGATE'], runtimePlatform: { cpuArchitecture: 'X86_64' } },
      },
      task: {
        family: 'study',
        containerDefinitions: [
          {
            ...{ name: 'app', image: 'example/study:1.2@sha256:5a5a' },
            portMappings: [{ containerPort: 9000, protocol: 'tcp' }],
            environment: [{ name: 'TITLE', value: 'A study' }],
            secrets: [
              {
                name: 'DB_URL',
                valueFrom: expect.stringMatching(/:parameter\/setup-server\/study\/DB_URL$/),
              },
              { name: 'TOKEN' },
            ],
          },
        ],
      },
      again: {
        ...{ serviceName: 'again', launchType: 'FARGATE' },
        loadBalancers: [{ containerName: 'app', containerPort: 9000 }],
      },
      listeners: [
        { Port: 80, DefaultActions: [{ Type: 'redirect' }] },
        { Port: 443, DefaultActions: [{ Type: 'forward' }] },
      ],
      targets: [{ TargetType: 'ip', Port: 9000, HealthCheckPath: '/ping' }],
    });
  });

  it('becomes one of several parts, each with what it shares with the others', async () => {
    const template = ecsFiles(several).find(([name]) => name === 'template.json')?.[1] ?? '';
    const made = await deployed(template);
    expect(made.status).toBe('CREATE_COMPLETE');
    const shared = {
      volumes: [
        { efsVolumeConfiguration: { rootDirectory: '/study', transitEncryption: 'ENABLED' } },
      ],
    };
    const container = { mountPoints: [{ sourceVolume: 'shared', containerPath: '/data' }] };
    expect(made.registered).toMatchObject({
      ...shared,
      containerDefinitions: [{ ...container, healthCheck: { command: ['CMD', 'is-well'] } }],
    });
    expect(made.again.desiredCount).toBe(2);
    const { Backend, Channels } = made.others;
    expect(Backend).toMatchObject([
      { family: 'study-backend', ...shared, containerDefinitions: [{ name: 'backend' }] },
      { desiredCount: 1, loadBalancers: [], serviceRegistries: [expect.anything()] },
    ]);
    expect(Channels).toMatchObject([
      { family: 'study-channels', ...shared },
      { desiredCount: 1, loadBalancers: [{ containerName: 'channels' }] },
    ]);
    expect(made.rules).toContainEqual(
      expect.objectContaining({
        Conditions: [
          expect.objectContaining({
            Field: 'path-pattern',
            PathPatternConfig: { Values: ['/publix/*/group/*', '/publix/*/end'] },
          }),
        ],
      }),
    );
  });

  it('is written from what runs on a server, which is left as it is', async () => {
    const file = await operator.answers({
      ...{ app: 'image', install: 'study' },
      ...{ 'image.reference': 'example/hello:1', 'image.port': '8080', 'image.folders': '' },
      'image.env': `TOKEN=${TOKEN}`,
      ...(await answersFor(server, HOSTNAME)),
    });
    const job = await operator.run(['--answers', file, '--yes', '--json']);
    expect(wrong(job)).toEqual([]);
    const before = await server.exec('docker ps --no-trunc --format "{{.ID}} {{.CreatedAt}}"');
    const folder = `files-${regions.length}`;
    const write = [
      ...['grow', HOSTNAME, '--write', folder, '--answers', file, '--yes', '--json'],
      ...['--set', 'swarm.stateless=yes', '--set', 'ecs.copies=2'],
    ];
    const ran = await operator.run(write);
    expect(wrong(ran)).toEqual([]);
    expect(begun(ran)).toEqual(['file.README.txt', 'file.template.json', 'file.secrets.sh']);
    expect(await server.exec('docker ps --no-trunc --format "{{.ID}} {{.CreatedAt}}"')).toBe(
      before,
    );
    const again = await operator.run(write);
    expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    const texts = await Promise.all(
      ['README.txt', 'template.json', 'secrets.sh'].map(
        async (name) => await readFile(join(operator.folder, folder, name), 'utf8'),
      ),
    );
    expect(`${texts.join()}${ran.stdout}`).not.toContain(TOKEN);
    const made = await deployed(texts[1] ?? '');
    expect(made.task.containerDefinitions).toMatchObject([
      {
        image: expect.stringMatching(/example\/hello:1@sha256:[0-9a-f]{64}$/),
        portMappings: [{ containerPort: 8080 }],
        secrets: [{ name: 'TOKEN' }],
      },
    ]);
  });
});
