import type { Action } from '../action.ts';
import { type Answers, textAnswer } from '../answers/answers.ts';
import { generate } from '../apply/generate.ts';
import { giveOwnHostKey } from '../apply/own-host-key.ts';
import { accountFinding } from '../clouds/account-finding.ts';
import type { CloudWork, Undertaken } from '../clouds/cloud-work.ts';
import { ALLOWED_STEP, NOT_ALLOWED } from '../clouds/ec2/allowed.ts';
import type { HostKeys } from '../clouds/host-keys.ts';
import { callBalancer } from '../edges/clouds/balancer-call.ts';
import { callEc2 } from '../edges/clouds/ec2-call.ts';
import { callIam } from '../edges/clouds/iam.ts';
import { callProvider } from '../edges/clouds/providers.ts';
import { callRds } from '../edges/clouds/rds.ts';
import { callS3 } from '../edges/clouds/s3-call.ts';
import { setAlias } from '../edges/dns/set-alias.ts';
import { lookAtPublicKey, makeKeyPair } from '../edges/local/key-pair.ts';
import { writeOwnText } from '../edges/local/own-text.ts';
import type { Event, Outcome } from '../event.ts';
import { ExpectedError } from '../expected-error.ts';
import { distinct, type Facts, type Look, type Query } from '../facts/facts.ts';
import { targetOf } from '../hosts/ssh-way.ts';
import { asEvent, plan } from '../plan.ts';
import { run, type Telling } from '../run.ts';
import { Secret } from '../secrets/secret.ts';
import type { Step } from '../steps/step.ts';
import type { Session } from './session.ts';

export interface LaunchSession extends Session {
  /** How the machine is entered that was made; null before, and where there is none. */
  readonly wayIn: () => Answers | null;
  /** Notes, where something is to be noted, that the machine has all that `wayIn` told of it. */
  readonly handedOver: (signal: AbortSignal) => Promise<void>;
}

interface Clock {
  readonly pause: (seconds: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => Date;
}

/**
 * A session about a machine at a provider: the same plan and the same loop, with no server that
 * could be locked. What was made is found again by its tag, so it may be cut off anywhere.
 */
export function openLaunch(
  base: Session,
  work: Pick<CloudWork, 'undertake'>,
  { pause, now }: Clock,
): LaunchSession {
  let undertaken: Undertaken | undefined;
  let way: Answers | null = null;
  let last: { readonly answers: Answers; readonly facts: Facts } | undefined;
  const password = new Secret(generate({ generate: 'letters-and-digits', length: 32 }));

  const lookAt = async (
    seen: Facts,
    queries: readonly Query[],
    answers: Answers,
    signal: AbortSignal,
  ): Promise<Facts> => {
    let facts = seen;
    for await (const each of base.look(distinct(queries), signal, answers))
      facts = facts.with([each]);
    return facts;
  };

  /** What this user may not look at is left out where the plan begins with what must be allowed: it is looked at then. */
  const lookAhead = async (
    facts: Facts,
    steps: readonly Step[],
    answers: Answers,
    signal: AbortSignal,
  ): Promise<Facts> => {
    const sees = steps.flatMap((step) => step.sees);
    try {
      return await lookAt(facts, sees, answers, signal);
    } catch (error) {
      const first = steps.find(({ id }) => id === ALLOWED_STEP);
      if (!isRefused(error) || !first) throw error;
      let seen = await lookAt(facts, first.sees, answers, signal);
      if (first.check(seen).holds) throw error;
      for (const each of distinct(sees)) {
        try {
          seen = await lookAt(seen, [each], answers, signal);
        } catch (other) {
          if (!isRefused(other)) throw other;
        }
      }
      return seen;
    }
  };

  return {
    look: base.look,
    close: base.close,
    enter: base.enter,
    finding: accountFinding,
    wayIn: () => way,

    async handedOver(signal) {
      if (!undertaken?.handedOver || !last) return;
      const { answers, facts } = last;
      const apply = applyWith(answers, base);
      for (const action of undertaken.handedOver(facts))
        for await (const _ of apply(action, facts, signal));
    },

    async prepare(answers, facts, signal) {
      undertaken = work.undertake(answers, facts, { ownKey: await ownKey(answers), password });
      const { subject, steps } = undertaken;
      const seen = await lookAhead(facts, steps, answers, signal);
      return { answers, goal: subject, facts: seen, steps, planned: plan(steps, seen) };
    },

    async *run({ answers, steps, facts, planned }, control) {
      yield { type: 'planned', steps: asEvent(planned) };
      const look: Look = (queries, signal) => base.look(queries, signal, answers);
      const clock = { pause, now: () => now().getTime() / 1000 };
      const events = run(
        steps,
        facts,
        { look, apply: applyWith(answers, base), ...clock },
        control,
      );
      return yield* advised(events, undertaken?.afterFailure ?? []);
    },

    async receipt({ answers, facts }, signal) {
      if (!undertaken) throw new Error('Nothing was prepared.');
      const seen = await lookAt(facts, undertaken.looks, answers, signal);
      way = undertaken.wayIn(seen);
      last = { answers, facts: seen };
      return undertaken.receipt(seen);
    },
  };
}

function isRefused(error: unknown): boolean {
  return error instanceof ExpectedError && error.code === NOT_ALLOWED;
}

/** The same, where what failed tells what to do besides. */
async function* advised(
  events: AsyncGenerator<Event, Outcome>,
  further: readonly string[],
): AsyncGenerator<Event, Outcome> {
  for (;;) {
    const { done, value } = await events.next();
    if (done) return value;
    if (value.type !== 'failed' || further.length === 0) yield value;
    else {
      const { trouble } = value;
      yield { ...value, trouble: { ...trouble, next: [...(trouble.next ?? []), ...further] } };
    }
  }
}

/** Those that OpenSSH tries by itself (ssh_config(5), IdentityFile). */
const USUAL_KEYS = ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa'];

/** The public key that the person has anyway, the one that was named before all others; null where there is none. */
async function ownKey(answers: Answers): Promise<string | null> {
  const named = textAnswer(answers, 'ssh.key');
  for (const file of named === '' ? USUAL_KEYS : [named]) {
    const key = await lookAtPublicKey(file);
    if (key !== null) return key;
  }
  return null;
}

function applyWith(answers: Answers, { enter }: Pick<Session, 'enter'>) {
  return async function* apply(
    action: Action,
    _facts: Facts,
    signal: AbortSignal,
  ): AsyncGenerator<Telling> {
    yield* [];
    switch (action.do) {
      case 'ec2':
        return await callEc2(action, answers, signal);
      case 'iam':
        return await callIam(action, answers, signal);
      case 'rds':
        return await callRds(action, answers, signal);
      case 's3':
        return await callS3(action, answers, signal);
      case 'alias':
        return await setAlias(action, signal);
      case 'balancer':
        return await callBalancer(action, answers, signal);
      case 'provider':
        return await callProvider(action, answers, signal);
      case 'own-host-key': {
        const { at, machine } = action;
        const note = async (keys: HostKeys) => {
          const what = { call: 'note-keys', machine, keys } as const;
          await callProvider({ do: 'provider', at, what }, answers, signal);
        };
        return await giveOwnHostKey(action, { enter, way: targetOf(answers), note }, signal);
      }
      case 'write-own':
        return await writeOwnText(action.path, action.text);
      case 'make-key':
        return await makeKeyPair(action.file, signal);
      default:
        throw new Error(`A launch does not do "${action.do}".`);
    }
  };
}
