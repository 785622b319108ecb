import type { Question } from '../../questions/question.ts';

export const MAIL = 'docassemble.mail';

export const mailQuestion: Question = {
  id: MAIL,
  section: 'Settings',
  form: 'settings',
  kind: 'confirm',
  title: 'Shall docassemble receive e-mail?',
  hint: 'Opens ports 25 and 465. Needed only where people answer interviews by e-mail.',
  help: [
    'Interviews can give out addresses to which people send documents. The',
    'mail comes to this server then. For that, the name needs an MX record',
    'that leads here: where you manage the name, it says which server takes',
    'its mail. Many providers close port 25 until you ask them to open it.',
    '',
    'Sending e-mail does not need this: it goes through a mail server of',
    "yours, which is set on docassemble's Configuration page.",
  ].join('\n'),
  suggestion: () => false,
};
