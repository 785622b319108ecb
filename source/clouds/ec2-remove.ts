import { textAnswer } from '../answers/answers.ts';
import type { CloudWork } from './cloud-work.ts';
import { ec2Machine } from './ec2-queries.ts';
import { ec2Questions, ec2Script, NAME, REGION } from './ec2-questions.ts';
import { ec2Removal } from './ec2-removal.ts';
import { confirmQuestion } from './machine-questions.ts';

const CONFIRM = 'ec2.confirm';
/** What is asked for finding it; its size does not matter any more. */
const NEEDED: readonly string[] = ['ec2.profile', 'ec2.key-id', 'ec2.secret', REGION, NAME];

const confirm = confirmQuestion(CONFIRM, NAME);

/** A machine at EC2 and all that was made for it goes. */
export const ec2Remove: CloudWork = {
  doing: 'Deleting',
  heading: 'Delete a server',
  questions: [...ec2Questions.filter(({ id }) => NEEDED.includes(id)), confirm],
  script: [
    ...ec2Script.filter((item) => !('ask' in item) || NEEDED.includes(item.ask.id)),
    { ask: confirm },
  ],
  undertake(answers) {
    const [region, name] = [textAnswer(answers, REGION), textAnswer(answers, NAME)];
    return {
      subject: {
        ...{ host: `ec2://${region}/${name}`, install: name, names: [name] },
        app: { id: 'ec2', label: `the server ${name}` },
      },
      steps: ec2Removal(region, name),
      looks: [ec2Machine(region, name)],
      receipt: (seen) => {
        const left = Object.entries(seen.get(ec2Machine(region, name)) ?? {}).filter(
          ([, part]) => part,
        );
        return {
          headline:
            left.length === 0
              ? `The server ${name} is gone`
              : `Something of ${name} is still there`,
          lines: [
            {
              label: 'Costs',
              text:
                left.length === 0
                  ? 'Looked once more: nothing of it is left at Amazon, so nothing costs money.'
                  : `Still there: ${left.map(([part]) => part).join(', ')}. Run the same once more.`,
            },
          ],
        };
      },
      wayIn: () => null,
    };
  },
};
