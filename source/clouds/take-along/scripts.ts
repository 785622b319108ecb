import { BOOTSTRAP, bootstrapUrl, type TakenAlong } from './wanted.ts';

/**
 * What the machine does at its first start: Docker from Debian, and then the script that its tag
 * `Bootstrap` names. Everybody on the machine can read it, so it holds no secret.
 */
export const userData = `#!/bin/bash
# Run once, as root, at the machine's first start. What it says is in /var/log/cloud-init-output.log.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt() { apt-get -q -y -o DPkg::Lock::Timeout=300 "$@"; }
apt update
apt full-upgrade
apt install --no-install-recommends docker.io docker-cli awscli curl

metadata=http://169.254.169.254/latest
token=$(curl -fsS -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$metadata/api/token")
bootstrap=$(curl -fsS -H "X-aws-ec2-metadata-token: $token" "$metadata/meta-data/tags/instance/Bootstrap" || true)
[ -n "$bootstrap" ] || { echo 'There is no tag Bootstrap: nothing more to do.'; exit 0; }
# It may be put into the bucket after the machine was started: for half an hour we look again.
for try in $(seq 180); do
  aws s3 cp --only-show-errors "$bootstrap" /root/bootstrap.sh && break
  [ "$try" -lt 180 ] || { echo "$bootstrap can not be fetched."; exit 1; }
  sleep 10
done
exec bash /root/bootstrap.sh
`;

/** What the machine runs once Docker is there. The person fills in what it is. */
export function serverScript({ name, bucket }: TakenAlong): string {
  return `#!/bin/bash
# Run as root by the machine itself. Put it into the bucket as ${BOOTSTRAP}, without any secret in it.
set -euo pipefail
umask 077

# What shall run: fill in both.
image= # such as registry.example.org/study:1.4
port= # where it answers by HTTP inside its container

[ -n "$image" ] && [ -n "$port" ] || { echo 'Fill in image and port in ${BOOTSTRAP}.' >&2; exit 1; }

# Its data stay on the machine when the container is replaced.
mkdir -p /containers/${name}/data
: > /containers/${name}/env.list
${
  bucket === null
    ? ''
    : `# Its settings, if there are any: lines such as NAME=value.
aws s3 cp --only-show-errors s3://${bucket}/config/env.list /containers/${name}/env.list || true
`
}
docker pull "$image"
# One that runs already gets a minute to bring its data to safety.
if docker container inspect ${name} >/dev/null 2>&1; then
  docker stop --time 60 ${name}
  docker rm ${name}
fi
docker run --detach --name ${name} --restart always --publish "80:$port" \\
  --env-file /containers/${name}/env.list --volume /containers/${name}/data:/data "$image"
`;
}

/** What to do with the files, in order. */
export function instructions(wanted: TakenAlong): string {
  const { name, bucket } = wanted;
  const capabilities = bucket === null ? '' : ' --capabilities CAPABILITY_IAM';
  return `The server ${name} at Amazon, as files. No secret is in them.

template.json   for AWS CloudFormation: makes the server, its firewall, its fixed address${bucket === null ? '' : ',\n                its bucket, and the role that opens it'}
user-data.sh    what the server does at its first start; template.json has it inside.
                In the console: EC2, Launch instance, Advanced details, User data
${BOOTSTRAP}  what it runs then. Fill in what that is

1. Make it, with the AWS command-line client (it costs money from then on):

   aws cloudformation deploy --stack-name ${name} --template-file template.json${capabilities}

${
  bucket === null
    ? `2. Log in and start what shall run there. Or have the server do that itself: put
   ${BOOTSTRAP} into a bucket that it may read, and give it the tag Bootstrap
   with the script's address, s3://BUCKET/${BOOTSTRAP}
`
    : `2. Within half an hour, put into the bucket what the server runs:

   aws s3 cp ${BOOTSTRAP} ${bootstrapUrl(bucket)}

   Settings go to s3://${bucket}/config/env.list, which whoever may open the bucket can read:
   think twice before you put a password there.
`
}
3. Where it is found:

   aws cloudformation describe-stacks --stack-name ${name} --query 'Stacks[0].Outputs'

4. All of it goes again by:

   aws cloudformation delete-stack --stack-name ${name}
${wanted.protect ? '\n   The server is protected from that. Before:\n   aws ec2 modify-instance-attribute --no-disable-api-termination --instance-id ID\n' : ''}
A website without HTTPS can be read on its way. npx setup-server gives a server that runs a
name and a certificate: choose "A server I already have".
`;
}
