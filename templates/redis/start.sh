#!/bin/sh
# The password goes from the Secret into a file of this container's own: as an argument it would stand in the list of processes.
set -eu
umask 077
password=$(sed 's/[\\"]/\\&/g' /run/secrets/redis/password)
printf 'requirepass "%s"\n' "$password" > /tmp/auth.conf
exec redis-server /etc/redis/redis.conf
