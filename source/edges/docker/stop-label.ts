import {
  type ContainerSpec,
  LABEL,
  type Stop,
  type StopProof,
} from '../../containers/container.ts';

/** How a container is to be stopped and restarted, as its own label remembers it. */
export interface StopOrders extends Stop {
  readonly restart: string;
}

/**
 * Written on each container, so that one that was made by an older spec is stopped by its own
 * rule and not by its successor's.
 */
export function stopLabel({ stop, restart }: ContainerSpec): Record<string, string> {
  const orders: StopOrders = { ...stop, restart };
  return { [LABEL.stop]: JSON.stringify(orders) };
}

/** What the label says; `fallback` where it is missing or can't be read. */
export function stopOrders(
  labels: Readonly<Record<string, string>>,
  fallback: StopOrders,
): StopOrders {
  const read = parse(labels[LABEL.stop] ?? '');
  if (typeof read !== 'object' || read === null) return fallback;
  const { command, timeoutSeconds, restart, proof } = read as Record<string, unknown>;
  return {
    ...(isWords(command) ? { command } : {}),
    timeoutSeconds: typeof timeoutSeconds === 'number' ? timeoutSeconds : fallback.timeoutSeconds,
    restart: typeof restart === 'string' ? restart : fallback.restart,
    ...(isProof(proof) ? { proof } : {}),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isProof(value: unknown): value is StopProof {
  if (typeof value !== 'object' || value === null) return false;
  const { exitCode, says } = value as Record<string, unknown>;
  return typeof exitCode === 'number' && isWords(says);
}

function isWords(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((word) => typeof word === 'string');
}
