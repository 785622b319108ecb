import { Secret } from '../../secret.ts';
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

/** Changes config.yml in the running container, whose stop copies it to where the next one finds it. */
export function reconfiguration(
  changes: readonly LateChange[],
  container: string,
): Reconfiguration | undefined {
  const lines = changes.flatMap((change) =>
    linesOf(change).map((line) => ({ name: change.name, line })),
  );
  if (lines.length === 0) return undefined;
  return {
    names: [...new Set(lines.map(({ name }) => name))],
    // Some of them are passwords.
    content: [new Secret(JSON.stringify(Object.fromEntries(lines.map(({ line }) => line))))],
    command: (file) => sh`
      docker exec -i ${container} sh -c ${FIND_PYTHON} sh ${PROGRAM} <${file}
      code=$?
      rm -f ${file}
      exit "$code"
    `,
  };
}

type Line = readonly [directive: string, value: string | number | boolean | null];

/** Null takes a line out. */
function linesOf({ name, value }: LateChange): readonly Line[] {
  const text = value instanceof Secret ? value.reveal() : value;
  if (name === 'DAHOSTNAME' && text)
    return [
      ['external hostname', text],
      ['url root', `https://${text}`],
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
const FIND_PYTHON = `for each in /usr/share/docassemble/local3*/bin/python3 python3; do
  command -v "$each" >/dev/null 2>&1 && exec "$each" -c "$1"
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
path = "/usr/share/docassemble/config/config.yml"
changes = json.load(sys.stdin)
if not os.path.exists(path):
    sys.exit(0)
with open(path, encoding="utf-8") as file:
    text = file.read()
def leave():
    sys.exit("config.yml is written in a way in which " + ", ".join(changes) + " can not be changed from outside. It is as it was.")
try:
    wanted = load(text)
except Exception:
    leave()
lines = text.rstrip("\\n").split("\\n")
for key, value in changes.items():
    found = [at for at, line in enumerate(lines) if re.match(r"['\\"]?" + re.escape(key) + r"['\\"]?\\s*:(\\s|$)", line)]
    new = [] if value is None else [key + ": " + json.dumps(value, ensure_ascii=False)]
    if found:
        lines[found[0]:found[0] + 1] = new
    else:
        lines += new
    if value is None:
        wanted.pop(key, None)
    else:
        wanted[key] = value
text = "\\n".join(lines) + "\\n"
try:
    good = load(text) == wanted
except Exception:
    good = False
if not good:
    leave()
shutil.copy2(path, path + ".before")
was = os.stat(path)
with open(path + ".new", "w", encoding="utf-8") as file:
    file.write(text)
os.chown(path + ".new", was.st_uid, was.st_gid)
os.chmod(path + ".new", was.st_mode & 0o777)
os.replace(path + ".new", path)
`;
