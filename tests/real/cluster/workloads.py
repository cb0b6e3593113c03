"""The pods of Deployments and StatefulSets."""

from .pod import Pod


def replicas(thing):
    """Without a number, an autoscaler chooses one; one pod is enough to see it run."""
    return thing["spec"].get("replicas", 1)


def name(thing, number):
    # The parts of a Deployment's pod names that are hashes differ here from one pod to the next as there.
    own = thing["metadata"]["name"]
    return f"{own}-{number}" if thing["kind"] == "StatefulSet" else f"{own}-5d4f7c9b8-{number:05}"


def pod(cluster, thing, number):
    claims = thing["spec"].get("volumeClaimTemplates", [])
    return Pod(cluster, name(thing, number), thing["metadata"]["namespace"], thing["spec"]["template"], claims)
