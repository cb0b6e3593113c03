//! The plan: names, edges, and what fits together.

super::rows! {
    UNKNOWN_USE "errors/uses-unknown"
    What: "a name of an entry that the spec does not have."
    Why: "there is nothing to connect to: no address, no secret and no way through the network."
    Fix: "correct the name, or add the entry. A server outside the cluster is an entry too, with `external`."

    UNFIT_USE "errors/mlflow-backend-is-redis"
    What: "an entry that is used as something that it is not, twice, or from where nobody can reach it."
    Why: "the two would be started and never understand each other."
    Fix: "name an entry of a fitting kind; the help says which there are."

    CYCLE "errors/cycle-of-two"
    What: "entries that use each other in a circle, or an entry that uses itself."
    Why: "what waits for the other at its start waits for ever, and no order of the bundle is right."
    Fix: "take one of the edges out, most often the one that only reports results: a queue decouples both sides."

    NAME_TWICE "errors/name-twice-across-sections"
    What: "two entries of the same name, also in different sections."
    Why: "names are those of Deployments and hosts, and `uses: [queue]` has to say it all."
    Fix: "rename one of them."

    VARIABLE_TWICE "errors/variable-twice"
    What: "two used entries that both set the same environment variable."
    Why: "a container has one value for a variable; which of the two would be chance."
    Fix: "give one a prefix: `cache as CACHE` sets `CACHE_REDIS_URL`."

    HOST_TWICE "errors/host-twice"
    What: "two entries exposed at the same host and path."
    Why: "every request could go to either, and which one differs between controllers."
    Fix: "give each a host or a path of its own."

    UNFIT_REPLICAS "errors/mlflow-replicas-on-disk"
    What: "a number of pods that cannot work together: several on one disk, or on one file of SQLite."
    Why: "a disk attaches to one node, and two writers destroy a file that knows one."
    Fix: "run one pod, or put what they share into a database or an object store."

    UNFIT_MEMORY "errors/redis-memory"
    What: "memory in which the program cannot do what the spec asks of it."
    Why: "it would start, work for a while, and be killed under load."
    Fix: "give it as much as the help says, or ask for less."

    OPEN_DOOR "warnings/open-door"
    What: "a server that asks nobody for a password behind a host that everybody can call."
    Why: "whoever finds the host can read and delete what is there: host names are public by their certificates."
    Fix: "give it `auth`, or take `expose` out and reach it by `kubectl port-forward`."

    UNUSED_ENTRY "warnings/unused-redis"
    What: "an entry that serves others and that nobody uses."
    Why: "it costs memory and disks, and the network policies let nobody in."
    Fix: "name it in `uses` of whoever needs it, or take it out."

    NODE_PORT_TWICE "errors/node-port-twice"
    What: "two entries exposed at the same port of the nodes."
    Why: "a port of the nodes belongs to one Service; the API server refuses the second."
    Fix: "give each a port of its own from 30000 to 32767."

    IDLE_WEIGHT "errors/versions-weight-without-pods"
    What: "a version that gets a share of all requests and has no pods."
    Why: "that share of the requests would end with an error."
    Fix: "give it replicas, or the weight 0."

    BLIND_SCALING "warnings/scale-by-memory-alone"
    What: "an autoscaler that goes by memory alone."
    Why: "memory that a model or a cache holds does not fall when the load does, so the pods grow and never shrink."
    Fix: "aim at CPU, requests or a queue, and leave memory as a second thing to look at."

    TASK_TWICE "errors/worker-drain-above-visibility-timeout"
    What: "tasks that may run longer than their broker waits for an acknowledgement."
    Why: "Redis then hands the task to another worker while the first still runs, and it is done twice (Celery documentation, \
          \"Visibility timeout\")."
    Fix: "raise the broker's visibility timeout, or lower the limit of a task or the time to drain."

    UNMAINTAINED "warnings/minio"
    What: "a program that nobody maintains any more."
    Why: "its next security hole stays open."
    Fix: "plan a way to the program that the help names."

    UNMEASURED "errors/slo-unmeasured"
    What: "an objective for something of which no metric tells."
    Why: "the alert would never be raised, which looks like success."
    Fix: "give the entry `metrics` that count its requests, or take the objective out."

    BAD_QUERY "errors/rules-bad"
    What: "an expression that Prometheus cannot read."
    Why: "Prometheus refuses the whole file of rules in which it stands."
    Fix: "mend the expression at the place that is shown."

    WEAK_NAMESPACE "warnings/namespace-privileged"
    What: "a namespace that admits pods beyond the standard `restricted` of Pod Security."
    Why: "a pod in it may become root on its node, and with that all pods of the node."
    Fix: "leave `security` out; what needs more goes into a namespace of its own."

    PATCH_UNREACHED "errors/patch-unreached"
    What: "a patch for an object that the bundle does not have, or has several of."
    Why: "what it was to change stays as it is."
    Fix: "correct the kind and name; `mlkube render` shows all objects."

    PATCH_WITHOUT_EFFECT "warnings/patch-changes-nothing"
    What: "a patch after which the object is what it was."
    Why: "it hides that a key of the spec, or a newer mlkube, does the same already."
    Fix: "take the patch out, or change what it says; `mlkube explain KIND/NAME` shows where each field comes from."

    BAD_PATCH "errors/patch-merge-mistakes"
    What: "a patch that cannot be carried out, or that makes another object of it."
    Why: "a field that Kubernetes does not know is left out by some tools and refused by others."
    Fix: "correct it at the place that is shown; `kubectl explain` lists the fields of a kind."

    BAD_EXTRA "errors/extra-bad-objects"
    What: "a file of `extra` that is not there, or an object in it without kind, name or a namespace of the project."
    Why: "an object that cannot be named cannot be checked, ordered or found again."
    Fix: "give the object `apiVersion`, `kind` and `metadata.name`, and a namespace that the project has."

    UNNEEDED_SECRET "warnings/secrets-that-nobody-needs"
    What: "a source for a Secret that no pod of the project uses."
    Why: "most likely its name is mistyped, and the Secret that is needed comes from somewhere else, or from nowhere."
    Fix: "correct the name: `mlkube secrets` lists those that are needed."

    BACKUP_ELSEWHERE "errors/mlflow-backup-beside-postgres"
    What: "a backup of something that another entry keeps."
    Why: "a copy of what is not there restores nothing; the entry that keeps it has a `backup` of its own."
    Fix: "move the key to the entry that the message shows."

    RISKY_NODES "warnings/mlflow-on-spot-with-a-disk"
    What: "a server with a disk of its own on nodes that may go at any time."
    Why: "the disk follows its pod in minutes, and only within its zone."
    Fix: "keep what it stores in a database and an object store, and run two pods; or take `spot` out."

    UNWATCHED_GPU "warnings/gpu-unwatched"
    What: "accelerators in a project with a Prometheus of its own that nobody tells of them."
    Why: "a GPU that fails makes wrong results, or none, for hours."
    Fix: "install NVIDIA's exporter and say where it runs, `gpuExporter`; or say that there is none: `off`."
}
