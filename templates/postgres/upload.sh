# Sends the dump, and compares what arrived with what was sent. Only then old ones go, so that the newest always stays.
set -eu
folder="store:<$ bucket $>/<$ folder $>"
rclone copy -v --stats-one-line /backup "$folder"
rclone check --one-way /backup "$folder"
rclone delete -v --min-age <$ keep_seconds $>s --include '*.dump' "$folder"
