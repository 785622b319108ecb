import { quote } from '../shell.ts';
import { stripControl } from '../text/plain-text.ts';

/** Shorter ones stand in every second line; where they belong to a name, the name gives them away. */
const SHORTEST = 4;
/** Of a form that says nothing by itself, the shortest that is no chance. */
const SHORTEST_CODED = 8;

/**
 * Every way in which a secret may stand in what programs write: as it is, and as JSON, URLs, HTML,
 * a shell, base64 and hexadecimal digits have it. The longest first.
 */
export function secretForms(value: string): readonly string[] {
  const plain = [value, value.trim(), stripControl(value)].filter(isLong(SHORTEST));
  const escaped = plain.flatMap((each) => [each, inHtml(each), inShell(each)]);
  const inTexts = escaped.flatMap((each) => [each, ...inJson(each), ...inUrls(each)]);
  const coded = plain.flatMap((each) => [...inBase64(each), ...inDigits(each)]);
  const forms = [...inTexts, ...coded.filter(isLong(SHORTEST_CODED))];
  return [...new Set(forms)].sort((one, other) => other.length - one.length);
}

const isLong = (least: number) => (text: string) => text.length >= least;

/** JSON; JSON in JSON; with what some writers escape besides: slashes (PHP), all but ASCII (Python). */
function inJson(text: string): string[] {
  const once = JSON.stringify(text).slice(1, -1);
  const ascii = once.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const all = [once, ascii, once.replaceAll('/', '\\/')];
  return [...all, ...all.map((each) => JSON.stringify(each).slice(1, -1))];
}

/** Percent-encoded (RFC 3986), with either case of digits; as a form's field, with + for spaces. */
function inUrls(text: string): string[] {
  const encoded = encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
  const strict = encoded.replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const form = [encoded, strict].flatMap((each) => [each, each.replaceAll('%20', '+')]);
  return [...form, ...form.map((each) => each.replace(/%../g, (code) => code.toLowerCase()))];
}

function inHtml(text: string): string {
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' } as const;
  return text.replace(/[&<>"']/g, (character) => entities[character as keyof typeof entities]);
}

function inShell(text: string): string {
  return text.includes('\0') ? text : quote(text).replace(/^'(.*)'$/s, '$1');
}

/**
 * Base64 (RFC 4648), alone or as a part of something longer, such as `user:password`: what the
 * neighbours can't change of it, for each of the three places at which it may begin.
 */
function inBase64(text: string): string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].flatMap((before) => {
    const after = (3 - ((before + bytes.length) % 3)) % 3;
    const whole = Buffer.concat([Buffer.alloc(before), bytes, Buffer.alloc(after)]);
    const coded = whole.toString('base64');
    const first = before === 0 ? 0 : before + 1;
    const last = after === 0 ? coded.length : coded.length - after - 1;
    const core = coded.slice(first, last);
    const other = core.replaceAll('+', '-').replaceAll('/', '_');
    return [core, other, encodeURIComponent(core)];
  });
}

function inDigits(text: string): string[] {
  const digits = Buffer.from(text).toString('hex');
  return [digits, digits.toUpperCase()];
}
