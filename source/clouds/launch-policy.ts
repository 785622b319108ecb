import type { Answers } from '../answers/answers.ts';
import { BEHIND, bucketIn, importsIn, wantsBalancer } from './ec2/answers.ts';
import { wantsDatabase } from './ec2/database-questions.ts';
import { ec2Policy } from './ec2/policy.ts';

/** The least that a user must be allowed for a machine at EC2 as it is wanted. */
export function launchPolicy(answers: Answers): string {
  return ec2Policy({
    ...{ bucket: bucketIn(answers), database: wantsDatabase(answers) },
    ...{ balancer: wantsBalancer(answers) || BEHIND in answers, imports: importsIn(answers) },
  });
}
