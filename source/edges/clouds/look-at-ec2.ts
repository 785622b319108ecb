import type { Answers } from '../../answers/answers.ts';
import type { Query, Sighting } from '../../facts/facts.ts';
import { lookAtEc2Balancer } from './balancer-look.ts';
import { lookAtEc2Account } from './ec2-account.ts';
import { lookAtAllowed } from './ec2-allowed.ts';
import { lookAtEc2Behind, lookAtEc2Host } from './ec2-host.ts';
import { lookAtEc2Entrance, lookAtEc2Machine } from './ec2-machine.ts';
import { lookAtRole } from './iam.ts';
import { lookAtKeyFile, lookAtUser } from './iam-user.ts';
import { lookAtDatabase } from './rds.ts';
import { lookAtBucket, lookAtBuckets, lookAtFiles } from './s3-look.ts';

const LOOKS = {
  ec2Account: lookAtEc2Account,
  ec2Allowed: lookAtAllowed,
  ec2Machine: lookAtEc2Machine,
  ec2Host: lookAtEc2Host,
  ec2Behind: lookAtEc2Behind,
  ec2Balancer: lookAtEc2Balancer,
  ec2Entrance: lookAtEc2Entrance,
  ec2Role: lookAtRole,
  ec2Database: lookAtDatabase,
  s3Bucket: lookAtBucket,
  s3Buckets: lookAtBuckets,
  s3Files: lookAtFiles,
  s3User: lookAtUser,
  s3KeyFile: lookAtKeyFile,
} as const;

type Ec2Query = Query<keyof typeof LOOKS>;

export function isAboutEc2(query: Query): query is Ec2Query {
  return Object.hasOwn(LOOKS, query.fact);
}

/** What Amazon tells to whom these answers, or this computer, let in. */
export async function lookAtEc2(
  query: Ec2Query,
  answers: Answers,
  signal: AbortSignal,
): Promise<Sighting> {
  const value = await LOOKS[query.fact](query.subject, answers, signal);
  return { query, value } as Sighting;
}
