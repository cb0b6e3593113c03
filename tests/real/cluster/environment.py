"""The environment of a container, put together as the kubelet does it."""

import re

from .strict import Unsupported, one_of, only

REFERENCE = re.compile(r"\$(\$|\(([^()]*)\))")


def environment(cluster, pod, container, image):
    """What the process finds: first the image's variables, then `envFrom`, then `env`, the later over the earlier."""
    found = {**image.environment(), "HOSTNAME": pod.name}
    # The API server's address is told to every pod, whatever `enableServiceLinks` says.
    found |= {"KUBERNETES_SERVICE_HOST": "10.96.0.1", "KUBERNETES_SERVICE_PORT": "443"}
    own = {}
    for source in container.get("envFrom", []):
        kind, reference = one_of("envFrom", only("envFrom", source, "configMapRef", "secretRef"), "configMapRef", "secretRef")
        own |= cluster.texts("ConfigMap" if kind == "configMapRef" else "Secret", pod.namespace, reference["name"])
    for variable in container.get("env", []):
        only(f"the variable {variable['name']}", variable, "name", "value", "valueFrom")
        if "valueFrom" in variable:
            own[variable["name"]] = value_from(cluster, pod, variable["valueFrom"])
        else:
            own[variable["name"]] = expand(variable.get("value", ""), own)
    return found | pod.own_variables | own


def value_from(cluster, pod, source):
    kind, reference = one_of("valueFrom", source, "configMapKeyRef", "secretKeyRef", "fieldRef")
    if kind == "fieldRef":
        return field(pod, reference["fieldPath"])
    texts = cluster.texts("ConfigMap" if kind == "configMapKeyRef" else "Secret", pod.namespace, reference["name"])
    return texts[reference["key"]]


def field(pod, path):
    fields = {
        "metadata.name": pod.name,
        "metadata.namespace": pod.namespace,
        "status.podIP": pod.address,
        "status.hostIP": "10.42.255.254",
        "spec.nodeName": "node",
    }
    if path not in fields:
        raise Unsupported(f"fieldRef {path}")
    return fields[path]


def expand(text, variables):
    """`$(NAME)` becomes the variable, `$$` a dollar; a name that nobody set stays as it is written."""

    def one(match):
        whole, after, name = match[0], match[1], match[2]
        return "$" if after == "$" else variables.get(name, whole)

    return REFERENCE.sub(one, text)
