import type { Action, WriteAction } from '../action.ts';
import { type Facts, query } from '../facts/facts.ts';
import { FRONT_CONTAINER } from '../front/container.ts';
import type { Goal } from '../goal.ts';
import {
  FRONT_CONFIGURATION,
  RENEWAL,
  renewalOrderFile,
  renewalTakeUpFile,
  siteFile,
} from '../paths.ts';
import { RENEWAL_JOB } from '../renewal/job.ts';
import { orderToWrite, type RenewalOrder, renewalOrder } from '../renewal/order.ts';
import { RENEWAL_SCRIPT, runScript } from '../renewal/run-script.ts';
import { takeUpScript } from '../renewal/take-up.ts';
import { sh } from '../shell.ts';
import { certificateOrder } from './certificate-obtain.ts';
import type { Ground } from './ground.ts';
import { jobTimer } from './job-timer.ts';
import { checkFile, fileQuery, type KnownFile, writeFile } from './known-file.ts';
import {
  checkSealed,
  pinned,
  programFile,
  RENEWAL_IMAGE,
  writeProgram,
  writeSealed,
} from './server-program.ts';
import { type Check, HOLDS, lacks, type Step } from './step.ts';

/** Certificates renew without anybody: a program on the server, and what starts it. Its image was downloaded. */
export function renewalSteps(goal: Goal, ground: Ground): Step[] {
  return [renewalWrite(goal, ground), renewalTimer(goal, ground)];
}

function renewalWrite(goal: Goal, { author }: Ground): Step {
  const { host, install } = goal;
  const image = query('image', host, RENEWAL_IMAGE);
  const order = query('sealedFile', host, renewalOrderFile(install));
  const program = programFile(author);
  const takeUp: KnownFile = {
    path: renewalTakeUpFile(install),
    text: takeUpScript(goal),
    mode: '644',
  };
  const script = (facts: Facts): KnownFile => ({
    path: RENEWAL_SCRIPT,
    text: runScript(pinned(facts.get(image))),
    mode: '644',
  });
  const wanted = (facts: Facts) => orderToWrite(orderOf(goal), facts.get(order)?.value);
  const checkOrder = (facts: Facts): Check =>
    facts.get(order)
      ? checkSealed(order.subject, wanted(facts), facts.get(order))
      : lacks('The server does not know how to renew the certificate.');
  const parts = (facts: Facts): readonly (readonly [Check, () => WriteAction])[] => [
    [checkFile(facts, host, program), () => writeProgram(program)],
    [checkFile(facts, host, script(facts)), () => writeFile(script(facts))],
    [checkFile(facts, host, takeUp), () => writeFile(takeUp)],
    [checkOrder(facts), () => writeSealed(order.subject, wanted(facts))],
  ];
  return {
    id: 'renewal.write',
    title: `Put a program on the server that renews the certificate (${RENEWAL})`,
    because: () =>
      "So it does not end when nobody thinks of it. The program runs in a container that sees the certificates and nothing of the app's.",
    needs: ['renewal.download', 'site.open'],
    sees: [
      image,
      ...[program.path, RENEWAL_SCRIPT, takeUp.path].map((path) => fileQuery(host, { path })),
      order,
    ],
    check: (facts) => parts(facts).find(([check]) => !check.holds)?.[0] ?? HOLDS,
    actions: (facts): Action[] => [
      {
        do: 'run',
        command: sh`install -d -m 0700 ${RENEWAL} ${`${RENEWAL}/installs`}`,
        patienceSeconds: 30,
      },
      ...parts(facts).flatMap(([check, action]) => (check.holds ? [] : [action()])),
    ],
  };
}

function renewalTimer(goal: Goal, ground: Ground): Step {
  return jobTimer(goal, ground, {
    id: 'renewal.timer',
    title: 'Have it look every hour whether a certificate is due',
    needs: ['renewal.write'],
    job: {
      name: RENEWAL_JOB,
      does: 'Renew certificates',
      script: RENEWAL_SCRIPT,
      often: 'hourly',
    },
    seenBy: 'renewal',
    lacking: 'Nothing starts the renewal of certificates yet.',
    says: '. What it says stands in /var/lib/setup-server/log/renewal.log.',
  });
}

function orderOf(goal: Goal): RenewalOrder {
  const { install, names, dns, certificate, recipe, stopped, cluster } = goal;
  const order = certificateOrder(goal);
  // No name with a star can be asked for in a handshake.
  const asked = names.filter((name) => !name.startsWith('*.'));
  const byApp = certificate.servedBy === 'app' && recipe.tls;
  const [host, port] = byApp ? [install, byApp.https] : [FRONT_CONTAINER, 443];
  const { handsTo } = certificate;
  if (cluster) return ofCluster(cluster.addresses);
  return renewalOrder(install, order, {
    ...(order.proof === 'dns-01' && dns && { dns }),
    ...(handsTo && { handsTo }),
    // Nobody shows it while the app that has it is stopped, or where a balancer gets it.
    served: (handsTo || (byApp && stopped) ? [] : asked).map((name) => ({ host, port, name })),
    ...(byApp && { patienceSeconds: recipe.ready.patienceSeconds }),
    ...(!byApp && !handsTo && { site: { front: FRONT_CONFIGURATION, site: siteFile(install) } }),
  });

  /** Each of its servers that answers must show it. */
  function ofCluster(addresses: readonly string[]): RenewalOrder {
    return renewalOrder(install, order, {
      ...(order.proof === 'dns-01' && dns && { dns }),
      ...(handsTo && { handsTo }),
      served: addresses.flatMap((each) =>
        (handsTo ? [] : asked).map((name) => ({ host: each, port: 443, name })),
      ),
      patienceSeconds: 120,
    });
  }
}
