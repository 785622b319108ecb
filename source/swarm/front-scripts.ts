import { INSIDE } from '../front/container.ts';

/** Where the front's files are put together on each server of a cluster; in memory only. */
export const SERVED = '/served';

/**
 * Puts what the front serves where the fronts of its server read it, and says by the last file that
 * all of it is there. A service of its own: another certificate is another one of these, and
 * the front itself is not started anew.
 */
export const CARRIER_SCRIPT = `#!/bin/sh
# Hands the web server of this machine its certificate and configuration. Written by setup-server.
set -eu
umask 077
install=$1
cd ${SERVED}
put() { cp "$1" "$2.new" && mv "$2.new" "$2"; }
mkdir -p "certificates/$install" sites
put /run/secrets/fullchain.pem "certificates/$install/fullchain.pem"
put /run/secrets/key.pem "certificates/$install/key.pem"
put /nginx.conf nginx.conf
put /site.conf "sites/$install.conf"
cat /run/secrets/fullchain.pem /nginx.conf /site.conf | sha256sum > stamp.new
mv stamp.new stamp
trap 'exit 0' TERM QUIT
while :; do sleep 3600 & wait $!; done
`;

/** nginx, which takes up what was changed without dropping a connection. */
export const FRONT_SCRIPT = `#!/bin/sh
# The web server in front. Written by setup-server.
stamp=${INSIDE}/stamp conf=${INSIDE}/nginx.conf
trap 'exit 0' TERM QUIT
until [ -s "$stamp" ]; do sleep 1 & wait $!; done
trap - TERM QUIT
seen=$(cat "$stamp")
while :; do
  sleep 2
  now=$(cat "$stamp")
  [ -n "$now" ] && [ "$now" != "$seen" ] || continue
  seen=$now
  nginx -t -q -c "$conf" && nginx -c "$conf" -s reload
done &
exec nginx -c "$conf" -g 'daemon off;'
`;
