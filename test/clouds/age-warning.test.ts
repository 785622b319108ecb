import { expect, it } from 'vitest';
import { openEc2 } from '../../source/edges/clouds/ec2-client.ts';
import { openS3 } from '../../source/edges/clouds/s3-look.ts';

it('Amazon’s clients say nothing of the age of Node to who sets up a server', async () => {
  const said: string[] = [];
  const note = ({ message }: Error) => said.push(message);
  process.on('warning', note);
  try {
    await openEc2({}, 'eu-central-1');
    await openS3({}, 'eu-central-1');
    // Warnings are told in the next turn.
    await new Promise((resolve) => setImmediate(resolve));
    expect(said.filter((text) => /AWS SDK/.test(text))).toEqual([]);
    expect(process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED).toBeUndefined();
  } finally {
    process.off('warning', note);
  }
});
