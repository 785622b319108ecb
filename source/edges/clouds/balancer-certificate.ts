import type { ACMClient, CertificateDetail, CertificateStatus } from '@aws-sdk/client-acm';
import type { BalancerFact } from '../../clouds/balancer/balancer.ts';
import { plainSerial } from '../../clouds/balancer/certificate-steps.ts';
import { NAME_TAG } from '../../clouds/ec2/action.ts';
import type { awsSettings } from './aws-settings.ts';
import { guarded, orNone } from './ec2-client.ts';

/** The certificates that were asked for, for this machine's balancer: one that is of use, and dead ones. */
export async function certificatesFor(
  settings: ReturnType<typeof awsSettings>,
  name: string,
  hostname: string,
  signal: AbortSignal,
): Promise<Pick<BalancerFact, 'certificate' | 'imported' | 'dead'>> {
  const { ACMClient } = await import('@aws-sdk/client-acm');
  const client = new ACMClient(settings);
  const found: CertificateDetail[] = [];
  for (const arn of await arnsFor(client, hostname, signal)) {
    const detail = await orNone(detailOfOurs(client, arn, name, signal), NONE);
    if (detail) found.push(detail);
  }
  const isAlive = ({ Status }: CertificateDetail) => Status !== undefined && ALIVE.includes(Status);
  const others = found.filter(({ Type }) => Type === 'IMPORTED');
  const imported = others.find(({ InUseBy = [] }) => InUseBy.length > 0) ?? others[0];
  const asked = found.filter((each) => !others.includes(each));
  const one = asked.find(({ Status }) => Status === 'ISSUED') ?? asked.find(isAlive);
  const record = one?.DomainValidationOptions?.[0]?.ResourceRecord;
  return {
    certificate: one
      ? {
          id: one.CertificateArn ?? '',
          issued: one.Status === 'ISSUED',
          used: (one.InUseBy ?? []).length > 0,
          record:
            record?.Name !== undefined && record.Value !== undefined
              ? { name: record.Name, value: record.Value }
              : null,
        }
      : null,
    imported: imported
      ? {
          id: imported.CertificateArn ?? '',
          used: (imported.InUseBy ?? []).length > 0,
          serial: plainSerial(imported.Serial ?? ''),
        }
      : null,
    dead: found
      .filter((each) => each !== one && each !== imported)
      .map(({ CertificateArn: id = '', FailureReason: why = null }) => ({ id, why })),
  };
}

/** So Amazon says of one that goes while it is looked at. */
const NONE = /^ResourceNotFound/;

/** Undefined where it is not this machine's. */
async function detailOfOurs(
  client: ACMClient,
  CertificateArn: string,
  name: string,
  signal: AbortSignal,
): Promise<CertificateDetail | undefined> {
  const { DescribeCertificateCommand, ListTagsForCertificateCommand } = await import(
    '@aws-sdk/client-acm'
  );
  const { Tags = [] } = await guarded(signal, (options) =>
    client.send(new ListTagsForCertificateCommand({ CertificateArn }), options),
  );
  if (!Tags.some(({ Key, Value }) => Key === NAME_TAG && Value === name)) return undefined;
  const { Certificate } = await guarded(signal, (options) =>
    client.send(new DescribeCertificateCommand({ CertificateArn }), options),
  );
  return Certificate;
}

const ALIVE: readonly CertificateStatus[] = ['ISSUED', 'PENDING_VALIDATION'];

async function arnsFor(
  client: ACMClient,
  hostname: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { KeyAlgorithm, ListCertificatesCommand } = await import('@aws-sdk/client-acm');
  // It lists those with RSA keys alone by itself.
  const Includes = { keyTypes: Object.values(KeyAlgorithm) };
  const arns: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await guarded(signal, (options) =>
      client.send(new ListCertificatesCommand({ NextToken, Includes }), options),
    );
    for (const each of page.CertificateSummaryList ?? []) {
      const { CertificateArn = '', DomainName, SubjectAlternativeNameSummaries: more = [] } = each;
      if (DomainName === hostname || more.includes(hostname)) arns.push(CertificateArn);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return arns;
}
