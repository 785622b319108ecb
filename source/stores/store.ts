import { type AzurePlace, accessQuery } from './azure-sas.ts';
import { presigned, type S3Place } from './presign.ts';

/** Storage at a cloud company, and the key to it. */
export type Store = ({ readonly kind: 's3' } & S3Place) | ({ readonly kind: 'azure' } & AzurePlace);

/** One request that shows what the key is good for. Its URL opens the store for some minutes. */
export interface Trial {
  readonly does: 'list' | 'write' | 'read' | 'delete';
  readonly method: 'GET' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came of a request; status 0 where there was no answer. */
export interface TrialReply {
  readonly status: number;
  readonly body: string;
}

/** What an app needs of its storage, tried on an object of this name, which is deleted again. */
export function trialsOf(store: Store, name: string, at: Date): Trial[] {
  const body = 'setup-server tries whether this can be written.\n';
  if (store.kind === 's3') {
    const url = (method: Trial['method'], key?: string, query?: Record<string, string>) =>
      presigned(store, { method, ...(key && { key }), ...(query && { query }) }, at);
    return [
      { does: 'list', method: 'GET', url: url('GET', undefined, LIST), headers: {} },
      { does: 'write', method: 'PUT', url: url('PUT', name), headers: {}, body },
      { does: 'read', method: 'GET', url: url('GET', name), headers: {} },
      { does: 'delete', method: 'DELETE', url: url('DELETE', name), headers: {} },
    ];
  }
  const base = `https://${store.account}.blob.core.windows.net/${store.container}`;
  const access = accessQuery(store, at);
  const blob = `${base}/${name}?${access}`;
  const list = `${base}?restype=container&comp=list&maxresults=20&${access}`;
  return [
    { does: 'list', method: 'GET', url: list, headers: {} },
    { does: 'write', method: 'PUT', url: blob, headers: { 'x-ms-blob-type': 'BlockBlob' }, body },
    { does: 'read', method: 'GET', url: blob, headers: {} },
    { does: 'delete', method: 'DELETE', url: blob, headers: {} },
  ];
}

const LIST = { 'list-type': '2', 'max-keys': '20' };

/** As it is shown: `the bucket forms`, `the container docassemble at exampleforms`. */
export function storeName(store: Store): string {
  return store.kind === 's3'
    ? `the bucket ${store.bucket}`
    : `the container ${store.container} at ${store.account}`;
}

/** Whatever tells it from others, but for its secret. */
export function storeSubject(store: Store): string {
  return store.kind === 's3'
    ? ['s3', store.endpoint ?? '', store.region, store.bucket, store.accessKeyId].join(' ')
    : ['azure', store.account, store.container].join(' ');
}
