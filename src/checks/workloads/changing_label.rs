//! Selectors that would have to change with each release.

use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::CHANGING_SELECTOR,
        "\
What: a workload whose selector has a label that changes with each release: a version, a commit, a date, a chart, a checksum. One that the \
name of the workload carries too is in order: then each version is a workload of its own.
Why: selectors cannot be changed. The next release is refused, `field is immutable`, until somebody deletes the workload.
Example: `matchLabels: {app: api, app.kubernetes.io/version: 1.4.2}`.
Fix: leave the label in the template and take it out of the selector.",
    )],
    rule: Rule::Object(run),
};

fn run(object: Object<'_>, _: &Context<'_>, found: &mut Report) {
    if !matches!((object.group(), object.kind), ("apps", "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet")) {
        return;
    }
    let labels = object.tree().dig(&["spec", "selector"]).into_iter().flat_map(|selector| selector.entries("matchLabels"));
    for (key, value) in labels {
        if let Some(what) = value.as_str().filter(|text| !is_in_name(text, object.name)).and_then(|text| changes(&key.name, text))
        {
            let message = format!("the selector has the label `{}`, {what}, and cannot be changed", key.name);
            found.push(
                object
                    .warning(codes::CHANGING_SELECTOR, value, message)
                    .help("leave it in the labels of the template, and take it out of the selector"),
            );
        }
    }
}

/// Why the value of a label changes with a release; none if nothing says so.
fn changes(key: &str, value: &str) -> Option<&'static str> {
    let (prefix, name) = key.split_once('/').unwrap_or(("", key));
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    match name {
        "version" if is_release(value) => Some("a version"),
        "chart" if is_release(value.rsplit_once('-').map_or("", |(_, version)| version)) => Some("the version of a chart"),
        "commit" | "git-commit" | "commit-sha" | "git-sha" | "sha" if is_commit(value) => Some("a commit"),
        "date" | "build-date" | "build-time" | "deploy-date" | "timestamp" | "build" | "build-number" if digits >= 4 => {
            Some("a date or the number of a build")
        }
        _ if prefix == "checksum" || name == "config-hash" || name == "checksum" => Some("a checksum"),
        _ => None,
    }
}

/// `1.4.2`, `v1.4`: more than the `v1` by which meshes tell versions apart that run side by side.
fn is_release(value: &str) -> bool {
    let number = value.strip_prefix('v').unwrap_or(value);
    number.starts_with(|letter: char| letter.is_ascii_digit()) && number.contains(['.', '_'])
}

fn is_commit(value: &str) -> bool {
    (7..=40).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether the workload is one of this version: `api-1-4-2`.
fn is_in_name(value: &str, name: &str) -> bool {
    let plain = value.to_ascii_lowercase().replace(['.', '_', '+'], "-");
    name.contains(value) || name.contains(plain.trim_start_matches('v'))
}

#[cfg(test)]
mod tests {
    use super::{changes, is_in_name};

    #[test]
    fn what_changes_with_a_release_is_known() {
        for (key, value) in [
            ("version", "1.4.2"),
            ("app.kubernetes.io/version", "v2.0"),
            ("helm.sh/chart", "api-0.1.0"),
            ("commit", "3f2a91c"),
            ("build-date", "2026-11-26"),
            ("checksum/config", "abc"),
        ] {
            assert!(changes(key, value).is_some(), "{key}: {value}");
        }
        for (key, value) in [
            ("version", "v1"),
            ("version", "stable"),
            ("app", "api-1.4.2"),
            ("chart", "api"),
            ("commit", "yes"),
            ("build", "release"),
        ] {
            assert!(changes(key, value).is_none(), "{key}: {value}");
        }
    }

    #[test]
    fn a_workload_of_one_version_carries_it_in_its_name() {
        assert!(is_in_name("1.4.2", "api-1-4-2") && is_in_name("v1.4", "api-1-4") && is_in_name("canary", "api-canary"));
        assert!(!is_in_name("1.4.2", "api"));
    }
}
