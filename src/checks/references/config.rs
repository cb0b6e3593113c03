//! ConfigMaps and Secrets that pods use: whether they are there, with the keys that are asked for.

use super::super::{Check, Context, Rule};
use super::find::{Finder, Reference, place_of};
use super::uses::{self, Use};
use crate::diag::{Code, Report, codes, nearest};
use crate::manifest::{Answer, Graph, Object};
use crate::yaml::{Mapping, Node};

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::CONFIG_MAP_MISSING,
            "\
What: a ConfigMap that a pod uses and that is not there: nowhere among the objects, or in another namespace.
Why: the pod waits for it forever: `CreateContainerConfigError`, or a volume that is never mounted.
Example: `envFrom: [{configMapRef: {name: api-confg}}]` beside a ConfigMap `api-config`.
Fix: correct the name, add the ConfigMap, or say `optional: true`. What operators make is known and not missed.",
        ),
        (
            codes::SECRET_MISSING,
            "\
What: a Secret that a pod, an Ingress or a Gateway uses and that is not there, and that nothing makes: no Certificate, no
ExternalSecret, no SealedSecret, no database.
Why: the pod waits for it forever: `CreateContainerConfigError`, or a volume that is never mounted.
Example: `secretKeyRef: {name: mlflow-db, key: password}` while the ExternalSecret is called `mlflow-database`.
Fix: correct the name, add what makes the Secret, or say `optional: true`.",
        ),
        (
            codes::CONFIG_MAP_KEY,
            "\
What: a key of a ConfigMap that a pod asks for and that the ConfigMap does not have.
Why: the container is never created; a mounted file is missing.
Example: `configMapKeyRef: {name: api, key: LOG_LEVEL}` while the ConfigMap has `log_level`.
Fix: correct the key; keys are compared letter by letter.",
        ),
        (
            codes::SECRET_KEY,
            "\
What: a key of a Secret that a pod asks for and that the Secret does not get.
Why: the container is never created; a mounted file is missing.
Example: `secretKeyRef: {name: db, key: password}` while the ExternalSecret writes `POSTGRES_PASSWORD`.
Fix: correct the key; keys are compared letter by letter.",
        ),
    ],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    let mut finder = Finder { graph, context, found };
    for pod in graph.pods() {
        for used in uses::of_pod(pod) {
            follow(&mut finder, pod.owner, &used);
        }
        // Pods start without a pull secret as long as the registry lets them.
        for secret in pod.spec.items("imagePullSecrets").iter().filter_map(|secret| secret.get("name")) {
            let used = Use { kind: "Secret", name: secret, keys: Vec::new(), optional: false };
            follow(&mut finder, pod.owner, &used);
        }
    }
}

fn follow<'a>(finder: &mut Finder<'a, '_>, from: Object<'a>, used: &Use<'a>) {
    let Some(name) = used.name.as_str() else { return };
    let (code, of_key) = match used.kind {
        "Secret" => (codes::SECRET_MISSING, codes::SECRET_KEY),
        _ => (codes::CONFIG_MAP_MISSING, codes::CONFIG_MAP_KEY),
    };
    if used.optional {
        // What need not be there may still not have a key that is asked for, which is as good as absent.
        return;
    }
    let reference = Reference { from, place: used.name, kind: used.kind, namespace: from.namespace, name };
    let graph = finder.graph;
    let (keys, other): (Option<Vec<&str>>, Option<Object<'a>>) = match finder.follow(code, reference) {
        Answer::Here(object) => (keys_of(object).filter(|_| !graph.provided().adds_to(used.kind, object)), Some(object)),
        Answer::Provided(provision) => (provision.keys.clone(), provision.by),
        Answer::Elsewhere | Answer::Missing => return,
    };
    if let (Some(keys), Some(other)) = (keys, other) {
        for key in &used.keys {
            check_key(finder, from, used.kind, key, &keys, other, of_key);
        }
    }
}

/// The keys of a ConfigMap or Secret; none if somebody fills it in the cluster.
fn keys_of(object: Object<'_>) -> Option<Vec<&str>> {
    const OF_A_TOKEN: &str = "kubernetes.io/service-account-token";
    let tree = object.tree();
    let maps = ["data", "stringData", "binaryData"].into_iter().filter_map(|key| tree.get(key)?.as_mapping());
    let keys: Vec<&str> = maps.flat_map(Mapping::keys).map(|key| &*key.name).collect();
    let mut annotations = object.metadata().into_iter().flat_map(|metadata| metadata.entries("annotations"));
    let is_filled = tree.text("type") == Some(OF_A_TOKEN)
        || annotations.any(|(key, _)| key.name.contains("inject") || key.name.contains("replicat"));
    (!keys.is_empty() && !is_filled).then_some(keys)
}

fn check_key<'a>(
    finder: &mut Finder<'a, '_>,
    from: Object<'a>,
    kind: &str,
    place: &'a Node,
    keys: &[&str],
    other: Object<'a>,
    code: Code,
) {
    let Some(key) = place.as_str().filter(|key| !keys.contains(key)) else { return };
    let told = if other.kind == kind { format!("the {kind}") } else { format!("the {kind} of {}", other.title()) };
    let help = match nearest(key, keys.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if keys.len() <= 8 => format!("its keys are {}", keys.join(", ")),
        None => "correct the key, or add it there".to_owned(),
    };
    let name = if other.kind == kind { format!("{told} `{}`", other.name) } else { told };
    finder.found.push(
        from.error(code, place, format!("{name} has no key `{key}`")).related(place_of(other), "its keys are here").help(help),
    );
}
