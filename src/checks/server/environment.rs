//! Variables of containers: their names, where their values come from, and whether one is there twice.

use super::look::{given, listed, present};
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::fields::KubeVersion;
use crate::manifest::{Object, Pod};
use crate::yaml::{Mapping, Node};
use std::collections::HashMap;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::BAD_VARIABLE_NAME,
            "\
What: a variable of a container whose name Kubernetes does not take.
Why: the API server refuses the pod. Until 1.31 names had letters, digits, `-`, `_` and `.`; now only `=` and what cannot be
printed is refused.
Example: `- name: LOG_LEVEL=debug`.
Fix: write `name: LOG_LEVEL` and `value: debug`.",
        ),
        (
            codes::ENVIRONMENT_TWICE,
            "\
What: a container whose `env` has one name twice.
Why: the later value wins and the earlier one is there for nothing; after the next edit it may be the other way round. With
`kubectl apply --server-side` the object is refused.
Example: `REDIS_URL` from two edges.
Fix: take one out, or give it another name. A later value that refers to the earlier one, `$(NAME)`, is left alone.",
        ),
        (
            codes::VARIABLE_SOURCE,
            "\
What: a variable with a value and a source of a value, with several sources, or a source that names nothing.
Why: the API server refuses the pod.
Example: `value: info` beside `valueFrom: {configMapKeyRef: ...}`.
Fix: leave one.",
        ),
    ],
    rule: Rule::Pod(run),
};

/// From when names may have nearly everything (feature gate `RelaxedEnvironmentVariableValidation`, beta in 1.32).
const RELAXED: KubeVersion = KubeVersion::minor(32);
/// Where a value can come from (k8s.io/api core/v1 `EnvVarSource`, 2026-10).
const SOURCES: [&str; 5] = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];

fn run(pod: &Pod<'_>, context: &Context<'_>, report: &mut Report) {
    let is_good = if *context.versions.start() < RELAXED { is_strict_name } else { is_relaxed_name };
    let mut first: HashMap<&str, &Node> = HashMap::new();
    for container in pod.containers() {
        first.clear();
        for variable in container.node.items("env") {
            check_source(pod.owner, variable, report);
            let Some((node, name)) = variable.get("name").and_then(|node| Some((node, node.as_str()?))) else { continue };
            if !is_good(name) {
                let message = format!("`{}` cannot be the name of a variable", printable(name));
                report.push(pod.owner.error(codes::BAD_VARIABLE_NAME, node, message).help("use letters, digits and `_`"));
            }
            if let Some(earlier) = first.insert(name, node) {
                if refers_to(variable, name) {
                    continue;
                }
                let message = format!("the container `{}` is given `{name}` twice", container.name());
                report.push(
                    pod.owner
                        .warning(codes::ENVIRONMENT_TWICE, node, message)
                        .related(pod.owner.place(earlier), "this value is never seen")
                        .help("take one out, or give it another name"),
                );
            }
        }
        check_sources_of_many(pod.owner, container.node, is_good, report);
    }
}

/// Whether the value of a variable has the earlier one in it.
fn refers_to(variable: &Node, name: &str) -> bool {
    variable.text("value").is_some_and(|value| value.contains(&format!("$({name})")))
}

fn check_source<'a>(object: Object<'a>, variable: &'a Node, report: &mut Report) {
    let Some(source) = given(variable, "valueFrom") else { return };
    let sources = present(source, &SOURCES);
    let mut add = |message: String, help: &str| report.push(object.error(codes::VARIABLE_SOURCE, source, message).help(help));
    if variable.text("value").is_some_and(|value| !value.is_empty()) {
        add("a variable has `value` and `valueFrom`".to_owned(), "leave one");
    }
    match sources.len() {
        0 if source.as_mapping().is_some_and(Mapping::is_empty) => {
            add("`valueFrom` names no source".to_owned(), "write `secretKeyRef`, `configMapKeyRef` or `fieldRef` below it");
        }
        0 | 1 => {}
        _ => add(format!("`valueFrom` has several sources, {}", listed(&sources)), "leave one"),
    }
}

fn check_sources_of_many<'a>(object: Object<'a>, container: &'a Node, is_good: fn(&str) -> bool, report: &mut Report) {
    for source in container.items("envFrom") {
        let sources = present(source, &["configMapRef", "secretRef"]);
        if sources.len() > 1 {
            let found = object.error(codes::VARIABLE_SOURCE, source, "an item of `envFrom` has several sources");
            report.push(found.help("write an item for each"));
        } else if sources.is_empty() && source.as_mapping().is_some() {
            let found = object.error(codes::VARIABLE_SOURCE, source, "an item of `envFrom` names no source");
            report.push(found.help("write `configMapRef` or `secretRef`"));
        }
        if let Some((node, prefix)) = given(source, "prefix").and_then(|node| Some((node, node.as_str()?)))
            && !prefix.is_empty()
            && !is_good(prefix)
        {
            let message = format!("`{}` cannot be the beginning of names of variables", printable(prefix));
            report.push(object.error(codes::BAD_VARIABLE_NAME, node, message).help("use letters, digits and `_`"));
        }
    }
}

/// `IsEnvVarName` of apimachinery.
fn is_strict_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|letter: char| letter.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
        && name != "."
        && !name.starts_with("..")
}

/// `IsRelaxedEnvVarName` of apimachinery.
fn is_relaxed_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| (b' '..=b'~').contains(&byte) && byte != b'=')
}

/// A name without what would disturb a terminal; of `NAME=value` only the name, because the value may be a secret.
fn printable(name: &str) -> String {
    let shown = name.split_once('=').map_or(name.to_owned(), |(name, _)| format!("{name}=..."));
    shown.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_two_ages() {
        for good in ["A", "a.b-c_D", "_1"] {
            assert!(is_strict_name(good) && is_relaxed_name(good), "{good}");
        }
        for newer in ["1A", "a b", "a/b", "..a", "."] {
            assert!(!is_strict_name(newer) && is_relaxed_name(newer), "{newer}");
        }
        for bad in ["", "A=b", "ä", "a\tb"] {
            assert!(!is_strict_name(bad) && !is_relaxed_name(bad), "{bad}");
        }
    }

    #[test]
    fn a_value_in_a_name_is_not_repeated() {
        assert_eq!(printable("PASSWORD=hunter2"), "PASSWORD=...");
    }
}
