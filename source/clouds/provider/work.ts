import { textAnswer } from '../../answers/answers.ts';
import { ExpectedError } from '../../expected-error.ts';
import { type Facts, query } from '../../facts/facts.ts';
import type { Item } from '../../interview.ts';
import type { Subject } from '../../session/session.ts';
import type { CloudWork } from '../cloud-work.ts';
import { NO_HOST_KEYS, ownFingerprint } from '../host-keys.ts';
import { OWN_KEY } from '../launch.ts';
import { EVERYBODY } from '../machine-questions.ts';
import { partsLeft, removedReceipt } from '../removed-receipt.ts';
import { balancersLeft, providerBalancerOut, providerBalancersQuery } from './balancer.ts';
import { outOf, providerOut } from './between.ts';
import {
  accountQuery,
  costIn,
  machineQuery,
  networkOf,
  type Provider,
  type ProviderAccount,
  type ProviderGoal,
} from './provider.ts';
import { providerQuestions } from './questions.ts';
import { providerRemoval, providerSteps } from './steps.ts';

/** A new machine at the provider. */
export function providerLaunch(provider: Provider): CloudWork {
  const { id, label } = provider;
  const { token, region, name, size, image, sshFrom } = providerQuestions(provider);
  const asked = [region, name, size, image, sshFrom];
  const looked: Item = { look: () => [accountQuery(id), query('ownAddress', '')] };
  return {
    doing: 'Making',
    heading: 'New server',
    questions: [token, ...asked],
    script: [{ ask: token }, looked, ...asked.map((ask) => ({ ask }))],
    undertake(answers, facts, { ownKey }) {
      const account = openAccount(provider, facts);
      const goal: ProviderGoal = {
        ...{ name: textAnswer(answers, name.id), region: textAnswer(answers, region.id) },
        network: textAnswer(answers, networkOf(id)),
        ...{ size: textAnswer(answers, size.id), publicKey: ownKey ?? '' },
        image: textAnswer(answers, image.id) || (account.images[0]?.image ?? ''),
        makeKey: ownKey === null ? OWN_KEY : null,
        sshFrom: textAnswer(answers, sshFrom.id) || EVERYBODY,
      };
      const cost = costIn(account, goal.size, goal.region);
      if (cost === undefined) throw notThere(label, goal);
      const seenOf = (seen: Facts) => seen.get(machineQuery(id, goal.name));
      const fingerprintIn = (seen: Facts) =>
        ownFingerprint(seenOf(seen)?.machine?.hostKeys ?? NO_HOST_KEYS);
      const ipIn = (seen: Facts) => seenOf(seen)?.machine?.ip ?? '';
      return {
        subject: subjectOf(provider, goal.name),
        steps: providerSteps(provider, goal),
        looks: [machineQuery(id, goal.name)],
        receipt: (seen) => ({
          headline: `The server ${goal.name} runs`,
          lines: [
            {
              label: 'Address',
              text: `${ipIn(seen)}, ${provider.keepsAddress ? 'which stays' : 'as long as it is not deleted'}`,
            },
            { label: 'Size', text: `${goal.size} in ${goal.region}, with ${goal.image}` },
            { label: 'Costs', text: `${cost}, until it is deleted` },
            {
              label: 'Log in',
              text: `ssh ${goal.makeKey ? `-i ${goal.makeKey} ` : ''}root@${ipIn(seen)}`,
            },
            { label: 'Its identity', text: fingerprintIn(seen) ?? provider.identity },
            { label: 'Delete it', text: `npx setup-server launch ${id} --remove ${goal.name}` },
          ],
        }),
        wayIn: (seen) => {
          const fingerprint = fingerprintIn(seen);
          return {
            ...{ 'host.kind': 'ssh', server: ipIn(seen), 'ssh.user': 'root' },
            ...(goal.makeKey !== null && { 'ssh.key': goal.makeKey }),
            ...(fingerprint !== undefined && { 'ssh.fingerprint': fingerprint }),
          };
        },
      };
    },
  };
}

/** A machine and all that was made for it goes. */
export function providerRemove(provider: Provider): CloudWork {
  const { id } = provider;
  const { token, name, confirm } = providerQuestions(provider);
  return {
    doing: 'Deleting',
    heading: 'Delete a server',
    questions: [token, name, confirm],
    script: [
      { ask: token },
      { look: () => [accountQuery(id)] },
      ...[name, confirm].map((ask) => ({ ask })),
    ],
    undertake(answers, facts, brought) {
      const its = providerRemoveBeside(provider)(answers, facts, brought);
      const out = providerBalancerOut(provider, textAnswer(answers, name.id));
      return {
        ...its,
        steps: [
          out,
          ...its.steps.map((step) =>
            step.id === `${id}.destroy` ? { ...step, needs: [...step.needs, out.id] } : step,
          ),
        ],
        looks: [...its.looks, providerBalancersQuery(id)],
        receipt: (seen) => {
          const { headline, lines } = its.receipt(seen);
          return { headline, lines: [...lines, ...balancersLeft(provider, seen)] };
        },
      };
    },
  };
}

/** The same of one among several: what stands in front of them all is another one's to delete. */
export function providerRemoveBeside(provider: Provider): CloudWork['undertake'] {
  const { id, label } = provider;
  const { name } = providerQuestions(provider);
  return (answers, facts) => {
    openAccount(provider, facts);
    const called = textAnswer(answers, name.id);
    return {
      subject: subjectOf(provider, called),
      steps: [
        providerOut(provider, called),
        ...providerRemoval(provider, called).map((step) =>
          // By its address it is known what let it in.
          step.id === `${id}.destroy` ? { ...step, needs: [outOf(provider)] } : step,
        ),
      ],
      looks: [machineQuery(id, called)],
      receipt: (seen) => {
        const last = seen.get(machineQuery(id, called));
        const { keys, ...parts } = last ?? { keys: [] };
        const left = last && { ...parts, key: keys.some(({ ours }) => ours) };
        return removedReceipt(called, label, partsLeft(left));
      },
      wayIn: () => null,
    };
  };
}

function subjectOf({ id }: Provider, called: string): Subject {
  return {
    ...{ host: `${id}://${called}`, install: called, names: [called] },
    app: { id, label: `the server ${called}` },
  };
}

/** Throws where the token opens none. */
export function openAccount({ id, label }: Provider, facts: Facts) {
  const account: ProviderAccount | undefined = facts.get(accountQuery(id));
  if (account?.open) return account;
  throw new ExpectedError({
    code: `${id}.no-account`,
    what: `${label} does not let us in.`,
    ...(account && { why: account.says, next: account.next }),
  });
}

function notThere(label: string, { size, region }: ProviderGoal): ExpectedError {
  return new ExpectedError({
    code: 'launch.no-size',
    what: `${label} has no ${size} in ${region} just now.`,
    next: ['Take another size, or another place.'],
  });
}
