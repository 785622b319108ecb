import { authorityOf } from '../../certificates/account-files.ts';
import { limitWords } from '../../certificates/limit-words.ts';
import { ExpectedError, type Trouble } from '../../expected-error.ts';
import { whenInWords } from '../../text/when.ts';
import { isAboutTrust } from '../outside/plain-words.ts';
import { limitOf, worksAgainAt } from './rate-limit.ts';
import { NotAcme, type Problem, Refusal, Unreached } from './refusal.ts';
import { inWords } from './stages.ts';

/** What an order was about when the CA refused it. */
export interface Occasion {
  readonly authority: string;
  readonly names: readonly string[];
  readonly now: Date;
  /** The system's where absent. */
  readonly timeZone?: string;
}

/** A CA's refusal of anything but a name's proof, in plain words. */
export function troubleOfRefusal({ problem, url }: Refusal, occasion: Occasion): Trouble {
  const { authority } = occasion;
  const facts = wordsFor(problem, occasion);
  const { type, status, detail } = problem;
  const code = facts.code ?? type;
  const parts = problem.parts.map((part) => `${part.name ?? ''}: ${part.type}: ${part.detail}`);
  const head = [status, type].filter(Boolean).join(' ');
  return {
    what: facts.what,
    ...(facts.why ? { why: facts.why } : {}),
    next: facts.next ?? [`Try again. If it stays so, choose another authority than ${authority}.`],
    ...(facts.passing ? { passing: true } : {}),
    code: `acme.${code || 'refused'}`,
    detail: [`${head} from ${url}: ${detail}`, ...parts].join('\n'),
  };
}

/** A CA that could not be talked to at all. */
export function troubleOfSilence({ code, says }: Unreached, { authority }: Occasion): Trouble {
  if (isAboutTrust(code)) {
    return {
      code: 'acme.untrusted',
      what: `The connection to ${authority} cannot be trusted.`,
      why: `${says} On an office network it is often the network itself that looks into connections.`,
      next: [
        'Check the date and time of this computer.',
        'Try again from another network.',
        'Or give your network’s own certificate to Node: NODE_EXTRA_CA_CERTS=FILE npx setup-server',
      ],
      detail: code,
    };
  }
  return {
    code: 'acme.unreachable',
    what: `${authority} could not be reached.`,
    why: says,
    next: ['Check that this computer is online, then try again.'],
    detail: code,
    passing: true,
  };
}

export function troubleOfDirectory({ message }: NotAcme, directory: string): Trouble {
  return {
    code: 'acme.not-acme',
    what: `No certificate authority answers at ${directory}.`,
    why: 'Something does answer there, but it does not speak ACME, the language of automatic certificates.',
    next: ['Check the address of the ACME directory: it often ends in /directory.'],
    detail: message,
  };
}

/** What a conversation threw, as an ExpectedError where it is one of its own errors. */
export function asExpected(error: unknown, directory: string, names: readonly string[]): unknown {
  const occasion = { authority: authorityOf(directory), names, now: new Date() };
  if (error instanceof Refusal)
    return new ExpectedError({ ...troubleOfRefusal(error, occasion), cause: error });
  if (error instanceof Unreached) return new ExpectedError(troubleOfSilence(error, occasion));
  if (error instanceof NotAcme) return new ExpectedError(troubleOfDirectory(error, directory));
  return error;
}

interface Words {
  readonly what: string;
  readonly why?: string;
  readonly next?: readonly string[];
  readonly passing?: boolean;
  readonly code?: string;
}

function wordsFor(problem: Problem, occasion: Occasion): Words {
  const { authority, names } = occasion;
  const says = `It says: ${problem.detail.replace(/\s+/g, ' ').trim()}`;
  const { type, status } = problem;
  if ((status ?? 0) >= 500) return busy(problem, occasion);
  if (type === 'rateLimited' || status === 429)
    return { ...limited(problem, occasion), code: 'rateLimited' };
  switch (type) {
    case 'rejectedIdentifier':
    case 'unsupportedIdentifier': {
      const refused = problem.parts.flatMap(({ name }) => (name === undefined ? [] : [name]));
      return {
        what: `${authority} makes no certificates for ${inWords(refused.length > 0 ? refused : names)}.`,
        why: says,
        next: [
          'Choose a name under a domain that you own: it must end in a public ending such as .org.',
        ],
      };
    }
    case 'externalAccountRequired':
      return {
        what: `${authority} wants an account that was opened on its website first.`,
        why: 'It shows a key id and a key there that belong to the account; they were not given.',
        next: [
          'Give its key id and key: answer the questions certificate.account.id and certificate.account.key.',
          "Or choose Let's Encrypt, which needs none.",
        ],
      };
    case 'userActionRequired':
      return {
        what: `${authority} wants something to be done by a person first.`,
        why: says,
        next: ['Follow the link in its message, then try again.'],
      };
    case 'unauthorized':
      return {
        what: `${authority} does not accept this server's account.`,
        why: says,
        next: [
          'If the account was closed, move its key aside on the server (/etc/setup-server/accounts); a new one is opened on the next try.',
        ],
      };
    case 'invalidContact':
    case 'unsupportedContact':
      return {
        what: `${authority} does not accept the e-mail address.`,
        why: says,
        next: ['Give another address, or none.'],
      };
    case 'caa':
      return {
        what: `The domain of ${inWords(names)} does not allow certificates from ${authority}.`,
        why: says,
        next: ['Change the CAA record of the domain, or choose an authority that it names.'],
      };
    case 'badCSR':
    case 'malformed':
    case 'badPublicKey':
    case 'badSignatureAlgorithm':
      return {
        what: `${authority} could not make sense of the request for ${inWords(names)}.`,
        why: says,
        next: [
          'Check the spelling of the names.',
          'If they are right, this is our mistake: please report it with the message.',
        ],
      };
  }
  if (type === '' && status === 404) {
    return {
      what: `${authority} has no certificate service at this address.`,
      why: 'It answered “not found” (404).',
      next: ['Check the address of the ACME directory.'],
      code: 'not-acme',
    };
  }
  return { what: `${authority} refused to make a certificate for ${inWords(names)}.`, why: says };
}

function busy(problem: Problem, { authority, now, timeZone }: Occasion): Words {
  const at = worksAgainAt(problem);
  const when = at ? ` It asks to come back on ${whenInWords(at, now, timeZone)}.` : '';
  return {
    code: 'serverInternal',
    what: `${authority} has a problem of its own at the moment.`,
    why: `It answered with the error ${problem.status}.${when}`,
    next: ['Try again in some minutes; what was done so far is kept.'],
    passing: true,
  };
}

function limited(problem: Problem, { authority, names, now, timeZone }: Occasion): Words {
  const at = worksAgainAt(problem);
  const when = at ? whenInWords(at, now, timeZone) : '';
  return limitWords(limitOf(problem), { authority, names: inWords(names), when });
}
