//! How references are followed, and what is said of one that leads nowhere.

use super::super::Context;
use crate::diag::{Code, Report, Severity};
use crate::manifest::{Answer, Graph, Object, Selector};
use crate::yaml::Node;

/// Follows references and reports those that lead nowhere.
pub(super) struct Finder<'a, 'b> {
    pub(super) graph: &'b Graph<'a>,
    pub(super) context: &'b Context<'b>,
    pub(super) found: &'b mut Report,
}

/// A reference: who refers to what, and where that is written.
#[derive(Clone, Copy)]
pub(super) struct Reference<'a, 'b> {
    /// Who refers.
    pub(super) from: Object<'a>,
    /// Where the name stands.
    pub(super) place: &'a Node,
    pub(super) kind: &'b str,
    pub(super) namespace: &'b str,
    pub(super) name: &'b str,
}

impl<'a, 'b> Finder<'a, 'b> {
    /// Whether the objects are all that there is, so that what `from` refers to has to be among them. A bundle is complete but for
    /// what never stands in one: Secrets, and what belongs to the cluster.
    pub(super) fn is_closed(&self, from: Object<'_>, kind: &str) -> bool {
        let is_outside = matches!(kind, "Secret" | "ClusterRole" | "Namespace") || kind.ends_with("Class");
        if from.is_rendered() { !is_outside } else { self.context.closed }
    }

    /// Follows a reference. What is missing is an error; what is not in sight is advice; a name that is one letter off, or that is there
    /// in another namespace only, is a warning.
    pub(super) fn follow(&mut self, code: Code, reference: Reference<'a, '_>) -> Answer<'a, 'b> {
        let Reference { from, place, kind, namespace, name } = reference;
        let graph: &'b Graph<'a> = self.graph;
        if name.is_empty() || name.contains(['$', '{', '<']) {
            return Answer::Elsewhere;
        }
        let answer = graph.answer(kind, namespace, name, self.is_closed(from, kind));
        match answer {
            // Of several variants in files of their own any may be the one that is applied.
            Answer::Here(object) if graph.has_twin(object) => return Answer::Elsewhere,
            Answer::Here(_) | Answer::Provided(_) => return answer,
            Answer::Elsewhere | Answer::Missing => {}
        }
        let (twin, slip) = (self.twin(reference), self.slip(reference));
        let message = format!("there is no {kind} `{name}`{}", of_namespace(namespace));
        let told = match answer {
            Answer::Missing => from.error(code, place, message),
            _ if graph.provided().may_have(kind, namespace) => return Answer::Elsewhere,
            _ if twin.is_some() || slip.is_some() => from.warning(code, place, message),
            // What a bundle never holds is no advice to its author.
            _ if from.is_rendered() => return answer,
            _ => from.info(code, place, format!("the {kind} `{name}` is not among these objects")),
        };
        let told = match (slip, twin) {
            (Some(other), _) => {
                told.help(format!("did you mean `{}`?", other.name)).related(place_of(other), "this one is there")
            }
            (None, Some(other)) => told
                .help(format!("a {kind} is seen from its own namespace only; put a copy into `{namespace}`"))
                .related(place_of(other), format!("this one is in the namespace `{}`", other.namespace)),
            (None, None) => told.help("correct the name, or add what is missing"),
        };
        self.found.push(told);
        answer
    }

    /// The object of this name in another namespace. Objects without a namespace land where they are applied.
    fn twin(&self, reference: Reference<'_, '_>) -> Option<Object<'a>> {
        let Reference { from, kind, namespace, name, .. } = reference;
        let is_there = |object: &Object<'_>| object.name == name && object.namespace != namespace && is_placed(*object);
        if !matches!(kind, "ConfigMap" | "Secret" | "PersistentVolumeClaim" | "ServiceAccount") || !is_placed(from) {
            return None;
        }
        self.graph.of_kind(kind).find(is_there)
    }

    /// The object whose name is one letter off.
    fn slip(&self, reference: Reference<'_, '_>) -> Option<Object<'a>> {
        let Reference { kind, namespace, name, .. } = reference;
        self.graph.of_kind(kind).find(|object| object.namespace == namespace && is_slip(name, object.name))
    }
}

/// Whether somebody wrote in which namespace an object is.
fn is_placed(object: Object<'_>) -> bool {
    object.metadata().and_then(|metadata| metadata.text("namespace")).is_some()
}

/// ` in the namespace ...`, or nothing for an object of the cluster.
pub(super) fn of_namespace(namespace: &str) -> String {
    if namespace.is_empty() { String::new() } else { format!(" in the namespace `{namespace}`") }
}

/// Where an object is named.
pub(super) fn place_of(object: Object<'_>) -> Option<crate::source::Span> {
    object.place(object.head())
}

