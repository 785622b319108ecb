import { BlockList } from 'node:net';
import { canonicalAddress, isV4 } from './address.ts';

/** Companies that stand in front of websites, with the networks that they publish. */
const NETWORKS: Readonly<Record<string, readonly string[]>> = {
  // https://www.cloudflare.com/ips-v4 and ips-v6
  Cloudflare: [
    ...['173.245.48.0/20', '103.21.244.0/22', '103.22.200.0/22', '103.31.4.0/22'],
    ...['141.101.64.0/18', '108.162.192.0/18', '190.93.240.0/20', '188.114.96.0/20'],
    ...['197.234.240.0/22', '198.41.128.0/17', '162.158.0.0/15', '104.16.0.0/13'],
    ...['104.24.0.0/14', '172.64.0.0/13', '131.0.72.0/22'],
    ...['2400:cb00::/32', '2606:4700::/32', '2803:f800::/32', '2405:b500::/32'],
    ...['2405:8100::/32', '2a06:98c0::/29', '2c0f:f248::/32'],
  ],
  // https://api.fastly.com/public-ip-list
  Fastly: [
    ...['23.235.32.0/20', '43.249.72.0/22', '103.244.50.0/24', '103.245.222.0/23'],
    ...['103.245.224.0/24', '104.156.80.0/20', '140.248.64.0/18', '140.248.128.0/17'],
    ...['146.75.0.0/17', '151.101.0.0/16', '157.52.64.0/18', '167.82.0.0/17'],
    ...['167.82.128.0/20', '167.82.160.0/20', '167.82.224.0/20', '172.111.64.0/18'],
    ...['185.31.16.0/22', '199.27.72.0/21', '199.232.0.0/16', '2a04:4e40::/32', '2a04:4e42::/32'],
  ],
  // The large ones of https://d7uri8nf7uskq.cloudfront.net/tools/list-cloudfront-ips
  'Amazon CloudFront': [
    ...['13.32.0.0/15', '13.224.0.0/14', '13.249.0.0/16', '18.154.0.0/15', '18.160.0.0/15'],
    ...['18.164.0.0/15', '18.172.0.0/15', '18.238.0.0/15', '18.244.0.0/15', '52.222.128.0/17'],
    ...['54.192.0.0/16', '99.86.0.0/16', '108.156.0.0/14', '205.251.208.0/20', '216.137.32.0/19'],
  ],
};

const LISTS = Object.entries(NETWORKS).map(([company, networks]) => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), isV4(address) ? 'ipv4' : 'ipv6');
  }
  return { company, list };
});

/** The company in whose network all of these addresses lie; null where that is not so. */
export function inFrontOf(addresses: readonly string[]): string | null {
  if (addresses.length === 0) return null;
  const known = addresses.map((address) => canonicalAddress(address) ?? address);
  const within = (list: BlockList) => (address: string) =>
    list.check(address, isV4(address) ? 'ipv4' : 'ipv6');
  return LISTS.find(({ list }) => known.every(within(list)))?.company ?? null;
}
