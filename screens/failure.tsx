import { useState } from 'react';
import type { Trouble } from '../source/expected-error.ts';
import { stripControl } from '../source/text/plain-text.ts';
import { LogPage } from './log.tsx';
import { Menu } from './parts/menu.tsx';
import { TextPage } from './parts/text-page.tsx';
import type { FailurePhase } from './phase.ts';
import { type ScreenProps, topOf } from './screen.ts';
import { useKeys, usePaint } from './terminal/surroundings.tsx';
import { cut } from './text/width.ts';
import { wrap } from './text/wrap.ts';
import { SIGNS } from './theme.ts';

/** What happened, how we know, what to do now: in that order. */
export function FailureScreen(props: ScreenProps<FailurePhase>) {
  const { phase, control, state, wizard } = props;
  const paint = usePaint();
  const [shown, setShown] = useState<'nothing' | 'log' | 'raw'>('nothing');
  const { trouble, step, during, progress } = phase;
  const { detail } = trouble;
  useKeys('screen', (key) => {
    if (key.key === 'escape') control.dispatch({ type: 'went-back' });
    else if (key.key === 'text' && key.text === 'l' && progress.log.length > 0) setShown('log');
    else if (key.key === 'text' && key.text === 'd' && detail !== undefined) setShown('raw');
    else return false;
    return true;
  });
  const top = topOf(props);
  const close = () => setShown('nothing');
  if (shown === 'log') return <LogPage {...props} onClose={close} />;
  if (shown === 'raw' && detail !== undefined) {
    return (
      <TextPage
        top={top}
        section={null}
        wide
        lines={(width) => wrap(detail, width)}
        onClose={close}
      />
    );
  }
  const target = wizard.target(state.interview.answers);
  const canGoBack = state.interview.confirmed.length > 0;
  return (
    <Menu
      top={top}
      section={null}
      hints={[
        ...(detail === undefined ? [] : [{ key: 'd', does: 'raw message', short: 'raw' }]),
        ...(progress.log.length === 0 ? [] : [{ key: 'l', does: 'log' }]),
        ...(canGoBack ? [{ key: 'Esc', does: 'change an answer', short: 'back' }] : []),
        { key: '^C', does: 'leave' },
      ]}
      lines={(width) => {
        const what = wrap(withoutTitle(trouble.what, step), width);
        // Of several servers, what is said tells which one.
        const place = during === 'look' && !wizard.errand && target !== '' ? ` at ${target}` : '';
        const title = step ?? `${TITLES[during]}${place}`;
        return [
          ...wrap(`${SIGNS.failed} ${title}`, width, '  ').map((line) => paint('failed', line)),
          '',
          ...what.map((line) => paint('strong', line)),
          ...(trouble.why === undefined ? [] : wrap(trouble.why, width)),
          ...lastWords(trouble).map(
            (line) => `${paint('quiet', SIGNS.bar)} ${cut(stripControl(line), width - 2)}`,
          ),
          ...(trouble.next === undefined || trouble.next.length === 0 ? [] : ['']),
          ...(trouble.next ?? []).flatMap((remedy) =>
            wrap(`${SIGNS.bullet} ${remedy}`, width, '  '),
          ),
        ];
      }}
      items={[
        {
          value: 'retry',
          label: during === 'look' || during === 'prepare' ? 'Look again' : 'Try again',
          note:
            during === 'run' ? 'goes on from here; what is done stays done' : 'your answers stay',
          choose: () => control.dispatch({ type: 'retried', now: control.now() }),
        },
        ...(canGoBack
          ? [
              {
                value: 'change',
                label: 'Change an answer',
                note: 'all the others stay',
                choose: () => control.dispatch({ type: 'went-back' }),
              },
            ]
          : []),
        ...(state.assumed.length > 0
          ? [
              {
                value: 'more',
                label: 'More settings',
                note: 'those that few people need',
                choose: () => control.dispatch({ type: 'wanted-more' }),
              },
            ]
          : []),
        ...(progress.log.length > 0
          ? [
              {
                value: 'log',
                label: 'See the log',
                note: 'everything that the commands said',
                choose: () => setShown('log'),
              },
            ]
          : []),
        {
          value: 'leave',
          label: 'Leave',
          note: kept(during, wizard.errand !== undefined),
          choose: () => control.dispatch({ type: 'left' }),
        },
      ]}
    />
  );
}

/** What an app has written last says more than anything that we can see from outside. */
function lastWords({ code, detail = '' }: Trouble): string[] {
  if (!/^step\.|\.undone$/.test(code)) return [];
  const lines = detail.split('\n').filter((line) => line.trim() !== '');
  return [...new Set(lines)].slice(-3);
}

/** The step stands above it. */
function withoutTitle(what: string, title: string | null): string {
  const rest = title !== null && what.startsWith(`${title}: `) ? what.slice(title.length + 2) : '';
  return rest === '' ? what : `${rest.charAt(0).toUpperCase()}${rest.slice(1)}`;
}

function kept(during: FailurePhase['during'], errand: boolean): string {
  if (during === 'run' || during === 'conclude') return 'everything so far is kept';
  return errand ? 'nothing was changed' : 'your answers are kept';
}

const TITLES: Readonly<Record<FailurePhase['during'], string>> = {
  look: 'Looking',
  prepare: 'Looking at what is left to do',
  run: 'Setting up',
  conclude: 'Looking once more',
};
