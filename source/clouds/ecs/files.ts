import { quote } from '../../shell.ts';
import { copyDollars, FARGATE_PRICES_OF } from './fargate.ts';
import { ecsTemplate } from './template.ts';
import { type EcsWanted, LONGEST_STOP, parameterOf } from './wanted.ts';

/** What an application load balancer costs a month without its traffic, in US dollars. */
const BALANCER = 18;

/** The files, by their names. None has a secret in it. */
export function ecsFiles(wanted: EcsWanted): readonly (readonly [string, string])[] {
  return [
    ['README.txt', readme(wanted)],
    ['template.json', ecsTemplate(wanted)],
    ...(wanted.secrets.length > 0 ? [['secrets.sh', secretsScript(wanted)] as const] : []),
  ];
}

/** What all copies cost a month. */
export function ecsDollars({ size, processor, copies }: EcsWanted): number {
  return Math.round(copies * copyDollars(size, processor) + BALANCER);
}

/** Each value goes by standard input: it stands in no command line, which others could read. */
function secretsScript({ install, secrets }: EcsWanted): string {
  return `#!/bin/sh
# Puts what nobody may see from a list of variables into parameters at Amazon, encrypted.
# Written by setup-server. Use: sh secrets.sh env.list
set -eu
[ $# -eq 1 ] || { echo 'Use: sh secrets.sh env.list' >&2; exit 2; }
wanted=${quote(` ${secrets.join(' ')} `)}
while IFS= read -r line || [ -n "$line" ]; do
  name=\${line%%=*}
  case "$wanted" in *" $name "*) ;; *) continue ;; esac
  printf %s "\${line#*=}" |
    aws ssm put-parameter --type SecureString --overwrite --tier Intelligent-Tiering \\
      --name ${quote(parameterOf(install, ''))}"$name" --value file:///dev/stdin >/dev/null
  echo "$name is there."
done < "$1"
`;
}

function readme(wanted: EcsWanted): string {
  const { install, label, hostname, copies, size, container, isPrivate, secrets } = wanted;
  const steps = [
    ...(secrets.length > 0 ? [secretsStep(wanted)] : []),
    ...(isPrivate ? [registryStep(wanted)] : []),
    certificateStep(wanted),
    makeStep(wanted),
    `Its address:

   aws cloudformation describe-stacks --stack-name ${install} --query 'Stacks[0].Outputs'

   Open it in a browser by that address first (the browser warns of the name: it is
   another one). Then have ${hostname} lead there: at your DNS provider, a CNAME
   record, or an alias where it is the top of your domain.`,
    `Another version: run npx setup-server grow --write once more after an upgrade of
   the server, then the command that made it. Copies are replaced one after another;
   where a new one does not become well, the old ones come back.`,
    `All of it goes again by:

   aws cloudformation delete-stack --stack-name ${install}
${secrets.length > 0 ? `\n   and the secrets by:\n\n   aws ssm delete-parameters --names ${secrets.map((name) => quote(parameterOf(install, name))).join(' ')}\n` : ''}`,
  ];
  const stops = container.stop.timeoutSeconds;
  return `${label} (${install}) for Amazon ECS, which runs it without a server of yours. No secret is in these files.

template.json   for AWS CloudFormation: ${copies} ${copies === 1 ? 'copy' : 'copies'} of the app, each with ${size.cpu / 1024} of a processor
                and ${size.memoryMB} MB of memory; the load balancer in front of them, its firewalls,
                the log, and a role that may start them and nothing else${secrets.length > 0 ? '\nsecrets.sh      puts the secret settings where only that role reads them' : ''}

About $${ecsDollars(wanted)} a month once it is made (us-east-1, prices of ${FARGATE_PRICES_OF}), and traffic on top.
The server goes on as it is, until you delete it.
${stops > LONGEST_STOP ? `\nThe app may take ${stops} seconds to end. Amazon gives it ${LONGEST_STOP}, then it is cut off.\n` : ''}
You need the AWS command-line client, logged in to your account (aws sts get-caller-identity).

${steps.map((step, at) => `${at + 1}. ${step}`).join('\n\n')}
`;
}

function secretsStep({ install, hostname }: EcsWanted): string {
  return `The secret settings, from the server to Amazon (Parameter Store):

   npx setup-server env export ${hostname} --install ${install} --file env.list
   sh secrets.sh env.list
   rm env.list`;
}

function registryStep({ install, image }: EcsWanted): string {
  return `The login of the registry. Write a file registry.json that only you can read:

   {"username": "YOURS", "password": "A TOKEN THAT MAY ONLY READ"}

   aws secretsmanager create-secret --name setup-server/${install}/registry --secret-string file://registry.json
   rm registry.json

   It says the secret's ARN, which is asked for below. The image is
   ${image}`;
}

function certificateStep({ hostname }: EcsWanted): string {
  return `A certificate of Amazon's for ${hostname}, in the region where it shall run:

   aws acm request-certificate --domain-name ${hostname} --validation-method DNS
   aws acm describe-certificate --certificate-arn ARN

   The second command shows a CNAME record, which proves that the name is yours.
   Set it at your DNS provider, and wait until the status is ISSUED.`;
}

function makeStep({ install, isPrivate }: EcsWanted): string {
  return `Make it. The network (VPC) and two of its subnets, in different zones, are shown by

   aws ec2 describe-subnets --query 'Subnets[].[VpcId,SubnetId,AvailabilityZone]' --output text

   aws cloudformation deploy --stack-name ${install} --template-file template.json \\
     --capabilities CAPABILITY_IAM --parameter-overrides \\
     Network=VPC Subnets=SUBNET,SUBNET Certificate=ARN${isPrivate ? ' Registry=ARN' : ''}`;
}