/// Whether two words differ by a slip of the pen: one letter in a word of some length. Numbers tell things apart, and are no slips.
pub(super) fn is_slip(word: &str, other: &str) -> bool {
    const LONG_ENOUGH: usize = 6;
    let letters = |word: &str| word.chars().filter(|letter| !letter.is_ascii_digit()).collect::<String>();
    word.len() >= LONG_ENOUGH
        && word.len().abs_diff(other.len()) <= 1
        && letters(word) != letters(other)
        && strsim::damerau_levenshtein(word, other) == 1
}

/// What is missing for a selector to select something that it was probably meant to select: each label agrees, is not set, or is
/// nearly the same word, and one of them is more than not set. Labels that tell who leads are set while pods run.
pub(super) fn near_miss<'l>(
    selector: &Selector<'_>,
    label: impl Fn(&str) -> Option<&'l str>,
    has_value: impl Fn(&str) -> bool,
) -> Option<String> {
    let of_run_time = |key: &str| ["role", "leader", "primary", "master", "active"].iter().any(|word| key.contains(word));
    let of_operator = |key: &str| key.contains('/') && !key.starts_with("app.kubernetes.io/");
    if selector.equal.is_empty() || selector.equal.iter().any(|(key, _)| of_run_time(key) || of_operator(key)) {
        return None;
    }
    let (mut wrong, mut related) = (None, false);
    for (key, wanted) in &selector.equal {
        match label(key) {
            Some(value) if value == *wanted => related = true,
            Some(value) if is_near(value, wanted) => {
                related = true;
                wrong.get_or_insert_with(|| format!("`{key}` is `{value}` there"));
            }
            Some(_) => return None,
            None => {
                related |= has_value(wanted);
                wrong.get_or_insert_with(|| format!("`{key}` is not set there"));
            }
        }
    }
    wrong.filter(|_| related)
}

impl<'a> Finder<'a, '_> {
    /// Reports a selector that selects no pod of the namespace of its object. `refused` says how bad it is if nobody else can have such pods.
    pub(super) fn want_pods(
        &mut self,
        from: Object<'a>,
        code: Code,
        place: &'a Node,
        selector: &Selector<'_>,
        refused: Severity,
    ) {
        // Conditions alone may be meant for what comes and goes.
        if selector.equal.is_empty() || self.graph.selected(from.namespace, selector).next().is_some() {
            return;
        }
        // Labels of an operator that no pod here carries are of pods that it makes.
        let is_of_operator = |key: &str| key.contains('/') && !key.starts_with("app.kubernetes.io/");
        let is_carried = |key: &str| self.graph.pods_in(from.namespace).any(|pod| pod.label(key).is_some());
        if selector.equal.iter().any(|(key, _)| is_of_operator(key) && !is_carried(key)) {
            return;
        }
        if self.graph.provided().may_have("Pod", from.namespace) {
            return;
        }
        let near = self.graph.pods_in(from.namespace).find_map(|pod| {
            let has_value = |wanted: &str| pod.labels().any(|(_, value)| value.as_str() == Some(wanted));
            Some((*pod, near_miss(selector, |key| pod.label(key), has_value)?))
        });
        let message = format!("no pod{} has the labels {}", of_namespace(from.namespace), selector.shown());
        let alone = self.is_closed(from, "Pod");
        let told = match (near.is_some() || alone, refused) {
            (false, _) => from.info(code, place, message),
            (true, Severity::Error) => from.error(code, place, message),
            (true, _) => from.warning(code, place, message),
        };
        self.found.push(match near {
            Some((pod, wrong)) => {
                let labels = pod.metadata.and_then(|metadata| metadata.get("labels"));
                let at = labels.and_then(|labels| pod.owner.place(labels));
                told.related(at, format!("{} has others: {wrong}", pod.owner.title()))
                    .help(format!("compare with the labels of {}: {wrong}", pod.owner.title()))
            }
            None => told.help("write the labels of the pod template: those of the workload itself do not count"),
        });
    }
}

/// Whether two values were probably meant to be the same: a slip, or one with an ending.
fn is_near(one: &str, other: &str) -> bool {
    let longer = |one: &str, other: &str| one.strip_prefix(other).is_some_and(|rest| rest.starts_with(['-', '_']));
    let spelled = |word: &str| word.to_ascii_lowercase().replace(['_', '.'], "-");
    spelled(one) == spelled(other) || is_slip(one, other) || longer(one, other) || longer(other, one)
}

#[cfg(test)]
mod tests {
    use super::{is_near, is_slip};

    #[test]
    fn slips_are_of_one_letter_in_long_words() {
        assert!(is_slip("api-confg", "api-config"));
        assert!(!is_slip("api-1", "api-2") && !is_slip("worker-1", "worker-2"), "numbers tell apart");
        assert!(!is_slip("api", "app"), "short words");
    }

    #[test]
    fn near_is_what_was_probably_meant() {
        assert!(is_near("mlflow", "mlflow-server") && is_near("Loan_API", "loan-api"));
        assert!(!is_near("mlflow", "redis") && !is_near("api", "apigateway"));
    }
}
