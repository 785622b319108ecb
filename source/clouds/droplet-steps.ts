import { type Facts, query } from '../facts/facts.ts';
import { HOLDS, hopeless, lacks, type Step } from '../steps/step.ts';
import {
  type DropletAction,
  type DropletCall,
  type DropletFact,
  type DropletGoal,
  dropletQuery,
  NO_DROPLET,
} from './droplet.ts';
import { keyMake } from './key-make.ts';
import { EVERYBODY } from './machine-questions.ts';

const call = (what: DropletCall): DropletAction => ({ do: 'droplet', what });

/** Everything that a droplet takes, in the order in which a person reads it. */
export function dropletSteps(goal: DropletGoal): Step[] {
  const { name, makeKey, size, region, sshFrom } = goal;
  const seen = dropletQuery(name);
  const keyFile = query('publicKeyFile', '', makeKey ?? '');
  const at = (facts: Facts): DropletFact => facts.get(seen) ?? NO_DROPLET;
  return [
    ...(makeKey === null ? [] : [keyMake(makeKey)]),
    {
      id: 'droplet.key',
      title: 'Give DigitalOcean the public half of your key',
      needs: makeKey === null ? [] : ['key.make'],
      sees: [seen, ...(makeKey === null ? [] : [keyFile])],
      check: (facts) => (at(facts).key ? HOLDS : lacks('It does not know it yet.')),
      actions: (facts) => {
        const publicKey = (makeKey === null ? goal.publicKey : facts.get(keyFile)) ?? '';
        return [call({ call: 'add-key', name, publicKey })];
      },
    },
    {
      id: 'droplet.create',
      title: `Start the server: ${size} in ${region}, with Debian 13`,
      needs: ['droplet.key'],
      sees: [seen],
      check: (facts) => (at(facts).droplet ? HOLDS : lacks('There is none of that name yet.')),
      actions: (facts) => [call({ call: 'create', goal, key: at(facts).key?.id ?? '' })],
    },
    {
      id: 'droplet.firewall',
      title: `Open ports 80 and 443 for everybody, and 22 for ${sshFrom === EVERYBODY ? 'everybody' : sshFrom}`,
      because: () =>
        'Visitors come in by 80 and 443, you by 22. Nothing else can be reached from outside.',
      needs: ['droplet.create'],
      sees: [seen],
      check: (facts) =>
        at(facts).firewall?.sshFrom.includes(sshFrom)
          ? HOLDS
          : lacks('It has no firewall for that.'),
      actions: (facts) => {
        const { firewall, droplet } = at(facts);
        return [
          ...(firewall ? [call({ call: 'drop-firewall', firewall: firewall.id })] : []),
          call({ call: 'firewall', name, droplet: droplet?.id ?? '', sshFrom }),
        ];
      },
    },
    {
      id: 'droplet.entrance',
      title: 'Wait until it runs and lets you in',
      needs: ['droplet.firewall'],
      sees: [seen],
      check: (facts) => {
        const { droplet } = at(facts);
        if (!droplet || droplet.status === 'archive') return hopeless('It was ended by somebody.');
        if (droplet.status !== 'active') return lacks(`It is ${droplet.status}.`);
        return droplet.open ? HOLDS : lacks('Nobody answers at port 22 yet.');
      },
      actions: (facts) => {
        const { droplet } = at(facts);
        return [
          ...(droplet?.status === 'off' ? [call({ call: 'power-on', droplet: droplet.id })] : []),
          { do: 'await', saying: 'the server', everySeconds: 3, patienceSeconds: 600 },
        ];
      },
      remedies: [
        'A network that lets nobody out to port 22 (a company, a hotel) keeps you from it: try another.',
        'Run the same once more: what is there already is not made twice.',
      ],
    },
  ];
}

/** Takes away all that was made for a droplet. */
export function dropletRemoval(name: string): Step[] {
  const seen = dropletQuery(name);
  const at = (facts: Facts): DropletFact => facts.get(seen) ?? NO_DROPLET;
  const gone = (id: string, title: string, needs: string[], part: keyof DropletFact) => ({
    ...{ id, title, needs, sees: [seen] },
    check: (facts: Facts) => (at(facts)[part] ? lacks('It is still there.') : HOLDS),
  });
  return [
    {
      ...gone('droplet.destroy', `End the server ${name}; its disk goes with it`, [], 'droplet'),
      because: () => 'This can not be taken back: what is on its disk is gone.',
      actions: (facts) => [
        call({ call: 'destroy', droplet: at(facts).droplet?.id ?? '' }),
        { do: 'await', saying: 'the server to end', everySeconds: 3, patienceSeconds: 300 },
      ],
    },
    {
      ...gone('droplet.firewall-end', 'Delete its firewall', ['droplet.destroy'], 'firewall'),
      actions: (facts) => [call({ call: 'drop-firewall', firewall: at(facts).firewall?.id ?? '' })],
    },
    {
      ...gone('droplet.key-end', 'Have DigitalOcean forget your key', [], 'key'),
      actions: (facts) => [call({ call: 'drop-key', key: at(facts).key?.id ?? '' })],
    },
  ];
}
