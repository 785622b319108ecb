import type { ContainerFact } from '../facts/objects.ts';

type End = Pick<ContainerFact, 'exitCode' | 'outOfMemory'>;

const MORE_MEMORY = [
  'Choose a larger server, or let setup-server add a swap file, which it offers where memory is short.',
  'On the server, `journalctl -k | grep -i "out of memory"` tells what was ended for it.',
] as const;

/**
 * How a container came to its end, to go on after "stopped by itself: ". Above 128 it is the number of
 * a signal (128 + n); 126 and 127 are those of a shell (docs.docker.com/reference/cli/docker/container/run,
 * "Exit status").
 */
export function howItEnded({ exitCode, outOfMemory }: End): string {
  if (outOfMemory) return 'the server had no memory left for it';
  const code = `exit code ${exitCode}`;
  const means = MEANINGS[exitCode];
  return means === undefined ? `it ended with ${code}` : `${means} (${code})`;
}

const MEANINGS: Readonly<Record<number, string>> = {
  0: 'its command came to its end, and a web application must go on',
  126: 'its command is no program that may be run',
  127: 'its command is not in the image',
  132: "it needs a newer processor than the server's",
  137: 'it was ended from outside, most often because memory ran out',
  139: 'it crashed',
};

/** What to do about it, where the end alone tells. */
export function remediesFor({ exitCode, outOfMemory }: End): readonly string[] {
  if (outOfMemory || exitCode === 137) return MORE_MEMORY;
  if (exitCode === 126 || exitCode === 127)
    return [
      'Check the command and how it is written, or leave it empty to use the one of the image.',
    ];
  return [];
}
