import { type Facts, query } from '../../facts/facts.ts';
import { HOLDS, hopeless, lacks, type Step } from '../../steps/step.ts';
import { NO_HOST_KEYS, shownBy } from '../host-keys.ts';
import { keyMake } from '../key-make.ts';
import { doorTitle } from '../machine-questions.ts';
import { forgotten, shown, waiting } from '../shown.ts';
import {
  accountQuery,
  costIn,
  isSameKey,
  machineQuery,
  NO_MACHINE,
  type Provider,
  type ProviderAction,
  type ProviderCall,
  type ProviderGoal,
  type ProviderMachine,
} from './provider.ts';

/** Everything that a machine takes, in the order in which a person reads it. */
export function providerSteps(provider: Provider, goal: ProviderGoal): Step[] {
  const { id, label } = provider;
  const { name, makeKey, size, region, image, sshFrom } = goal;
  const seen = machineQuery(id, name);
  const keyFile = query('publicKeyFile', '', makeKey ?? '');
  const call = callingAt(provider);
  const at = (facts: Facts): ProviderMachine => facts.get(seen) ?? NO_MACHINE;
  const publicKey = (facts: Facts) =>
    (makeKey === null ? goal.publicKey : facts.get(keyFile)) ?? '';
  // The account may know it by another name already, and takes no key twice.
  const keyIn = (facts: Facts) =>
    at(facts).keys.find((each) => isSameKey(each.publicKey, publicKey(facts)));
  const address: Step = {
    id: `${id}.address`,
    title: 'Reserve an address that stays',
    because: () => 'The name can go on leading there, should the server be made anew.',
    needs: [],
    sees: [seen],
    check: (facts) => (at(facts).address ? HOLDS : lacks('There is none yet.')),
    actions: () => [call({ call: 'reserve-address', name, region })],
  };
  const steps: Step[] = [
    {
      id: `${id}.key`,
      title: `Give ${label} the public half of your key`,
      needs: makeKey === null ? [] : ['key.make'],
      sees: [seen, ...(makeKey === null ? [] : [keyFile])],
      // A machine that is there has its keys.
      check: (facts) =>
        at(facts).machine || keyIn(facts) ? HOLDS : lacks('It does not know it yet.'),
      actions: (facts) => {
        const former = at(facts).keys.find((each) => each.ours);
        return [
          ...(former ? [call({ call: 'drop-key', key: former.id })] : []),
          call({ call: 'add-key', name, publicKey: publicKey(facts) }),
        ];
      },
    },
    ...(provider.keepsAddress ? [address] : []),
    {
      id: `${id}.firewall`,
      title: doorTitle(sshFrom),
      because: () =>
        'Visitors come in by 80 and 443, you by 22. Nothing else can be reached from outside.',
      needs: [],
      sees: [seen],
      check: (facts) =>
        at(facts).firewall?.sshFrom.includes(sshFrom)
          ? HOLDS
          : lacks('There is no firewall for that.'),
      actions: (facts) => {
        const { firewall } = at(facts);
        if (!firewall) return [call({ call: 'firewall', name, sshFrom })];
        const { guards } = firewall;
        return [call({ call: 'rules', name, firewall: firewall.id, guards, sshFrom })];
      },
    },
    {
      id: `${id}.create`,
      title: `Start the server: ${size} in ${region}, with ${image}`,
      because: (facts) => {
        const cost = costIn(facts.get(accountQuery(id)), size, region);
        return cost === undefined ? undefined : `${name} costs ${cost}, until it is deleted.`;
      },
      needs: [`${id}.key`, `${id}.firewall`, ...(provider.keepsAddress ? [address.id] : [])],
      sees: [seen, ...(makeKey === null ? [] : [keyFile])],
      check: (facts) => (at(facts).machine ? HOLDS : lacks('There is none of that name yet.')),
      actions: (facts) => {
        const { firewall, address: reserved } = at(facts);
        const [key, door] = [keyIn(facts)?.id ?? '', firewall?.id ?? ''];
        return [call({ call: 'create', goal, key, firewall: door, address: reserved?.id ?? null })];
      },
    },
    {
      id: `${id}.guard`,
      title: 'Put it behind its firewall',
      needs: [`${id}.create`],
      sees: [seen],
      check: (facts) => {
        const { firewall, machine } = at(facts);
        return machine && firewall?.guards.includes(machine.id)
          ? HOLDS
          : lacks('It can be reached at every port.');
      },
      actions: (facts) => {
        const { firewall, machine } = at(facts);
        return [call({ call: 'guard', firewall: firewall?.id ?? '', machine: machine?.id ?? '' })];
      },
    },
  ];
  return [
    ...(makeKey === null ? [] : [keyMake(makeKey)]),
    ...steps.map((step) => waiting(step, shown(label))),
    entrance(provider, name),
    waiting(identity(provider, goal), shown(label)),
  ];
}

