//! `docs/codes.md` has the page of every code, as `mlkube explain CODE` shows it.
//!
//! `UPDATE_DOCS=1 cargo test --test integration codes` writes it anew.

use crate::harness::{Test, for_each, root};
use mlkube::diag::codes;
use mlkube::explain::codes::page;
use std::fmt::Write;

const HEADER: &str = "\
# Every code

What `mlkube explain CODE` shows. A code never changes its meaning and is never used again.
";

#[test]
fn the_page_of_codes_is_up_to_date() {
    let mut wanted = HEADER.to_owned();
    for code in codes::ALL {
        let page = page(*code).unwrap_or_else(|| panic!("{} has no page", code.id));
        let mut page = page.trim_end().to_owned();
        for label in ["What:", "Why:", "Example:", "Fix:"] {
            page = page.replace(&format!("\n{label}"), &format!("\n\n**{label}**"));
        }
        let _ = writeln!(wanted, "\n## {}", page.replace("\n\n\n", "\n\n"));
    }
    let path = root().join("docs/codes.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "docs/codes.md is out of date: UPDATE_DOCS=1 cargo test --test integration codes");
}

#[test]
fn every_code_is_explained() {
    for_each(
        codes::ALL,
        |code| code.id.to_owned(),
        |code| {
            let output = Test::new().args(["explain", &code.id.to_lowercase()]).run().success();
            assert!(output.stdout.starts_with(&format!("{}: {}\n", code.id, code.title)), "{}", output.stdout);
            for label in ["What:", "Why:", "Example:", "Fix:"] {
                assert!(output.stdout.contains(label), "{label} is missing:\n{}", output.stdout);
            }
        },
    );
}
