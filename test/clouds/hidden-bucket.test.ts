import { expect, it } from 'vitest';
import { s3Bucket } from '../../source/clouds/ec2/bucket.ts';
import { lookAtEc2 } from '../../source/edges/clouds/look-at-ec2.ts';
import { amazonAnswers } from './amazon-answers.ts';

const [REGION, BUCKET] = ['eu-central-1', 'forms-example-org-data'];
const OTHERS = { of: null, closed: false, versioned: false, tidied: false, encrypted: false };

/** What is seen of a bucket where S3 answers so: to the list of the own ones, and to whether there is this one. */
async function seenWhere(list: number, head: number) {
  const answers = await amazonAnswers((asked, reply) => {
    if (asked.method === 'HEAD') {
      reply.writeHead(head).end();
      return;
    }
    reply.writeHead(list, { 'content-type': 'application/xml' });
    reply.end(
      list === 200
        ? '<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>'
        : '<Error><Code>AccessDenied</Code><Message>is not authorized to perform: s3:ListAllMyBuckets</Message></Error>',
    );
  });
  const query = s3Bucket(REGION, BUCKET);
  return (await lookAtEc2(query, answers, new AbortController().signal)).value;
}

it.each([
  ['is nobody\u2019s where there is none', 200, 404, null],
  ['is somebody else\u2019s where it lets us in', 200, 200, OTHERS],
  ['is somebody else\u2019s where it is in another region', 200, 301, OTHERS],
  ['is not known where we may not look at it', 200, 403, { ...OTHERS, hidden: true }],
  ['is not known where we may not list our own', 403, 404, { ...OTHERS, hidden: true }],
])('A bucket %s', async (_, list, head, fact) => {
  expect(await seenWhere(list, head)).toEqual(fact);
});
