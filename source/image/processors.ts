/**
 * What containerd gives a 64-bit server where an image has nothing better (containerd/platforms,
 * platformVector). All x86-64 processors run it; of ARM's some do not.
 */
const OF_32_BITS: Readonly<Record<string, string>> = { amd64: '386', arm64: 'arm' };

/** Whether a server runs programs for an architecture, both as Docker names them: `amd64`, `386`. */
export function runs(server: string, architecture: string): 'well' | 'perhaps' | 'never' {
  if (architecture === server) return 'well';
  return architecture !== '' && architecture === OF_32_BITS[server] ? 'perhaps' : 'never';
}
