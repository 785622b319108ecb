import { parseServer } from './ssh-target.ts';

/** What is wrong with a server's address, in words that help; undefined where nothing is. */
export function serverProblem(value: string): string | undefined {
  if (/^https?:\/\//i.test(value))
    return 'That is the address of a web page. What is needed is that of the server: 203.0.113.7';
  const { host, user, port } = parseServer(value);
  if (/\s/.test(host)) return 'An address has no spaces. For example: root@203.0.113.7';
  if (host === '') return 'The address itself is missing. For example: root@203.0.113.7';
  if (host.includes('/'))
    return 'Just the address of the server, nothing after a slash: 203.0.113.7';
  if (port !== '' && !(/^[0-9]{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65536))
    return `After the colon comes the port, a number from 1 to 65535, not ${port}.`;
  if (/[\s/:]/.test(user)) return 'Before the @ comes the name of the user: root@203.0.113.7';
  if (host.includes(':'))
    return URL.canParse(`http://[${host.replace(/%[\w.-]+$/, '')}]`)
      ? undefined
      : `${host} is not an IPv6 address.`;
  if (/^[0-9.]+$/.test(host))
    return host.split('.').length === 4 &&
      host.split('.').every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)
      ? undefined
      : 'An IP address is four numbers from 0 to 255 with dots between them: 203.0.113.7';
  if (!/^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?$/.test(host))
    return `${host} can't be the name of a server. Letters, digits, dots and hyphens: server.example.org`;
  return undefined;
}
