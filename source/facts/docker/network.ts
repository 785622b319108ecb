import { sh } from '../../shell.ts';
import type { HostProbe } from '../probe.ts';
import { askEngine, readObjects, textIn } from './engine.ts';

export const networkProbe: HostProbe<'network'> = {
  fact: 'network',
  slow: true,
  command: (name) =>
    askEngine(
      sh`docker network inspect --format ${'{"name":{{json .Name}},"id":{{json .Id}}}'} -- ${name}`,
    ),
  parse: (reply, name) => {
    const network = readObjects('network', name, reply).find((each) => each.name === name);
    return network ? { id: textIn(network.id) } : null;
  },
};
