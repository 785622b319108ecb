/**
 * docker-modem prints every request and answer, the environment of containers included, to
 * standard error where the person's shell has DEBUG set. A library through which secrets pass
 * prints nothing.
 */
export async function silenceDebugging(): Promise<void> {
  const { default: debug } = await import('debug');
  debug.log = () => {};
}
