"""Kubernetes' own kinds: the definitions of several versions, merged into one table."""

import json
import pathlib

import enums as go
import facts
from text import Definitions, ranges, word, words as enumeration

PREFIXES = ["io.k8s.apimachinery.pkg.apis.", "io.k8s.apiextensions-apiserver.pkg.apis.", "io.k8s.kube-aggregator.pkg.apis.", "io.k8s.api."]
SPECIAL = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "int-or-string",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "any",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Patch": "any",
    "io.k8s.apimachinery.pkg.runtime.RawExtension": "any",
}
ANY = ["JSON", "JSONSchemaPropsOrArray", "JSONSchemaPropsOrBool", "JSONSchemaPropsOrStringArray"]
SPECIAL |= {f"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.{name}": "any" for name in ANY}
COMMENT = """
# Kubernetes {first} to {last}. Made by tools/schemas/generate.py from Kubernetes' OpenAPI as packed by kubernetes-validate {package}
# (PyPI), and from the Go types of k8s.io/api {api}. Do not edit: see CONTRIBUTING.md, "A newer Kubernetes".
"""


def short(name):
    for prefix in PREFIXES:
        if name.startswith(prefix):
            return name[len(prefix):]
    return name


def read(folder, versions):
    found = {}
    for version in versions:
        path = pathlib.Path(folder) / f"v1.{version}.0-local" / "_definitions.json"
        found[version] = json.loads(path.read_text(encoding="utf-8"))["$defs"]
    return found


def type_of(schema):
    if reference := schema.get("$ref"):
        name = reference.rsplit("/", 1)[1]
        return SPECIAL.get(name) or short(name)
    types = schema.get("type") or []
    types = [types] if isinstance(types, str) else types
    kind = next((name for name in types if name != "null"), "any")
    match kind, schema.get("format"):
        case "array", _:
            return "[]" + type_of(schema["items"])
        case "object", _:
            inner = schema.get("additionalProperties")
            return "{}" + (type_of(inner) if isinstance(inner, dict) else "any")
        case "string", "byte":
            return "bytes"
        case "string", "date-time":
            return "time"
        case "integer", "int32":
            return "int32"
        case "integer", _:
            return "int64"
    return kind


def kind_of(schema):
    kinds = schema.get("x-kubernetes-group-version-kind") or []
    if len(kinds) != 1 or "metadata" not in schema.get("properties", {}):
        return None
    group, version, kind = kinds[0]["group"], kinds[0]["version"], kinds[0]["kind"]
    return (f"{group}/{version}" if group else version), kind


def reached(found):
    """The definitions that lie on the way of some object."""
    names, left = set(), []
    for definitions in found.values():
        left += [name for name, schema in definitions.items() if kind_of(schema)]
    while left:
        name = left.pop()
        if name in names or name in SPECIAL:
            continue
        names.add(name)
        for definitions in found.values():
            text = json.dumps(definitions.get(name, {}).get("properties", {}))
            left += [part.split('"')[0] for part in text.split("#/$defs/")[1:]]
    return names


def field(definition, name, of_version, versions, enum_fields):
    newest = of_version[max(of_version)]
    place = (definition, name)
    schema, required_now = newest
    required = required_now or place in facts.REQUIRED
    asked = set() if required or place in facts.FREE else {version for version, (_, asks) in of_version.items() if asks}
    shape = type_of(schema)
    if (enum := enum_fields.get(place)) and shape in ("string", "[]string"):
        shape = shape.replace("string", enum)
    words = [name + ("!" if required else "?" if asked else ""), shape]
    if set(of_version) != set(versions):
        words.append("in=" + ranges(of_version))
    if asked:
        words.append("asked=" + ranges(asked))
    keys = schema.get("x-kubernetes-list-map-keys")
    if keys and place not in facts.ELSEWHERE:
        words.append(("unique=" if place in facts.UNIQUE else "keys=") + ",".join(keys))
    if place in facts.DEFAULTS:
        words.append("default=" + word(facts.DEFAULTS[place]))
    return " ".join(words)


def table(schemas, go_types, versions):
    found = read(schemas, versions)
    values, types = go.read(go_types, facts.CLOSED)
    values |= facts.ENUMS
    enum_fields = {place: name for place, name in (types | facts.ENUM_FIELDS).items() if name in values}
    cluster = go.cluster_kinds(go_types) | facts.CLUSTER
    made, used = Definitions(), set()
    for full in reached(found):
        here = {version: definitions[full] for version, definitions in found.items() if full in definitions}
        name, head = short(full), "object"
        served = {version: kind_of(schema) for version, schema in here.items() if kind_of(schema)}
        if served:
            api_version, kind = served[max(served)]
            head += f" kind={api_version}/{kind} in={ranges(served)}"
            head += " cluster" if kind.removesuffix("List") in cluster else ""
        fields = {}
        for version, schema in here.items():
            for key, inner in schema.get("properties", {}).items():
                fields.setdefault(key, {})[version] = (inner, key in (schema.get("required") or []))
        lines = [field(name, key, of, here, enum_fields) for key, of in fields.items()]
        used |= {word.split()[1].lstrip("[]{}") for word in lines}
        made.add(name, head, lines)
    for name in sorted(used & set(values)):
        made.add(name, "string enum=" + enumeration(values[name]))
    first, last = min(versions), max(versions)
    made.add("core.v1.List", f"object kind=v1/List in={first}-{last} cluster", ["apiVersion string", "kind string", "metadata meta.v1.ListMeta", "items! []any"])
    return made
