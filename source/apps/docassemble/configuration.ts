import { Secret } from '../../secrets/secret.ts';
import { sh } from '../../shell.ts';
import type { LateChange, Reconfiguration } from '../late-change.ts';
import { askedVariables } from './variables.ts';

const NOT_BY_US: readonly string[] = [
  ...['redis', 'rabbitmq', 'log server', 'ec2', 'config from', 'root owned', 'root'],
];

/**
 * What its first start alone takes from a variable, and what later is a line of its own in config.yml
 * that may be another from one start to the next. Where its data and its helpers are is none of it:
 * that takes more than a line.
 */
const DIRECTIVES: ReadonlyMap<string, string> = new Map(
  askedVariables.flatMap(({ name, once }) =>
    once === undefined || once.includes(':') || NOT_BY_US.includes(once) ? [] : [[name, once]],
  ),
);

/**
 * Changes config.yml in the running container, whose stop copies it to where the next one finds it.
 * `site` is what visitors ask for: `https://forms.example.org`.
 */
export function reconfiguration(
  changes: readonly LateChange[],
  container: string,
  site: string,
): Reconfiguration | undefined {
  const lines = changes.flatMap((change) =>
    linesOf(change, site).map((line) => ({ name: change.name, line })),
  );
  if (lines.length === 0) return undefined;
  return {
    names: [...new Set(lines.map(({ name }) => name))],
    content: [
      { program: "a program that changes lines of docassemble's config.yml", text: PROGRAM },
      // Some of them are passwords.
      new Secret(
        `change(json.loads(${asciiJson(JSON.stringify(Object.fromEntries(lines.map(({ line }) => line))))}))\n`,
      ),
    ],
    command: (file) => sh`
      docker exec -i ${container} sh -c ${IN_PYTHON} <${file}
      code=$?
      rm -f ${file}
      exit "$code"
    `,
  };
}

/** Also a text for Python, in whatever language the container reads its programs. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

type Line = readonly [directive: string, value: string | number | boolean | null];

/** Null takes a line out. */
function linesOf({ name, value }: LateChange, site: string): readonly Line[] {
  const text = value instanceof Secret ? value.reveal() : value;
  if (name === 'DAHOSTNAME' && text)
    return [
      ['external hostname', text],
      ['url root', site],
    ];
  const directive = DIRECTIVES.get(name);
  if (directive === undefined) return [];
  const asked = askedVariables.find((each) => each.name === name);
  const wanted = text ?? (asked?.standard || null);
  return [[directive, value instanceof Secret ? text : asYaml(wanted)]];
}

/** As docassemble's own template would have it: unquoted. */
function asYaml(text: string | null): Line[1] {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : text;
}

/** docassemble's own Python, which can read YAML; what its environment is called depends on the version. */
const IN_PYTHON = `for each in /usr/share/docassemble/local3*/bin/python3 python3; do
  command -v "$each" >/dev/null 2>&1 && exec "$each" -
done
exit 127`;

/**
 * Single lines are replaced as text, so that a person's comments stay. Then the file must mean what
 * it meant before, but for these changes; else it is left as it is.
 */
const PROGRAM = `import json, os, re, shutil, sys
try:
    import ruamel.yaml
    load = ruamel.yaml.YAML(typ="safe", pure=True).load
except ImportError:
    import yaml
    load = yaml.safe_load
PATH = "/usr/share/docassemble/config/config.yml"

def read(text):
    try:
        return load(text)
    except Exception:
        return None

def change(changes):
    if not os.path.exists(PATH):
        return
    with open(PATH, encoding="utf-8") as file:
        text = file.read()
    wanted = read(text)
    lines = text.rstrip("\\n").split("\\n")
    for key, value in changes.items():
        # As somebody may have written it by hand.
        if isinstance(wanted, dict) and wanted.get(key) == value:
            continue
        pattern = r"['\\"]?" + re.escape(key) + r"['\\"]?\\s*:(\\s|$)"
        found = [at for at, line in enumerate(lines) if re.match(pattern, line)]
        new = [] if value is None else [key + ": " + json.dumps(value)]
        if found:
            lines[found[0]:found[0] + 1] = new
        else:
            lines += new
        if isinstance(wanted, dict):
            wanted.pop(key, None)
            if value is not None:
                wanted[key] = value
    text = "\\n".join(lines) + "\\n"
    if not isinstance(wanted, dict) or read(text) != wanted:
        names = ", ".join(changes)
        sys.exit("config.yml is written in a way in which " + names + " can not be changed from outside. It is as it was: change it on the Configuration page.")
    shutil.copy2(PATH, PATH + ".before")
    was = os.stat(PATH)
    with open(PATH + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.chown(PATH + ".new", was.st_uid, was.st_gid)
    os.chmod(PATH + ".new", was.st_mode & 0o777)
    os.replace(PATH + ".new", PATH)

`;
