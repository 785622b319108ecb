import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { lookAtPrices } from '../../source/edges/clouds/ec2-prices.ts';
import { Secret } from '../../source/secrets/secret.ts';

const answers = { 'ec2.key-id': 'AKIAIOSFODNN7EXAMPLE', 'ec2.secret': new Secret('x'.repeat(40)) };
const signal = new AbortController().signal;

interface Asked {
  readonly target: unknown;
  readonly body: { ServiceCode: string; Filters: { Field: string; Value: string; Type: string }[] };
}

/** The price list's own protocol (docs.aws.amazon.com, "GetProducts"), as far as it is spoken here. */
async function standIn(answer: (asked: Asked) => { status: number; body: unknown }) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const one = { target: request.headers['x-amz-target'], body: JSON.parse(text) };
    asked.push(one);
    const { status, body } = answer(one);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  process.env.AWS_ENDPOINT_URL_PRICING = `http://127.0.0.1:${port}`;
  return asked;
}

afterEach(() => {
  delete process.env.AWS_ENDPOINT_URL_PRICING;
});

function product(attributes: Record<string, string>, unit: string, ...dollars: string[]): string {
  const dimensions = dollars.map((USD, at) => [`D${at}`, { unit, pricePerUnit: { USD } }]);
  const terms = { OnDemand: { T1: { priceDimensions: Object.fromEntries(dimensions) } } };
  return JSON.stringify({ product: { attributes }, terms });
}

const isDisk = ({ body }: Asked) => body.Filters.some(({ Field }) => Field === 'volumeApiName');

describe('the prices of Amazon', () => {
  it('are asked for the region that was chosen, and read', async () => {
    const asked = await standIn((one) => ({
      status: 200,
      body: {
        PriceList: isDisk(one)
          ? [product({ volumeApiName: 'gp3' }, 'GB-Mo', '0.0952')]
          : one.body.ServiceCode === 'AmazonRDS'
            ? [
                product({ instanceType: 'db.t4g.micro', databaseEngine: 'MySQL' }, 'Hrs', '0.02'),
                product(
                  { instanceType: 'db.t4g.micro', databaseEngine: 'PostgreSQL' },
                  'Hrs',
                  '0.021',
                ),
                product({ instanceType: 'db.t4g.micro', databaseEngine: 'MariaDB' }, 'Hrs', '9'),
              ]
            : [
                product({ instanceType: 't3.small' }, 'Hrs', '0.0000', '0.0240'),
                product({ instanceType: 't4g.small' }, 'Hrs', '0.0192'),
                product({ instanceType: 't3.micro' }, 'Quantity', '9'),
              ],
      },
    }));
    expect(await lookAtPrices('eu-central-1', answers, signal)).toEqual({
      ...{ hourly: { 't3.small': 0.024, 't4g.small': 0.0192 }, perGB: 0.0952 },
      databases: { postgres: { 'db.t4g.micro': 0.021 }, mysql: { 'db.t4g.micro': 0.02 } },
    });
    expect(asked.map(({ target }) => target)).toEqual([
      'AWSPriceListService.GetProducts',
      'AWSPriceListService.GetProducts',
      'AWSPriceListService.GetProducts',
    ]);
    for (const { body } of asked) {
      expect(body.Filters).toContainEqual({
        ...{ Field: 'regionCode', Value: 'eu-central-1', Type: 'TERM_MATCH' },
      });
    }
  });

  it.each([
    ['may not be asked', 400, { __type: 'AccessDeniedException', message: 'not authorized' }],
    ['are of nothing that is offered', 200, { PriceList: [] }],
    ['can not be had', 503, { __type: 'InternalErrorException' }],
  ])('are those of the table where they %s', async (_what, status, body) => {
    await standIn(() => ({ status, body }));
    expect(await lookAtPrices('eu-central-1', answers, signal)).toBeNull();
  });
});
