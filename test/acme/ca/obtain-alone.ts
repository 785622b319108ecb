import { readFileSync } from 'node:fs';
import { obtainCertificate } from '../../../source/edges/acme/obtain-certificate.ts';
import { ExpectedError } from '../../../source/expected-error.ts';
import { CHALLENGES, startHost } from './pretend-host.ts';

/** A process of its own, so that its trust is what its environment says. Prints what came of it. */
const host = await startHost();
const order = {
  names: ['study.example.test'],
  directory: process.argv[2] ?? '',
  rehearsal: null,
  email: '',
  accounts: '/accounts',
  challenges: CHALLENGES,
  folder: '/certificate',
  ...(process.argv[3] && { root: readFileSync(process.argv[3], 'utf8') }),
};
const world = { ...host.world, lookAtChallenge: async () => [] };
try {
  for await (const _ of obtainCertificate(order, world, new AbortController().signal));
  console.log('obtained');
} catch (error) {
  console.log(error instanceof ExpectedError ? error.code : error);
} finally {
  await host.stop();
}
