/** The least that a user at Amazon must be allowed for making, finding and deleting a server, as JSON to paste. */
export function ec2Policy(): string {
  const lines = ACTIONS.map((row) => row.map((each) => `"ec2:${each}"`).join(', '));
  return [
    '{ "Version": "2012-10-17", "Statement": [{',
    '  "Effect": "Allow", "Resource": "*", "Action": [',
    lines.map((line) => `    ${line}`).join(',\n'),
    '  ] }] }',
  ].join('\n');
}

/** By lines, which fit the screen. */
const ACTIONS = [
  ['DescribeRegions', 'DescribeImages', 'DescribeVpcs'],
  ['DescribeSecurityGroups', 'DescribeInstances'],
  ['DescribeAddresses', 'DescribeKeyPairs'],
  ['ImportKeyPair', 'DeleteKeyPair', 'CreateTags'],
  ['CreateSecurityGroup', 'DeleteSecurityGroup'],
  ['AuthorizeSecurityGroupIngress'],
  ['RevokeSecurityGroupIngress'],
  ['RunInstances', 'StartInstances', 'TerminateInstances'],
  ['ModifyInstanceAttribute', 'GetConsoleOutput'],
  ['AllocateAddress', 'AssociateAddress', 'ReleaseAddress'],
];
