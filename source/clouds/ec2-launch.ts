import { textAnswer } from '../answers/answers.ts';
import { balancerQuery } from './balancer.ts';
import { balancerGoal, behindBalancer } from './balancer-questions.ts';
import type { CloudWork } from './cloud-work.ts';
import { FOLDER } from './ec2-answers.ts';
import { bucketSteps } from './ec2-bucket-steps.ts';
import { ec2Database } from './ec2-database.ts';
import { databaseHandedOver, databaseSteps } from './ec2-database-steps.ts';
import { ec2Entrance, ec2Machine } from './ec2-queries.ts';
import { ec2Questions, ec2Script } from './ec2-questions.ts';
import { ec2Steps } from './ec2-steps.ts';
import { launchReceipt, machineGoal, machineSubject, toldOf, wayInto } from './launch.ts';

/** A new machine at EC2. */
export const ec2Launch: CloudWork = {
  doing: 'Making',
  heading: 'New server',
  questions: ec2Questions,
  script: ec2Script,
  undertake(answers, facts, brought) {
    const machine = machineGoal(answers, facts, brought);
    const { region, name, bucket, database } = machine;
    const balancer = balancerGoal(answers, machine);
    return {
      subject: machineSubject(machine),
      steps: [
        ...ec2Steps(machine, balancer),
        ...(bucket === null
          ? []
          : bucketSteps({ bucket, region, name, folder: textAnswer(answers, FOLDER) })),
        ...(database === null ? [] : databaseSteps(database)),
      ],
      looks: [
        ...[ec2Machine(region, name), ec2Entrance(region, name)],
        ...(database === null ? [] : [ec2Database(region, name)]),
        ...(balancer ? [balancerQuery(region, name)] : []),
      ],
      receipt: (seen) => launchReceipt(machine, seen, balancer),
      wayIn: (seen) => ({
        ...wayInto(machine, seen),
        ...toldOf(machine, answers, seen),
        ...(balancer && behindBalancer(balancer)),
      }),
      handedOver: (seen) => (database === null ? [] : databaseHandedOver(database, seen)),
    };
  },
};
