import { render } from 'ink';
import { farewell } from './farewell.ts';
import type { Ending } from './phase.ts';
import { Keyboard } from './terminal/keyboard.ts';
import { Painter } from './terminal/painter.ts';
import { SurroundingsProvider } from './terminal/surroundings.tsx';
import { themeOf } from './theme.ts';
import { Wizard } from './wizard.tsx';
import { WizardControl } from './wizard-control.ts';
import type { WizardProps } from './wizard-props.ts';

/** The terminal that the wizard is shown on. */
export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** For what the terminal can show: NO_COLOR, TERM and the locale. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** Hears that the program ends without us, so that the terminal can be given back first. */
  readonly onDying: (hear: () => void) => () => void;
}

/**
 * Shows the wizard until it ends. Both streams must be terminals. It draws on the alternate screen;
 * afterwards the steps and the receipt stand in the terminal itself. `left`: the person went away
 * before the end; `failed`: they left after a failure. Rejects with errors that nobody foresaw.
 */
export async function renderWizard(
  wizard: WizardProps,
  { stdin, stdout, environment, platform, onDying }: Streams,
): Promise<Ending> {
  const theme = themeOf(environment, platform);
  const painter = new Painter(stdout, { unicode: theme.unicode });
  const keyboard = new Keyboard(stdin);
  const control = new WizardControl(wizard);
  const unhear = wizard.onInterrupt?.(() => control.dispatch({ type: 'interrupted' }));
  // A crash must not leave the terminal on the other screen, where its message would vanish.
  const undying = onDying(() => painter.close());
  painter.open();
  keyboard.open();
  const app = () => (
    <SurroundingsProvider keyboard={keyboard} painter={painter} theme={theme}>
      <Wizard wizard={wizard} control={control} onRedraw={() => painter.spoil()} />
    </SurroundingsProvider>
  );
  const ink = render(app(), {
    stdin: keyboard.rest as unknown as NodeJS.ReadStream,
    stdout: painter as unknown as NodeJS.WriteStream,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  // An error inside a screen: Ink has drawn it already, where it would vanish.
  const broken = ink.waitUntilExit().then(() => {
    throw new Error('The screens ended by themselves.');
  });
  try {
    return await Promise.race([control.ended, broken]);
  } finally {
    broken.catch(() => {});
    unhear?.();
    keyboard.close();
    painter.close();
    undying();
    ink.unmount();
    stdout.write(farewell(control.state(), painter.columns, theme, wizard.errand !== undefined));
  }
}
