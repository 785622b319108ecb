import { foundQuestion, isAdopting } from './adoption/found-question.ts';
import { foldersQuestion } from './adoption/questions.ts';
import { replaceQuestion } from './adoption/replace-question.ts';
import { type Answers, installOf, textAnswer } from './answers/answers.ts';
import type { App } from './apps/app.ts';
import { appOf, apps } from './apps/index.ts';
import { LETS_ENCRYPT } from './certificate-authorities.ts';
import { cloudItems, orNew } from './clouds/index.ts';
import { distinct, type Facts, type Query, query } from './facts/facts.ts';
import { REGISTRY } from './facts/network/reach.ts';
import { hostKindOf, hostKinds } from './hosts/index.ts';
import { applies, type Item, onlyWhile } from './interview.ts';
import { appPortLooks } from './offers/app-ports.ts';
import { offerQueries, offerQuestions } from './offers/index.ts';
import { addressQuestions } from './questions/address.ts';
import { againQuestions, namedRecord } from './questions/again.ts';
import { appQuestions } from './questions/app.ts';
import { awayLooks, awayQuestions } from './questions/away.ts';
import { caaLooks } from './questions/caa.ts';
import { authorityQuestions, certificateQuestions } from './questions/certificate.ts';
import { authorityLook } from './questions/certificate-account.ts';
import { arnQuestion } from './questions/certificate-arn.ts';
import { orderLook, proof } from './questions/certificate-proof.ts';
import {
  ownFilesQuestions,
  ownLooks,
  sourceQuestion,
  tlsLooks,
  usesAuthority,
} from './questions/certificate-use.ts';
import { accountLooks, dnsQuestions, nameChecks } from './questions/dns.ts';
import { imageLooks } from './questions/image-looks.ts';
import { nameQuestions, namesOf, neighboursOf } from './questions/name.ts';
import { notifyQuestions } from './questions/notify.ts';
import { ownLinesQuestion } from './questions/own-lines.ts';
import type { Question, Section } from './questions/question.ts';
import { serverQuestions } from './questions/server.ts';
import { storeLooks } from './questions/store.ts';
import { timetableQuestions } from './questions/timetable.ts';
import { groundQueries } from './refusals.ts';

const own = apps.flatMap((app) =>
  app.questions.map((question) => onlyWhere(question, 'app', app.id)),
);
const ways = hostKinds.flatMap((kind) =>
  kind.questions.map((question) => onlyWhere(question, 'host.kind', kind.id)),
);
const afterwards = hostKinds.flatMap((kind) =>
  (kind.afterwards ?? []).map((question) => onlyWhere(question, 'host.kind', kind.id)),
);

/** Only what must be known to get into a host, for those who come to look. */
export const waysIn: readonly Item[] = [
  ...ask(serverQuestions),
  ...ask(ways),
  { look: (answers) => hostKindOf(answers).looks(answers) },
];

/** Ids of the questions that lead to a server. */
export const waysInIds: readonly string[] = waysIn.flatMap((item) =>
  'ask' in item ? [item.ask.id] : [],
);

/** What is asked of an app before it is known where it shall run. */
export const appItems: readonly Item[] = [
  { look: (answers) => chosenApp(answers)?.looksFirst?.() ?? [] },
  ...ask(inSection('App')),
  { look: (answers) => chosenApp(answers)?.looksNext?.(answers) ?? [] },
];

/** How a server is, for everything that is asked after that. */
export const hostItems: readonly Item[] = [
  // How much memory is enough depends on what else is there.
  { look: (answers) => [neighboursOf(answers)] },
  {
    look: (answers) => {
      const host = hostKindOf(answers).address(answers);
      return distinct([
        ...hostLooks(host),
        namedRecord(answers),
        record(answers),
        query('installs', host),
        query('otherContainers', host),
        query('timetable', host),
      ]);
    },
  },
];

