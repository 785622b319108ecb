import type { Company, RecordForm } from './company.ts';

function form(
  where: string,
  labels: readonly [type: string, name: string, value: string],
  rest: Partial<RecordForm> = {},
): RecordForm {
  const [type, name, value] = labels;
  return { where, type, name, value, wants: 'relative', itself: '@', ...rest };
}

const EMPTY = { itself: '' } as const;

/** Companies that many people have their DNS at, in no order; each told from the names of its name servers. */
export const COMPANIES: readonly Company[] = [
  {
    id: 'cloudflare',
    label: 'Cloudflare',
    provider: 'cloudflare',
    nameServers: [/\.ns\.cloudflare\.com$/],
    form: form(
      'the domain, DNS, Records, Add record',
      ['Type', 'Name', 'IPv4 address or IPv6 address'],
      { text: 'Content', remark: 'Switch "Proxy status" off: DNS only, a grey cloud.' },
    ),
  },
  {
    id: 'route53',
    label: 'Amazon Route 53',
    provider: 'route53',
    nameServers: [/^ns-\d+\.awsdns-\d+\.(com|net|org|co\.uk)$/],
    form: form(
      'Route 53, Hosted zones, the domain, Create record',
      ['Record type', 'Record name', 'Value'],
      { ...EMPTY, quoted: true },
    ),
  },
  {
    id: 'digitalocean',
    label: 'DigitalOcean',
    provider: 'digitalocean',
    nameServers: [/^ns[123]\.digitalocean\.com$/],
    form: form('Networking, Domains, the domain', ['Type', 'Hostname', 'Will direct to'], {
      text: 'Value',
    }),
  },
  {
    id: 'hetzner',
    label: 'Hetzner',
    provider: 'hetzner',
    nameServers: [/^(hydrogen|oxygen|helium)\.ns\.hetzner\.(com|de)$/],
    form: form('DNS, the zone, Add record', ['Type', 'Name', 'Value']),
  },
  {
    id: 'hetzner-konsoleh',
    label: 'Hetzner konsoleH',
    nameServers: [
      /^(ns1?|ns\d)\.your-server\.de$/,
      /^ns\d?\.second-ns\.(com|de)$/,
      /^robotns\d\.second-ns\.(com|de)$/,
    ],
    form: form('konsoleH, the domain, Settings, DNS administration', ['Type', 'Name', 'Value']),
  },
  {
    id: 'gandi',
    label: 'Gandi',
    provider: 'gandi',
    nameServers: [/^ns-\d+-[abc]\.gandi\.net$/],
    form: form('Domain, the domain, DNS Records, Add record', ['Type', 'Name', 'IPv4 address'], {
      text: 'Text value',
    }),
  },
  {
    id: 'desec',
    label: 'deSEC',
    provider: 'desec',
    nameServers: [/^ns\d\.desec\.(io|org)$/],
    form: form('the domain, the plus sign', ['Record Set Type', 'Subname', 'Content'], EMPTY),
  },
  {
    id: 'dynu',
    label: 'Dynu',
    provider: 'dynu',
    nameServers: [/^ns\d+\.dynu\.com$/],
    form: form(
      'Control Panel, DDNS Services, the domain, DNS Records',
      ['Type', 'Node Name', 'IPv4 Address'],
      { ...EMPTY, text: 'Text' },
    ),
  },
  {
    id: 'duckdns',
    label: 'DuckDNS',
    provider: 'duckdns',
    nameServers: [/^ns\d\.duckdns\.org$/],
    form: form('www.duckdns.org', ['domains', 'domains', 'current ip'], {
      remark: 'Type the address beside the name and click "update ip".',
    }),
  },
  {
    id: 'namecheap',
    label: 'Namecheap',
    nameServers: [/\.registrar-servers\.com$/, /\.namecheaphosting\.com$/],
    form: form('Domain List, Manage, Advanced DNS, Add new record', ['Type', 'Host', 'Value'], {
      remark: "Remove the parking page's records (CNAME www, URL Redirect @) if they are there.",
    }),
  },
  {
    id: 'godaddy',
    label: 'GoDaddy',
    nameServers: [/\.domaincontrol\.com$/],
    form: form('Domain Portfolio, the domain, DNS, Add New Record', ['Type', 'Name', 'Value'], {
      remark: 'If there is an A record named @ with the value "Parked", change that one.',
    }),
  },
  {
    id: 'ionos',
    label: 'IONOS',
    nameServers: [/^ns\d+\.ui-dns\.(com|org|net|biz|de)$/, /\.1and1\.(com|co\.uk)$/],
    form: form(
      'Domains & SSL, the gear wheel beside the domain, DNS, Add record',
      ['Type', 'Host name', 'Points to'],
      { text: 'Value' },
    ),
  },
  {
    id: 'strato',
    label: 'STRATO',
    nameServers: [/\.(rzone|strato|stratoserver)\.(de|net)$/],
    form: form(
      'Domains, Domainverwaltung, verwalten beside the domain, DNS',
      ['Record', 'Präfix', 'IP-Adresse'],
      {
        ...EMPTY,
        text: 'Wert',
        remark:
          'For an address of its own, a name in front of the domain must first be made under Subdomains.',
      },
    ),
  },
  {
    id: 'ovh',
    label: 'OVHcloud',
    nameServers: [/\.ovh\.(net|ca)$/, /\.anycast\.me$/],
    form: form(
      'Web Cloud, Domain names, the domain, DNS zone, Add an entry',
      ['Record type', 'Sub-domain', 'Target'],
      { ...EMPTY, text: 'Value' },
    ),
  },
  {
    id: 'porkbun',
    label: 'Porkbun',
    nameServers: [/\.ns\.porkbun\.com$/, /\.porkbun\.com$/],
    form: form('Domain Management, Details, DNS Records, Edit', ['Type', 'Host', 'Answer'], {
      ...EMPTY,
      remark: 'Remove the records that lead to pixie.porkbun.com: they are the parking page.',
    }),
  },
  {
    id: 'squarespace',
    label: 'Squarespace',
    nameServers: [/\.squarespacedns\.com$/, /\.googledomains\.com$/],
    form: form('Domains, the domain, DNS, Add record', ['Type', 'Host', 'Data'], {
      remark:
        'Domains from Google Domains are here since 2024. A zone of Google Cloud DNS has name servers of the same names: look for it at console.cloud.google.com, Cloud DNS.',
    }),
  },
  {
    id: 'wix',
    label: 'Wix',
    nameServers: [/\.wixdns\.net$/],
    form: form(
      'Domains, the domain, Domain Actions, Manage DNS Records',
      ['Type', 'Host Name', 'Value'],
      EMPTY,
    ),
  },
  {
    id: 'azure',
    label: 'Azure DNS',
    nameServers: [/\.azure-dns\.(com|net|org|info)$/],
    form: form('DNS zones, the zone, Record sets, Add', ['Type', 'Name', 'IP address'], {
      text: 'Value',
    }),
  },
  {
    id: 'infomaniak',
    label: 'Infomaniak',
    nameServers: [/\.infomaniak\.(ch|com)$/],
    form: form('Domains, the domain, DNS zone, Add a record', ['Type', 'Source', 'Target'], EMPTY),
  },
  {
    id: 'netcup',
    label: 'netcup',
    nameServers: [/\.netcup\.net$/],
    form: form('Domains, the magnifying glass, DNS', ['Type', 'Host', 'Destination']),
  },
  {
    id: 'name.com',
    label: 'Name.com',
    nameServers: [/^ns\d[a-z]+\.name\.com$/],
    form: form('My Domains, the domain, Manage DNS Records', ['Type', 'Host', 'Answer']),
  },
  {
    id: 'hostinger',
    label: 'Hostinger',
    nameServers: [/\.dns-parking\.com$/],
    form: form('Domains, the domain, DNS / Nameservers', ['Type', 'Name', 'Points to'], {
      text: 'TXT value',
    }),
  },
  {
    id: 'linode',
    label: 'Akamai (Linode)',
    nameServers: [/^ns\d\.linode\.com$/],
    form: form('Domains, the domain, Add an A/AAAA Record', ['Record', 'Hostname', 'IP Address'], {
      text: 'Value',
    }),
  },
];
