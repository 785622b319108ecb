import type { Variable } from '../app.ts';
import { clusterVariables } from './cluster-variables.ts';
import { databaseVariables } from './database-variables.ts';
import { siteVariables } from './site-variables.ts';
import { storeVariables } from './store-variables.ts';
import { type Asked, onceText, variableOf } from './variable.ts';
import { workingVariables } from './working-variables.ts';

/** Everything that is asked and becomes a variable, in the order of the screens. */
export const askedVariables: readonly Asked[] = [
  ...siteVariables,
  ...storeVariables,
  ...databaseVariables,
  ...workingVariables,
  ...clusterVariables,
];

const FRONT = 'The web server in front of docassemble has the certificate and talks to visitors.';
const INTERNAL = 'It is for docassemble itself.';
const STORE = 'It follows from where the data are kept, which is asked.';
const ADMIN =
  'The first administrator is asked for, and given in a file that docassemble deletes: variables can be read by everybody who may use Docker.';

/** docassemble 1.10 (its own Docker/initialize.sh, docker.md and config.md); others are not read. */
export const docassembleVariables: Readonly<Record<string, Variable>> = {
  ...Object.fromEntries(askedVariables.map((each) => [each.name, variableOf(each)])),
  DADEFAULTSECRET: {
    secret: true,
    once: `${onceText('secretkey')} Everybody's password is void then.`,
  },
  DAHOSTNAME: {
    leftOut: 'It is the name of the site, which is asked.',
    once: onceText('external hostname" and "url root'),
  },
  BEHINDHTTPSLOADBALANCER: { leftOut: FRONT },
  USEHTTPS: { leftOut: FRONT },
  USELETSENCRYPT: { leftOut: FRONT },
  LETSENCRYPTEMAIL: { leftOut: FRONT },
  DASSLPROTOCOLS: { leftOut: FRONT },
  DASSLCIPHERS: { leftOut: FRONT },
  PORT: { leftOut: FRONT },
  DAEXPOSEWEBSOCKETS: { leftOut: `${FRONT} docassemble passes live help on by itself.` },
  DAWEBSOCKETSIP: { leftOut: `${FRONT} docassemble passes live help on by itself.` },
  DAWEBSOCKETSPORT: { leftOut: `${FRONT} docassemble passes live help on by itself.` },
  USENGINXTOSERVEFILES: { leftOut: INTERNAL },
  S3ENABLE: { leftOut: STORE },
  AZUREENABLE: { leftOut: STORE },
  AZURECONNECTIONSTRING: { leftOut: STORE, secret: true },
  DA_ADMIN_EMAIL: { leftOut: ADMIN },
  DA_ADMIN_PASSWORD: { leftOut: ADMIN, secret: true },
  DA_ADMIN_API_KEY: { leftOut: 'Make one in the browser, under your account.', secret: true },
  DASECRETKEY: {
    leftOut:
      'docassemble does not read it at its first start, whatever its pages say; DADEFAULTSECRET it reads, and that is made up.',
    secret: true,
  },
  KUBERNETES: { leftOut: 'This is not Kubernetes.' },
  DAREADONLYFILESYSTEM: { leftOut: 'It is for Kubernetes.' },
  DASTABLEVERSION: { leftOut: 'It holds back an old version that the Python of today cannot run.' },
  DAPYTHONVERSION: { leftOut: 'docassemble has had one Python only since version 1.4.' },
  DAWEBSERVER: {
    leftOut: 'docassemble has come with NGINX since version 0.5; Apache does not work any more.',
  },
  SERVERADMIN: { leftOut: 'Only Apache showed it, which docassemble left with version 0.5.' },
  XSENDFILE: { leftOut: 'Only Apache used it, which docassemble left with version 0.5.' },
  URLROOT: { leftOut: 'It follows from the name of the site.' },
  DA_ROOT: { leftOut: INTERNAL },
  DA_PYTHON: { leftOut: INTERNAL },
  DA_CONFIG: { leftOut: INTERNAL },
  LOGDIRECTORY: { leftOut: INTERNAL },
};
