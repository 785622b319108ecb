import { type Answers, textAnswer } from '../answers/answers.ts';
import { type Query, query } from '../facts/facts.ts';
import { OWN_PARTS } from '../facts/installs/own-files.ts';
import type { Question } from '../questions/question.ts';

/** Which folder's files go into a bucket: what is asked, and looked at with the answer. */
export function folderQuestion(own: Pick<Question, 'id' | 'expert' | 'when'>): Question {
  return {
    ...own,
    section: 'Server',
    kind: 'text',
    optional: true,
    title: 'Which folder on this computer has files for the bucket?',
    hint: 'Its config and deploy go there; what has changed, each time. Empty: none.',
    help: [
      'Some programs fetch their configuration from a bucket when they start, so',
      'that one image does for trial and for real. By custom it lies in config,',
      'and what a server does at its first start in deploy.',
      '',
      'For example: ~/shop, with ~/shop/config/production.env in it. The bucket',
      'is closed to the public; the plan names each file, and in which of them',
      'there seem to be passwords.',
    ].join('\n'),
    example: '~/shop',
    normalise: (typed) => typed.trim(),
    thenLook: (answers) => folderLooks(answers, own.id),
    problem: (value, _answers: Answers, facts) => {
      const [seen] = ownFiles(value);
      return seen && facts.get(seen)?.files.length === 0
        ? `There is no file in ${OWN_PARTS.map((part) => `${value}/${part}`).join(' or ')}.`
        : undefined;
    },
  };
}

/** What lies in the folder that was named. */
export function folderLooks(answers: Answers, id: string): readonly Query<'ownFiles'>[] {
  return ownFiles(textAnswer(answers, id));
}

function ownFiles(path: string): readonly Query<'ownFiles'>[] {
  return path === '' ? [] : [query('ownFiles', '', path)];
}
