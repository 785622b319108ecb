import { quote } from '../../shell.ts';
import { copyDollars, FARGATE_PRICES_OF } from './fargate.ts';
import { ecsTemplate } from './template.ts';
import { type EcsPart, type EcsWanted, LONGEST_STOP, parameterOf } from './wanted.ts';

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
export function ecsDollars({ parts, processor, copies }: EcsWanted): number {
  const all = parts.map(({ size, once }) => (once ? 1 : copies) * copyDollars(size, processor));
  return Math.round(all.reduce((sum, each) => sum + each, BALANCER));
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
  const { install, label, hostname, isPrivate, secrets, parts } = wanted;
  const isSeveral = parts.length > 1;
  const steps = [
    ...(secrets.length > 0 ? [secretsStep(wanted)] : []),
    ...(isPrivate ? [registryStep(wanted)] : []),
    certificateStep(wanted),
    ...(isSeveral ? [reachStep(wanted), restStep(wanted)] : []),
    makeStep(wanted),
    `Its address:

   aws cloudformation describe-stacks --stack-name ${install} --query 'Stacks[0].Outputs'

   Open it in a browser by that address first (the browser warns of the name: it is
   another one). Then have ${hostname} lead there: at your DNS provider, a CNAME
   record, or an alias where it is the top of your domain.`,
    isSeveral ? versionStep(wanted) : nextVersion(wanted),
    `All of it goes again by:

   aws cloudformation delete-stack --stack-name ${install}
${secrets.length > 0 ? `\n   and the secrets by:\n\n   aws ssm delete-parameters --names ${secrets.map((name) => quote(parameterOf(install, name))).join(' ')}\n` : ''}`,
  ];
  return `${label} (${install}) for Amazon ECS, which runs it without a server of yours. No secret is in these files.

template.json   for AWS CloudFormation, which makes
${parts.map((part) => `                ${partText(wanted, part)}`).join(',\n')};
                the load balancer in front, its firewalls, the log, and a role that may
                start ${isSeveral ? 'all of that' : 'the copies'} and nothing else${secrets.length > 0 ? '\nsecrets.sh      puts the secret settings where only that role reads them' : ''}

About $${ecsDollars(wanted)} a month once it is made (us-east-1, prices of ${FARGATE_PRICES_OF}), and traffic on top.
${isSeveral ? 'Its data stay where they are, so it must rest on your servers before it starts there.' : 'The server goes on as it is, until you delete it.'}
${endText(parts)}
You need the AWS command-line client, logged in to your account (aws sts get-caller-identity).

${steps.map((step, at) => `${at + 1}. ${step}`).join('\n\n')}
`;
}

function nextVersion({ install, hostname }: EcsWanted): string {
  return `Another version: after an upgrade of the server, have these files written anew, in this
   folder, then run the command that made it:

   npx setup-server grow ${hostname} --install ${install} --write .

   Copies are replaced one after another; where a new one does not become well, the old
   ones come back.`;
}

function endText(parts: EcsWanted['parts']): string {
  const stops = Math.max(...parts.map(({ container }) => container.stop.timeoutSeconds));
  const command = parts.flatMap(({ container }) => container.stop.command?.join(' ') ?? []).at(0);
  if (command !== undefined)
    return `\nAmazon can't run what ends the app (${command}): it is cut off, as by a power cut.\n`;
  return stops > LONGEST_STOP
    ? `\nThe app may take ${stops} seconds to end. Amazon gives it ${LONGEST_STOP}, then it is cut off.\n`
    : '';
}

function partText({ copies }: EcsWanted, { name, once, size }: EcsPart): string {
  const many = once || copies === 1 ? '1 copy' : `${copies} copies`;
  const of = name === 'app' ? 'of the app, each' : `of ${name},`;
  return `${many} ${of} with ${size.cpu / 1024} of a processor and ${size.memoryMB} MB of memory`;
}

/** Databases and file systems let in nobody whom they do not know. */
function reachStep({ folder }: EcsWanted): string {
  const files = folder
    ? `
   The same for the file system (EFS) that your servers have, port 2049. Its ID (fs-…)
   is asked for below, and where on it the folder is that they have as
   ${folder.source}.`
    : '';
  return `Have the firewall (security group) of its database let in the network (VPC) where
   it shall run. The network's addresses are shown by

   aws ec2 describe-vpcs --query 'Vpcs[].[VpcId,CidrBlock]' --output text
${files}`.trimEnd();
}

/** Two of them must never have the same data. */
function restStep({ install, hostname }: EcsWanted): string {
  return `Bring it to rest on your servers: both would write to the same data. From here on
   nobody gets an answer, until it runs at Amazon. The first command is for several servers.

   npx setup-server shrink ${hostname} --install ${install}
   npx setup-server stop ${hostname} --install ${install}

   To go back: delete it at Amazon (the last step), then

   npx setup-server start ${hostname} --install ${install}`;
}

/** No version of it may run beside another one. */
function versionStep({ install, copies }: EcsWanted): string {
  return `Another version: copy its data first, where they lie. Have the copies end by

   aws cloudformation deploy --stack-name ${install} --template-file template.json \\
     --capabilities CAPABILITY_IAM --parameter-overrides Copies=0

   Then put the other version's image into template.json, and run the same with
   Copies=${copies}. What runs once only is replaced before the copies start.`;
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

function makeStep({ install, isPrivate, folder }: EcsWanted): string {
  return `Make it. The network (VPC) and two of its subnets, in different zones, are shown by

   aws ec2 describe-subnets --query 'Subnets[].[VpcId,SubnetId,AvailabilityZone]' --output text

   aws cloudformation deploy --stack-name ${install} --template-file template.json \\
     --capabilities CAPABILITY_IAM --parameter-overrides \\
     Network=VPC Subnets=SUBNET,SUBNET Certificate=ARN${isPrivate ? ' Registry=ARN' : ''}${folder ? ' Files=FS-ID Folder=/FOLDER' : ''}`;
}
