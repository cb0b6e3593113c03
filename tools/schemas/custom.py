"""Custom kinds: the JSON schemas of CustomResourceDefinitions, in which equal parts are shared."""

import json
import pathlib

import facts
from text import Definitions, word, words as enumeration

LIMITS = {
    "minimum": "min", "maximum": "max", "minLength": "minlen", "maxLength": "maxlen", "minItems": "minitems",
    "maxItems": "maxitems", "minProperties": "minprops", "maxProperties": "maxprops", "pattern": "pattern",
}
COMMENT = """
# Custom kinds of the projects that ML platforms run, from their CustomResourceDefinitions (2026-11). Made by
# tools/schemas/generate.py. Do not edit: see CONTRIBUTING.md, "A custom kind whose schema is known".
"""
# What is longer than this is shared.
LONG = 48


def branches(listed):
    """The keys that each branch asks for; none if a branch says anything else."""
    plain = all(list(branch) == ["required"] and branch["required"] for branch in listed)
    return [branch["required"] for branch in listed] if plain and listed else None


def choices(schema):
    """Which keys go together: the forms of `oneOf`, `anyOf`, `not` and `allOf` that only ask for keys, as words."""
    found = []
    for part in schema.get("allOf") or []:
        found += choices(part)
    for branch in schema.get("oneOf") or []:
        nothing = branch.get("not", {}).get("anyOf")
        others = [other for other in schema["oneOf"] if other is not branch]
        if list(branch) == ["not"] and nothing == others:
            found.append(("most", branches(others)))
    found += [("one", branches(schema.get("oneOf") or [])), ("least", branches(schema.get("anyOf") or []))]
    forbidden = schema.get("not") or {}
    found.append(("not", branches(forbidden["anyOf"]) if list(forbidden) == ["anyOf"] else branches([forbidden])))
    return [(form, keys) for form, keys in found if keys and (form, len(keys)) != ("most", 1)]


class Writer:
    def __init__(self):
        self.made = Definitions()

    def schema(self, schema, hint):
        """A type and its limits, as words."""
        limits = self.limits(schema)
        kind = schema.get("type")
        branches = schema.get("anyOf") or []
        mixed = sorted(branch.get("type", "") for branch in branches) == ["integer", "string"]
        if schema.get("x-kubernetes-int-or-string") or mixed:
            return self.short(["int-or-string", *limits])
        if kind == "object" or "properties" in schema:
            return [self.object(schema, hint), *limits]
        if kind == "array":
            items = self.schema(schema.get("items") or {}, hint)
            return ["[]" + self.name(items, hint), *limits]
        if schema.get("x-kubernetes-preserve-unknown-fields") or kind is None:
            return ["any"]
        match kind, schema.get("format"):
            case "string", "byte":
                shape = "bytes"
            case "string", "date-time":
                shape = "time"
            case "integer", "int32":
                shape = "int32"
            case "integer", _:
                shape = "int64"
            case _:
                shape = kind
        return self.short([shape, *limits])

    def name(self, words, hint):
        """One word for a schema."""
        return words[0] if len(words) == 1 else self.made.share(hint, " ".join(words))

    def short(self, words):
        outside = [part for part in words if part.startswith("default=")]
        inside = [part for part in words if part not in outside]
        if len(" ".join(inside)) <= LONG:
            return words
        return [self.made.share(inside[0], " ".join(inside)), *outside]

    def limits(self, schema):
        words = [f"{ours}={word(schema[theirs])}" for theirs, ours in LIMITS.items() if theirs in schema]
        if values := schema.get("enum"):
            words.append("enum=" + enumeration(value for value in values if value is not None))
        if schema.get("x-kubernetes-list-type") == "map":
            words.append("unique=" + ",".join(schema["x-kubernetes-list-map-keys"]))
        elif schema.get("x-kubernetes-list-type") == "set":
            words.append("set")
        if isinstance(schema.get("default"), (str, int, bool)):
            words.append("default=" + word(schema["default"]))
        return words

    def object(self, schema, hint):
        fields = schema.get("properties")
        if not fields:
            inner = schema.get("additionalProperties")
            inner = self.name(self.schema(inner, hint), hint) if isinstance(inner, dict) else "any"
            return "{}" + inner
        return self.made.share(hint, *self.fields(schema))

    def fields(self, schema):
        required = set(schema.get("required") or [])
        open_ends = schema.get("x-kubernetes-preserve-unknown-fields") or schema.get("additionalProperties") not in (None, False)
        lines = []
        for key, inner in schema["properties"].items():
            words = self.schema(inner, key)
            # A server writes defaults before it looks for what is missing.
            mark = "!" if key in required and "default" not in inner else ""
            lines.append(" ".join([key + mark, *words]))
        head = ["object open" if open_ends else "object"]
        for form, keys in choices(schema):
            # What a server writes by itself is there, whatever is written.
            if not any("default" in schema["properties"].get(key, {}) for branch in keys for key in branch):
                head.append(f"{form}=" + "|".join("+".join(word(key, "%+| ") for key in branch) for branch in keys))
        return " ".join(head), lines


def table(folder):
    writer = Writer()
    kinds = {kind.lower(): kind for kind in facts.CUSTOM_KINDS}
    for path in sorted(pathlib.Path(folder).glob("*/*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        small, version = path.stem.rsplit("_", 1)
        kind = kinds[small]
        for key in ("apiVersion", "kind", "metadata"):
            schema["properties"].pop(key, None)
        schema.pop("additionalProperties", None)
        schema["required"] = [key for key in schema.get("required") or [] if key not in ("apiVersion", "kind", "metadata")]
        head, lines = writer.fields(schema)
        lines += ["apiVersion string", "kind string", "metadata meta.v1.ObjectMeta"]
        head += f" kind={path.parent.name}/{version}/{kind}" + (" cluster" if kind in facts.CUSTOM_CLUSTER else "")
        writer.made.add(f"{path.parent.name}.{version}.{kind}", head, lines)
    return writer.made
