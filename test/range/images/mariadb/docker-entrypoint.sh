#!/bin/sh
# Debian's MariaDB as the official images of MariaDB and MySQL start theirs (docker-library, docker-entrypoint.sh):
# the first start makes a database, and a user with a password who may use just that; others find all there.
set -eu
user=${MARIADB_USER:-${MYSQL_USER:-}}
database=${MARIADB_DATABASE:-${MYSQL_DATABASE:-}}
password=${MARIADB_PASSWORD:-${MYSQL_PASSWORD:-}}
root=${MARIADB_ROOT_PASSWORD:-${MYSQL_ROOT_PASSWORD:-${MARIADB_RANDOM_ROOT_PASSWORD:-${MYSQL_RANDOM_ROOT_PASSWORD:-}}}}
data=/var/lib/mysql
set -- mariadbd --user=mysql --bind-address=0.0.0.0 --skip-name-resolve "$@"
if [ ! -e "$data/mysql" ]; then
  if [ -z "$root" ]; then
    echo "Database is uninitialized and password option is not specified" >&2
    exit 1
  fi
  chown mysql:mysql "$data"
  mariadb-install-db --user=mysql --datadir="$data" --skip-test-db >/dev/null
  umask 077
  {
    echo "CREATE DATABASE IF NOT EXISTS \`$database\` CHARACTER SET utf8mb4;"
    echo "CREATE USER IF NOT EXISTS '$user'@'%' IDENTIFIED BY '$password';"
    echo "GRANT ALL ON \`$database\`.* TO '$user'@'%';"
  } > /tmp/first.sql
  chown mysql /tmp/first.sql
  set -- "$@" --init-file=/tmp/first.sql
fi
mkdir -p /run/mysqld && chown mysql:mysql /run/mysqld
exec "$@"
