//! Texts that may be values of variables.

use proptest::prelude::*;
use proptest::sample::select;

/// Texts that one YAML reader or another takes for something else.
const NASTY: [&str; 36] = [
    "",
    " ",
    "yes",
    "no",
    "on",
    "Off",
    "y",
    "N",
    "true",
    "null",
    "~",
    "012",
    "0o14",
    "0x1F",
    "1e3",
    "1_000",
    "12:30",
    "1:30:00",
    ".5",
    "-",
    "- a",
    "a: b",
    "a #b",
    "# a",
    "<<",
    "=",
    "!tag",
    "&anchor",
    "*alias",
    "%",
    "@at",
    "`",
    "{{ x }}",
    "[a",
    "{a",
    "2026-11-20",
];

pub(super) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        select(&NASTY[..]).prop_map(str::to_owned),
        "[ -~äöü€𝄞]{0,40}",
        "([ a-z:#'\"\\\\-]{0,12}\n){1,5}",
        "[a-z\t ]{0,20}[ \t\n]{0,3}",
    ]
    .prop_filter("a reference to a Secret is no text", |text| !text.starts_with("secret("))
}
