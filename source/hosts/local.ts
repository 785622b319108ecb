import { query } from '../facts/facts.ts';
import type { HostKind } from './host.ts';

/** The id of this machine as a host; '' is this machine as the one that looks at others. */
export const LOCAL = 'local:';

/** This machine itself: the same plan, without a login. */
export const localHost: HostKind = {
  id: 'local',
  label: 'This computer',
  note: 'fine for trying it out',
  questions: [],
  address: () => LOCAL,
  looks: () => [query('connection', LOCAL)],
};
