import { describe, expect, test } from 'vitest';
import { EngineRefusal } from '../../source/edges/docker/engine-refusal.ts';
import { startTrouble } from '../../source/edges/docker/start-trouble.ts';
import { sampleSpec } from './sample-spec.ts';

const spec = sampleSpec({
  ports: [{ address: '192.0.2.1', host: 80, container: 80, protocol: 'tcp' }],
  volumes: [{ source: '/srv/x', target: '/x' }],
});
const shim =
  'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ';

/** As Docker 20.10 to 29 say it. */
describe('a container that can not be started, in plain words', () => {
  test.each<[string, string, string]>([
    [
      'driver failed programming external connectivity on endpoint study (4f): Bind for 0.0.0.0:8080 failed: port is already allocated',
      'container.port-taken',
      'Port 8080 of the server is in use by another program.',
    ],
    [
      'driver failed programming external connectivity on endpoint study (4f): Error starting userland proxy: listen tcp4 0.0.0.0:443: bind: address already in use',
      'container.port-taken',
      'Port 443 of the server is in use by another program.',
    ],
    [
      'failed to bind host port for :::53:172.17.0.2:53/udp: listen udp6 [::]:53: bind: address already in use',
      'container.port-taken',
      'Port 53 of the server is in use by another program.',
    ],
    [
      'failed to bind host port 0.0.0.0:80/tcp: address already in use',
      'container.port-taken',
      'Port 80 of the server is in use by another program.',
    ],
    [
      'could not select device driver "" with capabilities: [[gpu]]',
      'container.gpu',
      'Docker on the server knows no graphics processor that it could give to study.',
    ],
    [
      'error gathering device information while adding custom device "/dev/nope": no such file or directory',
      'container.device',
      'The server has no device /dev/nope.',
    ],
    [
      'Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available',
      'container.cpus',
      'The server has 2 processors, and at least 0.01 of one must be given.',
    ],
    [
      'unable to find user nosuch: no matching entries in passwd file',
      'container.user',
      'There is no user "nosuch" in tiny:1.',
    ],
    [
      'listen tcp4 192.0.2.1:80: bind: cannot assign requested address',
      'container.address',
      'The server has no address 192.0.2.1.',
    ],
    [
      `${shim}exec /bin/start: exec format error: unknown`,
      'container.architecture',
      "tiny:1 can't run on this server.",
    ],
    [
      `${shim}exec: "start": executable file not found in $PATH: unknown`,
      'container.command-missing',
      'There is no program "start" in tiny:1.',
    ],
    [
      `${shim}exec: "/bin/nope": stat /bin/nope: no such file or directory: unknown`,
      'container.command-missing',
      'There is no program "/bin/nope" in tiny:1.',
    ],
    [
      `${shim}exec: "/etc/passwd": permission denied: unknown`,
      'container.command-refused',
      '"/etc/passwd" in tiny:1 is not a program that may be run.',
    ],
    [
      `${shim}error mounting "/srv/x" to rootfs at "/x": not a directory: Are you trying to mount a directory onto a file (or vice-versa)?: unknown`,
      'container.volume',
      'One of the volumes could not be attached.',
    ],
    [
      "invalid volume specification: 'a:b:c:d'",
      'container.volume',
      'One of the volumes could not be attached.',
    ],
    ['No such image: tiny:1', 'container.image-missing', 'tiny:1 is not on the server any more.'],
    [
      'network setup-server not found',
      'container.network-missing',
      'Docker\'s network "none" is gone.',
    ],
    [
      'mkdir /var/lib/docker/overlay2/x: no space left on device',
      'server.disk-full',
      "The server's disk is full: study could not be started.",
    ],
    [
      `${shim}error during container init: fork/exec: cannot allocate memory`,
      'server.memory',
      'The server has too little free memory to start study.',
    ],
    ['the moon is full', 'docker.refused', 'Docker could not start study.'],
  ])('%s', (says, code, what) => {
    const { trouble } = startTrouble(new EngineRefusal(500, says), spec);
    expect(trouble).toMatchObject({ code, what, detail: says });
    expect(trouble.next?.length).toBeGreaterThan(0);
  });

  test('a taken port is shown with the way to find who has it', () => {
    const says = 'Bind for 0.0.0.0:8080 failed: port is already allocated';
    expect(startTrouble(new EngineRefusal(500, says), spec).trouble.next?.[0]).toBe(
      "See which, on the server: ss -ltnp 'sport = :8080' and docker ps --filter publish=8080",
    );
  });

  test('a network without a free address range', () => {
    const says =
      'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network';
    expect(startTrouble(new EngineRefusal(500, says), spec).code).toBe('docker.no-subnet');
  });
});
