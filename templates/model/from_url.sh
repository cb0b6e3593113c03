# Brings the file of the model into an empty volume, and looks whether it is the one that is meant.
set -eu
cd "$MODEL_PATH"
echo "<$ checksum $>  <$ file $>" >/tmp/checksum
sha256sum -c /tmp/checksum 2>/dev/null || rclone copyurl "<$ url $>" "<$ file $>"
sha256sum -c /tmp/checksum
