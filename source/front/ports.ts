import type { ListenersFact } from '../facts/machine.ts';

/** Where the front is published on the server. */
export interface FrontPorts {
  readonly http: number;
  readonly https: number;
  /** Only programs on the server itself get there: one of them passes visitors on. */
  readonly behind?: true;
  /** The port for HTTPS is an app's own. */
  readonly plainOnly?: true;
}

/** Where browsers and certificate authorities ask. */
export const USUAL_PORTS: FrontPorts = { http: 80, https: 443 };

/** Where an app's own web server has the certificate. */
export const PLAIN_PORTS: FrontPorts = { ...USUAL_PORTS, plainOnly: true };

/** The port that visitors ask at: another web server in front has the usual one. */
export function publicPort({ https, behind }: FrontPorts = USUAL_PORTS): number {
  return behind ? USUAL_PORTS.https : https;
}

/** `https://study.example.org`, or with a port where it is an unusual one. */
export function siteAddress(name: string, ports?: FrontPorts): string {
  const port = publicPort(ports);
  return port === USUAL_PORTS.https ? `https://${name}` : `https://${name}:${port}`;
}

/** The same without a certificate: `http://study.example.org`. */
export function plainAddress(name: string, { http, behind }: FrontPorts = USUAL_PORTS): string {
  return behind || http === USUAL_PORTS.http ? `http://${name}` : `http://${name}:${http}`;
}

/** "ports 80 and 443". */
export function portsText({ http, https, plainOnly }: FrontPorts = USUAL_PORTS): string {
  if (plainOnly) return `port ${http}`;
  return `ports ${http} and ${https}`;
}

/** Where the front stands now, if that is on other ports than usual. */
export function unusualPorts(listeners: ListenersFact, front: string): FrontPorts | undefined {
  const own = listeners.filter(({ container }) => container === front);
  const http = own.find(({ inside }) => inside === USUAL_PORTS.http);
  const https = own.find(({ inside }) => inside === USUAL_PORTS.https);
  if (!http || !https) return undefined;
  if (http.port === USUAL_PORTS.http && https.port === USUAL_PORTS.https) return undefined;
  const behind = http.address === LOOPBACK && ({ behind: true } as const);
  return { http: http.port, https: https.port, ...behind };
}

export const LOOPBACK = '127.0.0.1';
