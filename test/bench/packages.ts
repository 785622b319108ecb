import { execa } from 'execa';

/** Installs, on Debian, what a bench needs on this machine besides the range. */
export async function installed(
  programs: Readonly<Record<string, string>>,
  say: (line: string) => void,
): Promise<void> {
  const missing: string[] = [];
  for (const [program, name] of Object.entries(programs)) {
    const { exitCode } = await execa('sh', ['-c', `command -v ${program}`], { reject: false });
    if (exitCode !== 0) missing.push(name);
  }
  if (missing.length === 0) return;
  say(`Installing ${missing.join(', ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await execa('apt-get', ['update', '-qq'], { env });
  await execa('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env });
}
