//! Secrets of a type that lack what the type asks for.

use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::SECRET_WITHOUT_KEY,
        "\
What: a Secret whose type asks for a key that it does not have, or an image pull secret that is no JSON.
Why: the API server refuses it.
Example: `type: kubernetes.io/tls` with `cert.pem` and `key.pem` in place of `tls.crt` and `tls.key`.
Fix: name the keys as the type asks, or leave `type` out.",
    )],
    rule: Rule::Object(run),
};

/// The type of a Secret with the key that it must have (kubernetes `ValidateSecret`, 2026-10).
const KEYS: [(&str, &[&str]); 5] = [
    ("kubernetes.io/tls", &["tls.crt", "tls.key"]),
    ("kubernetes.io/dockerconfigjson", &[".dockerconfigjson"]),
    ("kubernetes.io/dockercfg", &[".dockercfg"]),
    ("kubernetes.io/ssh-auth", &["ssh-privatekey"]),
    ("kubernetes.io/basic-auth", &["username", "password"]),
];

fn run(object: Object<'_>, _: &Context<'_>, report: &mut Report) {
    if !object.is("", "Secret") {
        return;
    }
    let Some(place) = object.tree().get("type") else { return };
    let Some(kind) = place.as_str() else { return };
    if kind == "kubernetes.io/service-account-token" && object.annotation("kubernetes.io/service-account.name").is_none() {
        let found = object.error(codes::SECRET_WITHOUT_KEY, place, "the token belongs to no service account");
        report.push(found.help("write the annotation `kubernetes.io/service-account.name`"));
    }
    let Some((_, keys)) = KEYS.iter().find(|(known, _)| *known == kind) else { return };
    let missing: Vec<&str> = keys.iter().copied().filter(|key| value(object, key).is_none()).collect();
    // A user or a password is enough.
    let is_short = if kind == "kubernetes.io/basic-auth" { missing.len() == keys.len() } else { !missing.is_empty() };
    if is_short {
        let message = format!("a Secret of type `{kind}` without {}", super::look::listed(&missing));
        let found = object.error(codes::SECRET_WITHOUT_KEY, place, message);
        report.push(found.help("name the keys as the type asks, or leave `type` out"));
    }
    for key in keys.iter().filter(|key| key.starts_with(".docker")) {
        check_json(object, key, report);
    }
}

fn value<'a>(object: Object<'a>, key: &str) -> Option<&'a Node> {
    ["stringData", "data"].into_iter().find_map(|part| object.tree().get(part)?.get(key))
}

/// The server parses it; what stands in `data` is encoded and left alone here.
fn check_json(object: Object<'_>, key: &str, report: &mut Report) {
    let Some(value) = object.tree().get("stringData").and_then(|data| data.get(key)) else { return };
    if let Some(text) = value.as_str()
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_err()
    {
        let mut found = object.error(codes::SECRET_WITHOUT_KEY, value, format!("the value of `{key}` is no JSON"));
        found.secret = true;
        report.push(found.help("write what `docker login` puts into its config.json"));
    }
}
