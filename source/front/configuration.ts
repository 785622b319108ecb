import { challenge } from './challenge.ts';
import { INSIDE } from './container.ts';
import type { FrontPorts } from './ports.ts';
import type { Site } from './site.ts';

export { type Site, siteConfiguration } from './site.ts';

/**
 * The front's own `nginx.conf`, the same for every server, but where another web server passes
 * visitors on; sites come in by `include`. For nginx 1.25.1 or newer. Starts without any site and
 * without any app.
 */
export function nginxConfiguration({
  behind,
  challengesAt,
}: Pick<FrontPorts, 'behind'> & Pick<Site, 'challengesAt'> = {}): string {
  return `# Written by setup-server, which also overwrites it.

worker_processes auto;
worker_rlimit_nofile 8192;
# After a reload the old workers stay until their last WebSocket ends; not longer than this.
worker_shutdown_timeout 24h;
pid /run/nginx.pid;
error_log /dev/stderr warn;

events {
  worker_connections 2048;
}

http {
  default_type application/octet-stream;
  server_tokens off;
  # A name may have 253 characters (RFC 1035).
  server_names_hash_bucket_size 512;
  tcp_nopush on;
${behind ? PASSED_ON : ''}  # No gzip: it would also squeeze pages that hold a secret beside what a visitor sent (BREACH).
  # An app knows which of its answers may be squeezed, and its own choice goes through.

  # Neither a visitor's whole address nor what follows the "?" is written down: both can name people.
  map $remote_addr $logged_address {
    "~^(?<net4>[0-9]+\\.[0-9]+\\.[0-9]+)\\." $net4.0;
    "~^(?<net6>[0-9a-f]+:[0-9a-f]*):" $net6::;
    default -;
  }
  map $request_uri $logged_path {
    "~^(?<before>[^?]*)" $before;
    default -;
  }
  log_format brief '$logged_address [$time_iso8601] $host "$request_method $logged_path" '
                   '$status $body_bytes_sent $request_time';
  access_log /dev/stdout brief;

  # Docker's own DNS. An app is looked up when it is asked for: nginx starts without it, and finds
  # it again at its new address after it was replaced. Not remembered for longer than a second:
  # Docker may give the old address to another app at once.
  resolver 127.0.0.11 valid=1s ipv6=off;
  resolver_timeout 5s;
${challengesAt === undefined ? '' : ON_SEVERAL}
  # Mozilla's intermediate profile, guideline 5.7, without its DHE suites: they need parameters of their own,
  # and every browser that can do them can do ECDHE.
  # Curves are OpenSSL's choice: newer ones bring the post-quantum X25519MLKEM768.
  # No stapling: Let's Encrypt's certificates have had no OCSP address since 2025.
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;
  ssl_prefer_server_ciphers off;
  ssl_session_cache shared:tls:10m;
  ssl_session_timeout 1d;
  ssl_session_tickets off;
  http2 on;

  # What the app says itself comes first. A month: long enough to protect whoever comes back,
  # short enough to leave HTTPS again. Other names of the domain are not ours to decide about.
  map $upstream_http_strict_transport_security $strict_transport_security {
    "" "max-age=2592000";
    default "";
  }

  # Only IPv4: Docker brings IPv6 visitors in over it, and a kernel without IPv6 would not let nginx start.
  server {
    listen 80 default_server;
    server_name _;
${challenge('    ', challengesAt)}
    location / {
      default_type text/plain;
      return 404 "There is no site by this name on this server.\\n";
    }
  }

  server {
    listen 443 ssl default_server;
    server_name _;
    ssl_reject_handshake on;
    return 421;
  }

  include ${INSIDE}/sites/*.conf;
}
`;
}

/** How soon the kernel notices is set where the front is started on a cluster. What was sent by POST is never sent again. */
const ON_SEVERAL = `
  # A copy whose server is gone does not even say so: the kernel asks, and another copy is asked then.
  proxy_socket_keepalive on;
`;

/** Of several addresses the last counts, which the web server in front has put there itself. */
const PASSED_ON = `
  # Nobody but programs on this server gets here. The one that passes visitors on says who they are.
  set_real_ip_from 0.0.0.0/0;
  real_ip_header X-Forwarded-For;

`;
