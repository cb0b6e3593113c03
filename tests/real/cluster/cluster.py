"""A cluster of one node, for one bundle."""

import itertools
import os
import shutil
import tempfile
from pathlib import Path

from . import dns, jobs, workloads
from .bundle import Bundle, matches
from .pod import Pod
from .sandbox import Sandbox, run
from .services import Services
from .volumes import new_disk
from .web import request

# A value that breaks whatever quotes too little.
UGLY = "p@ss/w:rd#%1$x \"quoted\" 'too' \\ $(HOME) `id` end"


class Cluster:
    def __init__(self, spec, *arguments, secrets=None, hosts=None, authority=None):
        """Renders `spec`. `secrets` gives values of keys as `NAME/KEY`; all others get an ugly one. `hosts` are names outside, with their
        addresses, and `authority` is a certificate that every image trusts beside its own."""
        self.bundle = Bundle.render(spec, *arguments)
        self.folder = Path(tempfile.mkdtemp(prefix="cluster-"))
        self.given, self.outside, self.authority = secrets or {}, hosts or {}, authority
        self.addresses, self.service_addresses = {}, {}
        self.pods, self.turns = [], itertools.count()
        for service in self.bundle.of_kind("Service"):
            if service["spec"].get("clusterIP") != "None":
                number = len(self.service_addresses) + 11
                self.service_addresses[key(service)] = f"10.96.{number // 250}.{number % 250}"

    def __enter__(self):
        self.services = Services(self)
        run("ip", "address", "replace", f"{dns.ADDRESS}/32", "dev", "lo")
        self.services.answer_names(dns.ADDRESS)
        for service in self.bundle.of_kind("Service"):
            if address := self.service_addresses.get(key(service)):
                # It may be there from a cluster before this one.
                run("ip", "address", "replace", f"{address}/32", "dev", "lo")
                self.services.listen(service, address)
        return self

    def __exit__(self, *_):
        for pod in self.pods:
            pod.close()
        self.services.close()
        for volume in filter(os.path.ismount, self.folder.glob("*/volume-*")):
            run("umount", volume)
        shutil.rmtree(self.folder)

    # What runs.

    def apply(self):
        """Runs the whole bundle in its order: databases are ready and Jobs are done before what comes later starts."""
        waiting = []
        for thing in self.bundle.of_kind("StatefulSet", "Deployment", "Job"):
            if thing["kind"] == "Job":
                jobs.run(self, thing)
                continue
            pods = [self.pod(f"{thing['kind']}/{thing['metadata']['name']}", number) for number in range(workloads.replicas(thing))]
            waiting += [pod.start() for pod in pods]
            if thing["kind"] == "StatefulSet":
                waiting[-1].wait_ready()
        for pod in waiting:
            pod.ready or pod.wait_ready()
        return self

    def pod(self, workload, number=0):
        """A new pod of `Deployment/NAME` or `StatefulSet/NAME`, not started yet."""
        thing = self.bundle.get(*workload.split("/", 1))
        return self.add(workloads.pod(self, thing, number))

    def run_job(self, name):
        """Runs a Job, or a CronJob once; returns the pods that came to a good end."""
        found = [job for job in self.bundle.of_kind("Job", "CronJob") if job["metadata"]["name"] == name]
        return jobs.run(self, *found)

    def visitor(self, namespace, labels, name="visitor"):
        """A pod that is not in the bundle, such as one of an ingress controller, with nothing but a network."""
        template = {"metadata": {"labels": labels}, "spec": {"enableServiceLinks": False, "automountServiceAccountToken": False}}
        pod = self.add(Pod(self, name, namespace, template))
        pod.sandbox = Sandbox(name, pod.address)
        return pod

    def add(self, pod):
        self.pods.append(pod)
        return pod

    def new_folder(self, name):
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.folder))
        folder.chmod(0o755)
        return folder

    def claim(self, namespace, name, group):
        """The disk of a claim; it stays when its pods go."""
        folder = self.folder / "claims" / namespace / name
        return folder if folder.exists() else new_disk(folder, group)

    # What is known of it.

    def data(self, kind, namespace, name):
        """Keys and bytes of a ConfigMap, or of a Secret that mlkube says has to exist."""
        if kind == "ConfigMap":
            return {key: text.encode() for key, text in self.bundle.get(kind, f"{namespace}/{name}")["data"].items()}
        if (namespace, name) not in self.bundle.secrets:
            raise LookupError(f"mlkube does not say that the Secret {namespace}/{name} has to exist")
        return {key: self.given.get(f"{name}/{key}", UGLY).encode() for key in self.bundle.secrets[namespace, name]}

    def texts(self, kind, namespace, name):
        return {key: value.decode() for key, value in self.data(kind, namespace, name).items()}

    def namespace_labels(self, name):
        for thing in self.bundle.of_kind("Namespace"):
            if thing["metadata"]["name"] == name:
                return {**thing["metadata"].get("labels", {}), "kubernetes.io/metadata.name": name}
        return {"kubernetes.io/metadata.name": name}

    # Its network.

    def address_of(self, namespace, pod):
        """A pod's address; one that comes anew under the same name has the same again."""
        number = self.addresses.setdefault((namespace, pod), len(self.addresses) + 1)
        return f"10.42.{number // 250}.{number % 250 + 1}"

    def pod_at(self, address):
        return next((pod for pod in self.pods if pod.address == address and pod.sandbox), None)

    def service_at(self, address):
        found = next(name for name, one in self.service_addresses.items() if one == address)
        return self.bundle.get("Service", "/".join(found))

    def backend(self, service):
        """A pod that is ready and that the Service selects, each in its turn."""
        home = service["metadata"]["namespace"]
        ready = [pod for pod in self.pods if pod.ready and pod.namespace == home and is_chosen(service, pod)]
        return ready[next(self.turns) % len(ready)] if ready else None

    def resolve(self, name, namespace):
        """The address to which a name leads in a pod of that namespace; nothing if there is none."""
        return dns.resolve(dns.names(self), name, namespace)

    def http(self, pod, url, **options):
        """A request from a pod to a Service; `url` is `NAME:PORT/PATH`."""
        host, _, path = url.partition("/")
        name, _, port = host.partition(":")
        headers = {"Host": host, **options.pop("headers", {})}
        address = self.resolve(name, pod.namespace)
        return request(pod.sandbox.connect, address, int(port or 80), f"/{path}", headers=headers, **options)


def key(thing):
    return thing["metadata"]["namespace"], thing["metadata"]["name"]


def is_chosen(service, pod):
    return matches({"matchLabels": service["spec"]["selector"]}, pod.labels)
