import { type Facts, query, type Sighting } from '../facts/facts.ts';
import { finding } from '../facts/findings.ts';
import type { PlannedStep } from '../plan.ts';
import { aboutCluster, clusterOf, shareText } from '../status/cluster-status.ts';
import { type Check, detailsOf } from './check.ts';
import type { Examined } from './examine.ts';
import type { ExaminedInstall } from './install.ts';

/** Proves all the others: a browser gets the page, by its name and with a certificate that is good. */
const PROOF = 'website.check';
/** Nobody misses them while they visit the website. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['record.write', 'receipt.write', 'login.key']);

/** What must be so for an install, and is or is not: the steps that setup-server would have to do. */
export function installChecks({ host, facts, installs }: Examined): Check[] {
  return installs.flatMap((install) => [
    recordCheck(install, host, facts),
    ...('planned' in install ? stepChecks(install, facts) : []),
    ...('planned' in install ? clusterChecks(install, facts) : []),
  ]);
}

/** The name of the group: `JATOS (study.example.org)`. */
export function titleOf(install: ExaminedInstall): string {
  return 'goal' in install
    ? `${install.goal.app.label} (${install.goal.names[0] || install.name})`
    : install.name;
}

function recordCheck(install: ExaminedInstall, host: string, facts: Facts): Check {
  const asked = query('record', host, install.name);
  const value = facts.get(asked) ?? null;
  const place = { id: `${install.name}.record`, group: titleOf(install), ignored: false };
  if ('problem' in install) {
    return {
      ...place,
      status: 'warning',
      text: `${install.name} could not be checked`,
      note: install.problem,
      advice: ['npx setup-server asks what is not known, and writes the record anew.'],
      details: detailsOf(value),
    };
  }
  const seen: Sighting = { query: asked, value };
  const { app, goal } = { app: install.goal.app.label, goal: install.goal };
  const found = finding(seen, { app, memoryMB: 0, diskMB: 0 });
  return {
    ...place,
    status: found?.status ?? 'good',
    text: found?.text ?? `${goal.install} is known to the server`,
    ...(value ? { note: `${value.by}, ${value.at.slice(0, 10)}` } : {}),
    details: detailsOf(value),
  };
}

function stepChecks(install: Extract<ExaminedInstall, { goal: unknown }>, facts: Facts): Check[] {
  const works = install.planned.find(({ step }) => step.id === PROOF)?.holds ?? false;
  return install.planned.map((planned): Check => {
    const { step, title, holds, why } = planned;
    const details = step.sees.map((each) => ({
      fact: each.fact,
      subject: each.subject,
      value: detailsOf(facts.get(each) ?? null),
    }));
    const place = {
      id: `${install.name}.${step.id}`,
      group: titleOf(install),
      ignored: false,
      details,
    };
    if (holds) return { ...place, status: 'good', text: title, note: 'as it should be' };
    return {
      ...place,
      status: works || step.advisory || BOOKKEEPING.has(step.id) ? 'warning' : 'stops',
      text: why.replace(/\.$/, ''),
      advice: adviceFor(planned),
    };
  });
}

/** Of what runs on several servers: all of them are there, and so are the copies. */
function clusterChecks(
  { goal, ...install }: Extract<ExaminedInstall, { goal: unknown }>,
  facts: Facts,
): Check[] {
  const cluster = clusterOf(goal, facts);
  if (!cluster) return [];
  const wrong = aboutCluster(goal.app.label, cluster);
  const place = {
    ...{ id: `${install.name}.cluster`, group: titleOf({ goal, ...install }), ignored: false },
    details: detailsOf(cluster),
  };
  if (wrong.length > 0)
    return wrong.map(({ status, text, advice }) => ({ ...place, status, text, advice: [advice] }));
  const runs = goal.stopped === undefined ? ', and all copies run' : '';
  const text = `${cluster.servers.length} servers hear of each other${runs}`;
  const note = shareText(cluster);
  return [{ ...place, status: 'good', text, ...(note !== '' && { note }) }];
}

function adviceFor({ step, title }: PlannedStep): string[] {
  const again = `npx setup-server puts this right (${title}), and leaves alone what is as it should be.`;
  return [...(step.advisory || step.id === PROOF ? [] : [again]), ...(step.remedies ?? [])];
}
