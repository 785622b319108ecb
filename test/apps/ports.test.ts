import { expect, it } from 'vitest';
import { parsePorts, problemWithPorts } from '../../source/apps/ports.ts';

it.each<[string, object[]]>([
  ['', []],
  ['2222:22', [{ host: 2222, container: 22, protocol: 'tcp' }]],
  ['53:53/udp', [{ host: 53, container: 53, protocol: 'udp' }]],
  [
    '53:53/UDP\n53:53/tcp',
    [
      { host: 53, container: 53, protocol: 'udp' },
      { host: 53, container: 53, protocol: 'tcp' },
    ],
  ],
  ['127.0.0.1:5432:5432', [{ address: '127.0.0.1', host: 5432, container: 5432, protocol: 'tcp' }]],
  ['443:443/udp', [{ host: 443, container: 443, protocol: 'udp' }]],
])('opens %j', (text, ports) => {
  expect(problemWithPorts(text)).toBeUndefined();
  expect(parsePorts(text)).toEqual(ports);
});

const front = 'the web server in front of your app has that port, and hands on what comes in.';

it.each([
  ['80:80', `80:80: ${front}`],
  ['443:8443', `443:8443: ${front}`],
  ['22:22', '22:22: that port is your own way in to the server. Take another: 2222:22'],
  ['8080', '8080: port on the server, colon, port in the container: 8080:8080'],
  ['ssh', 'ssh: two numbers with a colon: 2222:22'],
  ['2222:22/sctp', '2222:22/sctp: two numbers with a colon: 2222:22'],
  ['70000:22', '70000:22: ports go from 1 to 65535.'],
  ['2222:0', '2222:0: ports go from 1 to 65535.'],
  ['2222:22\n2222:23', '2222:23: port 2222/tcp is there twice.'],
])('refuses %j', (text, problem) => {
  expect(problemWithPorts(text)).toBe(problem);
});
