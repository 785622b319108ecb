import type { CloudNetwork } from '../../source/clouds/machine.ts';

/** The network that every account at Amazon has at first. */
export const STANDARD: CloudNetwork = {
  ...{ id: 'vpc-1', name: '', range: '172.31.0.0/16', standard: true },
  subnets: [
    { id: 'subnet-1', name: '', zone: 'eu-central-1a', open: true },
    { id: 'subnet-2', name: '', zone: 'eu-central-1b', open: true },
  ],
};

/** One of a person's own, with a part that the internet does not reach. */
export const OWN: CloudNetwork = {
  ...{ id: 'vpc-2', name: 'lab', range: '10.0.0.0/16', standard: false },
  subnets: [
    { id: 'subnet-3', name: 'inner', zone: 'eu-central-1a', open: false },
    { id: 'subnet-4', name: 'outer', zone: 'eu-central-1b', open: true },
  ],
};
