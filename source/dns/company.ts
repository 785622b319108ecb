import { COMPANIES } from './companies.ts';

/** The form in which a company has its customers add a record. */
export interface RecordForm {
  /** The way to it, from the page after the login. */
  readonly where: string;
  /** The labels of its fields. */
  readonly type: string;
  readonly name: string;
  readonly value: string;
  /** The label of the value's field for a TXT record, where that is another one. */
  readonly text?: string;
  /** Whether the name is typed as seen from the domain (`study`) or whole (`study.example.org`). */
  readonly wants: 'relative' | 'whole';
  /** What is typed for the domain itself; '' where the field stays empty. */
  readonly itself: string;
  /** A TXT record's value is typed with quotes around it. */
  readonly quoted?: true;
  /** What else there is to know at this form. */
  readonly remark?: string;
}

/** Who runs the DNS of a domain. */
export interface Company {
  readonly id: string;
  readonly label: string;
  readonly nameServers: readonly RegExp[];
  readonly form: RecordForm;
  /** The provider by which we can set records there. */
  readonly provider?: string;
}

/** For a company that we do not know, or a computing centre. */
export const ANY_FORM: RecordForm = {
  where: 'Log in where the name is managed, and look for "DNS", "zone" or "records".',
  type: 'Type',
  name: 'Name (or host)',
  value: 'Value (or points to, content)',
  wants: 'relative',
  itself: '@',
};

/** The company that runs a zone, told from its name servers; null where we do not know it, or they are of several. */
export function companyOf(nameServers: readonly string[]): Company | null {
  const hosts = nameServers.map((host) => host.toLowerCase().replace(/\.$/, ''));
  const found = new Set(
    hosts.flatMap((host) => {
      const company = COMPANIES.find((each) => each.nameServers.some((mark) => mark.test(host)));
      return company ? [company] : [];
    }),
  );
  const [only] = found;
  return found.size === 1 && only ? only : null;
}
