import { type Answers, secretAnswer } from '../../answers/answers.ts';
import type { ProviderBalancer } from '../../clouds/provider/balancer-call.ts';
import {
  type ProviderAccount,
  type ProviderAction,
  type ProviderBetween,
  type ProviderHost,
  type ProviderId,
  type ProviderMachine,
  tokenOf,
} from '../../clouds/provider/provider.ts';
import type { Http } from '../../dns/providers/edges.ts';
import { ExpectedError } from '../../expected-error.ts';
import { Secret } from '../../secrets/secret.ts';
import { httpTo, type Send } from '../dns/http.ts';
import { request } from '../outside/http-request.ts';
import { answersAt } from '../outside/port-answers.ts';
import { digitalOceanEdge } from './digitalocean.ts';
import { hetznerEdge } from './hetzner.ts';
import { newHostKey } from './new-host-key.ts';
import type { ProviderEdge } from './provider-edge.ts';

const EDGES: Readonly<Record<ProviderId, ProviderEdge>> = {
  digitalocean: digitalOceanEdge,
  hetzner: hetznerEdge,
};

function open(provider: ProviderId, answers: Answers, send: Send): Http {
  const token = secretAnswer(answers, tokenOf(provider)) ?? new Secret('');
  return httpTo(EDGES[provider].api(token), send);
}

/** Whose account the token opens, and what may be chosen there. Changes nothing. */
export async function lookAtProvider(
  provider: ProviderId,
  answers: Answers,
  signal: AbortSignal,
  send: Send = request,
): Promise<ProviderAccount> {
  try {
    return await EDGES[provider].account(open(provider, answers, send), signal);
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    const { code, what, why = '', next = [] } = error.trouble;
    return {
      ...{ open: false, says: `${what} ${why}`.trim(), next },
      ...(code.endsWith('.unreachable') && { why: 'unreachable' as const }),
    };
  }
}

/** What there is of a machine, and whether it lets anybody in. */
export async function lookAtMachine(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
  send: Send = request,
  answersThere: typeof answersAt = answersAt,
): Promise<ProviderMachine> {
  const [provider, name] = subject.split(' ') as [ProviderId, string];
  const seen = await EDGES[provider].machine(open(provider, answers, send), name, signal);
  const ip = seen.machine?.ip ?? null;
  if (!seen.machine || ip === null) return seen;
  return { ...seen, machine: { ...seen.machine, open: await answersThere(ip, 22, signal) } };
}

/** A server that is there already, by its addresses. */
export async function lookAtHost(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
  send: Send = request,
): Promise<ProviderHost | null> {
  const [provider, addresses = ''] = subject.split(' ') as [ProviderId, string?];
  const known = addresses.split(',').filter((each) => each !== '');
  return await EDGES[provider].host(open(provider, answers, send), known, signal);
}

/** What lets servers reach each other. */
export async function lookBetween(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
  send: Send = request,
): Promise<ProviderBetween | null> {
  const [provider, name] = subject.split(' ') as [ProviderId, string];
  return await EDGES[provider].between(open(provider, answers, send), name, signal);
}

/** What stands in front of servers, by its name. */
export async function lookAtProviderBalancer(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
  send: Send = request,
): Promise<ProviderBalancer | null> {
  const [provider, name] = subject.split(' ') as [ProviderId, string];
  const all = await EDGES[provider].balancers(open(provider, answers, send), signal);
  return all.find((each) => each.name === name) ?? null;
}

/** All that stand in front of servers there; null where the token, which opens the account, may not see any. */
export async function lookAtProviderBalancers(
  provider: ProviderId,
  answers: Answers,
  signal: AbortSignal,
  send: Send = request,
): Promise<readonly ProviderBalancer[] | null> {
  try {
    return await EDGES[provider].balancers(open(provider, answers, send), signal);
  } catch (error) {
    if (error instanceof ExpectedError && error.code === `${provider}.refused`) return null;
    throw error;
  }
}

/** Makes the call. Throws an ExpectedError. */
export async function callProvider(
  { at, what }: ProviderAction,
  answers: Answers,
  signal: AbortSignal,
  send: Send = request,
): Promise<void> {
  const [edge, http] = [EDGES[at], open(at, answers, send)];
  if (what.call === 'note-keys') return await edge.noteKeys(http, what.machine, what.keys, signal);
  const wanted = what.call === 'create' ? edge.create(what, newHostKey()) : edge.request(what);
  await http(wanted, signal);
}
