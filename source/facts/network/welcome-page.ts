import { type ShellCommand, sh } from '../../shell.ts';

/** As many files as a web server's own settings and welcome page have at most. */
const MOST_FILES = 400;

/** Control panels and bundles, which write the web server's settings by themselves. */
const PANELS = {
  Plesk: '/usr/local/psa',
  cPanel: '/usr/local/cpanel',
  DirectAdmin: '/usr/local/directadmin',
  CyberPanel: '/usr/local/CyberCP',
  OpenLiteSpeed: '/usr/local/lsws',
  HestiaCP: '/usr/local/hestia',
  ISPConfig: '/usr/local/ispconfig',
  CloudPanel: '/home/clp',
  aaPanel: '/www/server/panel',
  Virtualmin: '/etc/webmin/virtual-server',
  YunoHost: '/etc/yunohost',
  Bitnami: '/opt/bitnami',
} as const;

/** Packages of web servers whose files may be there, as dpkg(1)'s patterns and as rpm(8)'s names. */
const DEBIAN = ['nginx*', 'libnginx-mod-*', 'apache2*', 'libapache2-mod-php*'];
const RPM = [
  ...['nginx', 'nginx-core', 'nginx-filesystem', 'nginx-mimetypes'],
  ...['httpd', 'httpd-core', 'httpd-filesystem', 'mod_ssl', 'mod_http2', 'mod_lua', 'mailcap'],
  ...['system-logos-httpd', 'redhat-logos-httpd', 'centos-logos-httpd', 'fedora-logos-httpd'],
  ...['rocky-logos-httpd', 'almalinux-logos-httpd', 'generic-logos-httpd'],
];

const SETTINGS = ['/etc/nginx', '/etc/apache2', '/etc/httpd'];
const PAGES = ['/var/www', '/srv/www', '/usr/share/nginx/html'];

/** Prints `panel NAME` for each that is there. */
export function askForPanels(): ShellCommand {
  return Object.entries(PANELS)
    .map(([name, path]) => sh`[ ! -e ${path} ] || echo panel ${name}`)
    .reduce((before, line) => sh`${before}\n${line}`);
}

/**
 * Prints what `isOnlyWelcome` judges beside the panels: `conf PATH MD5` for settings as Debian's
 * packages brought them, `page MD5` for their pages, `dump PATH DIGEST TARGET` for all that came with
 * rpm; then what is there: `is DIGEST PATH`, `link PATH TARGET`.
 */
export function askForWelcome(): ShellCommand {
  return sh`
    if command -v dpkg-query >/dev/null 2>&1; then
      digest=md5sum
      dpkg-query -W -f '\${Conffiles}\\n' ${DEBIAN} 2>/dev/null | sed -n 's/^ \\(\\/.*\\)/conf \\1/p'
      sed -n -E 's/^([0-9a-f]{32})  usr\\/share\\/(nginx\\/html|apache2\\/default-site)\\/.*/page \\1/p' /var/lib/dpkg/info/nginx*.md5sums /var/lib/dpkg/info/apache2*.md5sums 2>/dev/null
    else
      digest=sha256sum
      for package in ${RPM}; do
        rpm -q --dump "$package" 2>/dev/null | while read -r path _ _ sum _ _ _ _ _ _ target; do
          case $path in /etc/* | /var/www/* | /usr/share/nginx/*) echo "dump $path $sum $target" ;; esac
        done
      done
    fi
    set --
    for folder in ${[...SETTINGS, ...PAGES]}; do [ ! -d "$folder" ] || set -- "$@" "$folder"; done
    if [ $# = 0 ] || [ "$(find "$@" | head -n ${MOST_FILES} | wc -l)" -ge ${MOST_FILES} ] || [ "$(find "$@" -type f -size +2000k | head -n 1)" ]; then
      echo many
    else
      find "$@" -type f -exec "$digest" {} + | sed 's/^\\([^ ]*\\) [ *]/is \\1 /'
      find "$@" -type l | while read -r path; do echo "link $path $(readlink "$path")"; done
      find "$@" ! -type f ! -type l ! -type d | sed 's/^/odd /'
    fi
  `;
}

/**
 * Whether a web server shows no more than the page that came with its package. Strict: all its
 * settings are as the package brought them, no other site is switched on, and there is no page beside
 * the packaged one. Whatever is not understood is somebody's work.
 */
export function isOnlyWelcome(stdout: string, command: string): boolean {
  if (!COMMANDS.test(command) || /^(panel|elsewhere|many|odd)\b/m.test(stdout)) return false;
  const lines = (word: string) =>
    stdout
      .split('\n')
      .flatMap((line) => (line.startsWith(`${word} `) ? [line.split(' ').slice(1)] : []));
  const brought = new Map(lines('conf').map(([path, digest]) => [path, digest]));
  const links = new Map<string | undefined, string | undefined>();
  for (const [path, digest, target] of lines('dump')) {
    brought.set(path, digest);
    links.set(path, target);
  }
  const pages = new Set(lines('page').map(([digest]) => digest));
  const files = lines('is');
  return (
    files.some(([, path]) => MAIN_SETTINGS.includes(path ?? '')) &&
    files.every(
      ([digest, path, ...rest]) =>
        rest.length === 0 &&
        (brought.get(path) === digest || (isPage(path ?? '') && pages.has(digest))),
    ) &&
    lines('link').every(
      ([path = '', target = '', ...rest]) =>
        rest.length === 0 && (links.get(path) === target || isUsual(path, target)),
    )
  );
}

const isPage = (path: string) => PAGES.some((folder) => path.startsWith(`${folder}/`));

const MAIN_SETTINGS = [
  ...['/etc/nginx/nginx.conf', '/etc/apache2/apache2.conf', '/etc/httpd/conf/httpd.conf'],
];

/** As the packages' own units start them: with these settings and no others. */
const COMMANDS =
  /^(nginx: master process \/usr\/sbin\/nginx( -g daemon (on|off); master_process on;)?|\/usr\/sbin\/apache2 -k start|\/usr\/sbin\/httpd -DFOREGROUND)$/;

/** What Debian's packages switch on when they are installed, and modules that show nothing by themselves. */
function isUsual(path: string, target: string): boolean {
  const [, nginx] = /^\/etc\/nginx\/(sites|modules)-enabled\/[^/]+$/.exec(path) ?? [];
  if (nginx === 'modules') return /^\/usr\/share\/nginx\/modules-available\/[^/]+$/.test(target);
  if (nginx === 'sites') {
    return (
      path.endsWith('/default') && /^(\/etc\/nginx|\.\.)\/sites-available\/default$/.test(target)
    );
  }
  const [, kind, name] = /^\/etc\/apache2\/(sites|conf|mods)-enabled\/([^/]+)$/.exec(path) ?? [];
  if (kind === undefined || name === undefined || target !== `../${kind}-available/${name}`) {
    return false;
  }
  return USUAL[kind]?.test(name) ?? false;
}

const USUAL: Readonly<Record<string, RegExp>> = {
  sites: /^(000-default|default-ssl)\.conf$/,
  conf: /^(charset|localized-error-pages|other-vhosts-access-log|security|serve-cgi-bin)\.conf$/,
  mods: /^(access_compat|alias|auth_basic|auth[nz]_\w+|autoindex|deflate|dir|env|filter|headers|http2|mime|mpm_\w+|negotiation|php[\d.]*|reqtimeout|rewrite|setenvif|socache_shmcb|ssl|status)\.(conf|load)$/,
};
