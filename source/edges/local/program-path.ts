import { existsSync } from 'node:fs';
import { win32 } from 'node:path';

/**
 * How a program of this computer is called so that PATH alone says which it is. Windows looks into
 * the current folder first, where a download may lie that has its name; so there it gets its whole
 * path. One that PATH does not have is looked for where Windows keeps its own OpenSSH.
 */
export function programPath(
  name: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  isThere: (path: string) => boolean = existsSync,
): string {
  if (platform !== 'win32') return name;
  // Its variables have names in any case.
  const [, path = ''] = Object.entries(env).find(([key]) => key.toUpperCase() === 'PATH') ?? [];
  const folders = path.split(';').map((folder) => folder.replaceAll('"', ''));
  const files = folders
    .filter((folder) => /^(?:[a-z]:)?[\\/]/i.test(folder))
    .map((folder) => win32.join(folder, `${name}.exe`));
  return (
    files.find(isThere) ??
    win32.join(env.SystemRoot ?? 'C:\\Windows', 'System32', 'OpenSSH', `${name}.exe`)
  );
}
