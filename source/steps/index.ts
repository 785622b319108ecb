import type { Distribution } from '../distributions/distribution.ts';
import type { AddressesFact, LoginFact, SystemFact } from '../facts/machine.ts';
import type { Goal } from '../goal.ts';
import { LOCAL } from '../hosts/local.ts';
import { appReady, appStart, settingsWrite } from './app.ts';
import { certificateObtain } from './certificate-obtain.ts';
import { dockerGroup, dockerInstall, dockerStart } from './docker-install.ts';
import { download } from './download.ts';
import { frontDownload, frontNetwork, frontStart } from './front.ts';
import { loginKey } from './login-key.ts';
import { nameRecord } from './name-record.ts';
import { outsideCheck } from './outside-check.ts';
import { receiptWrite } from './receipt-write.ts';
import { type Author, recordWrite } from './record-write.ts';
import { serverReady } from './server-ready.ts';
import { siteOpen } from './site-open.ts';
import type { Step } from './step.ts';
import { websiteCheck } from './website-check.ts';

/** What the steps depend on besides the goal; it does not change while they run. */
export interface Ground {
  readonly distribution: Distribution;
  readonly system: SystemFact;
  readonly login: LoginFact;
  readonly author: Author;
  readonly addresses?: AddressesFact;
}

/** Everything that must hold, in the order in which a person reads it. */
export function stepsFor(goal: Goal, ground: Ground): Step[] {
  const { distribution, system, login, author } = ground;
  const group =
    login.root === 'already' || goal.host === LOCAL
      ? []
      : [dockerGroup(goal, distribution, login.user)];
  const dockerReady = group.length > 0 ? ['docker.start', 'docker.group'] : ['docker.start'];
  const { id, image, label } = frontDownload;
  return [
    ...(goal.loginKey ? [loginKey(goal.host, goal.loginKey)] : []),
    serverReady(goal, distribution),
    dockerInstall(goal, distribution, system),
    dockerStart(goal, distribution),
    ...group,
    frontNetwork(goal, dockerReady),
    download(goal, id, image, label, dockerReady),
    frontStart(goal),
    download(goal, 'app.download', goal.recipe.container.image, goal.app.label, dockerReady),
    ...(goal.trustNames ? [] : [nameRecord(goal)]),
    outsideCheck(goal, ground.addresses),
    certificateObtain(goal, author.at),
    settingsWrite(goal),
    appStart(goal),
    appReady(goal),
    siteOpen(goal),
    websiteCheck(goal),
    recordWrite(goal, author),
    receiptWrite(goal),
  ];
}
