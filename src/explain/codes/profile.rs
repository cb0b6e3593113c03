//! The profile: what the cluster cannot do.

super::rows! {
    UNKNOWN_PROFILE "errors/profile-unknown"
    What: "a profile that mlkube does not know."
    Why: "without the facts of a cluster nothing can be said about what runs there."
    Fix: "name one that `mlkube profiles list` shows; `generic` stands for a cluster of which nothing is known."

    MOVING_TAG "errors/image-latest"
    What: "an image with the tag `latest`, or without a tag, on a cluster that is not a developer's machine."
    Why: "two pods of one Deployment may run different programs, and going back goes nowhere."
    Fix: "name a version or a digest."

    ROUTING_UNABLE "errors/routing-certificate-and-secret"
    What: "something about hosts, paths, rates or certificates that the way in of this cluster cannot do."
    Why: "the controller would leave it out silently, or refuse the whole route."
    Fix: "choose what the help names for this profile; an overlay keeps the other for the clusters that can."

    IDENTITY_UNABLE "errors/identity-on-the-wrong-cloud"
    What: "an identity of a cloud that this cluster cannot give to pods, or none where one is needed."
    Why: "the pods start and every call to the store ends with 403."
    Fix: "name an identity of the cloud on which the cluster runs, or use credentials from a Secret."

    OPERATOR_MISSING "errors/operator-missing-cert-manager"
    What: "something for which the cluster needs an operator that it does not run, as far as the profile and `operators` say; or an object in a file of `extra` of a kind that it does not serve."
    Why: "the API server refuses objects of kinds that it does not know, or nobody looks at them."
    Fix: "install it and say so, `operators: [NAME]`, or choose a way that does without."

    GPU_UNABLE "errors/gpu-on-unknown-model"
    What: "a model of accelerators, or a way to share one, that the profile does not have."
    Why: "no node fits, and the pods stay `Pending`."
    Fix: "take a model that the help lists."

    NODES_UNABLE "errors/spread-over-one-zone"
    What: "pods that are to be apart further than the cluster is wide, or on nodes that it cannot tell from others."
    Why: "a hard rule that no node can meet leaves pods `Pending`; a soft one is idle."
    Fix: "ask for what the nodes of the profile have."

    KUBERNETES_TOO_OLD "errors/model-image-before-its-time"
    What: "something that the Kubernetes of the profile does not have yet."
    Why: "an API server drops fields that it does not know, and the pods run without them."
    Fix: "take the way that the help names, or a profile of a newer cluster."

    FIELD_TOO_NEW "errors/kube-version-extra"
    What: "a field in a file of `extra`, or set by a patch, that this version of Kubernetes does not know or has switched off."
    Why: "a strict API server refuses the object, and any other leaves the field out without a word."
    Fix: "take the field out for this cluster, or render for the version that it really runs: `--kube-version`."

    OLDER_FORM "warnings/kube-version-older-forms"
    What: "something that this version of Kubernetes does not have, and for which an older form was written that does less."
    Why: "whoever reads the spec expects what the newer form does."
    Fix: "nothing, if the older form will do; what is lost stands in the message."

    API_NOT_SERVED "errors/kube-version-apis"
    What: "an object of a kind or version that this Kubernetes does not serve: not yet, or no more."
    Why: "the API server answers `no matches for kind`, and nothing after it is applied."
    Fix: "write the version that the help names; `docs/kube-versions.md` has what came and went."

    PROFILE_CIRCLE "errors/profile-extends-itself"
    What: "profiles of which each extends another, and none of them a built-in one."
    Why: "there is no first one that could say what all others leave out."
    Fix: "let one of them extend a built-in profile, such as `generic`."

    PROFILE_TWICE "profiles/name-of-a-built-in-one"
    What: "a file in `profiles/` beside the spec with the name of a built-in profile."
    Why: "nobody could tell which of the two `-p NAME` means, and on another machine it may be the other."
    Fix: "give the file a name of its own and let it extend the built-in one."

    POLICIES_IGNORED "warnings/policies-ignored"
    What: "a bundle with network policies for a cluster in which nobody enforces them."
    Why: "the policies look like a wall, and every pod of the cluster reaches every other."
    Fix: "install a network plugin that enforces them; if yours does, say so in a profile of your own."

    FACTS_CONTRADICT "errors/profile-contradicts-itself"
    What: "facts of a profile that cannot be true together: a node of which the system keeps more than there is, or the class of one controller beside the name of another."
    Why: "a profile keeps what it extends and does not change, and what is reckoned from both is true of no cluster."
    Fix: "say the other fact, too; `mlkube profiles show --resolved NAME` prints what the profile comes to."

    POD_TOO_LARGE "errors/capacity-pod-too-large"
    What: "a pod that asks for more than any node of the profile has left, even if it is empty."
    Why: "it stays `Pending` for ever, and no autoscaler helps."
    Fix: "ask for less, or name the nodes that there are in `nodes.pools` of a profile of your own."

    NODES_TOO_SMALL "errors/capacity-nodes-too-small"
    What: "pods that ask for more than all nodes of the profile have together, even with the fewest of each."
    Why: "some of them stay `Pending`, and which ones is left to chance."
    Fix: "ask for less or run fewer; `mlkube capacity` shows what fits and how many nodes would do."

    UNKNOWN_PRICE "capacity/prices-unknown"
    What: "a price for a pool, a machine or a storage class that the profile does not have."
    Why: "it would be left out of the sum, which then is too small."
    Fix: "take a name that the help lists."
}
