# Sends the copy, and compares what arrived with what was sent. Only then old ones go, so that the newest always stays.
set -eu
folder="store:<$ bucket $>/<$ folder $>"
<% if may_be_nothing %>
if [ -z "$(ls <$ from $>)" ]; then
    echo "there is nothing to copy"
    exit 0
fi
<% endif %>
rclone copy -v --stats-one-line <$ from $> "$folder"
rclone check --one-way <$ from $> "$folder"
<% if tree %>
# What was deleted here stays there: a file that was deleted by mistake is what copies are for.
if [ -d <$ tree $> ]; then
    rclone copy -v --stats-one-line --exclude '/lost+found/**' <$ tree $> "$folder/artifacts"
fi
<% endif %>
rclone delete -v --min-age <$ keep_seconds $>s --include '/*.<$ ending $>' "$folder"
