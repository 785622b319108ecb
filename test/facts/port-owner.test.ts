import { describe, expect, it } from 'vitest';
import { read, replyOf, seenOn } from './captured.ts';
import { judge, say } from './say.ts';

const { stdout: nginx } = replyOf('debian-12-nginx', 'portOwner', '80');
const { stdout: apache } = replyOf('debian-13-apache', 'portOwner', '80');
const owner = (stdout: string) => read('portOwner', { stdout }, '80');

describe('who stands at a port', () => {
  it('is the web server that came with a real Debian 12, and shows nothing but its welcome', () => {
    expect(seenOn('debian-12-nginx', 'portOwner', '80')).toEqual({
      program: 'nginx',
      unit: 'nginx.service',
      package: 'nginx',
      onlyWelcome: true,
    });
  });

  it('is Apache on a real Debian 13 where it was just installed', () => {
    expect(seenOn('debian-13-apache', 'portOwner', '80')).toEqual({
      program: 'apache2',
      unit: 'apache2.service',
      package: 'apache2-bin',
      onlyWelcome: true,
    });
  });

  it('is nobody where nobody listens', () => {
    expect(seenOn('debian-12-nginx', 'portOwner', '443')).toBeNull();
  });

  it('is never a welcome page where it is no web server', () => {
    expect(seenOn('debian-12-nginx', 'portOwner', '22')).toEqual({
      program: 'sshd',
      unit: 'ssh.service',
      package: 'openssh-server',
      onlyWelcome: false,
    });
  });

  it("is never Docker's own unit where a container is behind it", () => {
    expect(seenOn('debian-13-nftables', 'portOwner', '80')).toMatchObject({
      program: 'docker-proxy',
      unit: null,
      onlyWelcome: false,
    });
  });

  it('may be a program that no unit and no package knows', () => {
    const stdout = `program node\ncommand node server.js \ncgroup 0::/user.slice/user-0.slice/session-4.scope\nexe /usr/local/bin/node\n`;
    expect(owner(stdout)).toEqual({
      program: 'node',
      unit: null,
      package: null,
      onlyWelcome: false,
    });
  });
});

describe('a web server that serves something', () => {
  const now = (text: string, from: string, to: string) => {
    expect(text).toContain(from);
    return owner(text.replace(from, to))?.onlyWelcome;
  };
  const also = (text: string, line: string) => owner(`${text}${line}\n`)?.onlyWelcome;

  it('is not a welcome page where any setting was changed', () => {
    const line = /^is (\S+) \/etc\/nginx\/sites-available\/default$/m;
    const [, digest = ''] = line.exec(nginx) ?? [];
    const changed = '0'.repeat(32);
    expect(
      owner(nginx.replace(line, `is ${changed} /etc/nginx/sites-available/default`)),
    ).toMatchObject({ onlyWelcome: false });
    // The same change in what the package brought would be no change.
    expect(owner(nginx.replaceAll(digest, changed))).toMatchObject({ onlyWelcome: true });
  });

  it('nor where its welcome page was', () => {
    const [, digest = ''] = /^is (\S+) \/var\/www\/html\/index\.html$/m.exec(apache) ?? [];
    expect(digest).toMatch(/^[0-9a-f]{32}$/);
    expect(
      now(
        apache,
        `is ${digest} /var/www/html/index.html`,
        `is ${'0'.repeat(32)} /var/www/html/index.html`,
      ),
    ).toBe(false);
  });

  it.each([
    ['another site is there', 'is 00000000000000000000000000000000 /etc/nginx/conf.d/shop.conf'],
    [
      'another site is switched on',
      'link /etc/nginx/sites-enabled/shop /etc/nginx/sites-available/shop',
    ],
    ['its one site is another', 'link /etc/nginx/sites-enabled/default /srv/site.conf'],
    ['a page is there', 'is 00000000000000000000000000000000 /var/www/html/index.php'],
    [
      'a page with a space in its name is there',
      'is 7df3d7cf3358af3f470ac7229387ef94 /var/www/a b',
    ],
    ['a page leads elsewhere', 'link /var/www/html/shop /srv/shop'],
    ['something odd is there', 'odd /var/www/html/socket'],
    ['there is too much to look at', 'many'],
    ['it is in a container of another kind', 'elsewhere'],
    ['a control panel keeps it', 'panel Plesk'],
  ])('nor where %s', (_, line) => {
    expect(also(nginx, '')).toBe(true);
    expect(also(nginx, line)).toBe(false);
  });

  it('nor where it was started with settings of its own', () => {
    expect(
      now(
        nginx,
        'command nginx: master process /usr/sbin/nginx',
        'command nginx: master process /usr/sbin/nginx -c /srv/nginx.conf',
      ),
    ).toBe(false);
    expect(
      now(
        apache,
        'command /usr/sbin/apache2 -k start',
        'command /usr/sbin/apache2 -f /srv/a.conf -k start',
      ),
    ).toBe(false);
  });

  it('nor where another unit starts it, or no package brought it', () => {
    expect(owner(nginx.replaceAll('/nginx.service', '/bitnami.service'))?.onlyWelcome).toBe(false);
    expect(now(nginx, 'package nginx', 'package openresty')).toBe(false);
    expect(now(nginx, 'package nginx\n', '')).toBe(false);
  });

  it('nor where its settings could not be read', () => {
    expect(owner(nginx.replace(/^is .*\n/gm, ''))?.onlyWelcome).toBe(false);
  });

  it.each([
    'link /etc/apache2/sites-enabled/shop.conf ../sites-available/shop.conf',
    'link /etc/apache2/conf-enabled/phpmyadmin.conf ../conf-available/phpmyadmin.conf',
    'link /etc/apache2/mods-enabled/proxy_http.load ../mods-available/proxy_http.load',
    'link /etc/apache2/mods-enabled/userdir.conf ../mods-available/userdir.conf',
    'link /etc/apache2/mods-enabled/ssl.load /srv/ssl.load',
  ])('nor where Apache has %s', (line) => {
    expect(also(apache, line)).toBe(false);
  });

  it('may load modules that show nothing by themselves', () => {
    expect(
      also(apache, 'link /etc/apache2/mods-enabled/php8.4.load ../mods-available/php8.4.load'),
    ).toBe(true);
    expect(also(apache, 'link /etc/apache2/mods-enabled/ssl.load ../mods-available/ssl.load')).toBe(
      true,
    );
  });
});

