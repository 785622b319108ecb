import { endingChoices, endingLines } from './ending-certificates.ts';
import { comeBackChoices, comeBackElsewhere } from './known-apps.ts';
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
  'What you need: a server that you can log in to, or an account at a provider to have one made; and a name for it (like study.example.org) that you own.',
  'You can stop at any time and go on later: your answers are kept, passwords excepted.',
];

/** What this is, or what this computer knows of servers that were set up before. */
export function WelcomeScreen(props: ScreenProps) {
  const { endings = [], known = [] } = props.wizard;
  return endings.length + known.length > 0 ? <Known {...props} /> : <Explained {...props} />;
}

function Known(props: ScreenProps) {
  const { control, wizard } = props;
  const paint = usePaint();
  const { endings = [], known = [], onComeBack } = wizard;
  return (
    <Menu
      top={topOf(props)}
      section={null}
      hints={[{ key: '^C', does: 'leave' }]}
      lines={(width) => [
        ...endingLines(endings, width, paint),
        ...(known.length === 0
          ? []
          : wrap('Welcome back', width).map((line) => paint('strong', line))),
      ]}
      items={[
        ...endingChoices(wizard, control),
        ...comeBackChoices(wizard, control),
        {
          value: 'begin',
          label: known.length === 0 ? 'Something else' : 'Set up something',
          note:
            known.length === 0
              ? 'set something up, or come back to it'
              : 'something new, or another server',
          choose: () => control.dispatch({ type: 'begin' }),
        },
        ...(onComeBack
          ? [
              {
                value: 'elsewhere',
                label: 'Another one',
                note: 'an app that another computer has set up',
                choose: () => comeBackElsewhere(wizard, control),
              },
            ]
          : []),
      ]}
    />
  );
}

/** For someone who has never done it. */
function Explained(props: ScreenProps) {
  const paint = usePaint();
  const { control, wizard } = props;
  useKeys('screen', (key) => {
    if (key.key === 'enter') control.dispatch({ type: 'begin' });
    else if (wizard.onComeBack && key.key === 'text' && key.text === 'b')
      comeBackElsewhere(wizard, control);
    else return false;
    return true;
  });
  const hints = [
    { key: 'Enter', does: 'begin' },
    ...(wizard.onComeBack
      ? [{ key: 'b', does: 'come back to one that was set up', short: 'come back' }]
      : []),
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
