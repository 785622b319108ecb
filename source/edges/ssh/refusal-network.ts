import type { Trouble } from '../../expected-error.ts';
import type { FailedLogin } from './refusal.ts';

/** The server was not reached, or it hung up before a login was tried. */
export function networkTrouble({ target, settings, says }: FailedLogin): Trouble | null {
  const detail = says.trim();
  const { host } = target;
  const at = `${host}, port ${settings.port}`;
  if (/Could not resolve hostname/i.test(says)) {
    const offline = /Temporary failure in name resolution/.test(says);
    return {
      code: 'ssh.name-not-found',
      what: `The name ${settings.hostname || host} is not known on the internet.`,
      why: offline
        ? 'This computer got no answer to its question; it may be offline.'
        : 'It may be misspelt, or it was made so recently that it is not known everywhere yet.',
      next: [
        "Use the server's IP address instead: your provider's console shows it.",
        'Check that this computer is online.',
      ],
      detail,
    };
  }
  if (/Connection refused/.test(says)) {
    return {
      code: 'ssh.refused',
      what: `${at}: nothing there takes logins.`,
      why: 'The machine answers, but its SSH service does not run (a new server needs a minute), or it uses another port.',
      next: [
        'If the server is new, wait a minute and try again.',
        'Check the address; if its SSH service uses another port, write host:port.',
      ],
      detail,
    };
  }
  if (/timed out|Timeout, server .* not responding/i.test(says)) {
    return {
      code: 'ssh.timed-out',
      what: `${at}: no answer.`,
      why: "Most often the address is wrong, the server is off, or a firewall (your provider's, or the one of the network you are in) keeps port 22 shut.",
      next: [
        "Compare the address with the one in your provider's console, and see there that the server runs.",
        `Allow SSH (TCP port ${settings.port}) from your address in your provider's firewall.`,
        'Try from another network: some offices block SSH.',
      ],
      detail,
    };
  }
  if (
    /No route to host|Network is unreachable|Host is down|Permission denied$/m.test(connect(says))
  )
    return {
      code: 'ssh.unreachable',
      what: `There is no way from this computer to ${at}.`,
      why: host.includes(':')
        ? 'This is an IPv6 address; your network may offer only IPv4.'
        : 'This computer may be offline, or the server is reached only through a VPN.',
      next: ['Check that this computer is online.', 'If you need a VPN for it, switch it on.'],
      detail,
    };
  if (/Unable to negotiate with/.test(says)) {
    return {
      code: 'ssh.too-old',
      what: `${at} and this computer have no common way to encrypt.`,
      why: 'One of the two is very old.',
      next: ['Use a server with a current system, such as Debian 13.'],
      detail,
    };
  }
  if (/kex_exchange_identification|banner exchange|^Connection (closed|reset) by/m.test(says)) {
    return {
      code: 'ssh.hung-up',
      what: `${at} hung up at once.`,
      why: 'It may be busy, or it blocks your address for some minutes after several failed logins (fail2ban), or it is not an SSH service.',
      next: ['Wait ten minutes, then try again.', 'Check the address and the port.'],
      detail,
    };
  }
  if (
    /Bad configuration option|Bad owner or permissions|terminating, \d+ bad configuration/.test(
      says,
    )
  )
    return configurationTrouble(detail);
  return null;
}

/** The person's own OpenSSH configuration can't be read. */
export function configurationTrouble(detail: string): Trouble {
  return {
    code: 'ssh.configuration',
    what: 'SSH does not accept its configuration on this computer.',
    why: detail.split('\n')[0] ?? '',
    next: ['Mend that file, most often ~/.ssh/config, and try again.'],
    detail,
  };
}

/** There is no OpenSSH client on this machine. */
export function noClient(platform: NodeJS.Platform): Trouble {
  return {
    code: 'ssh.no-client',
    what: 'SSH, the program that logs in to servers, is not installed on this computer.',
    next: [
      platform === 'win32'
        ? 'Settings, System, Optional features: add "OpenSSH Client".'
        : platform === 'darwin'
          ? 'It comes with macOS as /usr/bin/ssh; see that your PATH has /usr/bin.'
          : 'Install it. Debian and Ubuntu: sudo apt install openssh-client. Fedora: sudo dnf install openssh-clients',
    ],
  };
}

function connect(says: string): string {
  return says
    .split('\n')
    .filter((line) => line.startsWith('ssh: connect to'))
    .join('\n');
}
