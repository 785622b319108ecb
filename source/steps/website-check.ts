import { isWithin } from '../address/within.ts';
import { appContainer } from '../containers/install-containers.ts';
import { restartCommand } from '../containers/stop-command.ts';
import { isStarred } from '../dns/hostname.ts';
import { type Facts, query } from '../facts/facts.ts';
import { addressOf, type Goal, isBehindBalancer, isPlain } from '../goal.ts';
import { passSecurely } from './front-passed-on.ts';
import { FROM_WITHIN } from './outside-check.ts';
import { opening } from './site-open.ts';
import { type Check, HOLDS, lacks, type Step } from './step.ts';

/** The proof of it all: a browser anywhere would get the page. Asked from the person's machine. */
export function websiteCheck(goal: Goal): Step {
  const { names, app, recipe, front } = goal;
  const within = isWithin(goal);
  // Somebody else's web server may lead everybody to its own HTTPS.
  const ledOn = front?.behind === true && goal.certificate.use === 'none';
  // Nobody visits a star.
  const visited = names.filter((name) => !isStarred(name));
  const sites = visited.map((name) =>
    query('website', '', `${addressOf(goal, name)}${recipe.ready.path}`),
  );
  const checkOne = (facts: Facts, index: number): Check => {
    const got = sites[index] && facts.get(sites[index]);
    const url = addressOf(goal, visited[index]);
    if (!got) return lacks(`${url} was not asked yet.`);
    if (!got.reached) {
      const why = `${url} cannot be reached from this computer: ${got.says}`;
      return lacks(within ? `${why} ${FROM_WITHIN}` : why);
    }
    const redirects = (index > 0 || ledOn) && got.status >= 300 && got.status < 400;
    return redirects || recipe.ready.status(got.status)
      ? HOLDS
      : lacks(`${url} answers with status ${got.status}.`);
  };
  return {
    id: 'website.check',
    title: `Check ${addressOf(goal)} from this computer`,
    needs: [opening(goal), ...(goal.certificate.handsTo ? ['balancer.hand-over'] : [])],
    sees: sites,
    check: (facts) =>
      visited.map((_, index) => checkOne(facts, index)).find((check) => !check.holds) ?? HOLDS,
    actions: () => [
      front?.behind && !isPlain(goal.certificate)
        ? passSecurely(front, goal)
        : {
            do: 'await',
            saying: `${app.label} to answer`,
            everySeconds: 0.25,
            patienceSeconds: within ? 15 : 60,
          },
    ],
    remedies: [
      ...(goal.certificate.use === 'app-client' ? [itsOwnClient(goal)] : []),
      ...(isBehindBalancer(goal.certificate) ? [BALANCED] : []),
      'The server works; something between it and this computer may be closed: most often the firewall at the provider. Open ports 80 and 443 there.',
      'If the name was set a moment ago, this computer may remember the old answer. Try again in some minutes.',
    ],
    ...(within ? { advisory: true } : { overridable: 'Go on without this check.' }),
  };
}

const BALANCED =
  'The name must lead to the load balancer, and that must send visitors to port 80 of this server, with the name in the header Host. A new one takes some minutes until it does.';

/** It may serve a certificate of its own making, and say so nowhere but in its log. */
function itsOwnClient(goal: Goal): string {
  const { app, install } = goal;
  const again = restartCommand(appContainer(goal)).text.replaceAll('\n', ' ');
  return `${app.label} gets its certificate by itself. If it got none, docker logs ${install} on the server says why; it tries again when it is started anew: ${again}`;
}
