#!/bin/bash
# Stand-in for JATOS' loader: PID 1 that lets SIGTERM pass, and sleeps on when its Java is dead.
cd "$(dirname "$0")" || exit 1
pidfile=RUNNING_PID

start() {
  rm -f $pidfile
  export GENERATED_SECRET; GENERATED_SECRET=$(head -c 48 /dev/urandom | base64 -w0)
  echo -n "Starting JATOS"
  ./jatos "$@" &
  for _ in $(seq 600); do
    [ -e $pidfile ] && { echo "...started"; echo "To use JATOS open 0.0.0.0:9000 in your browser"; break; }
    kill -0 $! 2>/dev/null || { wait $!; exit 1; }
    sleep 0.1
  done
  while :; do sleep 2073600; done
}

stop() {
  [ -e $pidfile ] && kill -0 "$(cat $pidfile)" 2>/dev/null || { echo "JATOS is not running"; exit 1; }
  echo -n "Stopping JATOS"; kill -TERM "$(cat $pidfile)"
  for _ in $(seq 20); do [ -e $pidfile ] || { echo "...stopped"; exit 0; }; sleep 0.5; done
  echo "...did not stop"; exit 1
}

trap 'exit 0' INT
case $1 in start) shift; start "$@" ;; stop) stop ;; *) echo "Usage: loader.sh start|stop"; exit 1 ;; esac
