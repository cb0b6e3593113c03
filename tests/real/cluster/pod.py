"""A pod: volumes, containers in their order, probes, and an end in good order."""

import time
from dataclasses import dataclass

from .container import Container
from .probes import ask, longest_start
from .sandbox import Sandbox
from .strict import Unsupported, one_of, only
from .volumes import provide
from .wait import until

CARRIED_OUT = (
    *("containers", "initContainers", "volumes", "securityContext", "terminationGracePeriodSeconds", "restartPolicy"),
    *("enableServiceLinks", "automountServiceAccountToken"),
)
# What says where and as whom a pod runs has no meaning on one machine.
WITHOUT_MEANING = (
    *("serviceAccountName", "affinity", "nodeSelector", "tolerations", "topologySpreadConstraints", "priorityClassName"),
    *("imagePullSecrets", "hostname", "subdomain", "activeDeadlineSeconds"),
)
KNOWN_SECURITY = (
    *("fsGroup", "fsGroupChangePolicy", "supplementalGroups"),
    *("runAsUser", "runAsGroup", "runAsNonRoot", "seccompProfile"),
)
# The longest that an init container may take here, in seconds.
LONGEST_BEFORE = 600


@dataclass
class End:
    """How a container ended after its pod was told to."""

    code: int
    seconds: float
    killed: bool


class Pod:
    def __init__(self, cluster, name, namespace, template, claims=(), own_variables=None):
        self.cluster, self.name, self.namespace = cluster, name, namespace
        # What a controller adds to the environment of its pods.
        self.own_variables = own_variables or {}
        self.labels = template["metadata"].get("labels", {})
        self.spec = only(f"the pod {name}", template["spec"], *CARRIED_OUT, *WITHOUT_MEANING)
        if self.spec.get("enableServiceLinks", True) or self.spec.get("automountServiceAccountToken", True):
            raise Unsupported(f"{name} wants service links or a token")
        self.security = only(f"the securityContext of {name}", self.spec.get("securityContext", {}), *KNOWN_SECURITY)
        self.address = cluster.address_of(namespace, name)
        self.folder = cluster.new_folder(name)
        self.claims = claims
        self.volumes, self.containers, self.beside = {}, [], []
        self.sandbox = None
        self.ready = False

    @property
    def groups(self):
        own = [self.security["fsGroup"]] if "fsGroup" in self.security else []
        return own + self.security.get("supplementalGroups", [])

    @property
    def main(self):
        return self.containers[0]

    def port_number(self, port):
        """A port by its name, as probes, Services and policies give it."""
        if isinstance(port, int):
            return port
        every = self.spec["containers"] + self.spec.get("initContainers", [])
        return next(one["containerPort"] for spec in every for one in spec.get("ports", []) if one.get("name") == port)

    def start(self):
        """Runs what comes before the containers to its end, and starts these."""
        self.begin()
        if code := self.run_before():
            raise RuntimeError(f"{self.name}: what comes before ended with {code}\n{self.logs()}")
        return self.start_main()

    def run_to_end(self, seconds):
        """Runs the pod of a Job; returns the first exit code that is not 0."""
        self.begin()
        if code := self.run_before():
            return code
        for container in self.start_main().containers:
            self.wait_ended(container, seconds)
        return next((container.code for container in self.containers if container.code), 0)

    def begin(self):
        """The network and the volumes, before any container."""
        self.sandbox = Sandbox(self.name, self.address)
        claimed = [
            {"name": claim["metadata"]["name"], "persistentVolumeClaim": {"claimName": f"{claim['metadata']['name']}-{self.name}"}}
            for claim in self.claims
        ]
        for volume in self.spec.get("volumes", []) + claimed:
            self.volumes[volume["name"]] = provide(self.cluster, self, volume, self.folder / f"volume-{volume['name']}")

    def run_before(self):
        """The init containers one after the other; those that go on beside the others need only have started."""
        for spec in self.spec.get("initContainers", []):
            container = self.launch(spec, self.beside)
            if spec.get("restartPolicy") == "Always":
                self.wait_started(container)
            elif code := self.wait_ended(container, LONGEST_BEFORE):
                return code
        return 0

    def wait_ended(self, container, seconds):
        until(lambda: container.code is not None, seconds, lambda: f"the end of {container.name}\n{self.logs()}")
        return container.code

    def start_main(self):
        for spec in self.spec["containers"]:
            self.launch(spec, self.containers)
        return self

    def launch(self, spec, among):
        container = Container(self, spec)
        among.append(container)
        container.start()
        return container

    def wait_started(self, container):
        self.wait_well(container, container.spec.get("startupProbe"), longest_start(container))

    def wait_ready(self):
        """Waits as long as the probes as rendered would; they are asked more often here."""
        for container in self.containers:
            self.wait_started(container)
            self.wait_well(container, container.spec.get("readinessProbe"), 60)
            self.wait_well(container, container.spec.get("livenessProbe"), 60)
        self.ready = True
        return self

    def wait_well(self, container, probe, seconds):
        answers = []

        def is_well():
            if container.code is not None:
                raise RuntimeError(f"{self.name}: {container.name} ended with {container.code}\n{self.logs()}")
            answers.append(ask(container, probe))
            return answers[-1].well

        if probe is not None:
            until(is_well, seconds, lambda: f"probe of {container.name}: {answers[-1].said}\n{self.logs()}")

    def probe(self, which="readinessProbe"):
        """One answer to a probe of the first container."""
        return ask(self.main, self.main.spec[which])

    def end(self):
        """Deletes the pod as the kubelet does: no new connections, `preStop`, the stop signal, and after the grace period the end."""
        began = time.monotonic()
        grace = self.spec.get("terminationGracePeriodSeconds", 30)
        self.ready = False
        for container in self.containers:
            self.before_stop(container)
        for container in self.containers:
            container.send(container.image.stop_signal)
        ends = {}

        def all_ended():
            for container in self.containers:
                if container.code is not None and container.name not in ends:
                    ends[container.name] = End(container.code, time.monotonic() - began, killed=False)
            return len(ends) == len(self.containers)

        try:
            until(all_ended, began + grace - time.monotonic(), "the end")
        except TimeoutError:
            for container in self.containers:
                ends.setdefault(container.name, End(137, time.monotonic() - began, killed=True))
        self.close()
        return ends[self.main.name]

    def before_stop(self, container):
        hook = container.spec.get("lifecycle", {}).get("preStop")
        if hook is None:
            return
        kind, what = one_of("preStop", hook, "sleep", "exec")
        if kind == "sleep":
            time.sleep(what["seconds"])
        else:
            container.run(*what["command"])

    def run(self, *words, **options):
        return self.main.run(*words, **options)

    def logs(self):
        """The last lines of each container, for the person who has to find out what went wrong."""
        return "\n".join(
            f"-- {self.name}/{container.name}, exit code {container.code}\n" + "\n".join(container.lines[-40:])
            for container in [*self.beside, *self.containers]
        )

    def close(self):
        self.ready = False
        for container in [*self.containers, *self.beside]:
            container.kill()
        if self.sandbox:
            self.sandbox.close()
            self.sandbox = None
