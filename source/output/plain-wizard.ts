import type { Action } from '../action.ts';
import { answersText } from '../answers/answers-text.ts';
import type { Outcome } from '../event.ts';
import { ExpectedError, type Trouble } from '../expected-error.ts';
import { back, type Interview } from '../interview.ts';
import { receiptFileName, receiptText, tokensFileName, tokensText } from '../receipt.ts';
import { icsFileName, icsFor } from '../renewal/ics.ts';
import type { Control } from '../run.ts';
import type { Secret } from '../secrets/secret.ts';
import type { Prepared, Session } from '../session/session.ts';
import { stripControl } from '../text/plain-text.ts';
import { type InterviewInLines, interviewInLines } from './interview-in-lines.ts';
import { choose, type Lines } from './lines.ts';
import type { Ending } from './message.ts';
import { PlainLines, receiptLines } from './plain.ts';
import { planLines, planMessage } from './plan-lines.ts';
import { troubleLines } from './trouble-lines.ts';

export interface PlainWizard extends Omit<InterviewInLines, 'signal' | 'session'> {
  readonly session: Session;
  readonly control: Control & { readonly overridden: Set<string> };
  readonly describe: (action: Action) => readonly string[];
  readonly now: () => Date;
  /** Writes a file beside the person's other ones, and says where. Never over another one. */
  readonly saveFile: (name: string, text: string) => Promise<string>;
  /** The same, with what is secret. */
  readonly saveSecretFile: (name: string, text: string) => Promise<string>;
}

type Next = Ending | { readonly go: 'back' | 'again'; readonly looked: 'now' | 'before' };

/** The wizard for those who read lines: the same questions, looks, review, run and receipt. */
export async function plainWizard(wizard: PlainWizard, begun: Interview): Promise<Ending> {
  const { script, control } = wizard;
  const signal = control.stop;
  const lines: Lines = {
    say: wizard.lines.say,
    ask: (prompt, options) => wizard.lines.ask(prompt, { signal, ...options }),
  };
  let interview = begun;
  for (;;) {
    const answered = await interviewInLines({ ...wizard, lines, signal }, interview);
    if (answered === null) return 'stopped';
    const next = await carryOut({ ...wizard, lines }, answered);
    if (typeof next === 'string') return next;
    // What was seen before a failure may be old.
    const fresh = next.looked === 'before' ? { ...answered, facts: begun.facts } : answered;
    interview = next.go === 'back' ? back(script, fresh) : fresh;
  }
}

async function carryOut(wizard: PlainWizard, interview: Interview): Promise<Next> {
  const { session, control, lines } = wizard;
  lines.say('');
  lines.say('Looking at what has to be done.');
  const prepared = await orTrouble(wizard, () =>
    session.prepare(interview.answers, interview.facts, control.stop),
  );
  if (!('goal' in prepared)) return await afterTrouble(wizard, prepared.trouble, []);
  const approved = await review(wizard, prepared);
  if (approved !== 'approved') return approved;
  const said: string[] = [];
  const ended = await orTrouble(wizard, async () => ({
    outcome: await runInLines(wizard, prepared, said),
  }));
  if ('trouble' in ended) return await afterTrouble(wizard, ended.trouble, said);
  if (ended.outcome === 'stopped') return 'stopped';
  if (ended.outcome === 'failed') return await afterTrouble(wizard, null, said);
  const receipt = await orTrouble(wizard, () => session.receipt(prepared, control.abort));
  if ('trouble' in receipt) return await afterTrouble(wizard, receipt.trouble, said);
  lines.say('');
  for (const line of receiptLines(receipt)) lines.say(line);
  const typed = await lines.ask('Save this page on this computer? Type yes or no [yes]: ');
  if (typed !== null && !/^no?$/i.test(typed.trim())) {
    await save(wizard, receiptFileName(prepared.goal), receiptText(receipt));
    const { ends } = receipt;
    if (ends) await save(wizard, icsFileName(ends), icsFor(ends, wizard.now()));
  }
  if (receipt.tokens) await offerTokens(wizard, prepared, receipt.tokens);
  return 'complete';
}

/** Shown and saved only on wish: who has one is let in. */
async function offerTokens(
  wizard: PlainWizard,
  { goal }: Prepared,
  tokens: readonly Secret[],
): Promise<void> {
  const { lines } = wizard;
  const yes = async (question: string) => {
    const typed = await lines.ask(`${question} Type yes or no [no]: `);
    return typed !== null && /^y(es)?$/i.test(typed.trim());
  };
  if (await yes(`Show the ${tokens.length} unused tokens?`))
    for (const token of tokens) lines.say(token.reveal());
  if (await yes('Save them to a file of their own on this computer?'))
    await save(wizard, tokensFileName(goal), tokensText(tokens), wizard.saveSecretFile);
}

