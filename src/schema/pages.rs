//! What is to be said about each code of this room: what it finds, why that is wrong, an example, and what to do.

use crate::diag::{Code, codes};

/// A page for each code.
pub const PAGES: &[(Code, &str)] = &[
    (
        codes::NO_SUCH_FIELD,
        "\
What: a key at a place where the kind of the object has no such field: mistyped, indented wrongly, or of another kind.
Why: `kubectl apply` refuses the object; a server that is not asked to be strict drops the field silently, and what it should do never \
happens.
Example: `replcias: 3` in the `spec` of a Deployment, or `resources` beside `containers` instead of in one of them.
Fix: the help names the field that is nearest, or the place to which a field of this name belongs.",
    ),
    (
        codes::FIELD_NOT_SERVED,
        "\
What: a field that some of the versions of Kubernetes that were asked about do not have.
Why: a cluster of such a version refuses the object, or drops the field silently.
Example: `stopSignal` in the `lifecycle` of a container for Kubernetes 1.32: it exists from 1.33 on.
Fix: take the field out, or ask about newer versions only: `--kube-version 1.33`.",
    ),
    (
        codes::WRONG_TYPE,
        "\
What: a value of another type than the field's: a number where text is meant, a map instead of a list.
Why: a server cannot decode the object and refuses it. Without quotes Kubernetes reads `yes`, `on` and `y` as booleans, and `8080`, `1e3` \
and `0x1F` as numbers.
Example: `value: 8080` of an environment variable, or `replicas: \"3\"`.
Fix: put text in quotes, and write numbers and booleans without.",
    ),
    (
        codes::FIELD_MISSING,
        "\
What: an object, or a part of it, without a field that has to be there. It is a warning where only the published schema asks for it.
Why: a server refuses the object. What it takes as empty in spite of the schema is refused by tools that go by the schema.
Example: a Deployment without `selector`, or a pod without `containers`.
Fix: add the field; the place that is shown lacks it.",
    ),
    (
        codes::EMPTY_ITEM,
        "\
What: a dash of a list with nothing behind it.
Why: Kubernetes takes it as an empty value: an empty argument of a command, or a container without a name, which it refuses.
Example: `args:` and below it `-` alone.
Fix: write the item behind the dash, or take the dash out. An empty text is written `\"\"`.",
    ),
    (
        codes::NO_SUCH_WORD,
        "\
What: a word in a field that may only be one of a few.
Why: a server refuses the object. The published schemas of Kubernetes do not contain these words, so that most tools let any pass.
Example: `type: Loadbalancer` of a Service, where `LoadBalancer` is meant.
Fix: write one of the words that the help names; capitals count.",
    ),
    (
        codes::NUMBER_TOO_LARGE,
        "\
What: a number that does not fit into the 32 or 64 bits that Kubernetes has for the field.
Why: a server cannot decode the object and refuses it.
Example: `replicas: 3000000000`.
Fix: write a smaller number. An amount of memory belongs into a quantity, such as `4Gi`.",
    ),
    (
        codes::NO_QUANTITY,
        "\
What: text in a field for an amount that is not a number with one of the units of Kubernetes.
Why: a server cannot decode the object and refuses it.
Example: `memory: 4GB` or `cpu: half`.
Fix: write `4Gi` or `4G`, `500m` or `0.5`. Units are n, u, m, k, M, G, T, P, E, and Ki, Mi, Gi, Ti, Pi, Ei.",
    ),
    (
        codes::NO_BASE64,
        "\
What: text that is not base64 in a field for bytes.
Why: a server cannot decode the object and refuses it.
Example: plain text in the `data` of a Secret.
Fix: write plain text into `stringData`, or the output of `base64 -w0` into `data`.",
    ),
    (
        codes::NO_TIME,
        "\
What: text that is not a point in time in a field for one.
Why: a server cannot decode the object and refuses it.
Example: `deletionTimestamp: yesterday`, or a date without a time of day.
Fix: write it as RFC 3339 does, with a zone: `2026-11-26T08:00:00Z`.",
    ),
    (
        codes::BEYOND_SCHEMA,
        "\
What: a value of a custom resource that is too large, too small, too long, too short, or not as the pattern of its schema wants it; or \
fields of which it may have one only, or has to have one.
Why: a server refuses the object.
Example: `port: 70000` in a parent of an HTTPRoute.
Fix: keep to what the message and the help say; it stands in the CustomResourceDefinition.",
    ),
    (
        codes::ITEM_TWICE,
        "\
What: two items of a list that Kubernetes cannot tell apart, because the fields that it knows items by are alike.
Why: a server refuses the object. Where it is a warning, servers take it, and server-side apply refuses it.
Example: two containers of one name, or two ports of a Service with one number and protocol.
Fix: take one of them out, or give it another name.",
    ),
    (
        codes::NO_SUCH_KIND,
        "\
What: a kind that its group does not have, in any version of Kubernetes that is known: mistyped, or with the `apiVersion` of another group.
Why: a server refuses the object with `no matches for kind`.
Example: a Deployment with `apiVersion: v1`, or `kind: Deploymnet`.
Fix: write the `apiVersion` or the kind that the help names.",
    ),
    (
        codes::UNCHECKED_KIND,
        "\
What: a custom resource of which no schema is known.
Why: nothing was checked beyond its form; saying nothing would look as if it were right.
Example: an object of `example.com/v1` whose CustomResourceDefinition is not in the input.
Fix: give the CustomResourceDefinition along, with `--crds DIR` or beside the object.",
    ),
    (
        codes::API_GONE,
        "\
What: a kind with an API version that some of the versions of Kubernetes that were asked about do not serve, not yet or no longer.
Why: such a cluster refuses the object, and an upgrade stops at it.
Example: a HorizontalPodAutoscaler of `autoscaling/v2beta2`, which went with Kubernetes 1.26.
Fix: write the API version that the help names, and look at what differs; or take the object out.",
    ),
    (
        codes::API_DEPRECATED,
        "\
What: a kind with an API version that is served, and of which Kubernetes says that it will go.
Why: an upgrade of the cluster will refuse it; servers warn about it already.
Example: Endpoints of `v1`, deprecated since Kubernetes 1.33.
Fix: write the API version that the help names while both are served.",
    ),
    (
        codes::API_SWITCHED_OFF,
        "\
What: a kind with an alpha API version, or with a beta one that came with Kubernetes 1.24 or later.
Why: clusters do not serve these by themselves, and managed ones mostly cannot.
Example: a ServiceCIDR of `networking.k8s.io/v1beta1`.
Fix: use the stable version if the help names one; else have the API switched on, with `--runtime-config` of the API server.",
    ),
];
