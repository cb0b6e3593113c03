"""One container: a process with a root, a user, an environment and files of its own, and no capabilities."""

import os
import shlex
import signal
import subprocess
import sys
import threading
from pathlib import Path

from . import dns
from .environment import environment, expand
from .images import HERE, image
from .strict import Unsupported, only
from .volumes import quantity
from .wait import until

KNOWN = (
    *("name", "image", "imagePullPolicy", "command", "args", "workingDir", "env", "envFrom", "ports", "resources"),
    *("volumeMounts", "startupProbe", "readinessProbe", "livenessProbe", "lifecycle", "securityContext", "restartPolicy"),
    *("terminationMessagePolicy",),
)
KNOWN_SECURITY = (
    *("allowPrivilegeEscalation", "readOnlyRootFilesystem", "capabilities", "runAsUser", "runAsGroup", "runAsNonRoot"),
    *("seccompProfile",),
)
# Folders of this machine that no image brings along, with the mode that they have in an image.
EMPTY = {"/tmp": "1777", "/var/tmp": "1777", "/run": "755", "/home": "755", "/root": "755", "/srv": "755", "/mnt": "755"}
DEVICES = ("null", "zero", "full", "random", "urandom")


class Container:
    def __init__(self, pod, spec):
        self.pod = pod
        self.spec = only(f"the container {spec['name']}", spec, *KNOWN)
        self.name = spec["name"]
        self.image = image(spec["image"])
        self.variables = environment(pod.cluster, pod, spec, self.image)
        self.lines = []
        self.process = None
        self.first = None

    @property
    def memory_limit(self):
        return quantity(self.spec["resources"]["limits"]["memory"])

    def command(self):
        """The image's entry point and arguments, each of which the pod can replace; arguments alone keep the entry point."""
        if self.image.instead:
            return self.image.instead
        if "command" in self.spec:
            words = self.spec["command"] + self.spec.get("args", [])
        else:
            words = self.image.entrypoint + self.spec.get("args", self.image.command)
        return [expand(word, self.variables) for word in words]

    def start(self):
        folder = self.pod.folder / self.name / str(len(list(self.pod.folder.glob(f"{self.name}/*"))))
        layer, root = folder / "layer", folder / "root"
        for path in (layer, root, folder / "work"):
            path.mkdir(parents=True)
        self.lay(layer)
        script = "\n".join(shlex.join(map(str, step)) for step in self.mounts(folder, layer, root))
        script += f"\nexec {shlex.join(['chroot', str(root), *self.become(self.command())])}"
        output, ours = os.pipe()
        # A process may open its standard output anew, as nginx does, so that it has to belong to its user.
        os.fchown(ours, self.user, self.group)
        # The shell forks process number 1 and tells its exit code; a shell's background processes ignore two signals, this one must not.
        parent = 'env --default-signal sh -euc "$1" & wait "$!"'
        isolate = ["unshare", "--mount", "--pid", "sh", "-c", parent, "sh", script]
        self.process = subprocess.Popen([*self.pod.sandbox.enter, *isolate], stdin=subprocess.DEVNULL, stdout=ours, stderr=ours)
        os.close(ours)
        self.reader = threading.Thread(target=self.read, args=(output,), daemon=True)
        self.reader.start()
        self.first = until(self.first_process, 30, f"the process of {self.name}")

    def first_process(self):
        """The process that is number 1 inside, once it has its root; -1 if it has already ended."""
        if self.process.poll() is not None:
            return -1
        try:
            with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as children:
                first = int(children.read() or 0)
            return first if first and os.readlink(f"/proc/{first}/root") != "/" else None
        except OSError:
            return None

    def read(self, output):
        with open(output, errors="replace") as lines:
            for line in lines:
                self.lines.append(line.rstrip("\n"))

    def lay(self, layer):
        """The files of the image."""
        users = {"root": 0, "nobody": 65534, **self.image.users}
        self.write(layer / "etc/passwd", "".join(f"{name}:x:{number}:{number}::/:/bin/sh\n" for name, number in users.items()))
        self.write(layer / "etc/group", "".join(f"{name}:x:{number}:\n" for name, number in users.items()))
        self.write(layer / "etc/hosts", f"127.0.0.1 localhost\n::1 localhost\n{self.pod.address} {self.pod.name}\n")
        self.write(layer / "etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n")
        self.write(layer / "etc/resolv.conf", dns.configuration(self.pod.namespace))
        if authority := self.pod.cluster.authority:
            certificates = Path("/etc/ssl/certs/ca-certificates.crt")
            self.write(layer / str(certificates).lstrip("/"), certificates.read_text() + authority.read_text())
        for target, source in self.image.files.items():
            place = layer / target.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["cp", "--recursive", "--no-target-directory", HERE / source, place], check=True)

    @staticmethod
    def write(path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def mounts(self, folder, layer, root):
        """The commands that put the root together, in the container's own namespace."""
        yield "mount", "-t", "overlay", "-o", f"lowerdir=/,upperdir={layer},workdir={folder / 'work'}", "image", root
        for path, mode in EMPTY.items():
            yield "mount", "-t", "tmpfs", "-o", f"mode={mode}", "empty", f"{root}{path}"
        for program in self.image.lacks:
            yield "rm", "-f", *(f"{root}{folder}/{program}" for folder in ("/usr/bin", "/usr/local/bin"))
        for prefix in {sys.prefix, sys.base_prefix} - {"/usr", "/usr/local"}:
            yield from bind(prefix, f"{root}{prefix}", read_only=True)
        yield "mount", "-t", "proc", "proc", f"{root}/proc"
        yield from devices(f"{root}/dev")
        mounts = sorted(self.spec.get("volumeMounts", []), key=lambda mount: mount["mountPath"].count("/"))
        for mount in mounts:
            only("a mount", mount, "name", "mountPath", "readOnly", "subPath")
            source = self.pod.volumes[mount["name"]] / mount.get("subPath", "")
            # A link such as /var/run leads to a place below this root, not to the machine's.
            target = os.path.realpath(mount["mountPath"])
            yield from bind(source.resolve(), f"{root}{target}", mount.get("readOnly", False))
        if self.security.get("readOnlyRootFilesystem"):
            for path in ("", *EMPTY):
                if path not in [mount["mountPath"] for mount in mounts]:
                    yield "mount", "-o", "remount,ro", f"{root}{path}"

    @property
    def security(self):
        return only(f"the securityContext of {self.name}", self.spec.get("securityContext", {}), *KNOWN_SECURITY)

    @property
    def user(self):
        user = self.security.get("runAsUser", self.pod.security.get("runAsUser"))
        if user is None:
            raise Unsupported(f"{self.name} has no numeric user")
        return user

    @property
    def group(self):
        return self.security.get("runAsGroup", self.pod.security.get("runAsGroup", 0))

    def become(self, words):
        """A command line that runs `words` as the container's user, with its environment, in its folder."""
        if self.security.get("capabilities") != {"drop": ["ALL"]}:
            raise Unsupported(f"{self.name} keeps capabilities")
        groups = [str(group) for group in self.pod.groups]
        limits = ["--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all"]
        if not self.security.get("allowPrivilegeEscalation", True):
            limits.append("--no-new-privs")
        who = [f"--reuid={self.user}", f"--regid={self.group}", f"--groups={','.join(groups)}" if groups else "--clear-groups"]
        folder = self.spec.get("workingDir", self.image.folder)
        variables = [f"{name}={value}" for name, value in self.variables.items()]
        return ["setpriv", *who, *limits, "env", "-i", "-C", folder, *variables, *words]

    def run(self, *words, timeout=60, check=True, given=None):
        """Runs a further process in the container, as `kubectl exec` does, `given` bytes to read; `stdout` of what it returns is text."""
        done = self.execute(words, timeout, subprocess.STDOUT, given)
        done.stdout = done.stdout.decode(errors="replace")
        if check and done.returncode != 0:
            raise RuntimeError(f"{shlex.join(map(str, words))} ended with {done.returncode}: {done.stdout}")
        return done

    def output(self, *words, timeout=60):
        """The bytes of standard output of a further process."""
        done = self.execute(words, timeout, None)
        done.check_returncode()
        return done.stdout

    def execute(self, words, timeout, stderr, given=None):
        inside = [f"--target={self.first}", "--mount", "--pid", "--net", "--uts", "--ipc", "--root"]
        command = ["nsenter", *inside, *self.become([str(word) for word in words])]
        source = subprocess.DEVNULL if given is None else subprocess.PIPE
        process = subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE, stderr=stderr, start_new_session=True)
        os.fchown(process.stdout.fileno(), self.user, self.group)
        try:
            output, _ = process.communicate(given, timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise
        return subprocess.CompletedProcess(words, process.returncode, output)

    @property
    def code(self):
        """The exit code, 128 and more after a signal; nothing while the process runs."""
        return self.process.poll()

    def processes(self):
        """The numbers, on the node, of all processes of this container."""
        inside = os.readlink(f"/proc/{self.first}/ns/pid")
        for number in filter(str.isdigit, os.listdir("/proc")):
            try:
                if os.readlink(f"/proc/{number}/ns/pid") == inside:
                    yield int(number)
            except OSError:
                pass  # It has ended meanwhile.

    def memory(self):
        """Bytes that its processes take, shared pages counted once."""
        total = 0
        for number in self.processes():
            try:
                with open(f"/proc/{number}/smaps_rollup") as figures:
                    total += next(int(line.split()[1]) for line in figures if line.startswith("Pss:")) * 1024
            except (OSError, StopIteration):
                pass  # It has ended meanwhile.
        return total

    def send(self, number):
        if self.code is None:
            os.kill(self.first, number)

    def kill(self):
        self.send(signal.SIGKILL)
        self.process.wait()
        self.reader.join()


def bind(source, target, read_only):
    yield ("mkdir", "-p", target) if os.path.isdir(source) else ("install", "-D", "/dev/null", target)
    yield "mount", "--bind", source, target
    if read_only:
        yield "mount", "-o", "remount,bind,ro", target


def devices(folder):
    yield "mount", "-t", "tmpfs", "-o", "mode=755", "devices", folder
    for name in DEVICES:
        yield from bind(f"/dev/{name}", f"{folder}/{name}", read_only=False)
    for name, target in {"fd": "", "stdin": "/0", "stdout": "/1", "stderr": "/2"}.items():
        yield "ln", "-s", f"/proc/self/fd{target}", f"{folder}/{name}"
    # What container runtimes give when nothing else is said.
    yield "mkdir", f"{folder}/shm"
    yield "mount", "-t", "tmpfs", "-o", "mode=1777,size=64m", "shm", f"{folder}/shm"
