/** One object in a bucket, as Amazon's own tools write it: `s3://shop/config/prod.env`. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
}

/** Whether a path means an object in a bucket. */
export function isObjectAddress(path: string): boolean {
  return /^s3:\/\//i.test(path);
}

/** What an address means; undefined where it is none. */
export function readObjectAddress(path: string): ObjectAddress | undefined {
  const [, bucket, key] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/([^\s\p{Cc}]+)$/iu.exec(path) ?? [];
  return bucket === undefined || key === undefined || key.endsWith('/')
    ? undefined
    : { bucket, key };
}

/** What is wrong with the path of a file, where it means an object; undefined where nothing is. */
export function problemWithObjectAddress(path: string): string | undefined {
  return isObjectAddress(path) && !readObjectAddress(path)
    ? 'The bucket, a slash and the name of the file in it: s3://shop/config/prod.env'
    : undefined;
}
