//! Layers: overlays and `--set`.

super::rows! {
    OVERLAY_UNREACHED "errors/overlay-unreached"
    What: "an overlay or `--set` for an entry that the spec does not have."
    Why: "a mistyped name would add half an entry beside the one that was meant."
    Fix: "correct the name, or give all keys that a new entry needs."

    NOTHING_TO_REMOVE "errors/overlay-removes-nothing"
    What: "a `null` in an overlay for a key that no earlier layer has."
    Why: "whoever wrote it believes that something is taken out, and it stays where it is."
    Fix: "correct the path, or take the line out. `mlkube explain PATH` shows which layer sets what."

    CHANGES_NOTHING "warnings/overlay-changes-nothing"
    What: "a value of an overlay or `--set` that is there already."
    Why: "it seems to make a difference between two clusters where there is none, and goes stale when the spec changes."
    Fix: "take it out, or give the value that was meant."

    BAD_SET "errors/set-without-equals"
    What: "a `--set` without `=`, or with an empty key in its path."
    Why: "there is nothing that it could set."
    Fix: "write `--set services.loan-api.scale.max=20`; quote it where the shell reads brackets or braces."
}
