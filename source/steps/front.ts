import type { WriteAction } from '../action.ts';
import { type Facts, query } from '../facts/facts.ts';
import { nginxConfiguration } from '../front/configuration.ts';
import { FRONT_CONTAINER, FRONT_IMAGE, FRONT_NETWORK, frontContainer } from '../front/container.ts';
import { type FrontPorts, portsText } from '../front/ports.ts';
import { WITNESS_FILE } from '../front/witness.ts';
import { frontPorts, type Goal } from '../goal.ts';
import { CHALLENGES, FRONT_CONFIGURATION, FRONT_FOLDER } from '../paths.ts';
import { sh } from '../shell.ts';
import { checkContainer } from './check-container.ts';
import { checkFile, fileQuery, type KnownFile, writeFile } from './known-file.ts';
import { networkMade } from './network.ts';
import { type Check, lacks, type Step } from './step.ts';

/** The web server's own configuration, which sites are put into. */
export function frontConfigurationFile(front?: FrontPorts): KnownFile {
  return { path: FRONT_CONFIGURATION, text: nginxConfiguration(front), mode: '644' };
}

/** The private network on which the front reaches the apps. */
export function frontNetwork({ host }: Goal, dockerReady: readonly string[]): Step {
  return networkMade(
    'front.network',
    'Make a private network for the web server and the app',
    host,
    FRONT_NETWORK,
    dockerReady,
  );
}

/** The web server that everything from outside comes through. */
export function frontStart(goal: Goal): Step {
  const { host, appInTheWay } = goal;
  const front = frontPorts(goal);
  const container = query('container', host, FRONT_CONTAINER);
  const file = frontConfigurationFile(front);
  const configuration = fileQuery(host, file);
  const spec = frontContainer(front);
  const token = query('file', host, WITNESS_FILE);
  const checkConfiguration = (facts: Facts): Check => checkFile(facts, host, file);
  return {
    id: 'front.start',
    title: `Put a front web server on ${portsText(front)}`,
    needs: ['front.network', 'front.download', ...(appInTheWay ? ['app.rest'] : [])],
    sees: [container, configuration, token],
    check: (facts) => {
      if (!facts.get(token)) return lacks('There is no token yet to tell this server from others.');
      const configured = checkConfiguration(facts);
      return configured.holds ? checkContainer(facts.get(container), spec, null) : configured;
    },
    actions: (facts) => [
      {
        do: 'run',
        command: sh`install -d -m 0755 ${CHALLENGES} ${`${FRONT_FOLDER}/sites`} ${`${FRONT_FOLDER}/certificates`}`,
        patienceSeconds: 30,
      },
      ...(facts.get(token) ? [] : [writeToken]),
      ...(checkConfiguration(facts).holds ? [] : [writeFile(file)]),
      ...(checkContainer(facts.get(container), spec, null).holds
        ? []
        : [{ do: 'container', spec } as const]),
    ],
    evidence: query('log', host, FRONT_CONTAINER),
  };
}

const writeToken: WriteAction = {
  do: 'write',
  path: WITNESS_FILE,
  mode: '644',
  content: [{ generate: 'letters-and-digits', length: 32, public: true }],
};

export const frontDownload = {
  id: 'front.download',
  image: FRONT_IMAGE,
  label: 'the front web server',
};
