/** The least that a user at Amazon must be allowed for making, finding and deleting a server, as JSON to paste. */
export function ec2Policy(): string {
  return JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ACTIONS.map((each) => `ec2:${each}`), Resource: '*' }],
    },
    null,
    1,
  );
}

const ACTIONS = [
  ...['DescribeRegions', 'DescribeImages', 'DescribeVpcs', 'DescribeSecurityGroups'],
  ...['DescribeInstances', 'DescribeAddresses', 'DescribeKeyPairs', 'GetConsoleOutput'],
  ...['ImportKeyPair', 'DeleteKeyPair', 'CreateTags'],
  ...['CreateSecurityGroup', 'DeleteSecurityGroup'],
  ...['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress'],
  ...['RunInstances', 'StartInstances', 'TerminateInstances', 'ModifyInstanceAttribute'],
  ...['AllocateAddress', 'AssociateAddress', 'ReleaseAddress'],
];
