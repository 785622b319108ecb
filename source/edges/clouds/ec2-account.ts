import type { EC2Client, Image } from '@aws-sdk/client-ec2';
import type { Answers } from '../../answers/answers.ts';
import { regionAndName } from '../../clouds/ec2/queries.ts';
import type { CloudAccountFact, MachineImage } from '../../clouds/machine.ts';
import { ExpectedError } from '../../expected-error.ts';
import { guarded, openEc2 } from './ec2-client.ts';
import { lookAtNetworks } from './ec2-networks.ts';
import { lookAtPrices } from './ec2-prices.ts';

/** Debian's own account, and what its newest images are called (wiki.debian.org/Cloud/AmazonEC2Image). */
const DEBIAN = '136693071363';
const NAMES = 'debian-13-*';
const USUAL_REGION = 'us-east-1';

/** Whose account the credentials open, and what may be chosen there. Changes nothing. */
export async function lookAtEc2Account(
  subject: string,
  answers: Answers,
  signal: AbortSignal,
): Promise<CloudAccountFact> {
  const { region } = regionAndName(subject);
  try {
    const client = await openEc2(answers, region === '' ? await usualRegion(answers) : region);
    const there = await client.config.region();
    const [account, prices] = await Promise.all([
      seen(client, signal),
      lookAtPrices(there, answers, signal),
    ]);
    return { ...account, prices };
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    const { code, what, why = '' } = error.trouble;
    return { open: false, why: WHY[code] ?? 'refused', says: `${what} ${why}`.trim() };
  }
}

const WHY: Readonly<Record<string, Exclude<CloudAccountFact, { open: true }>['why']>> = {
  'ec2.no-credentials': 'no-credentials',
  'ec2.not-allowed': 'not-allowed',
  'ec2.unreachable': 'unreachable',
};

/** As the AWS CLI has it; the largest where it has none. */
async function usualRegion(answers: Answers): Promise<string> {
  const client = await openEc2(answers, '');
  return await client.config.region().catch(() => USUAL_REGION);
}

async function seen(client: EC2Client, signal: AbortSignal) {
  const { DescribeImagesCommand, DescribeRegionsCommand, DescribeSecurityGroupsCommand } =
    await import('@aws-sdk/client-ec2');
  const [regions, images, networks, groups] = await Promise.all([
    guarded(signal, (options) => client.send(new DescribeRegionsCommand({}), options)),
    guarded(signal, (options) =>
      client.send(
        new DescribeImagesCommand({
          Owners: [DEBIAN],
          Filters: [
            { Name: 'name', Values: [NAMES] },
            { Name: 'state', Values: ['available'] },
          ],
        }),
        options,
      ),
    ),
    lookAtNetworks(client, signal),
    guarded(signal, (options) => client.send(new DescribeSecurityGroupsCommand({}), options)),
  ]);
  return {
    open: true as const,
    account: groups.SecurityGroups?.[0]?.OwnerId ?? '',
    region: await client.config.region(),
    regions: (regions.Regions ?? []).flatMap(({ RegionName }) => RegionName ?? []).sort(),
    images: (['x86_64', 'arm64'] as const).flatMap(
      (architecture) => newest(images.Images ?? [], architecture) ?? [],
    ),
    networks,
  };
}

function newest(
  images: readonly Image[],
  architecture: MachineImage['architecture'],
): MachineImage | undefined {
  const [image] = images
    .filter((each) => each.Architecture === architecture && each.RootDeviceType === 'ebs')
    .sort((one, other) => (other.Name ?? '').localeCompare(one.Name ?? ''));
  if (!image?.ImageId) return undefined;
  const { ImageId: id, Name: name = '', RootDeviceName: rootDevice = '/dev/xvda' } = image;
  return { id, name, user: 'admin', architecture, rootDevice };
}
