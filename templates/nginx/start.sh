# nginx asks name servers itself and by whole names only. Who they are, and how the names of this cluster end, stands in the file
# that every container has; nginx does not read it.
set -eu
mkdir -p /tmp/nginx
servers=$(awk '$1 == "nameserver" { print ($2 ~ /:/) ? "[" $2 "]" : $2 }' /etc/resolv.conf)
domain=$(awk '$1 == "search" { for (i = 2; i <= NF; i++) if ($i ~ /^svc\./) { print substr($i, 5); exit } }' /etc/resolv.conf)
if [ -z "$servers" ]; then
    echo "/etc/resolv.conf names no server" >&2
    exit 1
fi
# shellcheck disable=SC2086 # one word for each server
echo resolver $servers "valid=30s;" >/tmp/nginx/resolver.conf
if [ -n "$domain" ]; then
    echo "domain $domain;" >/tmp/nginx/domain.map
fi
exec nginx -e stderr -c /etc/front-door/nginx.conf
