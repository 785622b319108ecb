import { describe, expect, it } from 'vitest';
import { describeAction } from '../../source/describe.ts';
import { Facts } from '../../source/facts/facts.ts';
import type { Goal } from '../../source/goal.ts';
import { builtImage, type ImageSource } from '../../source/image/source.ts';
import { plan } from '../../source/plan.ts';
import { Secret } from '../../source/secrets/secret.ts';
import { sh } from '../../source/shell.ts';
import { stepsFor } from '../../source/steps/index.ts';
import { goal, ground, HOST } from './example-goal.ts';
import { expectSameAfterAnyKill } from './killed-at.ts';
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

  describe('with folders of this computer in it', () => {
    const brought = {
      ...{ what: 'your own tasks', folder: '/etc/setup-server/study/own/abcdef' },
      image: 'localhost/study-own:abcdef',
    };
    const folders = [{ from: 'my task', to: 'my-task' }];
    const withFolder = from({
      ...HOST_FOLDER,
      brought: { ...brought, from: { path: './tasks', folders } },
    });
    const without = from({ ...HOST_FOLDER, brought });
    const fresh = () => new PretendHost(HOST, { reachesDocker: true, named: true });

    it('brings them first', () => {
      const planned = plan(stepsFor(withFolder, ground), new Facts());
      const lines = planned
        .find(({ step }) => step.id === 'app.build')
        ?.actions.flatMap(describeAction);
      expect(lines?.slice(0, 16)).toEqual([
        '# with the Docker of the server, from this computer:',
        '# It goes along as the folder "content", with this Dockerfile: FROM scratch; COPY content /content',
        'docker build --tag localhost/study-own:abcdef ./tasks',
        'DOCKER_HOST=unix:///var/run/docker.sock; export DOCKER_HOST',
        'rm -rf /etc/setup-server/study/own/abcdef.arrived /etc/setup-server/study/own/abcdef.new /etc/setup-server/study/own/abcdef && install -d -m 0755 /etc/setup-server/study/own/abcdef.new || exit',
        'docker rm -f setup-server-bringing >/dev/null 2>&1',
        'docker create --name setup-server-bringing localhost/study-own:abcdef none >/dev/null || exit',
        'docker cp setup-server-bringing:/content /etc/setup-server/study/own/abcdef.arrived; code=$?',
        'docker rm setup-server-bringing >/dev/null; docker rmi localhost/study-own:abcdef >/dev/null',
        '[ "$code" = 0 ] || exit "$code"',
        "install -d -m 0755 /etc/setup-server/study/own/abcdef.new/my-task && cp -r '/etc/setup-server/study/own/abcdef.arrived/my task/.' /etc/setup-server/study/own/abcdef.new/my-task &&",
        'rm -rf /etc/setup-server/study/own/abcdef.arrived && mv /etc/setup-server/study/own/abcdef.new /etc/setup-server/study/own/abcdef',
        'for each in "$(dirname /etc/setup-server/study/own/abcdef)"/*; do [ "$each" = /etc/setup-server/study/own/abcdef ] || rm -rf "$each"; done',
        "install -D -m 0644 /dev/stdin /var/lib/setup-server/study/build/Dockerfile <<'END'",
        'FROM scratch',
        'END',
      ]);
    });

    it('ends the same after a kill before or after any single action', async () => {
      await expectSameAfterAnyKill(fresh, stepsFor(withFolder, ground));
    });

    it('needs them no second time, and can not do without them the first', async () => {
      const host = fresh();
      await runOn(host, stepsFor(withFolder, ground));
      host.images.delete(IMAGE);
      const again = await runOn(host, stepsFor(without, ground));
      expect(again.at(-1)).toMatchObject({ outcome: 'complete' });
      const nothing = await runOn(fresh(), stepsFor(without, ground));
      expect(nothing.filter(({ type }) => type === 'failed')).toMatchObject([
        {
          step: 'app.build',
          trouble: { why: 'The server does not have the folder of your own tasks any more.' },
        },
      ]);
    });
  });
});
