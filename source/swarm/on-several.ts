import { ExpectedError } from '../expected-error.ts';
import type { Goal } from '../goal.ts';

/** What is told where something is possible on one server only. */
export function onSeveral({ app, install, host, cluster }: Goal): ExpectedError {
  const servers = (cluster?.others.length ?? 0) + 1;
  return new ExpectedError({
    code: 'swarm.on-several',
    what: `${app.label} runs on ${servers} servers, where that is not possible yet.`,
    why: 'It would be done on the first server only, and the others would not know of it.',
    next: [
      `npx setup-server grow --install ${install} sets right what runs there.`,
      `npx setup-server shrink --install ${install} goes back to one server; then it is possible.`,
    ],
    detail: host,
  });
}
