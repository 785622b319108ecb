import { accountsProbe } from './certificates/accounts.ts';
import { certificateProbe } from './certificates/certificate.ts';
import { keptCertificatesProbe } from './certificates/kept-certificates.ts';
import { renewalProbe } from './certificates/renewal.ts';
import { abilitiesProbe } from './docker/abilities.ts';
import { containerProbe, logProbe } from './docker/container.ts';
import { daemonConfigProbe } from './docker/daemon-config.ts';
import { dockerProbe } from './docker/docker.ts';
import { imageProbe } from './docker/image.ts';
import { networkProbe } from './docker/network.ts';
import { otherContainersProbe } from './docker/other-containers.ts';
import { swarmNodesProbe, swarmProbe } from './docker/swarm.ts';
import { swarmRunningProbe, swarmServicesProbe } from './docker/swarm-services.ts';
import { volumeProbe } from './docker/volume.ts';
import { fileProbe } from './files/file.ts';
import { folderProbe } from './files/folder.ts';
import { sealedFileProbe } from './files/sealed-file.ts';
import { textFileProbe } from './files/text-file.ts';
import { awayCopiesProbe } from './installs/away.ts';
import { backupsProbe } from './installs/backups.ts';
import { changeProbe } from './installs/change.ts';
import { copyLogProbe } from './installs/copy-log.ts';
import { envFileProbe } from './installs/env-file.ts';
import { environmentProbe } from './installs/environment.ts';
import { executionProbe } from './installs/execution.ts';
import { historyProbe } from './installs/history.ts';
import { installsProbe } from './installs/installs.ts';
import { marksProbe } from './installs/marks.ts';
import { neighboursProbe } from './installs/neighbours.ts';
import { recordProbe } from './installs/record-file.ts';
import { timetableProbe } from './installs/timetable.ts';
import { tracesProbe } from './installs/traces.ts';
import { underWayProbe } from './installs/under-way.ts';
import { clockProbe } from './machine/clock.ts';
import { dataSizeProbe } from './machine/data-size.ts';
import { diskProbe } from './machine/disk.ts';
import { fileSystemsProbe } from './machine/file-systems.ts';
import { firstBootProbe } from './machine/first-boot.ts';
import { loginProbe } from './machine/login.ts';
import { loginKeyProbe } from './machine/login-key.ts';
import { memoryProbe } from './machine/memory.ts';
import { packagesProbe } from './machine/packages.ts';
import { restartProbe } from './machine/restart.ts';
import { selinuxProbe } from './machine/selinux.ts';
import { systemProbe } from './machine/system.ts';
import { timeSyncProbe } from './machine/time-sync.ts';
import { virtualisationProbe } from './machine/virtualisation.ts';
import { addressUpdatesProbe } from './network/address-updates.ts';
import { addressesProbe } from './network/addresses.ts';
import { answerProbe } from './network/answer.ts';
import { firewallProbe } from './network/firewall.ts';
import { listenersProbe } from './network/listeners.ts';
import { portOwnerProbe } from './network/port-owner.ts';
import { reachProbe } from './network/reach.ts';
import { resolverProbe } from './network/resolver.ts';
import { routesProbe } from './network/routes.ts';
import type { HostFactName, HostProbe } from './probe.ts';

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
