"""Jobs, and CronJobs as if their time had come."""

from .pod import Pod
from .strict import Unsupported, one_of, only

KNOWN = (
    *("template", "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished", "podFailurePolicy", "completions"),
    *("parallelism", "completionMode", "podReplacementPolicy", "backoffLimitPerIndex"),
)


class Failed(Exception):
    """A Job came to no good end."""

    def __init__(self, text, pods):
        super().__init__(text)
        self.pods = pods


def run(cluster, thing):
    """Runs the parts of a Job one after the other, each as often as the Job allows; returns the pods that ended well."""
    spec = thing["spec"]["jobTemplate"]["spec"] if thing["kind"] == "CronJob" else thing["spec"]
    only(f"the Job {thing['metadata']['name']}", spec, *KNOWN)
    indexed = spec.get("completionMode") == "Indexed"
    # All parts share the tries, unless each has its own.
    own, shared = spec.get("backoffLimitPerIndex"), iter(range(spec.get("backoffLimit", 6) + 1))
    done = []
    for part in range(spec.get("completions", 1)):
        tries = shared if own is None else iter(range(own + 1))
        done.append(run_part(cluster, thing["metadata"], spec, tries, part if indexed else None))
    return done


def run_part(cluster, metadata, spec, tries, part):
    variables = {} if part is None else {"JOB_COMPLETION_INDEX": str(part)}
    pods = []
    for number in tries:
        name = f"{metadata['name']}-{part or 0}-{number:05}"
        pod = cluster.add(Pod(cluster, name, metadata["namespace"], spec["template"], own_variables=variables))
        pods.append(pod)
        code = pod.run_to_end(spec.get("activeDeadlineSeconds", 600))
        pod.close()
        if code == 0:
            return pod
        if is_hopeless(spec, code):
            break
    raise Failed(f"the Job {metadata['name']} failed\n{pods[-1].logs() if pods else ''}", pods)


def is_hopeless(spec, code):
    """Whether the Job says that trying again is of no use after this exit code."""
    for rule in spec.get("podFailurePolicy", {}).get("rules", []):
        kind, codes = one_of("a rule of failure", rule, "onExitCodes", "onPodConditions")
        if kind == "onExitCodes":
            if rule["action"] != "FailJob" or codes["operator"] != "In":
                raise Unsupported(f"a rule of failure: {rule}")
            if code in codes["values"]:
                return True
    return False
