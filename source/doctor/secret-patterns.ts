/** What takes the place of everything secret. */
export const HIDDEN = '[secret]';

/** Words of which a name is made whose value nobody else should see. */
const SECRET_WORDS =
  'pass(?:w(?:or)?d|phrase|code)?|passwort|pwd|secret|token|api[-_. ]?key|access[-_.]?key|private[-_.]?key|secret[-_.]?key|credentials?|cookies?|session[-_.]?id|signature|otp';
/** Bounded, so that a line without any end is read in time. */
const SECRET_NAME = `[\\w.-]{0,60}(?:${SECRET_WORDS})[\\w.-]{0,60}`;

/** Whether what stands under this name is secret, as far as the name tells. */
export function isSecretName(name: string): boolean {
  return new RegExp(`^${SECRET_NAME}$`, 'i').test(name);
}

/** The quotes that text in JSON, in JSON in JSON, or in a shell has around it. */
const QUOTE = `\\\\*["'\`]?`;

/** What is no value, or hidden already. */
const VALUELESS = '(?:true|false|null|\\[secret\\])(?![\\w-])|\\[secret\\]';

interface Pattern {
  readonly finds: RegExp;
  /** Keeps what comes before the secret and after it. */
  readonly leaves: string;
}

/** In this order: the ones that take more come first. */
const PATTERNS: readonly Pattern[] = [
  // Keys in PEM (RFC 7468), whole or cut at either end, also line by line inside another format.
  {
    finds:
      /-----BEGIN [A-Z0-9 ]*PRIVATE KEY[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----|$)/g,
    leaves: HIDDEN,
  },
  { finds: /^[\s\S]*-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----/g, leaves: HIDDEN },
  { finds: /^(Private-(?:Lines|MAC|Hash): ).*(?:\n[A-Za-z0-9+/=]{16,})*/gm, leaves: `$1${HIDDEN}` },
  // crypt(5), bcrypt, argon2 and the like; Compose files double the dollar.
  {
    finds: /\$+(?:2[abxy]?|1|5|6|7|y|gy|apr1|argon2[a-z]*|pbkdf2[\w-]*|scrypt)\$+[^\s"'\\;<>]+/g,
    leaves: HIDDEN,
  },
  { finds: /\{S?SHA\d*\}[A-Za-z0-9+/=]+/g, leaves: HIDDEN },
  // Headers (RFC 9110, 11; RFC 6265): the rest of the line, or of the text in quotes.
  {
    finds: new RegExp(
      `\\b((?:proxy-)?authorization|(?:set-)?cookie|x-[\\w-]*(?:key|token|secret|auth)[\\w-]*)(${QUOTE}\\s*[:=,\\s]\\s*${QUOTE})(?=\\S)[^\\n"'\\\\]+`,
      'gi',
    ),
    leaves: `$1$2${HIDDEN}`,
  },
  {
    finds: /\b(Bearer|Basic)(\s+)[A-Za-z0-9+/=._~-]{4,}/gi,
    leaves: `$1$2${HIDDEN}`,
  },
  // User and password in a URL (RFC 3986, 3.2.1), but for the user of SSH alone.
  {
    finds: /\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/@"'<>]*:[^\s"'<>]*?)@(?=[\w.[-])/gi,
    leaves: `$1${HIDDEN}@`,
  },
  {
    finds: /\b((?!ssh:)[a-z][a-z0-9+.-]*:\/\/)[^\s/@:"'<>]+@(?=[\w.[-])/gi,
    leaves: `$1${HIDDEN}@`,
  },
  // Whatever a URL carries along, by whatever name.
  { finds: /([?&;](?:amp;)?[\w.%[\]-]+=)[^&\s#"'<>\\;]+/g, leaves: `$1${HIDDEN}` },
  // A value in quotes, and in quotes inside of quotes: to its end, whatever is escaped in it.
  {
    finds: new RegExp(
      `(${SECRET_NAME}["'\`]?\\s*(?:=>|[:=])\\s*(["'\`]))(?:\\\\[\\s\\S]|(?!\\2)[^\\\\])+`,
      'gi',
    ),
    leaves: `$1${HIDDEN}`,
  },
  {
    finds: new RegExp(
      `(${SECRET_NAME}\\\\{1,3}["']\\s*(?:=>|[:=])\\s*\\\\{1,3}["'])(?:\\\\{4,}["']|(?!\\\\{1,3}["'])[\\s\\S])+`,
      'gi',
    ),
    leaves: `$1${HIDDEN}`,
  },
  // Without quotes: what people make up may have spaces, so all the rest goes.
  {
    finds: new RegExp(
      `([\\w.-]{0,60}pass(?:w(?:or)?d|phrase|wort)[\\w.-]{0,60}\\s*(?:=>|[:=])[ \\t]*)(?!${VALUELESS})[^\\n"'\`\\\\,;&<>]+`,
      'gi',
    ),
    leaves: `$1${HIDDEN}`,
  },
  {
    finds: new RegExp(
      `(${SECRET_NAME}\\s*(?:=>|[:=])[ \\t]*)(?!${VALUELESS})[^\\s"'\`\\\\,;&<>)}\\]]+`,
      'gi',
    ),
    leaves: `$1${HIDDEN}`,
  },
  { finds: new RegExp(`(<(${SECRET_NAME})>)[^<]+`, 'gi'), leaves: `$1${HIDDEN}` },
  {
    finds: new RegExp(`((?:^|\\s)--?${SECRET_NAME}\\s+)(?!-)("[^"]*"|'[^']*'|[^\\s"']+)`, 'gim'),
    leaves: `$1${HIDDEN}`,
  },
  {
    finds: new RegExp(`\\b((?:${SECRET_WORDS})\\s+(?:is|was|ist|for \\S+ is)[\\s:]+)\\S+`, 'gi'),
    leaves: `$1${HIDDEN}`,
  },
  // By how those who give them out begin them; and JSON Web Tokens (RFC 7519).
  {
    finds:
      /\b(?:AKIA|ASIA|ghp_|gho_|ghs_|github_pat_|glpat-|xox[abposr]-|sk-|sk_live_|rk_live_|SG\.|AIza|dckr_pat_|npm_|hf_)[A-Za-z0-9_.-]{10,}/g,
    leaves: HIDDEN,
  },
  { finds: /\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*){0,3}/g, leaves: HIDDEN },
];

/** Hides what looks secret by its form or by what stands before it. */
export function withoutSecretPatterns(text: string): string {
  return PATTERNS.reduce((left, { finds, leaves }) => left.replace(finds, leaves), text).replace(
    RUN,
    withoutMadeUp,
  );
}

/** As long as a key, a token or a generated password is. The digests of images may be seen. */
const RUN = /(?<!sha256:[0-9a-f]{0,64})[A-Za-z0-9+/_=-]{20,}/g;

/** In a path each part counts for itself; base64 has slashes, too. */
function withoutMadeUp(run: string): string {
  const parts = run.split('/');
  if (parts.length === 1) return isMadeUp(run) ? HIDDEN : run;
  const path = parts.map((part) => (part.length >= 20 && isMadeUp(part) ? HIDDEN : part)).join('/');
  return path === run && run.length >= 32 && /[A-Z]/.test(run) && isMadeUp(run) ? HIDDEN : path;
}

/**
 * Whether nobody thought of this text, but a machine made it up: letters of both cases and digits
 * take turns in it at every second character (hexadecimal: nearly), in words and names hardly ever.
 */
function isMadeUp(text: string): boolean {
  const kinds = [...text.replace(/[^A-Za-z0-9]/g, '')].map((character) =>
    /\d/.test(character) ? 0 : /[a-z]/.test(character) ? 1 : 2,
  );
  if (kinds.length < 16) return false;
  const turns = kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length;
  const share = turns / kinds.length;
  return share >= 0.5 || (share >= 0.28 && kinds.includes(0));
}
