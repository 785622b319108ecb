import { type Answers, textAnswer, yesAnswer } from '../../answers/answers.ts';
import { query } from '../../facts/facts.ts';
import type { Question } from '../../questions/question.ts';
import type { CloudWork } from '../cloud-work.ts';
import { BUCKET, bucketIn, NAME, STORE } from '../ec2/answers.ts';
import { bucketQuestions } from '../ec2/bucket-questions.ts';
import { diskIn, ec2Questions, PROTECT, SSH_FROM, sizeChoices, TYPE } from '../ec2/questions.ts';
import { EC2_SIZES, monthlyDollars, PRICES_OF } from '../ec2/sizes.ts';
import { EVERYBODY } from '../machine-questions.ts';
import { instructions, serverScript, userData } from './scripts.ts';
import { template } from './template.ts';
import { BOOTSTRAP, type TakenAlong } from './wanted.ts';
import { folderOf, written } from './written.ts';

const FOLDER = 'ec2.folder';

const folder: Question = {
  id: FOLDER,
  section: 'Server',
  kind: 'text',
  title: 'Into which folder of this computer?',
  hint: 'It is made where it is not there. Files of the same names in it are written over.',
  help: 'Keep the files with your code: whoever has them can make the same server again.',
  example: '~/server',
  suggestion: () => '.',
};

/** What lies in it is not for files to say. */
const store = bucketQuestions.filter(({ id }) => id === STORE || id === BUCKET);

/** No account is needed for files, so every size can be chosen. */
const questions: readonly Question[] = ec2Questions
  .filter(({ id }) => [NAME, TYPE, 'ec2.disk', SSH_FROM, PROTECT].includes(id))
  .map((each) =>
    each.id === TYPE && each.kind === 'choice'
      ? { ...each, when: () => true, choices: (answers) => sizeChoices(answers, null) }
      : each,
  );

/** The same machine as files, for those who make it by other tools. Nothing is made at Amazon. */
export const ec2TakeAlong: CloudWork = {
  doing: 'Writing',
  heading: 'A server as files',
  questions: [...store, ...questions, folder],
  script: [
    { look: () => [query('ownAddress', '')] },
    ...[...store, ...questions, folder].map((ask) => ({ ask })),
  ],
  undertake(answers, _facts, { ownKey }) {
    const wanted = takenAlong(answers, ownKey);
    const place = folderOf(textAnswer(answers, FOLDER));
    const dollars = monthlyDollars(wanted.type, wanted.diskGB, null);
    return {
      subject: {
        ...{ host: 'ec2://files', install: wanted.name, names: [wanted.name] },
        app: { id: 'ec2', label: `the files of ${wanted.name}` },
      },
      steps: filesOf(wanted).map(([name, text]) => written(`${place}/${name}`, text)),
      looks: [],
      receipt: () => ({
        headline: `The server ${wanted.name} lies as files in ${place}`,
        lines: [
          { label: 'Do first', text: `Read ${place}/README.txt: it says what to do with them.` },
          {
            label: 'Costs',
            text: `Nothing yet. Once it is made, about $${dollars} a month (prices of ${PRICES_OF}).`,
          },
          { label: 'Secrets', text: 'There are none in the files. Keep it so.' },
        ],
      }),
      wayIn: () => null,
    };
  },
};

function takenAlong(answers: Answers, publicKey: string | null): TakenAlong {
  const type = textAnswer(answers, TYPE);
  const size = EC2_SIZES.find((each) => each.type === type);
  return {
    ...{ name: textAnswer(answers, NAME), type, diskGB: diskIn(answers), publicKey },
    architecture: size?.architecture ?? 'x86_64',
    sshFrom: textAnswer(answers, SSH_FROM) || EVERYBODY,
    protect: yesAnswer(answers, PROTECT),
    bucket: bucketIn(answers),
  };
}

function filesOf(wanted: TakenAlong): readonly (readonly [string, string])[] {
  return [
    ['README.txt', instructions(wanted)],
    ['template.json', template(wanted)],
    ['user-data.sh', userData],
    [BOOTSTRAP, serverScript(wanted)],
  ];
}
