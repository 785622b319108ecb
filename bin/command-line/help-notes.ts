const COMPLETION_HOW = [
  'Needs setup-server installed (npm install --global setup-server). Then:',
  '',
  '  bash   setup-server completion bash \\',
  '           > ~/.local/share/bash-completion/completions/setup-server',
  '  zsh    setup-server completion zsh > "$' + '{fpath[1]}/_setup-server"',
  '  fish   setup-server completion fish \\',
  '           > ~/.config/fish/completions/setup-server.fish',
];

const DOCTOR_HOW = [
  'HOST is user@host:port, ssh://user@host:port, a name from ~/.ssh/config, or',
  'local for this computer.',
  '',
  '  npx setup-server doctor root@203.0.113.7',
  '  npx setup-server doctor web1 --ignore memory --json',
  '  npx setup-server doctor web1 --bundle for-support.txt',
];

const STATUS_HOW = ['HOST is as for doctor. Without it: all servers that this computer remembers.'];

const RENEW_HOW = [
  'HOST is as for doctor. Without it: all servers that this computer remembers; at',
  'a terminal you choose one.',
  '',
  '  npx setup-server renew study.example.org --dry-run',
  '  npx setup-server renew root@203.0.113.7 --install jatos --force --yes',
];

const CERTIFICATE_HOW = [
  'list     names, authority, dates, keys; those kept from before; accounts',
  'revoke   has the authority declare one void; a new one comes first, if wanted',
  'restore  puts one from before back in its place; the present one is kept',
  "account  the server's account at the authority: mail address, key, or its end",
  '',
  'HOST is as for doctor. At a terminal you are asked for what is not given.',
  '',
  '  npx setup-server certificate list study.example.org',
  '  npx setup-server certificate restore study.example.org --yes',
  '  npx setup-server certificate revoke study.example.org --which present \\',
  '    --reason key-compromise --confirm revoke --yes',
  '  npx setup-server certificate account study.example.org --change key --yes',
];

const ENV_HOW = [
  'show    what lies in env.list on the server, and how it differs from what runs',
  'export  writes it to a file on this computer that only you can read',
  'set     sets some of them, or removes some',
  'import  takes over a file for docker run --env-file',
  'edit    all of them, on a screen',
  '',
  'HOST is as for doctor. All changes are shown before anything is done.',
  '',
  '  npx setup-server env show study.example.org',
  '  npx setup-server env set study.example.org -e LOCALE=de_DE.UTF-8 --yes',
  '  npx setup-server env import study.example.org --file ~/env.list',
];

const CONFIG_HOW = [
  'show  what an app was set up by; what is secret stays hidden',
  'set   changes answers: those of --set, or you are asked which',
  '',
  'HOST is as for doctor. The plan says what each change takes, and whether the',
  'app is started anew. The ids are those of npx setup-server questions.',
  '',
  '  npx setup-server config show study.example.org',
  '  npx setup-server config set study.example.org',
  '  npx setup-server config set study.example.org \\',
  '    --set hostname=other.example.org --yes',
];

const MOVE_HOW = [
  'HOST is where the app is, as for doctor. The other server is made ready while',
  'the app still serves. Then it is stopped its own safe way, its data are copied',
  'and carried over, and it starts there; its name is switched last. It runs on',
  'one of the two only, whatever cuts this off: run it again, or --undo.',
  '',
  '  npx setup-server move study.example.org --to root@203.0.113.8',
  '  npx setup-server move study.example.org --confirm --yes',
];

const UPGRADE_HOW = [
  'HOST is as for doctor. The new version is downloaded while the old one runs.',
  'Then the app is stopped its own safe way, its data are copied, and the new',
  'version gets them. If it does not work, the old one is put back by itself,',
  'with the data as they were.',
  '',
  '  npx setup-server upgrade study.example.org',
  '  npx setup-server upgrade study.example.org --to 3.10.5 --yes',
  '  npx setup-server upgrade study.example.org --undo --yes',
];

const BACKUP_HOW = [
  'ACTION is one of these:',
  'make      the app rests while its data and settings are copied, and runs again',
  'schedule  the server does so by itself, --every nightly, weekly or never',
  'away      each of those is sent to storage (S3), encrypted if you like',
  'send      one copy goes there now',
  'fetch     one comes back from there to the server',
  'list      what copies there are, of all apps or of one, and where',
  'get       fetches the newest one, or --copy, to this computer',
  'delete    one of those on the server, for good',
  '',
  'HOST is as for doctor. Copies lie on the server, below',
  '/var/lib/setup-server/backups. npx setup-server restore puts one back.',
  '',
  '  npx setup-server backup make study.example.org --yes',
];

const RESTORE_HOW = [
  'HOST is as for doctor. npx setup-server backup list shows the copies there. What',
  'is there now is copied first, so that this can be undone, too.',
  '',
  '  npx setup-server restore root@203.0.113.8 \\',
  '    --file study.example.org-2026-11-29T03-40-10Z.tar',
  '  npx setup-server restore study.example.org --yes \\',
  '    --copy 2026-11-29T03-40-10Z',
];

const HOSTS_HOW = [
  'Remembered is how to get there and what runs there, nothing secret. NAME is that',
  'of a website there, or the address. To forget changes nothing on the server.',
];

/** What a command's own help says besides its flags, by the command's name. */
export const HOW: Readonly<Record<string, readonly string[]>> = {
  certificate: CERTIFICATE_HOW,
  backup: BACKUP_HOW,
  completion: COMPLETION_HOW,
  config: CONFIG_HOW,
  doctor: DOCTOR_HOW,
  env: ENV_HOW,
  hosts: HOSTS_HOW,
  status: STATUS_HOW,
  renew: RENEW_HOW,
  restore: RESTORE_HOW,
  move: MOVE_HOW,
  upgrade: UPGRADE_HOW,
};
