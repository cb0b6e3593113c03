//! Commands that make Secrets, one by one or as a script to fill in.

use super::needed::{KeyOrigin, NeededSecret, NeededSecrets, REGISTRY_KEY, SecretKind};
use super::provider::ProviderKind;
use std::fmt::Write;

/// The command that makes a Secret.
pub fn command(secret: &NeededSecret, provider: ProviderKind) -> String {
    let NeededSecret { namespace, name, .. } = secret;
    let mut text = match secret.kind {
        SecretKind::Tls => format!("kubectl -n {namespace} create secret tls {name} --cert=tls.crt --key=tls.key"),
        SecretKind::Registry => format!(
            "kubectl -n {namespace} create secret generic {name} --type={} --from-file={REGISTRY_KEY}=config.json",
            SecretKind::Registry.word()
        ),
        SecretKind::Opaque => {
            let mut text = format!("kubectl -n {namespace} create secret generic {name}");
            for (key, known) in &secret.keys {
                let _ = match &known.origin {
                    KeyOrigin::Given => write!(text, " --from-file={key}"),
                    KeyOrigin::Invented => write!(text, " --from-literal={key}=\"$(openssl rand -hex 24)\""),
                    KeyOrigin::InventedName => write!(text, " --from-literal={key}=app"),
                    KeyOrigin::CopiedFrom(home) => write!(text, " --from-literal={key}=\"$({})\"", read_key(home, name, key)),
                };
            }
            text
        }
    };
    if provider == ProviderKind::Sealed {
        let _ = write!(text, " --dry-run=client -o yaml | kubeseal --format yaml > {namespace}-{name}.sealed.yaml");
    }
    text
}

fn read_key(namespace: &str, name: &str, key: &str) -> String {
    format!("kubectl -n {namespace} get secret {name} -o go-template='{{{{index .data \"{key}\" | base64decode}}}}'")
}

const HEADER: &str = "\
#!/bin/sh
# Makes the Secrets of the project. Give every line that ends in `=` its value, keep this file out of version control, and run it:
#   sh secrets.sh
# It is no manifest: `kubectl apply` cannot take it by mistake. Running it again replaces the given values; invented ones stay.
set -eu
if grep -nE '^[A-Za-z0-9._-]+=$' \"$0\"; then
  echo 'give these lines a value first' >&2
  exit 1
fi
apply() { kubectl apply --server-side --force-conflicts --field-manager=secrets -f -; }
namespace() { kubectl get namespace \"$1\" >/dev/null 2>&1 || kubectl create namespace \"$1\"; }
";

/// A script that makes all Secrets that nothing in the bundle makes: given values are lines to fill in.
pub fn script(secrets: &NeededSecrets) -> String {
    let mut text = HEADER.to_owned();
    // Who copies comes after who is copied.
    let is_copy = |secret: &&NeededSecret| secret.keys.values().any(|key| matches!(key.origin, KeyOrigin::CopiedFrom(_)));
    let (copies, own): (Vec<_>, Vec<_>) = secrets.missing().partition(is_copy);
    let mut namespaces: Vec<&str> = secrets.missing().map(|secret| secret.namespace.as_str()).collect();
    namespaces.dedup();
    if !namespaces.is_empty() {
        text.push('\n');
    }
    for namespace in namespaces {
        let _ = writeln!(text, "namespace {namespace}");
    }
    for secret in own.into_iter().chain(copies) {
        text.push('\n');
        write_secret(secret, &mut text);
    }
    text
}

fn write_secret(secret: &NeededSecret, text: &mut String) {
    let NeededSecret { namespace, name, .. } = secret;
    let plain = command(secret, ProviderKind::Template);
    let is_given = |(_, known): &(&String, &super::NeededKey)| known.origin == KeyOrigin::Given;
    let given: Vec<&String> = secret.keys.iter().filter(is_given).map(|(key, _)| key).collect();
    if secret.kind != SecretKind::Opaque {
        let _ = writeln!(text, "# From files in this folder.");
        let _ = writeln!(text, "{plain} --dry-run=client -o yaml | apply");
    } else if given.is_empty() {
        let _ = writeln!(text, "kubectl -n {namespace} get secret {name} >/dev/null 2>&1 ||\n  {plain}");
    } else if given.len() == secret.keys.len() {
        let _ = writeln!(
            text,
            "kubectl -n {namespace} create secret generic {name} --from-env-file=/dev/stdin --dry-run=client -o yaml <<'END' | apply"
        );
        for key in given {
            let _ = writeln!(text, "{key}=");
        }
        text.push_str("END\n");
    } else {
        // Given and invented values in one Secret: `kubectl create` takes a file of lines or single values, not both.
        let _ = writeln!(
            text,
            "# Each file holds one value.\nkubectl -n {namespace} get secret {name} >/dev/null 2>&1 ||\n  {plain}"
        );
    }
}