function entrance(provider: Provider, name: string): Step {
  const { id } = provider;
  const seen = machineQuery(id, name);
  const machineIn = (facts: Facts) => facts.get(seen)?.machine;
  return {
    id: `${id}.entrance`,
    title: 'Wait until it runs and lets you in',
    needs: [`${id}.guard`],
    sees: [seen],
    check: (facts) => {
      const machine = machineIn(facts);
      if (!machine || machine.state === 'ended') return hopeless('It was ended by somebody.');
      if (machine.state !== 'running') return lacks(`It is ${machine.says}.`);
      return machine.open ? HOLDS : lacks('Nobody answers at port 22 yet.');
    },
    actions: (facts) => {
      const machine = machineIn(facts);
      const on = callingAt(provider)({ call: 'power-on', machine: machine?.id ?? '' });
      return [
        ...(machine?.state === 'off' ? [on] : []),
        { do: 'await', saying: 'the server', everySeconds: 3, patienceSeconds: 600 },
      ];
    },
    remedies: [
      'A network that lets nobody out to port 22 (a company, a hotel) keeps you from it: try another.',
      'Run the same once more: what is there already is not made twice.',
    ],
  };
}

/** What was known at first contact is given up for what only the machine knows. One that was made without is left as it is. */
function identity({ id }: Provider, { name, makeKey: keyFile }: ProviderGoal): Step {
  const seen = machineQuery(id, name);
  const machineIn = (facts: Facts) => facts.get(seen)?.machine;
  return {
    id: `${id}.identity`,
    title: 'Have it make its own key, by which it is known',
    because: () =>
      'By its key a server proves who it is. It starts with one from this computer, so you need not compare any.',
    needs: [`${id}.entrance`],
    sees: [seen],
    check: (facts) => {
      const machine = machineIn(facts);
      return machine && machine.hostKeys.first === null
        ? HOLDS
        : lacks('It still has the key that it was made with.');
    },
    actions: (facts) => {
      const { id: machine = '', ip, hostKeys: keys = NO_HOST_KEYS } = machineIn(facts) ?? {};
      return [{ do: 'own-host-key', at: id, name, machine, ip: ip ?? '', keyFile, keys }];
    },
  };
}

/** Takes away all that was made for a machine. */
export function providerRemoval(provider: Provider, name: string): Step[] {
  const { id, label } = provider;
  const seen = machineQuery(id, name);
  const call = callingAt(provider);
  const at = (facts: Facts): ProviderMachine => facts.get(seen) ?? NO_MACHINE;
  const ours = (facts: Facts) => at(facts).keys.find((each) => each.ours);
  const gone = (
    what: string,
    title: string,
    needs: readonly string[],
    there: (facts: Facts) => ProviderCall | undefined,
  ): Step => ({
    ...{ id: `${id}.${what}`, title, needs, sees: [seen] },
    check: (facts) => (there(facts) ? lacks('It is still there.') : HOLDS),
    actions: (facts) => {
      const drop = there(facts);
      return drop ? [call(drop)] : [];
    },
  });
  const end = gone('destroy', `End the server ${name}; its disk goes with it`, [], (facts) => {
    const { machine } = at(facts);
    return machine ? { call: 'destroy', machine: machine.id } : undefined;
  });
  const destroy: Step = {
    ...end,
    because: () => 'This can not be taken back: what is on its disk is gone.',
    // Tags would stay without it.
    actions: (facts) => {
      const { id: machine = '', hostKeys: noted = NO_HOST_KEYS } = at(facts).machine ?? {};
      const forget = call({ call: 'note-keys', machine, keys: NO_HOST_KEYS });
      return [...(shownBy(noted).length > 0 ? [forget] : []), ...end.actions(facts)];
    },
  };
  const address = gone('address-end', 'Give its address back', [destroy.id], (facts) => {
    const reserved = at(facts).address;
    return reserved ? { call: 'drop-address', address: reserved.id } : undefined;
  });
  const firewall = gone('firewall-end', 'Delete its firewall', [destroy.id], (facts) => {
    const door = at(facts).firewall;
    return door ? { call: 'drop-firewall', firewall: door.id } : undefined;
  });
  const key = gone('key-end', `Have ${label} forget your key`, [], (facts) => {
    const known = ours(facts);
    return known ? { call: 'drop-key', key: known.id } : undefined;
  });
  const ended = { ...forgotten(label), saying: 'the server to end', patienceSeconds: 300 };
  return [
    waiting(destroy, ended),
    ...[...(provider.keepsAddress ? [address] : []), firewall, key].map((step) =>
      waiting(step, forgotten(label)),
    ),
  ];
}

/** Calls to a provider, as actions. */
export function callingAt({ id }: Provider): (what: ProviderCall) => ProviderAction {
  return (what) => ({ do: 'provider', at: id, what });
}
