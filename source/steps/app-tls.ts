import { appContainer } from '../containers/install-containers.ts';
import { restartCommand } from '../containers/stop-command.ts';
import { type Facts, query } from '../facts/facts.ts';
import { portsTaken } from '../facts/network/listeners.ts';
import { FRONT_CONTAINER } from '../front/container.ts';
import { USUAL_PORTS } from '../front/ports.ts';
import { frontPorts, type Goal } from '../goal.ts';
import { certificateFile } from '../paths.ts';
import { sh } from '../shell.ts';
import { HOLDS, lacks, type Step } from './step.ts';

/** The app reads its certificate when it starts. Its container tells when that was. */
export function appCertificate(goal: Goal): Step {
  const { host, install, app } = goal;
  const spec = appContainer(goal);
  const container = query('container', host, install);
  const certificate = query('certificate', host, certificateFile(install));
  return {
    id: 'app.certificate',
    title: `See that ${app.label} has read its certificate`,
    needs: ['app.ready'],
    sees: [container, certificate],
    check: (facts) => {
      const [started, written] = [facts.get(container), facts.get(certificate)];
      if (!started || !written?.writtenAt)
        return lacks(`${app.label} does not run with a certificate yet.`);
      return Date.parse(started.startedAt) >= Date.parse(written.writtenAt)
        ? HOLDS
        : lacks(`${app.label} was started before there was this certificate.`);
    },
    actions: () => [
      {
        do: 'run',
        command: restartCommand(spec),
        patienceSeconds: spec.stop.timeoutSeconds + 300,
        detached: true,
      },
    ],
  };
}

/** The app's own web server leaves its ports, for the front to take them. It is started anew later. */
export function appRest(goal: Goal, needs: readonly string[]): Step {
  const { host, install, app } = goal;
  const spec = appContainer(goal);
  const listeners = query('listeners', host);
  const ports = frontPorts(goal);
  const inTheWay = (facts: Facts) => {
    const standing = facts.get(listeners) ?? [];
    const others = portsTaken(standing, ports, install);
    return portsTaken(standing, ports).filter((each) => !others.includes(each));
  };
  return {
    id: 'app.rest',
    title: `Stop ${app.label}, which has ports of the front web server`,
    needs,
    sees: [listeners],
    check: (facts) =>
      inTheWay(facts).length === 0 ? HOLDS : lacks(`${app.label} still has these ports.`),
    actions: () => [{ do: 'rest', spec }],
  };
}

/** No other app needs the front, and the app wants its ports. */
export function frontEnd({ host, app }: Goal, dockerReady: readonly string[]): Step {
  const container = query('container', host, FRONT_CONTAINER);
  return {
    id: 'front.end',
    title: `Leave ports ${USUAL_PORTS.http} and ${USUAL_PORTS.https} to ${app.label}`,
    needs: dockerReady,
    sees: [container],
    check: (facts) =>
      facts.get(container) ? lacks('The front web server still has these ports.') : HOLDS,
    actions: () => [
      { do: 'run', command: sh`docker rm -f ${FRONT_CONTAINER}`, patienceSeconds: 60 },
    ],
  };
}
