import { abilitiesProbe } from './abilities.ts';
import { accountsProbe } from './accounts.ts';
import { addressUpdatesProbe } from './address-updates.ts';
import { addressesProbe } from './addresses.ts';
import { answerProbe } from './answer.ts';
import { awayCopiesProbe } from './away.ts';
import { backupsProbe } from './backups.ts';
import { certificateProbe } from './certificate.ts';
import { changeProbe } from './change.ts';
import { clockProbe } from './clock.ts';
import { containerProbe, logProbe } from './container.ts';
import { copyLogProbe } from './copy-log.ts';
import { daemonConfigProbe } from './daemon-config.ts';
import { dataSizeProbe } from './data-size.ts';
import { diskProbe } from './disk.ts';
import { dockerProbe } from './docker.ts';
import { envFileProbe } from './env-file.ts';
import { environmentProbe } from './environment.ts';
import { executionProbe } from './execution.ts';
import { fileProbe } from './file.ts';
import { fileSystemsProbe } from './file-systems.ts';
import { firewallProbe } from './firewall.ts';
import { firstBootProbe } from './first-boot.ts';
import { folderProbe } from './folder.ts';
import { historyProbe } from './history.ts';
import { imageProbe } from './image.ts';
import { installsProbe } from './installs.ts';
import { keptCertificatesProbe } from './kept-certificates.ts';
import { listenersProbe } from './listeners.ts';
import { loginProbe } from './login.ts';
import { loginKeyProbe } from './login-key.ts';
import { marksProbe } from './marks.ts';
import { memoryProbe } from './memory.ts';
import { neighboursProbe } from './neighbours.ts';
import { networkProbe } from './network.ts';
import { otherContainersProbe } from './other-containers.ts';
import { packagesProbe } from './packages.ts';
import { portOwnerProbe } from './port-owner.ts';
import type { HostFactName, HostProbe } from './probe.ts';
import { reachProbe } from './reach.ts';
import { recordProbe } from './record-file.ts';
import { renewalProbe } from './renewal.ts';
import { resolverProbe } from './resolver.ts';
import { restartProbe } from './restart.ts';
import { routesProbe } from './routes.ts';
import { sealedFileProbe } from './sealed-file.ts';
import { selinuxProbe } from './selinux.ts';
import { swarmNodesProbe, swarmProbe } from './swarm.ts';
import { swarmRunningProbe, swarmServicesProbe } from './swarm-services.ts';
import { systemProbe } from './system.ts';
import { textFileProbe } from './text-file.ts';
import { timeSyncProbe } from './time-sync.ts';
import { timetableProbe } from './timetable.ts';
import { tracesProbe } from './traces.ts';
import { underWayProbe } from './under-way.ts';
import { virtualisationProbe } from './virtualisation.ts';
import { volumeProbe } from './volume.ts';

/** Every fact that is seen on a host, and how. */
export const probes: { readonly [Name in HostFactName]: HostProbe<Name> } = {
  system: systemProbe,
  login: loginProbe,
  loginKey: loginKeyProbe,
  memory: memoryProbe,
  disk: diskProbe,
  listeners: listenersProbe,
  addresses: addressesProbe,
  clock: clockProbe,
  packages: packagesProbe,
  firstBoot: firstBootProbe,
  docker: dockerProbe,
  daemonConfig: daemonConfigProbe,
  firewall: firewallProbe,
  virtualisation: virtualisationProbe,
  selinux: selinuxProbe,
  timeSync: timeSyncProbe,
  restart: restartProbe,
  resolver: resolverProbe,
  routes: routesProbe,
  fileSystems: fileSystemsProbe,
  portOwner: portOwnerProbe,
  reach: reachProbe,
  file: fileProbe,
  envFile: envFileProbe,
  environment: environmentProbe,
  certificate: certificateProbe,
  keptCertificates: keptCertificatesProbe,
  accounts: accountsProbe,
  container: containerProbe,
  otherContainers: otherContainersProbe,
  log: logProbe,
  image: imageProbe,
  network: networkProbe,
  volume: volumeProbe,
  record: recordProbe,
  neighbours: neighboursProbe,
  change: changeProbe,
  backups: backupsProbe,
  history: historyProbe,
  traces: tracesProbe,
  dataSize: dataSizeProbe,
  underWay: underWayProbe,
  renewal: renewalProbe,
  addressUpdates: addressUpdatesProbe,
  timetable: timetableProbe,
  awayCopies: awayCopiesProbe,
  sealedFile: sealedFileProbe,
  installs: installsProbe,
  textFile: textFileProbe,
  answer: answerProbe,
  execution: executionProbe,
  folder: folderProbe,
  swarm: swarmProbe,
  swarmNodes: swarmNodesProbe,
  swarmServices: swarmServicesProbe,
  copyLog: copyLogProbe,
  swarmRunning: swarmRunningProbe,
  marks: marksProbe,
  abilities: abilitiesProbe,
};
