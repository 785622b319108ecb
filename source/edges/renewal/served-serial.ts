import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { ServedAt } from '../../renewal/order.ts';
import type { Shown } from '../../renewal/served.ts';

const LIMIT_SECONDS = 5;

/** What each of these shows, looked at side by side. */
export function shownAt(served: readonly ServedAt[]): Promise<Shown[]> {
  return Promise.all(served.map(async (at) => ({ at, serial: await servedSerial(at) })));
}

/** The serial number of the certificate that a TLS server shows; null where it shows none. */
export function servedSerial({ host, port, name }: ServedAt): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port,
      // Whether it is to be trusted is for browsers to say; here it only has to be the new one.
      rejectUnauthorized: false,
      ...(isIP(name) === 0 && { servername: name }),
    });
    const answer = (serial: string | null) => {
      socket.destroy();
      resolve(serial);
    };
    socket.setTimeout(LIMIT_SECONDS * 1000, () => answer(null));
    socket.on('error', () => answer(null));
    socket.on('secureConnect', () => answer(socket.getPeerX509Certificate()?.serialNumber ?? null));
  });
}
