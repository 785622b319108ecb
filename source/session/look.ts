import { setMaxListeners } from 'node:events';
import type { Answers } from '../answers/answers.ts';
import type { ProviderId } from '../clouds/provider/provider.ts';
import { isAboutEc2, lookAtEc2 } from '../edges/clouds/look-at-ec2.ts';
import {
  lookAtHost,
  lookAtMachine,
  lookAtProvider,
  lookAtProviderBalancer,
  lookAtProviderBalancers,
  lookBetween,
} from '../edges/clouds/providers.ts';
import { lookAtAccount } from '../edges/dns/look-at-account.ts';
import { lookAtPublicKey } from '../edges/local/key-pair.ts';
import { lookAtOwnCertificate } from '../edges/local/own-certificate.ts';
import { lookAtOwnCopy } from '../edges/local/own-copy.ts';
import { lookAtOwnEnvFile } from '../edges/local/own-env-file.ts';
import { lookAtOwnExperiments } from '../edges/local/own-experiments.ts';
import { lookAtOwnFiles } from '../edges/local/own-files.ts';
import { lookAtOwnImage } from '../edges/local/own-image.ts';
import { lookAtOwnText } from '../edges/local/own-text.ts';
import { lookOutside } from '../edges/outside/look-outside.ts';
import { lookAtImage } from '../edges/registry/look-at-image.ts';
import { lookAtTags } from '../edges/registry/look-at-tags.ts';
import { lookAtStore } from '../edges/stores/look-at-store.ts';
import type { Facts, Look, Query, Sighting } from '../facts/facts.ts';
import { lookOnHost } from '../facts/look-on-host.ts';
import { loginFor } from '../image/login-for.ts';
import { awayStore } from '../questions/away.ts';
import { copyKeyIn } from '../questions/own-copy.ts';
import { storeIn } from '../questions/store.ts';
import { storeSubject } from '../stores/store.ts';
import { gathered } from './channel.ts';
import type { Connections } from './connections.ts';

/**
 * Looks at everything asked for at once: one round trip to each host, the outside beside it. `known`
 * is what was seen before.
 */
export function lookThrough(connections: Pick<Connections, 'to'>, known: () => Facts): Look {
  return function look(queries, signal, answers = {}) {
    // Everything listens at once; Node takes more than ten for a leak, and says so over the screen.
    setMaxListeners(0, signal);
    const hosts = new Set(queries.map(({ host }) => host));
    return gathered((found) =>
      [...hosts].map(async (host) => {
        const wanted = queries.filter((each) => each.host === host);
        const source =
          host === ''
            ? outside(wanted, answers, known(), signal)
            : onHost(host, wanted, answers, signal);
        for await (const sighting of source) found.put(sighting);
      }),
    );
  };

  async function* onHost(
    host: string,
    queries: readonly Query[],
    answers: Answers,
    signal: AbortSignal,
  ) {
    const connection = await connections.to(host);
    for (const query of queries) {
      if (query.fact === 'connection') yield { query, value: connection.fact } satisfies Sighting;
    }
    for (const query of queries.filter(({ fact }) => fact === 'store')) {
      const store = [storeIn(answers), awayStore(answers)].find(
        (each) => each && storeSubject(each) === query.subject,
      );
      if (!store) throw new TypeError('Nothing was answered about a store.');
      yield { query, value: await lookAtStore(store, connection, signal) } satisfies Sighting;
    }
    const rest = queries.filter(({ fact }) => fact !== 'connection' && fact !== 'store');
    if (rest.length > 0) yield* lookOnHost(connection, rest, signal);
  }
}

function outside(
  queries: readonly Query[],
  answers: Answers,
  known: Facts,
  signal: AbortSignal,
): AsyncGenerator<Sighting> {
  return gathered((found) =>
    queries.map(async (query) => {
      if (query.fact === 'ownCertificate')
        return found.put({ query, value: await lookAtOwnCertificate(query.subject) });
      if (query.fact === 'ownEnvFile')
        return found.put({ query, value: await lookAtOwnEnvFile(query.subject, signal) });
      if (query.fact === 'ownCopy')
        return found.put({ query, value: await lookAtOwnCopy(query.subject, copyKeyIn(answers)) });
      if (query.fact === 'ownImage')
        return found.put({ query, value: await lookAtOwnImage(query.subject) });
      if (query.fact === 'manifest')
        return found.put({
          query,
          value: await lookAtImage(query.subject, loginFor(answers, known, query.subject), signal),
        });
      if (query.fact === 'tags')
        return found.put({
          query,
          value: await lookAtTags(query.subject, loginFor(answers, known, query.subject), signal),
        });
      if (query.fact === 'ownExperiments')
        return found.put({ query, value: await lookAtOwnExperiments(query.subject) });
      if (query.fact === 'ownFiles')
        return found.put({ query, value: await lookAtOwnFiles(query.subject) });
      if (query.fact === 'ownText')
        return found.put({ query, value: await lookAtOwnText(query.subject) });
      if (query.fact === 'publicKeyFile')
        return found.put({ query, value: await lookAtPublicKey(query.subject) });
      if (query.fact === 'providerAccount') {
        const provider = query.subject as ProviderId;
        return found.put({ query, value: await lookAtProvider(provider, answers, signal) });
      }
      if (query.fact === 'providerMachine')
        return found.put({ query, value: await lookAtMachine(query.subject, answers, signal) });
      if (query.fact === 'providerHost')
        return found.put({ query, value: await lookAtHost(query.subject, answers, signal) });
      if (query.fact === 'providerBetween')
        return found.put({ query, value: await lookBetween(query.subject, answers, signal) });
      if (query.fact === 'providerBalancer') {
        const value = await lookAtProviderBalancer(query.subject, answers, signal);
        return found.put({ query, value });
      }
      if (query.fact === 'providerBalancers') {
        const provider = query.subject as ProviderId;
        return found.put({
          query,
          value: await lookAtProviderBalancers(provider, answers, signal),
        });
      }
      if (isAboutEc2(query)) return found.put(await lookAtEc2(query, answers, signal));
      if (query.fact !== 'dnsAccount') return found.put(await lookOutside(query, signal));
      found.put({ query, value: await lookAtAccount(query.subject, answers, signal) });
    }),
  );
}
