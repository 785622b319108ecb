import { ExpectedError, type Trouble } from '../../expected-error.ts';

/** Amazon's words for a refusal, in ours. Codes are those of docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html. */
export function ec2Trouble(error: unknown): ExpectedError {
  const { name = '', message = '' } = error instanceof Error ? error : {};
  const known = KNOWN.find(({ when, says = /^/ }) => when.test(name) && says.test(message));
  const denied = /perform: ?([\w-]+:\w+)/.exec(message)?.[1];
  return new ExpectedError({
    ...(known?.trouble ?? {
      code: NETWORK.test(`${name} ${message}`) ? 'ec2.unreachable' : 'ec2.refused',
      what: NETWORK.test(`${name} ${message}`)
        ? 'Amazon could not be reached.'
        : 'Amazon refused that.',
      ...(NETWORK.test(`${name} ${message}`)
        ? { passing: true, next: ['Look whether this computer has a way to the internet.'] }
        : {}),
    }),
    ...(known?.trouble.code === 'ec2.not-allowed' && denied !== undefined
      ? { what: `This user may not do that at Amazon: ${denied}.` }
      : {}),
    why: [known?.trouble.why, `Its own words: ${message}`].filter(Boolean).join(' '),
    detail: `${name}: ${message}`,
    cause: error,
  });
}

const NETWORK = /TimeoutError|AbortError|ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT/;
const QUOTA = 'https://console.aws.amazon.com/servicequotas';

/** `when` is its name; `says` is in its message, where the name alone may mean many things. */
interface Known {
  readonly when: RegExp;
  readonly says?: RegExp;
  readonly trouble: Trouble;
}

const NOT_YET: Trouble = {
  code: 'ec2.not-yet',
  what: 'Amazon has made something that it does not show everywhere yet.',
  passing: true,
  next: ['Wait a minute, and run the same once more: nothing is made twice.'],
};

