import { endingChoices, endingLines } from './ending-certificates.ts';
import { comeBackChoices } from './known-apps.ts';
import { Menu } from './parts/menu.tsx';
import { type ScreenProps, topOf } from './screen.ts';
import { usePaint } from './terminal/surroundings.tsx';
import { wrap } from './text/wrap.ts';

/** There are answers from an earlier time: go on with them, or start afresh. */
export function OfferScreen(props: ScreenProps) {
  const paint = usePaint();
  const { control, wizard, state } = props;
  const earlier = Object.keys(wizard.given).filter((id) => wizard.given[id] === 'earlier');
  const target = wizard.target(state.interview.answers);
  const kept = earlier.length === 1 ? '1 answer is kept' : `${earlier.length} answers are kept`;
  return (
    <Menu
      top={topOf(props)}
      section={null}
      hints={[{ key: '^C', does: 'leave' }]}
      lines={(width) => [
        ...endingLines(wizard.endings ?? [], width, paint),
        ...wrap('You have been here before', width).map((line) => paint('strong', line)),
        '',
        ...wrap(
          `${kept}${target === '' ? '' : `, for ${target}`}. Passwords and keys are not.`,
          width,
        ),
      ]}
      items={[
        ...endingChoices(wizard, control),
        {
          value: 'go-on',
          label: 'Go on where you were',
          note: 'your answers stay; Esc walks back to them',
          choose: () => control.dispatch({ type: 'begin' }),
        },
        {
          value: 'afresh',
          label: 'Start afresh',
          note: 'nothing on any server is touched by that',
          choose: () => control.dispatch({ type: 'afresh', forget: earlier }),
        },
        ...comeBackChoices(wizard, control),
      ]}
    />
  );
}
