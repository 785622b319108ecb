import { USUAL_PORTS } from '../../front/ports.ts';

/** Where browsers and the certificate authority ask. */
export const WEB_PORTS: readonly number[] = [USUAL_PORTS.http, USUAL_PORTS.https];

const NAMES: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** Whether a port is among `80`, `https`, `8000-8100` or `8000:8100`, parted by commas or spaces. */
export function namesPort(list: string, port: number): boolean {
  return list.split(/[\s,]+/).some((each) => {
    const [first = '', last = first] = each.split(/[-:]/);
    const number = (word: string) => NAMES[word] ?? Number(word || Number.NaN);
    return number(first) <= port && port <= number(last);
  });
}
