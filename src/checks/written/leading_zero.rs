//! Numbers with a leading zero.

use super::told;
use super::walk::scalars;
use crate::checks::{Check, Rule};
use crate::diag::{Diagnostic, codes};
use crate::source::Sources;
use crate::yaml::{Node, Value};

pub(super) const CHECK: Check = Check {
    pages: &[(codes::LEADING_ZERO, "\
What: a number that starts with a zero, outside of file modes.
Why: Kubernetes reads `0100` as an octal number, which is 64, and `0800` as a decimal one, since 8 is no octal digit. Other readers of \
YAML read both as decimal numbers, or as texts.
Example: `runAsUser: 01000`.
Fix: leave the zero out, or put a text in quotes.")],
    rule: Rule::Object(|object, context, report| told(object, context, report, look)),
};

fn look(object: &Node, sources: &Sources, found: &mut Vec<Diagnostic>) {
    scalars(object, &mut |path, node| {
        let is_number = matches!(node.value, Value::Int(_) | Value::UInt(_) | Value::Float(_));
        if !is_number || path.key().is_some_and(|key| key == "mode" || key == "defaultMode") {
            return;
        }
        let written = sources.text(node.span);
        let digits = written.trim_start_matches(['-', '+']);
        if digits.len() < 2 || !digits.starts_with('0') || !digits.bytes().all(|digit| digit.is_ascii_digit() || digit == b'_') {
            return;
        }
        let read = match node.value {
            Value::Int(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            _ => return,
        };
        found.push(
            Diagnostic::warning(codes::LEADING_ZERO, format!("Kubernetes reads the number `{written}` as {read}"))
                .at(node.span)
                .help("leave the leading zero out, or put a text in quotes"),
        );
    });
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, places};

    fn numbers(value: &str) -> Vec<(String, String)> {
        found("MLK1012", &format!("apiVersion: v1\nkind: Pod\nspec:\n  runAsUser: {value}\n"))
    }

    #[test]
    fn numbers_with_a_leading_zero_are_found() {
        assert_eq!(numbers("01000"), [("01000".to_owned(), "Kubernetes reads the number `01000` as 512".to_owned())]);
        assert_eq!(numbers("0800"), [("0800".to_owned(), "Kubernetes reads the number `0800` as 800".to_owned())]);
        assert_eq!(numbers("-010")[0].1, "Kubernetes reads the number `-010` as -8");
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for value in ["0", "1000", "0.5", "0x10", "0o10", "\"010\"", "00:10", "0e3"] {
            assert_eq!(numbers(value), [], "{value}");
        }
        assert_eq!(places("MLK1012", "apiVersion: v1\nkind: Pod\nspec: {volumes: [{secret: {defaultMode: 0440}}]}\n"), [""; 0]);
    }
}
