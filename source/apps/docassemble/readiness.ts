import type { Readiness } from '../recipe.ts';

/** Below its root; docassemble_webapp/main/views.py: only with `ready=1` does it wait for the whole start. */
export const HEALTH = 'health_check?ready=1';

/** Its first page answers with 200 from the beginning and is a waiting page: it proves nothing. */
export function readiness(root: string): Readiness {
  return {
    path: `${root}${HEALTH}`,
    status: (status) => status === 200,
    patienceSeconds: 1200,
    usual: 'mostly two to five minutes',
    means: (status) => {
      switch (status) {
        case null:
          return 'Its container is coming up.';
        case 404:
          return 'It shows its waiting page, and brings back its data or makes its database.';
        case 502:
          return 'Its web server is up, and the program behind it is not yet. Should that last, the server has too little memory.';
        case 400:
          return 'The program is up, and finishes its start.';
        default:
          return undefined;
      }
    },
  };
}
