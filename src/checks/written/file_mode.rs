//! Modes of files: numbers that people think of in octal digits, and YAML and JSON do not.

use super::told;
use super::walk::scalars;
use crate::checks::{Check, Rule};
use crate::diag::{Diagnostic, codes};
use crate::source::Sources;
use crate::yaml::{Node, Value};

pub(super) const CHECK: Check = Check {
    pages: &[(codes::FILE_MODE, "\
What: a `mode` or `defaultMode` of files in a volume that is larger than 0777, or whose digits look octal and are read as decimal.
Why: Kubernetes reads `440` as the decimal number, which is the mode 0670: the group may write, and other bits than meant are set. \
It refuses what is larger than 0777, such as `644`.
Example: `defaultMode: 440`.
Fix: write a zero before the digits, `0440`; in JSON, which has no octal numbers, write the decimal number, 288.")],
    rule: Rule::Object(|object, context, report| told(object, context, report, look)),
};

/// The modes of the volumes of pods.
const KEYS: [&str; 2] = ["defaultMode", "mode"];

/// The largest mode, 0777.
const MOST: i64 = 0o777;

fn look(object: &Node, sources: &Sources, found: &mut Vec<Diagnostic>) {
    scalars(object, &mut |path, node| {
        // Other maps may have a key `mode`, too; in a volume it stands under `volumes`.
        if !path.key().is_some_and(|key| KEYS.contains(&key)) || !path.keys().any(|key| key == "volumes") {
            return;
        }
        if let Value::Int(mode) = node.value {
            found.extend(judged(mode, sources.text(node.span)).map(|problem| problem.at(node.span)));
        }
    });
}

fn judged(mode: i64, written: &str) -> Option<Diagnostic> {
    if !(0..=MOST).contains(&mode) {
        let problem = Diagnostic::error(codes::FILE_MODE, format!("file mode `{written}` is larger than 0777"));
        let octal = looks_octal(written).then(|| format!("write the zero of an octal number: `0{written}`"));
        return Some(problem.maybe_help(octal).help("a mode is a number between 0 and 0777, which is 511"));
    }
    // What programs write in decimal digits are modes that people use: 420 is 0644.
    let is_meant = is_usual(mode) || !looks_octal(written) || !i64::from_str_radix(written, 8).is_ok_and(is_usual);
    (!is_meant).then(|| {
        Diagnostic::warning(
            codes::FILE_MODE,
            format!("file mode `{written}` is a decimal number, the mode {mode:#05o}").replace("0o", "0"),
        )
        .help(format!("write the zero of an octal number: `0{written}`"))
    })
}

/// Whether a number is written with three digits that could be octal ones.
fn looks_octal(written: &str) -> bool {
    written.len() == 3 && written.bytes().all(|digit| matches!(digit, b'0'..=b'7')) && !written.starts_with('0')
}

/// Whether people use this mode: the owner may read, and the others may do nothing, the same, or the same without writing.
fn is_usual(mode: i64) -> bool {
    let (owner, group, others) = (mode >> 6 & 7, mode >> 3 & 7, mode & 7);
    let is_less = |bits: i64| bits == 0 || bits == owner || bits == owner & 5;
    owner & 4 != 0 && is_less(group) && is_less(others)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, places};

    fn modes(mode: &str) -> Vec<String> {
        places(
            "MLK1010",
            &format!("apiVersion: v1\nkind: Pod\nspec:\n  volumes:\n  - name: a\n    secret:\n      defaultMode: {mode}\n"),
        )
    }

    #[test]
    fn modes_that_look_octal_and_are_not_are_found() {
        for mode in ["400", "440", "644", "755", "777", "1000", "-1", "01777"] {
            assert_eq!(modes(mode), [mode]);
        }
        let (_, message) = &found("MLK1010", "apiVersion: v1\nkind: Pod\nspec: {volumes: [{secret: {defaultMode: 440}}]}\n")[0];
        assert_eq!(message, "file mode `440` is a decimal number, the mode 0670");
    }

    #[test]
    fn modes_that_are_meant_are_left_alone() {
        for mode in
            ["0440", "0o440", "0644", "0777", "420", "288", "256", "292", "384", "416", "493", "511", "0", "null", "\"440\""]
        {
            assert_eq!(modes(mode), [""; 0], "{mode}");
        }
        assert_eq!(places("MLK1010", "apiVersion: a/v1\nkind: A\nspec: {mode: 644}\n"), [""; 0]);
    }
}
