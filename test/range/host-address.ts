import { docker } from './engine.ts';
import { oneAtATime } from './lock.ts';
import { network } from './places.ts';

/**
 * Runs `work` with an address that no other host has, on or off. Docker itself would give the address of a host that
 * is just rebooting to the next one; what it chooses comes from a pool of its own (`network.pool`).
 */
export async function withFreeAddress(work: (address: string) => Promise<void>): Promise<void> {
  await oneAtATime('addresses', async () => {
    const taken = await takenAddresses();
    const numbers = Array.from({ length: 112 }, (_, index) => 128 + index);
    const free = numbers.map((number) => `198.51.100.${number}`).find((one) => !taken.has(one));
    if (!free) throw new Error('All addresses of the range are taken; remove some hosts.');
    await work(free);
  });
}

async function takenAddresses(): Promise<Set<string>> {
  const label = '{{.Label "range.address"}}';
  const attached = '{{range .Containers}}{{.IPv4Address}} {{end}}';
  const [hosts, running] = await Promise.all([
    docker(['ps', '-a', '--filter', 'label=range=host', '--format', label]),
    docker(['network', 'inspect', network.name, '--format', attached]),
  ]);
  return new Set([
    ...hosts.split('\n'),
    ...running.split(' ').map((one) => one.split('/')[0] ?? ''),
  ]);
}
