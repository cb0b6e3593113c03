#!/bin/sh
# `redis-cli ping` ends with 0 even when the server refuses the password; with `-e` it does not.
REDISCLI_AUTH=$(cat /run/secrets/redis/password)
export REDISCLI_AUTH
exec redis-cli -e -p <$ port $> ping
