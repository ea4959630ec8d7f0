#!/bin/bash
set -e
if [ "$(id -u)" = 0 ]; then
  chown -R zookeeper /data /datalog /logs /conf
  exec gosu zookeeper "$0" "$@"
fi
[ -f /conf/zoo.cfg ] || printf '%s\n' dataDir=/data dataLogDir=/datalog clientPort=2181 4lw.commands.whitelist=srvr,ruok > /conf/zoo.cfg
[ -f /data/myid ] || echo 1 > /data/myid
exec java -cp '/conf:/usr/share/java/*' -Dzookeeper.log.dir=/logs "$@"
