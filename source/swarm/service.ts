import type { ContainerSpec } from '../containers/container.ts';

/** A service as a stack's file describes it. */
export type Service = Readonly<Record<string, unknown>> & {
  readonly deploy: Readonly<Record<string, unknown>> & { readonly replicas?: number };
  readonly configs?: readonly { readonly target: string }[];
};

/**
 * By name, a front finds all copies of the app and tries another one where one is silent. A single
 * address for all would go on leading to a server that is gone until that is noticed.
 */
export const DEPLOYED = {
  endpoint_mode: 'dnsrr',
  restart_policy: { condition: 'any', delay: '2s' },
};
export const ONE_BY_ONE = { parallelism: 1, delay: '5s', monitor: '20s' };

/**
 * What waits for an answer of a copy whose server is gone hears so after eleven seconds (tcp(7)), and not at the end of
 * what an app may take for one, or a WebSocket may be silent. By default the kernel asks after two hours.
 */
export const NOTICED = {
  'net.ipv4.tcp_keepalive_time': '5',
  'net.ipv4.tcp_keepalive_intvl': '2',
  'net.ipv4.tcp_keepalive_probes': '3',
};

/** On servers with that label alone. */
export function on(label: string) {
  return { constraints: [`node.labels.${label} == yes`] };
}

/** The kernel's own tables tell, without any program that an image may lack but for grep (proc(5)). */
export function portOpen(port: number, patienceSeconds: number) {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const test = `grep -qE ':${hex} [0-9A-F]+:0000 0A ' /proc/net/tcp /proc/net/tcp6`;
  return {
    test: ['CMD-SHELL', test],
    ...{ interval: '3s', timeout: '5s', retries: 3, start_period: `${patienceSeconds}s` },
  };
}

/** What all services have. */
export function common({ stop, openFiles }: Pick<ContainerSpec, 'stop'> & Partial<ContainerSpec>) {
  return {
    networks: ['cluster'],
    stop_grace_period: `${stop.timeoutSeconds}s`,
    logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
    ...(openFiles !== undefined && { ulimits: { nofile: openFiles } }),
  };
}
