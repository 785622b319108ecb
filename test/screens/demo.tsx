import { AskerBridge } from '../../screens/asker-bridge.ts';
import { renderWizard } from '../../screens/render.tsx';
import { Facts } from '../../source/facts/facts.ts';
import { pretendSession } from './pretend-session.ts';
import { script } from './script.ts';

/** The screens with a session that only pretends: `npx tsx test/screens/demo.tsx`. */
const asker = new AskerBridge();
const speed = Number(process.env.BEAT_MS ?? 120);
const beat = (times = 1) => new Promise<void>((resolve) => setTimeout(resolve, times * speed));

const ending = await renderWizard(
  {
    script,
    start: { answers: {}, facts: new Facts(), confirmed: [] },
    given: {},
    session: pretendSession(asker.ask, beat),
    asker,
    heading: (answers) => (answers.app === 'jatos' ? 'JATOS' : ''),
    target: (answers) =>
      [answers.hostname, answers['ssh.target'] && '(203.0.113.7)'].filter(Boolean).join(' '),
    describe: (action) =>
      action.do === 'pull'
        ? [`docker pull registry.example.org/${action.image}:3.10.4`, 'docker image inspect']
        : [],
    onDraft: () => {},
    saveAnswers: async () => './answers.yaml',
    saveReceipt: async () => './study.example.org-receipt.txt',
  },
  {
    stdin: process.stdin,
    stdout: process.stdout,
    environment: process.env,
    platform: process.platform,
    onDying: (hear) => {
      process.on('exit', hear);
      return () => process.off('exit', hear);
    },
  },
);
console.log(`(${ending})`);
