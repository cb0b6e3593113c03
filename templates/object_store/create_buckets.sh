# Creates the buckets that the spec names; one that is there already stays as it is.
set -eu
for bucket in<% for bucket in buckets %> <$ bucket $><% endfor %>; do
  # The store may still be starting.
  until rclone mkdir --retries 1 --low-level-retries 1 "store:$bucket"; do
    sleep 5
  done
done