/** What is asked and looked at of a server on which something is to be set up. */
export const wholeJob: readonly Item[] = [
  { ask: replaceQuestion },
  ...ask(offerQuestions.map(asRemembered)),
  ...ask(nameQuestions),
  ...ask(addressQuestions.map(asRemembered)),
  { look: (answers) => namesOf(answers).map((name) => query('name', '', name)) },
  { look: (answers, facts) => [...nameChecks(answers, facts), ...caaLooks(answers, facts)] },
  { look: tlsLooks },
  ...ask([asRemembered(sourceQuestion), asRemembered(arnQuestion), ...ownFilesQuestions]),
  { look: ownLooks },
  ...ask([proof]),
  { look: orderLook },
  ...ask(dnsQuestions.map(asRemembered)),
  { look: accountLooks },
  ...ask(authorityQuestions.map(onlyFromAuthority)),
  { look: (answers) => (usesAuthority(answers) ? authorityLook(answers) : []) },
  // By now it is known who issues, and how it is proved.
  { look: caaLooks },
  ...ask(
    certificateQuestions
      .filter((each) => !authorityQuestions.includes(each))
      .map(onlyFromAuthority),
  ),
  ...ask(notifyQuestions.map(asRemembered).map(onlyFromAuthority)),
  { look: (answers) => appOf(textAnswer(answers, 'app')).looks?.(answers) ?? [] },
  ...ask([...inSection('Settings').map(asRemembered), ownLinesQuestion]),
  ...ask(timetableQuestions.map(asRemembered)),
  { look: storeLooks },
  ...ask(awayQuestions().map(asRemembered)),
  { look: awayLooks },
  { look: appPortLooks },
  { look: imageLooks },
];

/** The interview from the first question to the last. A new app or host kind needs no change here. */
export const script: readonly Item[] = [
  ...ask(appQuestions),
  ...appItems,
  ...waysIn.flatMap((item) =>
    'ask' in item && item.ask.id === 'host.kind' ? [orNew(item), ...cloudItems] : [item],
  ),
  ...ask(afterwards),
  ...hostItems,
  ...ask(againQuestions),
  { ask: foundQuestion },
  { ask: onlyIf(foldersQuestion, isAdopting) },
  // Of what is taken over instead, all is known.
  ...wholeJob.map((item) => onlyWhile(item, (answers) => !isAdopting(answers))),
];

/** Every question, for the reference and for reading answer files. */
export const questions: readonly Question[] = script.flatMap((item) =>
  'ask' in item ? [item.ask] : [],
);

/** What is shown of a host while looking at it, and what the questions after that depend on. */
function hostLooks(host: string): readonly Query[] {
  const resources = ['memory', 'disk', 'clock'] as const;
  return distinct([
    ...groundQueries(host),
    ...resources.map((fact) => query(fact, host)),
    ...offerQueries(host),
    query('resolver', host, new URL(REGISTRY).hostname),
    query('reach', host, REGISTRY),
    // By itself it needs it for renewing.
    query('reach', host, LETS_ENCRYPT.directory),
  ]);
}

/** Undefined before one was chosen. */
function chosenApp(answers: Answers): App | undefined {
  return apps.find(({ id }) => id === textAnswer(answers, 'app'));
}

/** What the server remembers of the install that is asked for. */
function record(answers: Answers): Query<'record'> {
  return query('record', hostKindOf(answers).address(answers), installOf(answers));
}

/**
 * Suggests what was answered the last time, by whomever. So a later visit, or a newer setup-server
 * with other suggestions, changes nothing that nobody asked for: JATOS, say, can't go back.
 */
function asRemembered(question: Question): Question {
  const earlier = (answers: Answers, facts: Facts) =>
    facts.get(record(answers))?.answers[question.id];
  const suggestion = (answers: Answers, facts: Facts) => {
    const value = earlier(answers, facts);
    if (typeof value === 'string') return value;
    const own = question.kind === 'secret' ? undefined : question.suggestion?.(answers, facts);
    return typeof own === 'string' ? own : undefined;
  };
  switch (question.kind) {
    case 'secret':
      return question;
    case 'confirm':
      return {
        ...question,
        suggestion: (answers, facts) => {
          const value = earlier(answers, facts);
          return typeof value === 'boolean' ? value : question.suggestion?.(answers, facts);
        },
      };
    case 'choice':
    case 'several':
    case 'text':
      return { ...question, suggestion };
  }
}

function ask(list: readonly Question[]): Item[] {
  return list.flatMap((question): Item[] => {
    const { thenLook } = question;
    if (!thenLook) return [{ ask: question }];
    const look = (answers: Answers, facts: Facts) =>
      applies(question, answers, facts) ? thenLook(answers, facts) : [];
    return [{ ask: question }, { look }];
  });
}

function inSection(section: Section): Question[] {
  return own.filter((question) => question.section === section);
}

function onlyFromAuthority(question: Question): Question {
  return onlyIf(question, usesAuthority);
}

function onlyIf(question: Question, holds: (answers: Answers) => boolean): Question {
  const { when } = question;
  return {
    ...question,
    when: (answers, facts) => holds(answers) && (when?.(answers, facts) ?? true),
  };
}

function onlyWhere(question: Question, id: string, value: string): Question {
  return onlyIf(question, (answers) => {
    const chosen = id === 'host.kind' ? hostKindOf(answers).id : textAnswer(answers, id);
    return chosen === value;
  });
}
