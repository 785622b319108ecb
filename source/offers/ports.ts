import { type Answers, textAnswer } from '../answers/answers.ts';
import { type Facts, query } from '../facts/facts.ts';
import { FRONT_CONTAINER } from '../front/container.ts';
import type { Choice, TextQuestion } from '../questions/question.ts';
import { CONTAINER, HTTP, HTTPS, WAY } from './front-goal.ts';
import { OFFERED, type Offer } from './offer.ts';
import { stopContainer, stopService } from './stop-owner.ts';
import {
  containerOf,
  isTaken,
  seen,
  type Taken,
  takenBy,
  takenText,
  USUAL,
  welcomeOf,
} from './taken-ports.ts';

/** Somebody stands at ports 80 or 443. Nothing but an untouched welcome page is stopped unasked. */
export const ports: Offer = {
  id: 'ports',
  looks: (host) => [
    query('listeners', host),
    ...USUAL.map((port) => query('portOwner', host, String(port))),
  ],
  before: 'front.start',
  questions: [
    {
      id: WAY,
      ...OFFERED,
      kind: 'choice',
      title: (answers, facts) => `${takenText(answers, facts)}. What now?`,
      hint: 'Browsers and the certificate authority ask there, so what comes in must reach a web server of ours.',
      help: [
        'Only one program can stand at a port. A web server that came with the',
        'system and shows nothing but its welcome page can go.',
        '',
        'If yours serves websites, leave it: ours then takes other ports, and',
        'yours passes on what is for the new name. You add some lines to its',
        'configuration, which are shown when it is time. Or visitors type the',
        'other port at the end of the address.',
      ].join('\n'),
      reason: (answers, facts) => `${takenText(answers, facts)}.`,
      when: (answers, facts) => isTaken(answers, facts),
      choices: (answers, facts) => choicesFor(takenBy(answers, facts)),
      suggestion: (answers, facts) =>
        welcomeOf(takenBy(answers, facts)) === undefined ? undefined : 'stop',
    },
    {
      id: CONTAINER,
      ...OFFERED,
      kind: 'text',
      title: (answers, facts) =>
        `Type the container's name to stop it: ${containerOf(takenBy(answers, facts)) ?? ''}`,
      hint: 'What it serves is gone then, until somebody starts it again.',
      help: [
        'The container is stopped, and does not start again by itself. It is',
        'not deleted, nor is its data. To undo it, on the server, with its name:',
        'docker update --restart always NAME; docker start NAME',
      ].join('\n'),
      example: 'web',
      when: (answers, facts) =>
        isTaken(answers, facts) && textAnswer(answers, WAY) === 'stop-container',
      problem: (value, answers, facts) => {
        const name = containerOf(takenBy(answers, facts));
        return name === undefined || value === name ? undefined : `Its name is ${name}.`;
      },
    },
    portQuestion(HTTP, 'Which port instead of 80?', 8080, () => []),
    portQuestion(HTTPS, 'Which port instead of 443?', 8443, (answers) => [
      Number(textAnswer(answers, HTTP)),
    ]),
  ],
  steps: (answers, facts, { host }) => {
    if (!isTaken(answers, facts)) return [];
    const owners = takenBy(answers, facts);
    const welcome = welcomeOf(owners);
    const container = containerOf(owners);
    switch (textAnswer(answers, WAY)) {
      case 'stop':
        return welcome ? [stopService(host, welcome)] : [];
      case 'stop-container':
        return container === undefined ? [] : [stopContainer(host, container)];
      default:
        return [];
    }
  },
};

function choicesFor(taken: readonly Taken[]): Choice[] {
  const container = containerOf(taken);
  return [
    ...(welcomeOf(taken)
      ? [
          {
            value: 'stop',
            label: 'Stop it for good',
            note: 'it only shows its welcome page',
          },
        ]
      : []),
    // What is in a container does not get to the server's own 127.0.0.1.
    ...(taken.some((each) => each.container !== undefined)
      ? []
      : [
          {
            value: 'behind',
            label: 'Leave it in front',
            note: 'it passes visitors on; you add lines to its settings',
          },
        ]),
    {
      value: 'beside',
      label: 'Use other ports',
      note: 'visitors type one at the end of the address',
    },
    ...(container === undefined
      ? []
      : [
          {
            value: 'stop-container',
            label: 'Stop the container',
            note: 'what it serves is gone then',
          },
        ]),
  ];
}

function portQuestion(
  id: string,
  title: string,
  usual: number,
  others: (answers: Answers) => readonly number[],
): TextQuestion {
  const used = (answers: Answers, facts: Facts) => [
    ...USUAL,
    ...others(answers),
    ...seen(answers, facts)
      .listeners.filter(({ container }) => container !== FRONT_CONTAINER)
      .map(({ port }) => port),
  ];
  return {
    id,
    ...OFFERED,
    kind: 'text',
    title,
    hint: 'A port of this server where nobody stands yet.',
    help: [
      'A server has 65,535 numbered doors, its ports. Web servers that are not',
      'at the usual ones mostly take 8080 and 8443.',
    ].join('\n'),
    example: String(usual),
    when: (answers, facts) =>
      isTaken(answers, facts) && ['behind', 'beside'].includes(textAnswer(answers, WAY)),
    suggestion: (answers, facts) => {
      const taken = used(answers, facts);
      return String(Array.from({ length: 100 }, (_, index) => usual + index).find(isFree));

      function isFree(port: number) {
        return !taken.includes(port);
      }
    },
    problem: (value, answers, facts) => {
      const port = Number(value);
      if (!/^\d+$/.test(value) || port < 1 || port > 65_535) return 'A number from 1 to 65535.';
      return used(answers, facts).includes(port) ? `Port ${port} is taken already.` : undefined;
    },
  };
}
