import { useSyncExternalStore } from 'react';
import { FailureScreen } from './failure.tsx';
import { FormScreen } from './form.tsx';
import { inputOf } from './input.ts';
import { LookingScreen } from './looking.tsx';
import { OfferScreen } from './offer.tsx';
import { PromptScreen } from './prompt.tsx';
import { QuestionScreen } from './question.tsx';
import { ReadingPage } from './reading-page.tsx';
import { ReceiptScreen } from './receipt.tsx';
import { ReviewScreen } from './review.tsx';
import { RunningScreen } from './running.tsx';
import type { ScreenProps } from './screen.ts';
import { useKeys, useSize } from './terminal/surroundings.tsx';
import { isTooSmall, TooSmall } from './too-small.tsx';
import { VariablesScreen } from './variables.tsx';
import { WelcomeScreen } from './welcome.tsx';
import type { WizardControl } from './wizard-control.ts';
import type { WizardProps } from './wizard-props.ts';

export type { Origin, WizardProps } from './wizard-props.ts';

interface Props {
  readonly wizard: WizardProps;
  readonly control: WizardControl;
  /** Draws everything anew, after something else wrote on the terminal. */
  readonly onRedraw: () => void;
}

/** The screen that the wizard's state asks for. */
export function Wizard({ wizard, control, onRedraw }: Props) {
  const state = useSyncExternalStore(control.subscribe, control.state);
  const size = useSize();
  useKeys('always', (key) => {
    if (key.key === 'ctrl-l') onRedraw();
    else if (key.key !== 'ctrl-c') return isTooSmall(size);
    else {
      if (state.prompt !== null) wizard.asker.answer(null);
      control.dispatch({ type: 'interrupted' });
    }
    return true;
  });
  if (isTooSmall(size)) return <TooSmall />;
  const props = { state, control, wizard, phase: state.phase };
  if (state.prompt !== null) {
    return <PromptScreen key={state.prompts} {...props} prompt={state.prompt} />;
  }
  return <Screen {...props} />;
}

function Screen({ phase, ...props }: ScreenProps) {
  switch (phase.at) {
    case 'welcome':
      return <WelcomeScreen {...props} phase={phase} />;
    case 'offer':
      return <OfferScreen {...props} phase={phase} />;
    case 'ask': {
      const [question] = phase.questions;
      if (question === undefined) return null;
      if (phase.more || (question.form !== undefined && phase.questions.length > 1)) {
        return <FormScreen key={question.form ?? 'more'} {...props} phase={phase} />;
      }
      const input = phase.inputs[question.id] ?? inputOf(question, props.state.interview);
      if (question.kind === 'secret' && input.kind === 'variables') {
        return <VariablesScreen {...props} {...{ phase, question, input }} />;
      }
      return (
        <QuestionScreen
          key={question.id}
          {...props}
          phase={phase}
          question={question}
          input={input}
        />
      );
    }
    case 'look':
    case 'prepare':
      return <LookingScreen key={props.state.job} {...props} phase={phase} />;
    case 'read':
      return <ReadingPage {...props} phase={phase} />;
    case 'review':
      return <ReviewScreen {...props} phase={phase} />;
    case 'run':
    case 'conclude':
      return <RunningScreen {...props} phase={phase} />;
    case 'failure':
      return <FailureScreen {...props} phase={phase} />;
    case 'receipt':
      return <ReceiptScreen {...props} phase={phase} />;
    case 'end':
      return null;
  }
}
