import { describe, expect, it } from 'vitest';
import { COMPANIES } from '../../source/dns/companies.ts';
import { ANY_FORM, companyOf } from '../../source/dns/company.ts';
import { copyableFields } from '../../source/dns/copyable-fields.ts';
import { dnsProviders } from '../../source/dns/providers/index.ts';
import { sharedSuffixOf, warningAboutSuffix } from '../../source/dns/shared-suffix.ts';

describe('who runs a domain is told from its name servers', () => {
  it.each([
    ['cloudflare', ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com']],
    ['route53', ['ns-421.awsdns-52.com', 'ns-1707.awsdns-21.co.uk', 'ns-640.awsdns-16.net']],
    ['digitalocean', ['ns1.digitalocean.com', 'ns2.digitalocean.com']],
    ['hetzner', ['hydrogen.ns.hetzner.com', 'oxygen.ns.hetzner.com', 'helium.ns.hetzner.de']],
    ['hetzner-konsoleh', ['ns1.your-server.de', 'ns.second-ns.com', 'ns3.second-ns.de']],
    ['gandi', ['ns-12-a.gandi.net', 'ns-209-b.gandi.net', 'ns-77-c.gandi.net']],
    ['desec', ['ns1.desec.io', 'ns2.desec.org']],
    ['dynu', ['ns1.dynu.com', 'ns12.dynu.com']],
    ['duckdns', ['ns1.duckdns.org', 'ns9.duckdns.org']],
    ['namecheap', ['dns1.registrar-servers.com', 'dns2.registrar-servers.com']],
    ['godaddy', ['ns41.domaincontrol.com', 'ns42.domaincontrol.com']],
    ['ionos', ['ns1072.ui-dns.com', 'ns1072.ui-dns.de', 'ns1072.ui-dns.biz']],
    ['strato', ['docks07.rzone.de', 'shades11.rzone.de']],
    ['ovh', ['dns104.ovh.net', 'ns104.ovh.net']],
    ['porkbun', ['curitiba.ns.porkbun.com', 'maceio.ns.porkbun.com']],
    ['squarespace', ['ns-cloud-a1.googledomains.com', 'ns-cloud-a2.googledomains.com']],
    ['wix', ['ns2.wixdns.net', 'ns3.wixdns.net']],
    ['azure', ['ns1-07.azure-dns.com', 'ns2-07.azure-dns.net']],
  ])('%s', (id, nameServers) => {
    expect(companyOf(nameServers)?.id).toBe(id);
    expect(companyOf(nameServers.map((host) => `${host.toUpperCase()}.`))?.id).toBe(id);
  });

  it('is not known for servers of nobody we know, of several, or of a name that only looks alike', () => {
    expect(companyOf([])).toBeNull();
    expect(companyOf(['ns1.example.org', 'ns2.example.org'])).toBeNull();
    expect(companyOf(['ada.ns.cloudflare.com', 'ns1.digitalocean.com'])).toBeNull();
    expect(companyOf(['ns.cloudflare.com.example.org'])).toBeNull();
  });

  it("is known where a server of their own stands beside the company's", () => {
    expect(companyOf(['ns1.desec.io', 'ns.example.org'])?.id).toBe('desec');
  });

  it('leads to the provider by which we can set records there', () => {
    const reached = COMPANIES.flatMap(({ provider }) => provider ?? []);
    const providers = dnsProviders.map(({ id }) => id);
    expect(reached.filter((id) => !providers.includes(id))).toEqual([]);
    // These two are nobody's in particular.
    const rest = providers.filter((id) => !reached.includes(id));
    expect(rest).toEqual(['by-hand', 'rfc2136']);
  });
});

describe('a record to copy', () => {
  const address = { type: 'A', name: 'study.example.org', value: '203.0.113.7' } as const;
  const text = { type: 'TXT', name: '_acme-challenge.example.org', value: 'tH4n' } as const;
  const formOf = (id: string) => COMPANIES.find((each) => each.id === id)?.form ?? ANY_FORM;

  it("has the labels of that company's form", () => {
    expect(copyableFields(formOf('namecheap'), address, 'example.org')).toEqual([
      { label: 'Type', value: 'A' },
      { label: 'Host', value: 'study' },
      { label: 'Value', value: '203.0.113.7' },
    ]);
    expect(copyableFields(formOf('strato'), text, 'example.org')).toEqual([
      { label: 'Record', value: 'TXT' },
      { label: 'Präfix', value: '_acme-challenge' },
      { label: 'Wert', value: 'tH4n' },
    ]);
  });

  it('names the domain itself as that company wants it', () => {
    const itself = { ...address, name: 'example.org' };
    const nameIn = (id: string) => copyableFields(formOf(id), itself, 'example.org')[1]?.value;
    expect(nameIn('godaddy')).toBe('@');
    expect(nameIn('ovh')).toBe('');
    expect(copyableFields({ ...ANY_FORM, wants: 'whole' }, itself, 'example.org')[1]?.value).toBe(
      'example.org',
    );
  });

  it('has its text in quotes only where the form wants them', () => {
    const valueIn = (id: string) => copyableFields(formOf(id), text, 'example.org')[2]?.value;
    expect(valueIn('route53')).toBe('"tH4n"');
    expect(valueIn('godaddy')).toBe('tH4n');
  });
});

describe('a name under a suffix that strangers share', () => {
  it('has limits of its own where the suffix is on the Public Suffix List', () => {
    for (const suffix of ['duckdns.org', 'dedyn.io', 'freeddns.org', 'dynu.net', 'dynuddns.net']) {
      expect(sharedSuffixOf(`study.${suffix}`)).toEqual({ suffix, listed: true });
      expect(warningAboutSuffix(`study.${suffix}`)).toBeUndefined();
    }
  });

  it('is warned of where it is not', () => {
    for (const name of ['203-0-113-7.sslip.io', 'app.203.0.113.7.nip.io', 'study.4cloud.click']) {
      expect(sharedSuffixOf(name)?.listed).toBe(false);
      expect(warningAboutSuffix(name)).toContain(sharedSuffixOf(name)?.suffix);
    }
  });

  it("is nothing to a domain of one's own", () => {
    expect(sharedSuffixOf('study.example.org')).toBeNull();
    expect(sharedSuffixOf('notduckdns.org')).toBeNull();
    expect(warningAboutSuffix('study.example.org')).toBeUndefined();
  });

  it('is on the list for every name that a provider gives away', () => {
    const given = dnsProviders.flatMap(({ freeNames }) => freeNames);
    expect(given.length).toBeGreaterThan(3);
    expect(given.filter((suffix) => !sharedSuffixOf(`a.${suffix}`)?.listed)).toEqual([]);
  });
});
