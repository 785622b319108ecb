import type { Readiness } from '../recipe.ts';

/** How to tell that an image unknown to us answers, and what it most likely is where it does not. */
export function imageReadiness(path: string, port: number): Readiness {
  return {
    path,
    status: (status) => status < 500,
    patienceSeconds: 300,
    usual: 'at most five minutes',
    means: (status) =>
      status === null
        ? `Nothing answers at its port ${port} yet.`
        : `It answers at ${path}, but with an error of its own (status ${status}).`,
    advice: (status) =>
      status === null
        ? [
            `Is ${port} the right port? It may have written another one in its log.`,
            'It must listen at 0.0.0.0. At 127.0.0.1 or localhost only the container itself reaches it.',
          ]
        : [
            'Look in its log for the reason: most often a variable or a database is missing.',
            'If other pages of it work, name one under More settings: "Page that shows that it works".',
          ],
  };
}
