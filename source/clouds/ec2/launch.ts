import { textAnswer } from '../../answers/answers.ts';
import type { Step } from '../../steps/step.ts';
import { balancerQuery } from '../balancer/balancer.ts';
import { balancerGoal, behindBalancer } from '../balancer/questions.ts';
import type { CloudWork } from '../cloud-work.ts';
import { launchReceipt, machineGoal, machineSubject, toldOf, wayInto } from '../launch.ts';
import { launchPolicy } from '../launch-policy.ts';
import type { MachineGoal } from '../machine.ts';
import { onceAllowed } from './allowed.ts';
import { FOLDER } from './answers.ts';
import { bucketSteps } from './bucket-steps.ts';
import { ec2Database } from './database.ts';
import { databaseHandedOver, databaseSteps } from './database-steps.ts';
import { ec2Entrance, ec2Machine } from './queries.ts';
import { ec2Questions, ec2Script } from './questions.ts';
import { certificateRole, roleGiven } from './role-steps.ts';
import { ec2Steps } from './steps.ts';

/** A new machine at EC2. */
export const ec2Launch: CloudWork = {
  doing: 'Making',
  heading: 'New server',
  questions: ec2Questions,
  script: ec2Script,
  undertake(answers, facts, brought) {
    const machine = machineGoal(answers, facts, brought);
    const { region, name, bucket, database } = machine;
    const balancer = balancerGoal(answers, facts, machine);
    return {
      subject: machineSubject(machine),
      steps: onceAllowed(region, launchPolicy(answers), [
        ...ec2Steps(machine, balancer),
        ...(bucket === null
          ? []
          : bucketSteps({ bucket, region, name, folder: textAnswer(answers, FOLDER) })),
        ...(database === null ? [] : databaseSteps(database)),
        ...(balancer?.certificate?.by === 'server' ? handingSteps(machine) : []),
      ]),
      looks: [
        ...[ec2Machine(region, name), ec2Entrance(region, name)],
        ...(database === null ? [] : [ec2Database(region, name)]),
        ...(balancer ? [balancerQuery(region, name)] : []),
      ],
      receipt: (seen) => launchReceipt(machine, seen, balancer),
      wayIn: (seen) => ({
        ...wayInto(machine, seen),
        ...toldOf(machine, answers, seen),
        ...(balancer && behindBalancer(balancer, seen)),
      }),
      handedOver: (seen) => (database === null ? [] : databaseHandedOver(database, seen)),
    };
  },
};

/** The server hands its certificate over by a role; where it has a bucket that is the same one. */
function handingSteps(machine: MachineGoal): Step[] {
  const after = machine.bucket === null ? [] : ['ec2.role'];
  return [
    certificateRole(machine, after),
    ...(machine.bucket === null ? [roleGiven(machine, 'balancer.role')] : []),
  ];
}
