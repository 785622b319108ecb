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
});
