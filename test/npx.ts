import { execa } from 'execa';

/** Runs a program of a development dependency, with our terminal as its own; gives its exit code. */
export async function npx(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number | undefined> {
  const options = { stdio: 'inherit', reject: false, env } as const;
  return (await execa('npx', ['--no-install', ...argv], options)).exitCode;
}
