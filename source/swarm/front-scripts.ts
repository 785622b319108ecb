import { INSIDE } from '../front/container.ts';

/** Where the front's files are put together on each server of a cluster; in memory only. */
export const SERVED = '/served';

/**
 * Puts what the front serves where the fronts of its server read it, and says by the last file that
 * all of it is there. A service of its own: another certificate is another one of these, and
 * the front itself is not started anew. `secured`: the front has a certificate.
 */
export function carrierScript(secured: boolean): string {
  return `#!/bin/sh
# Hands the web server of this machine its certificate and configuration. Written by setup-server.
set -eu
umask 077
install=$1
cd ${SERVED}
put() { cp "$1" "$2.new" && mv "$2.new" "$2"; }
mkdir -p ${secured ? '"certificates/$install" ' : ''}sites
${secured ? CERTIFICATE : ''}put /nginx.conf nginx.conf
put /site.conf "sites/$install.conf"
cat ${secured ? '/run/secrets/fullchain.pem ' : ''}/nginx.conf /site.conf | sha256sum > stamp.new
mv stamp.new stamp
trap 'exit 0' TERM QUIT
while :; do sleep 3600 & wait $!; done
`;
}

const CERTIFICATE = `put /run/secrets/fullchain.pem "certificates/$install/fullchain.pem"
put /run/secrets/key.pem "certificates/$install/key.pem"
`;

/** Where a front writes at which addresses the copies are that visitors shall stay with. */
export const PLACES = '/run/setup-server-places.conf';

/** What nginx calls the copies of a part there. */
export function stickyPlace(part: string): string {
  return `sticky_${part}`;
}

/**
 * nginx, which takes up what was changed without dropping a connection. Its arguments are parts of which each
 * visitor shall stay with one copy, with their port: `app:80`. Their addresses stand in order, so that a visitor
 * comes to the same copy by whichever server. (nginx's own `resolve` keeps no order, and is not in every nginx that we have.)
 * `visitor`: the variable that tells one from another.
 */
export function frontScript(visitor: string): string {
  return `#!/bin/sh
# The web server in front. Written by setup-server.
stamp=${INSIDE}/stamp conf=${INSIDE}/nginx.conf places=${PLACES}
place() {
  printf 'upstream ${stickyPlace('%s')} {\\n  hash ${visitor} consistent;\\n' "$1"
  printf '  server %s;\\n' $2
  echo '}'
}
# Not every image has getent; BusyBox has the other one.
addresses() {
  getent ahostsv4 "$1" 2>/dev/null | cut -d ' ' -f 1 | grep . ||
    nslookup -type=a "$1" 2>/dev/null | sed -n '/^Name:/,$ s/^Address.*: //p' | grep .
}
find_places() {
  for each; do
    found=$(addresses "\${each%:*}") || return
    place "\${each%:*}" "$(echo "$found" | sed "s/$/:\${each#*:}/" | sort -u)"
  done > "$places.new"
}
trap 'exit 0' TERM QUIT
until [ -s "$stamp" ]; do sleep 1 & wait $!; done
trap - TERM QUIT
for each; do place "\${each%:*}" 127.0.0.1:9; done > "$places"
find_places "$@" && mv "$places.new" "$places"
seen=$(cat "$stamp")
while :; do
  sleep 2
  now=$(cat "$stamp")
  [ -n "$now" ] || continue
  # Nobody is found while all copies rest: where they were is as good as anything.
  if [ $# -gt 0 ] && find_places "$@" && ! cmp -s "$places.new" "$places"; then
    mv "$places.new" "$places"
    seen=
  fi
  [ "$now" != "$seen" ] || continue
  seen=$now
  nginx -t -q -c "$conf" && nginx -c "$conf" -s reload
done &
exec nginx -c "$conf" -g 'daemon off;'
`;
}
