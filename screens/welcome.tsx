import { endingChoices, endingLines } from './ending-certificates.ts';
import { Lines } from './parts/lines.tsx';
import { Menu } from './parts/menu.tsx';
import { Page } from './parts/page.tsx';
import { type ScreenProps, topOf } from './screen.ts';
import { useKeys, usePaint } from './terminal/surroundings.tsx';
import { firstOf } from './text/page.ts';
import { wrap } from './text/wrap.ts';

const TITLE = 'From nothing to a web application on a server of your own';

const TEXT = [
  'You answer a few questions, one screen each. Then you see everything that will be done, and nothing is touched before you say so.',
  'What you need: a server that you can log in to, and a name for it (like study.example.org) that you own.',
  'You can stop at any time and go on later: your answers are kept, passwords excepted.',
];

/** What this is, or what is wrong with a server that was set up before. */
export function WelcomeScreen(props: ScreenProps) {
  return (props.wizard.endings ?? []).length > 0 ? <Warned {...props} /> : <Explained {...props} />;
}

function Warned(props: ScreenProps) {
  const { control, wizard } = props;
  const paint = usePaint();
  const { endings = [] } = wizard;
  return (
    <Menu
      top={topOf(props)}
      section={null}
      hints={[{ key: '^C', does: 'leave' }]}
      lines={(width) => endingLines(endings, width, paint)}
      items={[
        ...endingChoices(wizard, control),
        {
          value: 'begin',
          label: 'Something else',
          note: 'set something up, or come back to it',
          choose: () => control.dispatch({ type: 'begin' }),
        },
      ]}
    />
  );
}

/** For someone who has never done it. */
function Explained(props: ScreenProps) {
  const paint = usePaint();
  const { control } = props;
  useKeys('screen', (key) => {
    if (key.key !== 'enter') return false;
    control.dispatch({ type: 'begin' });
    return true;
  });
  const hints = [
    { key: 'Enter', does: 'begin' },
    { key: '^C', does: 'leave' },
  ];
  return (
    <Page top={topOf(props)} section={null} hints={hints}>
      {({ width, height }) => {
        const title = wrap(TITLE, width).map((line) => paint('strong', line));
        const spaced = TEXT.flatMap((text) => ['', ...wrap(text, width)]);
        const tight = TEXT.flatMap((text) => wrap(text, width));
        const text = title.length + spaced.length <= height ? spaced : tight;
        return <Lines lines={firstOf([...title, ...text], height)} />;
      }}
    </Page>
  );
}
