//! Reading YAML.

super::rows! {
    YAML_SYNTAX "errors/yaml-bad-indentation"
    What: "a text that no YAML reader takes: a bracket that is not closed, a tab, a column that does not fit."
    Why: "nothing behind such a place can be trusted: a line may belong to another key than it seems to."
    Fix: "mend the place that is shown. A text with `:` or `#` in it needs quotes; a template has to be rendered before mlkube reads it."

    DUPLICATE_KEY "errors/key-twice"
    What: "a map in which the same key stands twice."
    Why: "readers of YAML disagree which of the two counts, and a person who changes one of them may change nothing."
    Fix: "take one of them out, or move what it holds to the other."

    YAML_LIMIT "errors/yaml-billion-laughs"
    What: "a text that is larger, deeper, or repeats itself by anchors more often than a person would write."
    Why: "a few lines with anchors can stand for more memory than a machine has."
    Fix: "write out what anchors repeat, or split the text: files of the user's own go into `extra`."

    NOT_UTF8 "errors/hostile-not-utf-8"
    What: "bytes that are no UTF-8."
    Why: "Kubernetes takes nothing else, and a guess would change letters silently."
    Fix: "save the file as UTF-8: `iconv -f LATIN1 -t UTF-8` converts an old one."

    EMPTY_DOCUMENT "errors/yaml-empty"
    What: "a spec in which nothing stands but comments."
    Why: "an empty bundle is never what was meant; most likely another file was."
    Fix: "begin with `apiVersion: mlkube/v1` and `project: NAME`, or name the right file with `-f`."

    MANY_DOCUMENTS "errors/yaml-two-documents"
    What: "a second document, behind `---`, in a file that holds one spec."
    Why: "mlkube would have to leave it out or guess how the two go together."
    Fix: "put both into one document, or make the second one an overlay or a file of `extra`."

    BAD_KEY "errors/yaml-template"
    What: "a key that is a list, a map, or a template such as `{{ name }}`."
    Why: "keys of a spec are names; braces in the place of a name are most often a template that nobody has rendered."
    Fix: "write the name; what differs between clusters goes into overlays or `--set`."
}
