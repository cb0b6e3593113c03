"""The volumes of a pod: folders on the node that are mounted into its containers."""

import os
import re
import subprocess

from .strict import Unsupported, one_of, only

KINDS = ("emptyDir", "configMap", "secret", "persistentVolumeClaim", "projected")
UNITS = {"": 1, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}


def quantity(text):
    """Bytes of an amount such as `512Mi`."""
    number, unit = re.fullmatch(r"(\d+)(Ki|Mi|Gi|Ti|)", str(text)).groups()
    return int(number) * UNITS[unit]


def provide(cluster, pod, volume, folder):
    """Makes the folder of a volume, with the files, owners and modes that the kubelet would give it."""
    kind, source = one_of(f"the volume {volume['name']}", only("a volume", volume, "name", *KINDS), *KINDS)
    group = pod.spec.get("securityContext", {}).get("fsGroup", 0)
    if kind == "persistentVolumeClaim":
        only(f"the claim of {volume['name']}", source, "claimName", "readOnly")
        return cluster.claim(pod.namespace, source["claimName"], group)
    folder.mkdir()
    if kind == "emptyDir":
        provide_empty(folder, source, group)
    elif kind == "projected":
        only("a projected volume", source, "sources", "defaultMode")
        files = {}
        for part in source["sources"]:
            part_kind, part_source = one_of("a projected source", part, "configMap", "secret")
            files |= files_of(cluster, pod, part_kind, part_source, source.get("defaultMode", 0o644))
        write_files(folder, files, group)
    else:
        write_files(folder, files_of(cluster, pod, kind, source, source.get("defaultMode", 0o644)), group)
    return folder


def provide_empty(folder, source, group):
    """A file system of its own, so that `sizeLimit` holds; the kubelet would evict the pod instead."""
    only("an emptyDir", source, "medium", "sizeLimit")
    size = quantity(source["sizeLimit"]) if "sizeLimit" in source else 0
    # With an fsGroup, the folder belongs to it and hands it on.
    options = f"mode={'2777' if group else '0777'},gid={group},size={size}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "emptydir", folder], check=True)


def files_of(cluster, pod, kind, source, mode):
    """Path -> bytes and mode, from a ConfigMap or a Secret."""
    only(f"a volume of a {kind}", source, "name", "secretName", "items", "defaultMode", "optional")
    if source.get("optional"):
        raise Unsupported("a volume that is optional")
    name = source.get("name") or source["secretName"]
    data = cluster.data("ConfigMap" if kind == "configMap" else "Secret", pod.namespace, name)
    items = source.get("items") or [{"key": key, "path": key} for key in data]
    return {item["path"]: (data[item["key"]], item.get("mode", mode)) for item in items}


def write_files(folder, files, group):
    """Files as links into `..data`, which is a link itself: this is how updates reach a container all at once."""
    version = folder / "..2026_01_01_00_00_00.0000000001"
    version.mkdir()
    (folder / "..data").symlink_to(version.name)
    for path, (content, mode) in files.items():
        file = version / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        # An fsGroup may read what is its pod's, whatever the mode says.
        file.chmod(mode | 0o440 if group else mode)
        os.chown(file, 0, group)
        top = path.split("/")[0]
        if not (folder / top).is_symlink():
            (folder / top).symlink_to(f"..data/{top}")


def new_disk(folder, group):
    """A disk as it is after it was formatted: it belongs to root, and `lost+found` is on it."""
    folder.mkdir(parents=True)
    (folder / "lost+found").mkdir(mode=0o700)
    if group:
        for path in (folder, folder / "lost+found"):
            os.chown(path, 0, group)
            path.chmod(0o2775 if path == folder else 0o2770)
    return folder
