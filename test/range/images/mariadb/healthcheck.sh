#!/bin/sh
# Whether it takes connections: while the first start makes its tables, it listens on no port.
exec mariadb-admin --protocol=tcp --host=127.0.0.1 ping >/dev/null 2>&1
