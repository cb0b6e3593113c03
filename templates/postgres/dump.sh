# Writes the database into one file, and reads all of it back: a dump that cannot be read is no backup.
set -eu
umask 077
file="/backup/<$ name $>-$(date -u +%Y%m%dT%H%M%SZ).dump"
pg_dump --format=custom --no-password --file="$file"
pg_restore --file=/dev/null "$file"
ls -l "$file"
