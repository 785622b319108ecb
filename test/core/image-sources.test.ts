import { describe, expect, it } from 'vitest';
import { describeAction } from '../../source/describe.ts';
import { Facts } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { builtImage, type ImageSource } from '../../source/image-source.ts';
import { plan } from '../../source/plan.ts';
import { Secret } from '../../source/secret.ts';
import { sh } from '../../source/shell.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, HOST } from './example-goal.ts';
import { PretendHost } from './pretend-host.ts';
import { runOn } from './run-on.ts';

const IMAGE = builtImage('study', 'abcdef0123456789'.repeat(4));

function from(source: ImageSource, image = IMAGE): Goal {
  const { recipe } = goal;
  return { ...goal, recipe: { ...recipe, source, container: { ...recipe.container, image } } };
}

const HOST_FOLDER: ImageSource = {
  from: 'host',
  folder: '/var/lib/setup-server/study/build',
  files: [{ path: 'Dockerfile', content: 'FROM scratch\n' }],
  prepare: [sh`docker run builder`],
  patienceSeconds: 600,
};

describe("an app's image", () => {
  it.each<[ImageSource, string, string, string[]]>([
    [
      { from: 'context', path: './app' },
      'app.build',
      'Build Study on the server, from ./app on this computer',
      [
        '# with the Docker of the server, from this computer:',
        'docker build --tag localhost/study:abcdef0123456789 ./app',
      ],
    ],
    [
      { from: 'archive', path: './my app.tar' },
      'app.load',
      'Put Study on the server, from ./my app.tar on this computer',
      [
        '# with the Docker of the server, from this computer:',
        "docker load --input './my app.tar' && docker tag THE_LOADED_IMAGE localhost/study:abcdef0123456789",
      ],
    ],
    [
      HOST_FOLDER,
      'app.build',
      'Build Study on the server',
      [
        "install -D -m 0644 /dev/stdin /var/lib/setup-server/study/build/Dockerfile <<'END'",
        'FROM scratch',
        'END',
        'docker run builder',
        'DOCKER_HOST=unix:///var/run/docker.sock; export DOCKER_HOST',
        'docker build --tag localhost/study:abcdef0123456789 /var/lib/setup-server/study/build',
      ],
    ],
    [
      { from: 'registry', login: { user: 'anna', password: new Secret('hush-4711') } },
      'app.download',
      'Download Study',
      [
        '# as anna at localhost; the token is told to Docker for this download only',
        'docker pull localhost/study:abcdef0123456789',
      ],
    ],
  ])('comes from %j', (source, id, title, lines) => {
    const planned = plan(stepsFor(from(source), ground), new Facts());
    const step = planned.find((each) => each.step.id === id);
    expect(step?.title).toBe(title);
    expect(step?.actions.flatMap(describeAction)).toEqual(lines);
    const start = planned.find((each) => each.step.id === 'app.start');
    expect(start?.step.needs).toContain(id);
  });

  it('is made once: the second run does nothing', async () => {
    const steps = stepsFor(from({ from: 'context', path: './app' }), ground);
    const host = new PretendHost(HOST, { reachesDocker: true, named: true });
    await runOn(host, steps);
    expect(host.images).toContain(IMAGE);
    const again = await runOn(host, steps);
    expect(again.at(-1)).toEqual({ type: 'done', outcome: 'complete', changed: 0 });
  });
});
