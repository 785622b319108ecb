#!/bin/bash
# Stand-in for the start script that the builder writes beside its recipe: options, then the word "start".
[ $# -eq 0 ] && { echo "Usage: docker run <container> [help|list|start]"; exit 0; }
EXPFACTORY_START="no"
EXPFACTORY_DATABASE="filesystem"
while [ $# -gt 0 ]; do
  case $1 in
    --database | --db) EXPFACTORY_DATABASE=$2; shift 2 ;;
    list) ls -1 /scif/apps; exit ;;
    start) EXPFACTORY_START="yes"; shift ;;
    *) echo "Unknown option: $1"; exit 1 ;;
  esac
done
[ "$EXPFACTORY_START" = yes ] || exit 0
export EXPFACTORY_DATABASE
echo "Database set as $EXPFACTORY_DATABASE"
exec python3 -m expfactory.serve
