import { ADDRESS_JOB } from '../address/job.ts';
import { orderToWrite } from '../address/order.ts';
import { ADDRESS_SCRIPT, addressScript } from '../address/run-script.ts';
import type { Families } from '../address/sources.ts';
import { providerOf } from '../dns/providers/chosen.ts';
import { type Facts, query } from '../facts/facts.ts';
import type { Goal } from '../goal.ts';
import { ADDRESS, addressOrderFile, RENEWAL } from '../paths.ts';
import { sh } from '../shell.ts';
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

/** The names follow the server's address: a program on the server, what starts it, and its first run. */
export function addressSteps(goal: Goal, families: Families, ground: Ground): Step[] {
  return [addressWrite(goal, families, ground), addressTimer(goal, ground), addressSet(goal)];
}

function addressWrite(goal: Goal, families: Families, { author }: Ground): Step {
  const { host, install, names, dns } = goal;
  const image = query('image', host, RENEWAL_IMAGE);
  const order = query('sealedFile', host, addressOrderFile(install));
  const program = programFile(author);
  const script = (facts: Facts): KnownFile => ({
    path: ADDRESS_SCRIPT,
    text: addressScript(pinned(facts.get(image))),
    mode: '644',
  });
  const wanted = (facts: Facts) =>
    orderToWrite({ install, names, families, ...(dns && { dns }) }, facts.get(order)?.value);
  const checkOrder = (facts: Facts): Check =>
    checkSealed(order.subject, wanted(facts), facts.get(order));
  return {
    id: 'address.write',
    title: `Put a program on the server that keeps ${names.join(' and ')} at its address (${ADDRESS})`,
    because: () =>
      'Its address may change at any time. The program keeps the token for the DNS in a file that only root can read.',
    needs: ['renewal.download'],
    sees: [image, fileQuery(host, program), fileQuery(host, { path: ADDRESS_SCRIPT }), order],
    check: (facts) =>
      [
        checkFile(facts, host, program),
        checkFile(facts, host, script(facts)),
        checkOrder(facts),
      ].find(({ holds }) => !holds) ?? HOLDS,
    actions: (facts) => [
      {
        do: 'run',
        command: sh`install -d -m 0700 ${RENEWAL} ${ADDRESS} ${`${ADDRESS}/installs`}`,
        patienceSeconds: 30,
      },
      ...(checkFile(facts, host, program).holds ? [] : [writeProgram(program)]),
      ...(checkFile(facts, host, script(facts)).holds ? [] : [writeFile(script(facts))]),
      ...(checkOrder(facts).holds ? [] : [writeSealed(order.subject, wanted(facts))]),
    ],
  };
}

function addressTimer(goal: Goal, ground: Ground): Step {
  return jobTimer(goal, ground, {
    id: 'address.timer',
    title: 'Have it look every few minutes whether the address changed',
    needs: ['address.write'],
    job: {
      name: ADDRESS_JOB,
      does: "Keep names at this server's address",
      script: ADDRESS_SCRIPT,
      often: 'every-few-minutes',
    },
    seenBy: 'addressUpdates',
    lacking: "Nothing starts what looks at the server's address yet.",
  });
}

/** The same program as later, so that it is known to work. */
function addressSet({ host, install, names, dns }: Goal): Step {
  const updates = query('addressUpdates', host);
  const where = dns ? `, at ${providerOf(dns.provider).label}` : '';
  return {
    id: 'address.set',
    title: `Have it set ${names.join(' and ')} to the server's public address${where}`,
    needs: ['address.write'],
    sees: [updates],
    check: (facts) => {
      const found = facts.get(updates)?.installs[install];
      if (!found) return lacks('The server has not looked at its address yet.');
      if (found.trouble) return lacks(found.trouble.says);
      const all = names.every((name) => found.names.includes(name));
      return found.set && all ? HOLDS : lacks('The server has not set the name yet.');
    },
    // How it went stands in what it leaves behind.
    actions: () => [
      { do: 'run', command: sh`sh ${ADDRESS_SCRIPT} --now || :`, patienceSeconds: 300 },
    ],
    remedies: [
      'Look whether the token still counts at the company that runs the name.',
      `On the server: sh ${ADDRESS_SCRIPT} --now`,
    ],
  };
}

/** A name that followed the server before, and is to stay now. */
export function addressEnd({ host, install }: Pick<Goal, 'host' | 'install'>): Step {
  const order = fileQuery(host, { path: addressOrderFile(install) });
  return {
    id: 'address.end',
    title: "See that nothing sets the name to the server's address by itself",
    needs: ['server.ready'],
    sees: [order],
    check: (facts) =>
      facts.get(order) ? lacks('The name would follow the address as before.') : HOLDS,
    actions: () => [{ do: 'run', command: sh`rm -f ${order.subject}`, patienceSeconds: 30 }],
  };
}
