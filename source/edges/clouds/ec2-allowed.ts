import type { IAMClient } from '@aws-sdk/client-iam';
import type { Answers } from '../../answers/answers.ts';
import { type AllowedFact, allowedIn, type PolicyStatement } from '../../clouds/ec2/allowed.ts';
import { ExpectedError } from '../../expected-error.ts';
import { guarded } from './ec2-client.ts';
import { triedOut } from './ec2-tried.ts';
import { openIam } from './iam-client.ts';

/** Whether Amazon would let this user do all of it. Changes nothing. */
export async function lookAtAllowed(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
): Promise<AllowedFact> {
  const { region, statements } = allowedIn(subject);
  try {
    const client = await openIam(answers, region);
    const who = await ownArn(client, signal);
    // Nobody limits the account's own user.
    if (who.endsWith(':root')) return { how: 'asked', missing: [] };
    return { how: 'asked', missing: await judged(client, who, statements, signal) };
  } catch (error) {
    // A role has no user; and whoever may not ask may still be allowed the rest.
    if (!(error instanceof ExpectedError) || error.trouble.passing) throw error;
    const actions = new Set(statements.flatMap(({ Action }) => Action));
    return { how: 'tried', missing: await triedOut(region, actions, answers, signal) };
  }
}

async function ownArn(client: IAMClient, signal: AbortSignal): Promise<string> {
  const { GetUserCommand } = await import('@aws-sdk/client-iam');
  const { User } = await guarded(signal, (options) => client.send(new GetUserCommand({}), options));
  return User?.Arn ?? '';
}

/** A policy may allow an action for one of the things that a statement names, and not for another that it is not about. */
async function judged(
  client: IAMClient,
  who: string,
  statements: readonly PolicyStatement[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { SimulatePrincipalPolicyCommand } = await import('@aws-sdk/client-iam');
  const account = who.split(':')[4] ?? '';
  const missing: string[] = [];
  for (const { Action, Resource } of statements) {
    const allowed = new Set<string>();
    let Marker: string | undefined;
    do {
      const page = await guarded(signal, (options) =>
        client.send(
          new SimulatePrincipalPolicyCommand({
            ...{ PolicySourceArn: who, ActionNames: [...Action], Marker },
            ...(!Resource.includes('*') && {
              ResourceArns: Resource.map((each) => anyOf(each, account)),
            }),
          }),
          options,
        ),
      );
      for (const each of page.EvaluationResults ?? []) {
        const { EvalActionName = '', EvalDecision, MissingContextValues = [] } = each;
        // What hangs on something that only shows in the request itself is for the request to find out.
        if (EvalDecision === 'allowed' || MissingContextValues.length > 0)
          allowed.add(EvalActionName);
      }
      Marker = page.IsTruncated ? page.Marker : undefined;
    } while (Marker !== undefined);
    missing.push(...Action.filter((each) => !allowed.has(each)));
  }
  return [...new Set(missing)];
}

/** It judges things, not patterns. */
function anyOf(pattern: string, account: string): string {
  return pattern.replace(':iam::*:', `:iam::${account}:`).replaceAll('*', 'setup-server');
}
