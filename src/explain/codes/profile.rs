//! The profile: what the cluster cannot do.

super::rows! {
    UNKNOWN_PROFILE "errors/profile-unknown"
    What: "a profile that mlkube does not know."
    Why: "without the facts of a cluster nothing can be said about what runs there."
    Fix: "name one that `mlkube profiles list` shows; `generic` stands for a cluster of which nothing is known."

    STORAGE_CLASS "errors/storage-class-unknown"
    What: "a storage class that the cluster does not have, none where one has to be named, or a disk smaller than its smallest."
    Why: "the claim stays `Pending`, and with it the pod."
    Fix: "take a class of the profile, which the help lists, or leave it out for the default."

    ACCESS_MODE "errors/storage-access-many-on-eks"
    What: "a disk for many pods from a class whose volumes attach to one node."
    Why: "the second pod on another node waits for ever for a volume that is in use."
    Fix: "take a class with `ReadWriteMany`, or share files through an object store."

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
    What: "something for which the cluster needs an operator that it does not run, as far as the profile and `operators` say."
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
}
