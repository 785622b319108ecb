import { Client, crypto, directory } from 'acme-client';
import { hostNamed } from './host.ts';

// Run as the operator: obtain-certificate.ts HOST NAME DIRECTORY. The host serves /srv/web on port 80; prints JSON.
const [hostName = '', name = '', directoryUrl = directory.letsencrypt.production] =
  process.argv.slice(2);
const host = await hostNamed(hostName);
const challenges = '/srv/web/.well-known/acme-challenge';

const client = new Client({ directoryUrl, accountKey: await crypto.createPrivateEcdsaKey() });
const [key, request] = await crypto.createCsr(
  { commonName: name },
  await crypto.createPrivateEcdsaKey(),
);
const certificate = await client.auto({
  csr: request,
  termsOfServiceAgreed: true,
  skipChallengeVerification: true,
  challengePriority: ['http-01'],
  async challengeCreateFn(_authorization, challenge, answer) {
    await host.exec(
      `mkdir -p ${challenges} && printf %s ${answer} > ${challenges}/${challenge.token}`,
    );
  },
  async challengeRemoveFn(_authorization, challenge) {
    await host.exec(`rm -f ${challenges}/${challenge.token}`);
  },
});
console.log(JSON.stringify({ key: key.toString(), certificate }));
