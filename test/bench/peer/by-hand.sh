#!/bin/bash
# by-hand.sh ADDRESS NAME: what a careful person writes by hand. Docker, an nginx in front, a certificate, JATOS behind
# it; one SSH connection, one thing after another. May be run again: it does what is missing. Prints "PHASE SECONDS".
set -euo pipefail
address=$1 name=$2
front=nginx:1.30-alpine jatos=jatos/jatos:3.10.4

sockets=$(mktemp -d)
ssh=(ssh -o StrictHostKeyChecking=accept-new -o ControlPath="$sockets/%C" -l root)
trap '"${ssh[@]}" -O exit "$address" 2>/dev/null || true; rm -rf "$sockets"' EXIT
# Runs the script on standard input on the server.
remote() { "${ssh[@]}" -n "$address" "set -eu; name=$name front=$front jatos=$jatos; $(cat)"; }
since=$EPOCHREALTIME
phase() {
  echo "$1 $(awk "BEGIN { print $EPOCHREALTIME - $since }")"
  since=$EPOCHREALTIME
}
# For scripts on the server: put PATH MODE writes standard input there if it is something else.
put='put() { (umask 077; cat > "$1.new"); if cmp -s "$1.new" "$1"; then rm "$1.new"; return 1; fi; chmod "$2" "$1.new"; mv "$1.new" "$1"; }'

"${ssh[@]}" -o ControlMaster=yes -o ControlPersist=60 "$address" true
phase connect

remote <<'END' >&2
command -v docker >/dev/null && command -v lego >/dev/null || {
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq -o DPkg::Lock::Timeout=120 update
  apt-get -qq -y -o DPkg::Lock::Timeout=120 install --no-install-recommends docker.io lego ca-certificates
}
END
phase packages

remote <<'END' >&2
docker image inspect "$front" >/dev/null 2>&1 || docker pull -q "$front"
END
phase pull-front

remote <<END >&2
$put
install -d /srv/front/conf.d /srv/front/certificates /srv/front/challenges
[ -e /srv/front/conf.d/jatos.conf ] || put /srv/front/conf.d/default.conf 644 <<'CONF' || true
server {
  listen 80 default_server;
  location /.well-known/acme-challenge/ { root /srv/challenges; }
  location / { return 404; }
}
CONF
docker network inspect front >/dev/null 2>&1 || docker network create front
[ "\$(docker inspect -f '{{.State.Running}} {{.Config.Image}}' front 2>/dev/null)" = "true \$front" ] || {
  docker rm -f front >/dev/null 2>&1 || true
  docker run -d --name front --network front --restart always -p 80:80 -p 443:443 \
    --log-opt max-size=10m --log-opt max-file=3 -v /srv/front/conf.d:/etc/nginx/conf.d:ro \
    -v /srv/front/certificates:/etc/nginx/certificates:ro \
    -v /srv/front/challenges:/srv/challenges/.well-known/acme-challenge:ro "\$front"
}
END
phase front

remote <<'END' >&2
crt=/srv/front/lego/certificates/$name.crt
# With a month left, it is good.
if ! openssl x509 -checkend 2592000 -noout -in "$crt" >/dev/null 2>&1; then
  webroot=$(mktemp -d)
  install -d "$webroot/.well-known"
  chmod 755 "$webroot"
  ln -s /srv/front/challenges "$webroot/.well-known/acme-challenge"
  lego --accept-tos --path /srv/front/lego -m admin@$name -s https://acme-v02.api.letsencrypt.org/directory \
    --http --http.webroot "$webroot" -d "$name" run
  rm -rf "$webroot"
  install -m 600 "${crt%.crt}.key" /srv/front/certificates/jatos.key
  install -m 644 "$crt" /srv/front/certificates/jatos.crt
fi
END
phase certificate

remote <<'END' >&2
install -d -m 700 /srv/jatos
[ -s /srv/jatos/env.list ] || {
  umask 077
  printf 'JATOS_SECRET=%s\nJATOS_LOGS_APPENDER=ASYNCSTDOUT\n' "$(openssl rand -hex 32)" > /srv/jatos/env.new
  mv /srv/jatos/env.new /srv/jatos/env.list
}
END
phase settings

remote <<'END' >&2
docker image inspect "$jatos" >/dev/null 2>&1 || docker pull -q "$jatos"
END
phase pull-app

remote <<'END' >&2
docker volume inspect jatos-data >/dev/null 2>&1 || docker volume create jatos-data
[ "$(docker inspect -f '{{.State.Running}} {{.Config.Image}}' jatos 2>/dev/null)" = "true $jatos" ] || {
  docker rm -f jatos >/dev/null 2>&1 || true
  docker run -d --name jatos --network front --restart always --env-file /srv/jatos/env.list \
    --log-opt max-size=10m --log-opt max-file=5 \
    -v jatos-data:/opt/jatos_data "$jatos" -Dplay.http.session.secure=true -Djatos.idCookies.secure=true
}
END
phase run

remote <<END >&2
$put
if put /srv/front/conf.d/jatos.conf 644 <<CONF
server {
  listen 80 default_server;
  location /.well-known/acme-challenge/ { root /srv/challenges; }
  location / { return 301 https://\\\$host\\\$request_uri; }
}
server {
  listen 443 ssl;
  http2 on;
  server_name $name;
  ssl_certificate certificates/jatos.crt;
  ssl_certificate_key certificates/jatos.key;
  ssl_protocols TLSv1.2 TLSv1.3;
  client_max_body_size 500m;
  # Docker's own DNS: JATOS may move.
  resolver 127.0.0.11 valid=1s;
  set \\\$jatos http://jatos:9000;
  location / {
    proxy_pass \\\$jatos;
    proxy_http_version 1.1;
    proxy_set_header Upgrade \\\$http_upgrade;
    proxy_set_header Connection upgrade;
    proxy_set_header Host \\\$host;
    proxy_set_header X-Forwarded-For \\\$remote_addr;
    proxy_set_header X-Forwarded-Proto https;
  }
}
CONF
then
  rm -f /srv/front/conf.d/default.conf
  docker exec front nginx -t -q
  docker exec front nginx -s reload
fi
END
phase site

end=$((SECONDS + 60))
until curl -sf -m 2 -o /dev/null "https://$name/ping"; do
  [ $SECONDS -lt $end ] || { echo "https://$name does not answer." >&2; exit 1; }
  sleep 0.1
done
phase https
