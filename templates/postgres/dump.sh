# Writes the database into one file, and reads all of it back: a dump that cannot be read is no backup.
set -eu
umask 077
<% if before %>
# All of a project starts at the same time.
tries=0
until pg_isready --quiet; do
    tries=$((tries + 1))
    [ "$tries" -lt 120 ] || { echo "gave up: the database does not answer" >&2; exit 1; }
    echo "waiting for the database"
    sleep 5
done
tables=$(psql --no-password -Atc "select count(*) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')")
if [ "$tables" = 0 ]; then
    echo "the database is empty"
    exit 0
fi
file="/backup/<$ name $>-$(date -u +%Y%m%dT%H%M%SZ)-before-<$ before $>.dump"
<% else %>
file="/backup/<$ name $>-$(date -u +%Y%m%dT%H%M%SZ).dump"
<% endif %>
pg_dump --format=custom --no-password --file="$file"
pg_restore --file=/dev/null "$file"
ls -l "$file"
