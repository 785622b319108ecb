import { versionOf } from '../image/reference.ts';
import type { App } from './app.ts';
import { administrator } from './docassemble/administrator.ts';
import { databaseAt } from './docassemble/database-variables.ts';
import { mailQuestion } from './docassemble/mail.ts';
import { recipe } from './docassemble/recipe.ts';
import { recogniseDocassemble } from './docassemble/recognise.ts';
import { several } from './docassemble/several.ts';
import { siteVariables } from './docassemble/site-variables.ts';
import { inBucket, storeAccess } from './docassemble/store-access.ts';
import { dataPlace, storeQuestion } from './docassemble/store-variables.ts';
import { askedVariables, docassembleVariables } from './docassemble/variables.ts';
import { VERSION, versionQuestion } from './docassemble/version.ts';

const later = askedVariables.filter((each) => !siteVariables.includes(each));

export const docassemble: App = {
  id: 'docassemble',
  label: 'docassemble',
  note: 'guided interviews and document assembly',
  needs: { memoryMB: 4096, diskMB: 40_960, dockerFrom: 'docker' },
  tls: ['app-files', 'app-client'],
  tlsIsSettled: true,
  restsLong: true,
  questions: [
    ...administrator.questions,
    ...siteVariables.map(({ question }) => question),
    storeQuestion,
    mailQuestion,
    ...later.map(({ question }) => question),
    versionQuestion,
  ],
  looks: administrator.looks,
  onlyFirst: administrator.onlyFirst,
  store: storeAccess,
  dataPlace,
  inBucket,
  databaseAt,
  variables: docassembleVariables,
  versions: {
    asked: VERSION,
    answer: versionOf,
    warns: () => [
      'A newer image may bring another Python and another PostgreSQL: the data go over by the copy that docassemble itself makes when it is stopped.',
      'Packages that you installed on its Package Management page are installed anew at the first start, which takes longer.',
    ],
  },
  recipe,
  several,
  recognises: (container) => recogniseDocassemble(docassemble, container),
};
