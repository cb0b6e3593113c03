//! Questions to `mlkube explain`.

super::rows! {
    UNKNOWN_PATH "errors/explain-unknown-path"
    What: "a path that no spec can have, or an entry that this one does not have."
    Why: "nothing ever stands there, so nothing can be said about it."
    Fix: "take the nearest right word; `mlkube explain --spec` lists the keys below a path."

    UNKNOWN_OBJECT "errors/explain-unknown-object"
    What: "an object that this bundle does not have."
    Why: "objects come and go with the profile and with keys of the spec: there is no autoscaler without `scale`."
    Fix: "name one that `mlkube render` shows, as `KIND/NAME`, with the same profile and overlays."

    AMBIGUOUS_OBJECT "errors/explain-ambiguous-object"
    What: "a kind and name that objects of several namespaces have."
    Why: "each has fields and origins of its own."
    Fix: "put the namespace first: `NAMESPACE/KIND/NAME`."

    UNKNOWN_FIELD "errors/explain-unknown-field"
    What: "a field that the rendered object does not have."
    Why: "what is not rendered has the value that Kubernetes gives it, of which a spec says nothing."
    Fix: "name a field that is there, or the beginning of its path: `spec.template.spec.containers[0].resources`."

    UNKNOWN_CODE "errors/explain-unknown-code"
    What: "a code that mlkube never shows."
    Why: "a code of another version may be gone; its number is never used again."
    Fix: "take the code from the brackets of a finding; docs/codes.md lists all of them."
}