describe('a web server from rpm', () => {
  const sha = (digit: string) => digit.repeat(64);
  /** As `rpm -q --dump` lists files: httpd and nginx of Enterprise Linux 9, whose page is a link. */
  const rocky = [
    'program nginx',
    'command nginx: master process /usr/sbin/nginx ',
    'cgroup 0::/system.slice/nginx.service',
    'exe /usr/sbin/nginx',
    'package nginx-core',
    `dump /etc/nginx/nginx.conf ${sha('a')} X`,
    `dump /usr/share/nginx/html/404.html ${sha('b')} X`,
    `dump /usr/share/nginx/html/index.html ${sha('0')} ../../testpage/index.html`,
    `is ${sha('a')} /etc/nginx/nginx.conf`,
    `is ${sha('b')} /usr/share/nginx/html/404.html`,
    'link /usr/share/nginx/html/index.html ../../testpage/index.html',
    '',
  ].join('\n');

  it('shows its welcome page as long as all is as the package brought it', () => {
    expect(owner(rocky)).toEqual({
      program: 'nginx',
      unit: 'nginx.service',
      package: 'nginx-core',
      onlyWelcome: true,
    });
  });

  it.each([
    [`is ${sha('a')} /etc`, `is ${sha('c')} /etc`],
    [
      'link /usr/share/nginx/html/index.html ../../testpage/index.html',
      'link /usr/share/nginx/html/index.html /srv/index.html',
    ],
    [
      'link /usr/share/nginx/html/index.html ../../testpage/index.html',
      `is ${sha('c')} /usr/share/nginx/html/index.html`,
    ],
  ])('does not once %j is %j', (from, to) => {
    expect(rocky).toContain(from);
    expect(owner(rocky.replace(from, to))?.onlyWelcome).toBe(false);
  });
});

describe('what that means', () => {
  it('is that a welcome page may go, and anything else only its owner may stop', () => {
    const welcome = seenOn('debian-12-nginx', 'portOwner', '80');
    expect(say('portOwner', welcome, '80')).toBe(
      '! nginx at port 80 only shows the page that came with it | nginx.service, the package nginx',
    );
    expect(judge('portOwner', welcome, '80')?.advice).toEqual([
      'Nobody needs it. On the server: systemctl disable --now nginx.service',
    ]);
    const kept = {
      program: 'httpd',
      unit: 'httpd.service',
      package: 'ea-apache24',
      onlyWelcome: false,
      keeper: 'cPanel',
    };
    expect(say('portOwner', kept, '443')).toBe(
      '! httpd at port 443 is there for something | httpd.service, the package ea-apache24, cPanel',
    );
    expect(judge('portOwner', kept, '443')?.advice?.[0]).toMatch(
      /^cPanel keeps this server's websites/,
    );
    expect(say('portOwner', null, '80')).toBe('· Nobody stands at port 80');
    expect(say('portOwner', seenOn('debian-13-nftables', 'portOwner', '80'), '80')).toBeUndefined();
  });
});
