import { type Answers, secretAnswer, textAnswer } from '../../answers/answers.ts';
import type { Store } from '../../stores/store.ts';
import { STORE, storeOf } from './store-variables.ts';
import { idOf } from './variable.ts';

/** What other services call the region where they have none; boto3, which docassemble uses, signs with it. */
const NO_REGION = 'us-east-1';

/** In a bucket that the server's role opens: there is no key then. */
export function inBucket({ bucket, region }: { bucket: string; region: string }): Answers {
  return {
    [STORE]: 's3',
    [idOf('S3BUCKET')]: bucket,
    [idOf('S3REGION')]: region,
    [idOf('S3ACCESSKEY')]: '',
  };
}

/** Where the data are to be kept, and the key to it. None where the key is the one that the server has already. */
export function storeAccess(answers: Answers): Store | undefined {
  const text = (name: string) => textAnswer(answers, idOf(name));
  const secret = (name: string) => secretAnswer(answers, idOf(name));
  const kind = storeOf(answers);
  if (kind === 'azure') {
    const key = secret('AZUREACCOUNTKEY');
    const [account, container] = [text('AZUREACCOUNTNAME'), text('AZURECONTAINER')];
    return key && !key.isEmpty && account && container
      ? { kind: 'azure', account, container, key }
      : undefined;
  }
  const key = secret('S3SECRETACCESSKEY');
  const [accessKeyId, bucket] = [text('S3ACCESSKEY'), text('S3BUCKET')];
  if (kind === 'volume' || !key || key.isEmpty || !accessKeyId || !bucket) return undefined;
  const endpoint = kind === 's3-compatible' ? text('S3ENDPOINTURL') : null;
  const region = (kind === 's3' && text('S3REGION')) || NO_REGION;
  return { kind: 's3', endpoint, region, bucket, accessKeyId, secretAccessKey: key };
}
