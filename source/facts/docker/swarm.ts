import { sh } from '../../shell.ts';
import type { HostProbe } from '../probe.ts';
import { askEngine, objectIn, readObjects, type Told, textIn, textsIn } from './engine.ts';

/** What a server knows of the cluster that it is in. */
export interface SwarmFact {
  /** `locked`: it was started anew, and waits for the key of the cluster. */
  readonly state: 'inactive' | 'pending' | 'active' | 'error' | 'locked';
  /** Its own id there; '' where it is in none. */
  readonly node: string;
  /** By which the others reach it. */
  readonly address: string;
  /** It decides with others what runs where. */
  readonly manager: boolean;
  /** The words by which others join were changed when these were there, by `membersText`; null where that is not known. */
  readonly rotatedFor: string | null;
  /** Whoever decides there starts with the cluster's key only; null where that is not known. */
  readonly autolock: boolean | null;
  /** Why it is in no good state, in Docker's own words. */
  readonly error: string;
}

/** On the cluster: who was in it when the words by which others join were last changed. */
export const ROTATED = 'setup-server.rotated-for';

export const swarmProbe: HostProbe<'swarm'> = {
  fact: 'swarm',
  slow: true,
  command: () => askEngine(sh`docker info --format ${'{"swarm":{{json .Swarm}}}'}`),
  parse: (reply, subject) => {
    const [found] = readObjects('swarm', subject, reply);
    const swarm = found && objectIn(found.swarm);
    if (!swarm) return null;
    const spec = objectIn(objectIn(swarm.Cluster).Spec);
    const labels = objectIn(spec.Labels);
    const locks = objectIn(spec.EncryptionConfig).AutoLockManagers;
    return {
      state: stateOf(textIn(swarm.LocalNodeState)),
      node: textIn(swarm.NodeID),
      address: textIn(swarm.NodeAddr),
      manager: swarm.ControlAvailable === true,
      rotatedFor: ROTATED in labels ? textIn(labels[ROTATED]) : null,
      autolock: typeof locks === 'boolean' ? locks : null,
      error: textIn(swarm.Error),
    };
  },
};

const STATES: readonly SwarmFact['state'][] = ['inactive', 'pending', 'active', 'error', 'locked'];

function stateOf(text: string): SwarmFact['state'] {
  return STATES.find((each) => each === text) ?? 'inactive';
}

/** A server of the cluster, as its managers see it. */
export interface SwarmNodeFact {
  readonly id: string;
  readonly hostname: string;
  readonly address: string;
  /** One that shall decide, but is not among those that do, is none: what a cluster that was begun anew knows of the lost ones. */
  readonly role: 'manager' | 'worker';
  readonly leader: boolean;
  readonly ready: boolean;
  readonly availability: 'active' | 'pause' | 'drain';
  /** Of a manager: the other managers hear of it. */
  readonly reachable: boolean;
  readonly labels: Readonly<Record<string, string>>;
  /** Docker's version. */
  readonly engine: string;
}

export const swarmNodesProbe: HostProbe<'swarmNodes'> = {
  fact: 'swarmNodes',
  slow: true,
  command: () =>
    askEngine(sh`
      ids=$(docker node ls --quiet 2>&1) && docker node inspect --format ${'{{json .}}'} $ids ||
      echo "cannot connect to a manager: $ids"
    `),
  parse: (reply, subject) => {
    const nodes = readObjects('swarmNodes', subject, reply);
    return nodes.length === 0 ? null : nodes.map(nodeIn);
  },
};

function nodeIn(told: Told): SwarmNodeFact {
  const [spec, status] = [objectIn(told.Spec), objectIn(told.Status)];
  const manager = objectIn(told.ManagerStatus);
  const availability = textIn(spec.Availability);
  return {
    id: textIn(told.ID),
    hostname: textIn(objectIn(told.Description).Hostname),
    address: textIn(manager.Addr).replace(/:\d+$/, '') || textIn(status.Addr),
    role: spec.Role === 'manager' && told.ManagerStatus ? 'manager' : 'worker',
    leader: manager.Leader === true,
    ready: status.State === 'ready',
    availability: availability === 'pause' || availability === 'drain' ? availability : 'active',
    reachable: manager.Reachability === 'reachable',
    labels: textsIn(spec.Labels),
    engine: textIn(objectIn(objectIn(told.Description).Engine).EngineVersion),
  };
}