async function review(wizard: PlainWizard, prepared: Prepared): Promise<Next | 'approved'> {
  const { lines, describe, now } = wizard;
  const plan = planMessage(prepared, describe);
  lines.say('');
  for (const line of planLines(plan, false)) lines.say(line);
  for (;;) {
    const chosen = await choose(lines, [
      [plan.changes === 0 ? 'Show the receipt' : 'Do it', 'approved'],
      ['Show details and commands', 'details'],
      ['Change an answer', 'back'],
      ['Save the answers to a file', 'save'],
      ['Leave; your answers are kept', 'left'],
    ] as const);
    if (chosen === 'approved') return 'approved';
    if (chosen === 'back') return { go: 'back', looked: 'now' };
    if (chosen === 'left' || chosen === null) return 'stopped';
    if (chosen === 'details') for (const line of planLines(plan, true)) lines.say(line);
    else await save(wizard, 'answers.yaml', await answersText(prepared.answers, now()));
  }
}

async function runInLines(
  wizard: PlainWizard,
  prepared: Prepared,
  said: string[],
): Promise<Outcome> {
  const { session, control, lines, describe, now } = wizard;
  const plain = new PlainLines({ details: false });
  const seconds = () => now().getTime() / 1000;
  plain.lines(planMessage(prepared, describe), seconds());
  const offers = new Map<string, AbortController>();
  let outcome: Outcome = 'failed';
  for await (const event of session.run(prepared, control)) {
    for (const line of plain.lines(event, seconds())) lines.say(line);
    if (event.type === 'said') said.push(event.line);
    if (event.type === 'done') outcome = event.outcome;
    if (event.type === 'instructed' && event.overridable !== null) {
      const offer = new AbortController();
      offers.set(event.step, offer);
      void offerToSkip(wizard, event.step, event.overridable, offer.signal);
    }
    if (ENDS.has(event.type) && 'step' in event) offers.get(event.step)?.abort();
  }
  for (const offer of offers.values()) offer.abort();
  return outcome;
}

const ENDS: ReadonlySet<string> = new Set(['skipped', 'finished', 'failed']);

async function offerToSkip(
  { lines, control }: PlainWizard,
  step: string,
  meaning: string,
  signal: AbortSignal,
): Promise<void> {
  lines.say(`  Type skip and press Enter to go on without it: ${meaning}`);
  for (;;) {
    const typed = await lines.ask('', { signal: AbortSignal.any([signal, control.stop]) });
    if (typed === null) return;
    if (typed.trim().toLowerCase() === 'skip') {
      control.overridden.add(step);
      lines.say('  It goes on without it in a moment.');
      return;
    }
  }
}

async function orTrouble<T extends object>(
  { control }: PlainWizard,
  work: () => Promise<T>,
): Promise<T | { readonly trouble: Trouble }> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ExpectedError) || control.stop.aborted) throw error;
    return { trouble: error.trouble };
  }
}

/** `trouble` is null where a step failed: what it met was told already. */
async function afterTrouble(
  { lines, control }: PlainWizard,
  trouble: Trouble | null,
  said: readonly string[],
): Promise<Next> {
  if (control.stop.aborted) return 'stopped';
  if (trouble) for (const line of troubleLines(trouble)) lines.say(line);
  for (;;) {
    const next = await choose(lines, [
      ['Try again', 'again'],
      ['Change an answer', 'back'],
      ['Show what the server said', 'log'],
      ['Leave; everything so far is kept', 'left'],
    ] as const);
    if (next === 'again' || next === 'back') return { go: next, looked: 'before' };
    if (next !== 'log') return 'failed';
    const words = [...said.slice(-200), ...(trouble?.detail ? trouble.detail.split('\n') : [])];
    for (const line of words.length > 0 ? words : ['It said nothing.'])
      lines.say(`  | ${stripControl(line)}`);
  }
}

async function save(
  { lines, saveFile }: PlainWizard,
  name: string,
  text: string,
  writeNew = saveFile,
): Promise<void> {
  try {
    lines.say(`Saved as ${await writeNew(name, text)}.`);
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    for (const line of troubleLines(error.trouble)) lines.say(line);
  }
}
