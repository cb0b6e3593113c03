//! Keys without quotes that Kubernetes reads as booleans or numbers.

use super::told;
use super::walk::keys;
use crate::checks::{Check, Rule};
use crate::diag::{Change, Diagnostic, codes};
use crate::source::Sources;
use crate::yaml::{Key, Node};

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::RENAMED_KEY,
        "\
What: a key without quotes that means a boolean, a number or nothing.
Why: Kubernetes reads keys as it reads values, so that `on` becomes the key `true` and `1.10` the key `1.1`. It refuses `null`.
Example: `data: {on: x}`, which is kept under `true`.
Fix: put the key in quotes.",
    )],
    rule: Rule::Object(|object, context, report| told(object, context, report, look)),
};

fn look(object: &Node, _: &Sources, found: &mut Vec<Diagnostic>) {
    keys(object, &mut |key| found.extend(judged(key)));
}

fn judged(key: &Key) -> Option<Diagnostic> {
    let problem = match key.kubernetes_name() {
        Some(name) if *name == *key.name => return None,
        Some(name) => Diagnostic::warning(codes::RENAMED_KEY, format!("Kubernetes reads the key `{}` as `{name}`", key.name)),
        None => Diagnostic::error(codes::RENAMED_KEY, format!("Kubernetes does not take `{}` as a key", key.name)),
    };
    Some(problem.at(key.span).fixed_by(key.span, Change::Quote).help(format!("put it in quotes: `\"{}\"`", key.name)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;

    fn of_key(key: &str) -> Vec<(String, String)> {
        found("MLK1011", &format!("apiVersion: v1\nkind: ConfigMap\ndata:\n  {key}: \"x\"\n"))
    }

    #[test]
    fn keys_that_become_others_are_found() {
        assert_eq!(of_key("on"), [("on".to_owned(), "Kubernetes reads the key `on` as `true`".to_owned())]);
        assert_eq!(of_key("1.10")[0].1, "Kubernetes reads the key `1.10` as `1.1`");
        assert_eq!(of_key("null")[0].1, "Kubernetes does not take `null` as a key");
        for key in ["y", "No", "0x10", "010", "18446744073709551615"] {
            assert_eq!(of_key(key).len(), 1, "{key}");
        }
    }

    #[test]
    fn keys_that_stay_are_left_alone() {
        for key in ["\"on\"", "'1.10'", "one", "12", "1.5", "2026-11-26", "app.kubernetes.io/name"] {
            assert_eq!(of_key(key), [], "{key}");
        }
    }
}
