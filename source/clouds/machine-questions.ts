import { textAnswer } from '../answers/answers.ts';
import { query } from '../facts/facts.ts';
import type { TextQuestion } from '../questions/question.ts';

export const EVERYBODY = '0.0.0.0/0';

/** What the machine is called at a provider: everything that is made for it is found again by it. */
export function nameQuestion(id: string, provider: string): TextQuestion {
  return {
    id,
    section: 'Server',
    kind: 'text',
    title: 'What shall the server be called?',
    hint: `At ${provider}, everything that is made for it gets this name.`,
    help: 'If it is there already under this name, it is taken as it is: no second one is made.',
    example: 'study',
    suggestion: () => 'setup-server',
    normalise: (typed) => typed.trim().toLowerCase(),
    problem: (value) =>
      /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/.test(value)
        ? undefined
        : 'Small letters, digits and hyphens: study-1',
  };
}

/** From where port 22 may be reached; `seenBy` says by whom the suggested address was seen. */
export function sshFromQuestion(id: string, seenBy: string): TextQuestion {
  return {
    id,
    section: 'Server',
    kind: 'text',
    expert: true,
    title: 'From which addresses may one log in to it?',
    hint: 'Everybody else can not even try. The website is open for all.',
    help: [
      `Suggested is the address that you have now${seenBy}. If it`,
      'changes (most homes get another one now and then), run setup-server',
      'launch again, from there: it opens the door for the new one.',
      '',
      `${EVERYBODY} is everybody: then your key alone keeps others out.`,
    ].join('\n'),
    example: '203.0.113.9/32',
    suggestion: (_, facts) => {
      const own = facts.get(query('ownAddress', ''));
      return own ? `${own}/32` : EVERYBODY;
    },
    problem: (value) =>
      /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/.test(value) ? undefined : 'Such as 203.0.113.9/32.',
  };
}

/** For the step that lets visitors in, and by SSH those from there. */
export function doorTitle(sshFrom: string): string {
  return sshFrom === EVERYBODY
    ? 'Open ports 22, 80 and 443 for everybody'
    : `Open ports 80 and 443 for everybody, and 22 for ${sshFrom}`;
}

/** The machine's name once more, before it is deleted; `name` is the id of the question for it. */
export function confirmQuestion(id: string, name: string): TextQuestion {
  return {
    id,
    section: 'Server',
    kind: 'text',
    title: 'Type its name once more to delete it',
    hint: 'Everything on its disk is gone then, for good. Copies that lie elsewhere stay.',
    help: 'Before anything is done, you see all of it once more, and can leave.',
    example: 'study',
    reason: () => "It can't be taken back, so the server's name must be given.",
    normalise: (typed) => typed.trim().toLowerCase(),
    problem: (value, answers) =>
      value === textAnswer(answers, name)
        ? undefined
        : `That is not its name. Type ${textAnswer(answers, name)}, or press Esc to go back.`,
  };
}
