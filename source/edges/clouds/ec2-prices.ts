import type { Filter, PricingClient } from '@aws-sdk/client-pricing';
import type { Answers } from '../../answers/answers.ts';
import { DATABASE_SIZES, type DatabaseEngine } from '../../clouds/ec2/database.ts';
import { EC2_SIZES } from '../../clouds/ec2/sizes.ts';
import type { CloudPrices } from '../../clouds/machine.ts';
import { at, textAt } from '../../dns/providers/reading.ts';
import { ExpectedError } from '../../expected-error.ts';
import { awsSettings } from './aws-settings.ts';
import { guarded } from './ec2-client.ts';

/** Few regions have this service; all know the prices of all. */
const PRICING_REGION = 'us-east-1';
/** Nobody waits longer for what there is a table for. */
const PATIENCE_SECONDS = 8;

/** What machines and disks cost in a region, as Amazon says now; null where it may not be asked, or does not answer. */
export async function lookAtPrices(
  region: string,
  answers: Answers,
  signal: AbortSignal,
): Promise<CloudPrices | null> {
  const { PricingClient } = await import('@aws-sdk/client-pricing');
  const settings = { ...awsSettings(answers, PRICING_REGION), maxAttempts: 1 };
  const client = new PricingClient(settings);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_SECONDS * 1000)]);
  try {
    const [machines, disks, databases] = await Promise.all([
      products(client, limit, 'AmazonEC2', [
        ...[is('regionCode', region), is('operatingSystem', 'Linux'), is('tenancy', 'Shared')],
        ...[is('preInstalledSw', 'NA'), is('capacitystatus', 'Used')],
        is('instanceType', EC2_SIZES.map(({ type }) => type).join(','), 'ANY_OF'),
      ]),
      products(client, limit, 'AmazonEC2', [
        ...[is('regionCode', region), is('productFamily', 'Storage'), is('volumeApiName', 'gp3')],
      ]),
      databaseHours(client, region, limit),
    ]);
    const hourly = machines.flatMap((each) => {
      const type = textAt(each, 'product', 'attributes', 'instanceType');
      const dollars = dollarsIn(each, 'Hrs');
      return dollars === undefined ? [] : [[type, dollars] as const];
    });
    const [perGB] = disks.flatMap((each) => dollarsIn(each, 'GB-Mo') ?? []);
    return hourly.length === 0 || perGB === undefined
      ? null
      : { hourly: Object.fromEntries(hourly), perGB, databases };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ExpectedError || limit.aborted) return null;
    throw error;
  }
}

function is(Field: string, Value: string, Type: Filter['Type'] = 'TERM_MATCH'): Filter {
  return { Field, Value, Type };
}

/** One machine in one zone, without a licence to pay. */
async function databaseHours(
  client: PricingClient,
  region: string,
  signal: AbortSignal,
): Promise<CloudPrices['databases']> {
  const found = await products(client, signal, 'AmazonRDS', [
    ...[is('regionCode', region), is('deploymentOption', 'Single-AZ')],
    is('databaseEngine', Object.values(ENGINES).join(','), 'ANY_OF'),
    is('instanceType', DATABASE_SIZES.map(({ size }) => size).join(','), 'ANY_OF'),
  ]);
  const attribute = (each: unknown, name: string) => textAt(each, 'product', 'attributes', name);
  return Object.fromEntries(
    Object.entries(ENGINES).map(([engine, called]) => [
      engine,
      Object.fromEntries(
        found.flatMap((each) => {
          const dollars = dollarsIn(each, 'Hrs');
          const its = attribute(each, 'databaseEngine') === called;
          return its && dollars !== undefined
            ? [[attribute(each, 'instanceType'), dollars] as const]
            : [];
        }),
      ),
    ]),
  );
}

/** What the price list calls them. */
const ENGINES: Readonly<Record<DatabaseEngine, string>> = {
  postgres: 'PostgreSQL',
  mysql: 'MySQL',
};

async function products(
  client: PricingClient,
  signal: AbortSignal,
  ServiceCode: string,
  Filters: Filter[],
): Promise<readonly unknown[]> {
  const { GetProductsCommand } = await import('@aws-sdk/client-pricing');
  const found = await guarded(signal, (options) =>
    client.send(new GetProductsCommand({ ServiceCode, Filters }), options),
  );
  // Each is a text of JSON, as the SDK has it an object of its own.
  return (found.PriceList ?? []).map((each: unknown) => JSON.parse(String(each)));
}

/** The price on demand, without any commitment; undefined where there is none by that unit. */
function dollarsIn(product: unknown, unit: string): number | undefined {
  const terms = Object.values(at(product, 'terms', 'OnDemand') ?? {});
  const dimensions = terms.flatMap((term) => Object.values(at(term, 'priceDimensions') ?? {}));
  const prices = dimensions
    .filter((each) => textAt(each, 'unit') === unit)
    .map((each) => Number(textAt(each, 'pricePerUnit', 'USD')));
  return prices.find((each) => each > 0);
}
