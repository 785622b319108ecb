import { hostname, userInfo } from 'node:os';
import { ExpectedError } from '../../expected-error.ts';
import type { Asker, Connection } from '../../hosts/host.ts';
import { makePrivateDirectory } from '../ssh/private-directory.ts';
import { LocalConnection } from './local-connection.ts';

/** This machine as a host. Only Linux: elsewhere Docker itself runs in a virtual machine. */
export async function openLocal(
  asker: Asker,
  platform: NodeJS.Platform = process.platform,
): Promise<Connection> {
  if (platform !== 'linux') throw new ExpectedError(notLinux(platform));
  const { path, remove } = await makePrivateDirectory();
  const { username, uid } = userInfo();
  return new LocalConnection({ user: username, uid, machine: hostname() }, asker, path, remove);
}

function notLinux(platform: NodeJS.Platform) {
  const system = { darwin: 'macOS', win32: 'Windows' }[platform as string] ?? platform;
  return {
    code: 'local.not-linux',
    what: `This computer runs ${system}, and can't be set up by setup-server.`,
    why: 'What is set up are programs for Linux, which run day and night and are reached from the internet.',
    next: [
      'Go back and choose a server. A small one costs a few dollars a month, and can be deleted after trying.',
      platform === 'win32'
        ? 'Or run setup-server inside of Linux on this computer: WSL, or a virtual machine.'
        : 'Or run setup-server inside of a virtual machine with Linux.',
    ],
  };
}
