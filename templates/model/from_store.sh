# Brings the objects of the model into an empty volume. What is there already, because this starts anew, is not brought twice.
set -eu
rclone copy "store:<$ source $>" "$MODEL_PATH"
[ -n "$(ls -A "$MODEL_PATH")" ] || { echo "nothing at <$ source $>" >&2; exit 1; }