const KNOWN: readonly Known[] = [
  {
    when: /Throttl|RequestLimitExceeded|TooManyRequests|SlowDown|RequestThrottled/,
    trouble: {
      code: 'ec2.busy',
      what: 'Amazon wants to be asked less often.',
      passing: true,
      next: ['Wait some minutes, and run the same once more: nothing is made twice.'],
    },
  },
  {
    when: /^(InternalError|InternalFailure|ServiceUnavailable|Unavailable|OperationAborted)/,
    trouble: {
      code: 'ec2.busy',
      what: 'Amazon could not do that just now.',
      passing: true,
      next: [
        'Wait some minutes, and run the same once more.',
        'See https://health.aws.amazon.com.',
      ],
    },
  },
  {
    when: /RequestExpired|RequestTimeTooSkewed|InvalidSignatureException/,
    says: /expired|skew|too (late|early)|difference/i,
    trouble: {
      code: 'ec2.expired',
      what: 'Amazon says that what it was asked has expired.',
      why: "What you logged in with has expired, or this computer's clock is some minutes wrong.",
      next: [
        'Log in anew as you do for the AWS CLI (aws sso login).',
        "Or set this computer's clock.",
      ],
    },
  },
  {
    when: /\.NotFound$|^(BucketAlreadyOwnedByYou|EntityAlreadyExists|DBInstanceAlreadyExists|DBSubnetGroupAlreadyExists)/,
    trouble: NOT_YET,
  },
  { when: /InvalidParameterValue/, says: /instance profile/i, trouble: NOT_YET },
  {
    when: /^(InvalidDBInstanceState|InvalidDBSubnetGroupState|DependencyViolation|DeleteConflict)/,
    trouble: {
      code: 'ec2.in-use',
      what: 'Something else at Amazon is still busy with it.',
      passing: true,
      next: ['Wait some minutes, and run the same once more.'],
    },
  },
  {
    when: /^BucketAlreadyExists/,
    trouble: {
      code: 'ec2.bucket-taken',
      what: 'There is a bucket of this name in the world already.',
      next: ['Choose another name for the bucket.'],
    },
  },
  {
    when: /^(TooManyBuckets|LimitExceeded|InstanceQuotaExceeded|StorageQuotaExceeded|DBSubnetGroupQuotaExceeded|SecurityGroupLimitExceeded)/,
    trouble: {
      code: 'ec2.quota-others',
      what: 'Your account has as many of these as it may have.',
      next: ['Delete one that nobody uses.', `Or ask for more: ${QUOTA}`],
    },
  },
  {
    when: /^(InsufficientDBInstanceCapacity|DBSubnetGroupDoesNotCoverEnoughAZs)/,
    trouble: {
      code: 'ec2.no-database',
      what: 'Amazon can not make such a database in this network just now.',
      next: ['Take another size for the database, or another network (ec2.subnet).'],
    },
  },
  {
    when: /CredentialsProviderError|ExpiredToken|TokenProviderError/,
    trouble: {
      code: 'ec2.no-credentials',
      what: 'There are no credentials for Amazon on this computer, or they have expired.',
      next: ['Log in as you do for the AWS CLI (aws sso login), or give an access key.'],
    },
  },
  {
    when: /AuthFailure|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClient|InvalidAccessKeyId/,
    trouble: {
      code: 'ec2.wrong-key',
      what: 'Amazon does not know this access key, or the secret does not belong to it.',
      next: [
        'Copy both once more, or make a new access key: IAM, Users, Security credentials.',
        'A region that is not switched on says the same: Account, AWS Regions.',
      ],
    },
  },
  {
    when: /UnauthorizedOperation|AccessDenied/,
    trouble: {
      code: 'ec2.not-allowed',
      what: 'This user may not do that at Amazon.',
      next: [
        'Whoever looks after the account can allow it: in the AWS console, IAM, Users, this user, Add permissions.',
        'Or use another user, by other credentials.',
      ],
    },
  },
  {
    when: /VcpuLimitExceeded|InstanceLimitExceeded|MaxSpotInstanceCountExceeded/,
    trouble: {
      code: 'ec2.quota',
      what: 'Your account may not have more servers of this size.',
      why: 'New accounts begin with small limits, some with none.',
      next: [
        `Ask for more: ${QUOTA} (Running On-Demand Standard instances).`,
        'Or take a smaller size.',
      ],
    },
  },
  {
    when: /InvalidKeyPair\.Duplicate|InvalidGroup\.Duplicate/,
    trouble: {
      code: 'ec2.name-taken',
      what: 'There is something of this name at Amazon already, and it was not made by setup-server.',
      next: ['Choose another name for the server.'],
    },
  },
  {
    when: /AddressLimitExceeded/,
    trouble: {
      code: 'ec2.quota-addresses',
      what: 'Your account has as many fixed addresses as it may have in this region.',
      next: ['Give one back that nobody uses: EC2, Elastic IPs.', `Or ask for more: ${QUOTA}`],
    },
  },
  {
    when: /InsufficientInstanceCapacity|Unsupported$|InstanceTypeNotSupported/,
    trouble: {
      code: 'ec2.no-capacity',
      what: 'Amazon has no free server of this size there just now.',
      next: ['Take another size, zone (ec2.subnet) or region, or try again in a while.'],
    },
  },
  {
    when: /OptInRequired|PendingVerification/,
    trouble: {
      code: 'ec2.not-ready',
      what: 'Your account is not ready for that yet.',
      why: 'A new account is looked at first, and some regions must be switched on.',
      next: ['Read the mails from Amazon; it may take some hours.', 'Or take another region.'],
    },
  },
  {
    when: /VPCIdNotSpecified|DefaultVpcDoesNotExist|MissingInput|InvalidSubnet/,
    trouble: {
      code: 'ec2.no-network',
      what: 'There is no standard network (default VPC) in this region.',
      next: [
        'Make one: VPC, Your VPCs, Actions, Create default VPC.',
        'Or choose one of your own (ec2.subnet), or another region.',
      ],
    },
  },
];
