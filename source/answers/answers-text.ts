import { environmentName } from '../questions/question.ts';
import { Secret } from '../secrets/secret.ts';
import { type Answers, withoutSecrets } from './answers.ts';

/** The answers as the text of an answers file; for secrets it only says which variables take them. */
export async function answersText(answers: Answers, at: Date): Promise<string> {
  const { default: yaml } = await import('yaml');
  const secrets = Object.entries(answers).filter(([, value]) => value instanceof Secret);
  const head = [
    `Answers for setup-server, saved on ${at.toISOString().slice(0, 10)}.`,
    'npx setup-server --answers THIS-FILE takes them; --plan shows what it would do.',
    ...secrets.map(([id]) => `Secret, so left out: ${id}. Give it in ${environmentName(id)}.`),
  ];
  const comments = head.map((line) => `# ${line}\n`).join('');
  return comments + yaml.stringify(withoutSecrets(answers), { lineWidth: 0 });
}
