import { render } from 'ink';
import type { ReactNode } from 'react';
import { AskerBridge } from '../../screens/asker-bridge.ts';
import { renderWizard } from '../../screens/render.tsx';
import { Keyboard } from '../../screens/terminal/keyboard.ts';
import { Painter } from '../../screens/terminal/painter.ts';
import { SurroundingsProvider } from '../../screens/terminal/surroundings.tsx';
import type { WizardProps } from '../../screens/wizard-props.ts';
import type { Ending } from '../../screens/wizard-state.ts';
import type { Answers } from '../../source/answers/answers.ts';
import type { Event, Outcome } from '../../source/event.ts';
import { Facts, type Query, type Sighting } from '../../source/facts/facts.ts';
import type { Finding } from '../../source/facts/finding.ts';
import type { Interview, Item } from '../../source/interview.ts';
import type { Control } from '../../source/run.ts';
import { Channel } from '../../source/session/channel.ts';
import type { Session } from '../../source/session/session.ts';
import type { EndingCertificate } from '../../source/status/ending-certificates.ts';
import type { KnownApp } from '../../source/status/known-apps.ts';
import { prepared, RECEIPT } from './pretend-session.ts';
import { PretendTerminal } from './terminal.ts';

/** What a test has in its hands of a wizard that runs. */
export interface Stage {
  readonly terminal: PretendTerminal;
  readonly ending: Promise<Ending>;
  readonly asker: AskerBridge;
  /** Puts in what the steps do; `done` ends the run. One for each run, in order. */
  readonly runs: { readonly events: Channel<Event>; readonly control: Control }[];
  /** Every look that was asked for. */
  readonly looks: (readonly Query[])[];
  readonly drafts: Interview[];
  readonly saved: Answers[];
  /** Certificates that were chosen to be renewed instead. */
  readonly renewed: EndingCertificate[];
  /** Apps that were come back to instead. */
  readonly back: (KnownApp | null)[];
  /** What wants to hear that the program dies. */
  readonly dying: Set<() => void>;
  /** Seconds that the wizard's clock shows. */
  time: number;
}

export interface Setting {
  readonly columns?: number;
  readonly rows?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly script?: readonly Item[];
  readonly answers?: Answers;
  readonly given?: WizardProps['given'];
  readonly findings?: Partial<Record<Query['fact'], Finding>>;
  /** Called before each fact arrives. */
  readonly look?: (
    query: Query,
    asker: AskerBridge,
    signal: AbortSignal,
    answers: Answers,
  ) => Promise<unknown>;
  readonly prepare?: Session['prepare'];
  readonly receipt?: Session['receipt'];
  readonly heading?: WizardProps['heading'];
  readonly target?: WizardProps['target'];
  readonly describe?: WizardProps['describe'];
  readonly endings?: WizardProps['endings'];
  readonly errand?: WizardProps['errand'];
  readonly known?: WizardProps['known'];
  readonly leavesFor?: WizardProps['leavesFor'];
  readonly reads?: WizardProps['reads'];
}

/** The whole wizard on a pretended terminal. */
export function stage(setting: Setting = {}): Stage {
  const { columns = 80, rows = 24, answers = {}, given = {}, findings = {} } = setting;
  const terminal = new PretendTerminal(columns, rows);
  const asker = new AskerBridge();
  const runs: Stage['runs'] = [];
  const looks: Stage['looks'] = [];
  const drafts: Interview[] = [];
  const saved: Answers[] = [];
  const renewed: EndingCertificate[] = [];
  const back: (KnownApp | null)[] = [];
  const session: Session = {
    look: async function* (queries, signal, answers = {}) {
      looks.push(queries);
      for (const query of queries) {
        const value = (await setting.look?.(query, asker, signal, answers)) ?? null;
        yield { query, value } as Sighting;
      }
    },
    finding: ({ query }) => findings[query.fact],
    prepare: setting.prepare ?? (async (all, facts) => prepared(all, facts)),
    run: async function* (_prepared, control) {
      const events = new Channel<Event>();
      runs.push({ events, control });
      let outcome: Outcome = 'complete';
      for await (const event of events) {
        yield event;
        if (event.type === 'done') outcome = event.outcome;
      }
      return outcome;
    },
    receipt: setting.receipt ?? (async () => RECEIPT),
    enter: () => Promise.reject(new Error('Nobody enters.')),
    close: async () => {},
  };
  const staged = {
    terminal,
    asker,
    runs,
    looks,
    drafts,
    saved,
    renewed,
    back,
    time: 0,
    dying: new Set<() => void>(),
  };
  const ending = renderWizard(
    {
      script: setting.script ?? [],
      start: { answers, facts: new Facts(), confirmed: Object.keys(answers) },
      given,
      endings: setting.endings ?? [],
      onRenew: (ending) => void renewed.push(ending),
      ...(setting.errand && { errand: setting.errand }),
      ...(setting.leavesFor && { leavesFor: setting.leavesFor }),
      ...(setting.reads && { reads: setting.reads }),
      ...(setting.known && { known: setting.known, onComeBack: (app) => void back.push(app) }),
      session,
      asker,
      heading: setting.heading ?? (() => 'JATOS'),
      target: setting.target ?? (() => 'study.example.org (203.0.113.7)'),
      describe: setting.describe ?? (() => []),
      onDraft: (interview) => drafts.push(interview),
      saveAnswers: async (all) => {
        saved.push(all);
        return './answers.yaml';
      },
      saveTokens: async () => './study.example.org-tokens.txt',
      saveReceipt: async () => './study.example.org-receipt.txt',
      now: () => staged.time * 1000,
    },
    {
      stdin: terminal.stdin,
      stdout: terminal.stdout,
      environment: { LANG: 'C.UTF-8', ...setting.environment },
      platform: 'linux',
      onDying: (hear) => {
        staged.dying.add(hear);
        return () => void staged.dying.delete(hear);
      },
    },
  );
  standing.push({ terminal, ending });
  return Object.assign(staged, { ending });
}

const standing: { terminal: PretendTerminal; ending: Promise<Ending> }[] = [];

/** Ends the wizards that a test left open. */
export async function strike(): Promise<void> {
  for (const { terminal, ending } of standing.splice(0)) {
    terminal.send('\x03'.repeat(3));
    await ending.catch(() => {});
  }
}

/** One part by itself, with the keyboard and the painter that it has in the wizard. */
export function stagePart(part: ReactNode, columns = 60, rows = 12) {
  const terminal = new PretendTerminal(columns, rows);
  const painter = new Painter(terminal.stdout, { unicode: true });
  const keyboard = new Keyboard(terminal.stdin);
  painter.open();
  keyboard.open();
  const theme = { colour: false, unicode: true };
  const ink = render(
    <SurroundingsProvider keyboard={keyboard} painter={painter} theme={theme}>
      {part}
    </SurroundingsProvider>,
    {
      stdin: keyboard.rest as never,
      stdout: painter as never,
      debug: true,
      exitOnCtrlC: false,
      patchConsole: false,
    },
  );
  const close = () => {
    keyboard.close();
    painter.close();
    ink.unmount();
  };
  return { terminal, close };
}
