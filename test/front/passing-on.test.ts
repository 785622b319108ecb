import { describe, expect, it } from 'vitest';
import { passOnPlain, passOnSecure } from '../../source/front/passing-on.ts';
import type { FrontGoal } from '../../source/goal.ts';

const names = ['example.org', 'www.example.org'] as const;
const behind = (owner: string): FrontGoal => ({ http: 8080, https: 8443, behind: true, owner });
const plain = (owner: string) => passOnPlain(behind(owner), names, '203.0.113.7');
const secure = (owner: string) => passOnSecure(behind(owner), names, 'study');

describe('the lines that make another web server pass visitors on', () => {
  it('are a server of its own for nginx (nginx.org/en/docs/http/ngx_http_proxy_module.html)', () => {
    expect(plain('nginx')).toEqual({
      program: 'nginx',
      afterwards: 'nginx -t && nginx -s reload',
      lines: [
        'server {',
        '  listen 80;',
        '  server_name example.org www.example.org;',
        '  location / {',
        '    proxy_pass http://127.0.0.1:8080;',
        '    proxy_set_header Host $host;',
        '    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
        '  }',
        '}',
      ],
    });
    expect(secure('nginx').lines).toContain(
      '  ssl_certificate /etc/setup-server/front/certificates/study/fullchain.pem;',
    );
  });

  it('are a virtual host for Apache (httpd.apache.org/docs/2.4/mod/mod_proxy.html)', () => {
    for (const owner of ['apache2', 'httpd']) {
      expect(plain(owner).lines).toEqual([
        '<VirtualHost *:80>',
        '  ServerName example.org',
        '  ServerAlias www.example.org',
        '  ProxyPreserveHost On',
        '  ProxyPass / http://127.0.0.1:8080/',
        '</VirtualHost>',
      ]);
    }
    expect(secure('apache2').lines).toEqual([
      '<VirtualHost *:443>',
      '  ServerName example.org',
      '  ServerAlias www.example.org',
      '  ProxyPreserveHost On',
      '  SSLEngine on',
      '  SSLCertificateFile /etc/setup-server/front/certificates/study/fullchain.pem',
      '  SSLCertificateKeyFile /etc/setup-server/front/certificates/study/key.pem',
      '  SSLProxyEngine on',
      '  ProxyPass / https://127.0.0.1:8443/ upgrade=websocket',
      '</VirtualHost>',
    ]);
  });

  it('are a site for Caddy, which gets a certificate itself (caddyserver.com/docs/caddyfile)', () => {
    expect(plain('caddy').lines).toEqual([
      'http://example.org, http://www.example.org {',
      '  reverse_proxy http://127.0.0.1:8080',
      '}',
    ]);
    expect(secure('caddy').lines).toEqual([
      'example.org, www.example.org {',
      '  reverse_proxy https://127.0.0.1:8443 {',
      '    transport http {',
      '      tls_server_name example.org',
      '    }',
      '  }',
      '}',
    ]);
  });

  it('show what is meant to whoever keeps another one', () => {
    expect(plain('haproxy')).toMatchObject({
      program: 'as in nginx',
      afterwards: 'the same for haproxy, then reload it',
    });
  });

  it('lead from a container to the server, not to the container itself', () => {
    expect(plain('the container proxy').lines.join()).toContain('http://203.0.113.7:8080');
  });

  describe('to an app below a path, within the site that its name has already', () => {
    const below = { path: '/interviews/', plain: false };
    const open = (owner: string, plainOnly = false) =>
      passOnPlain(behind(owner), names, '203.0.113.7', { ...below, plain: plainOnly });
    const closed = (owner: string) => passOnSecure(behind(owner), names, 'forms', below);

    it('are locations for nginx, and leave the rest of the site alone', () => {
      expect(open('nginx')).toMatchObject({
        within: 'server { … } of example.org, port 80; make it if it is not there',
        lines: [
          'location /.well-known/acme-challenge/ {',
          '  proxy_pass http://127.0.0.1:8080;',
          '  proxy_set_header Host $host;',
          '  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
          '}',
          'location /interviews/ {',
          '  proxy_pass http://127.0.0.1:8080;',
          '  proxy_set_header Host $host;',
          '  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
          '}',
        ],
      });
      const { lines } = closed('nginx');
      expect(lines[0]).toBe('location /interviews/ {');
      expect(lines).toContain('  proxy_pass https://127.0.0.1:8443;');
      expect(lines).toContain('  proxy_set_header Upgrade $http_upgrade;');
      expect(lines.join()).not.toContain('ssl_certificate ');
    });

    it('are ProxyPass lines for Apache', () => {
      expect(open('apache2').lines).toEqual([
        'ProxyPreserveHost On',
        'ProxyPass /.well-known/acme-challenge/ http://127.0.0.1:8080/.well-known/acme-challenge/',
        'ProxyPass /interviews/ http://127.0.0.1:8080/interviews/',
      ]);
      expect(closed('apache2').lines).toEqual([
        'ProxyPreserveHost On',
        'SSLProxyEngine on',
        'RequestHeader set X-Forwarded-Proto expr=%{REQUEST_SCHEME}',
        'ProxyPass /interviews/ https://127.0.0.1:8443/interviews/ upgrade=websocket',
      ]);
    });

    it('say how visitors came in where only the other web server has a certificate', () => {
      expect(open('nginx', true).within).toContain('ports 80 and 443');
      expect(open('nginx', true).lines).toContain('  proxy_set_header X-Forwarded-Proto $scheme;');
      expect(open('apache2', true).lines.join()).toContain('X-Forwarded-Proto');
    });

    it('are handlers for Caddy', () => {
      expect(closed('caddy').lines[0]).toBe('handle /interviews/* {');
    });
  });
});
