//! No text is a panic.

use super::{config, render};
use mlkube::profile::{BUILTIN, OwnProfiles};
use mlkube::{Outcome, Project, Text, report};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

const LOAN_DEFAULT: &str = include_str!("../../../examples/loan-default/mlkube.yaml");

const PIECES: [&str; 40] = [
    "apiVersion: mlkube/v1\n",
    "project: shop\n",
    "services:\n",
    "  api:\n",
    "    image: a/b:1\n",
    "    port: 80\n",
    "redis:\n",
    "  queue:\n",
    "    uses: [queue]\n",
    "\n",
    "  ",
    "- ",
    ": ",
    ":",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "? ",
    "| \n",
    ">-\n",
    "'",
    "\"",
    "&a ",
    "*a",
    "!!str ",
    "<<: ",
    "---\n",
    "...\n",
    "# c\n",
    "\t",
    "ä",
    "\u{FEFF}",
    "\u{85}",
    "null",
    "~",
    "%YAML 1.2\n",
    "\\",
    "0x",
];

proptest! {
    #![proptest_config(config())]

    #[test]
    fn junk_is_no_panic(text in "\\PC{0,200}") {
        survives(&text);
    }

    /// Pieces of YAML in any order get further than letters do.
    #[test]
    fn pieces_of_yaml_are_no_panic(pieces in vec(select(&PIECES[..]), 0..60)) {
        survives(&pieces.concat());
    }

    /// A good profile of a project's own with a piece cut out, and another put in its place.
    #[test]
    fn a_damaged_profile_is_no_panic(cut in any::<(Index, Index)>(), piece in select(&PIECES[..]), base in 0..BUILTIN.len()) {
        let text = BUILTIN[base].text.replacen("\ndescription:", "\nextends: eks\ndescription:", 1);
        let letters: Vec<char> = text.chars().collect();
        let (start, length) = (cut.0.index(letters.len()), cut.1.index(600));
        let before: String = letters[..start].iter().collect();
        let after: String = letters[(start + length).min(letters.len())..].iter().collect();
        let own = OwnProfiles { names: vec!["own".to_owned()], ..OwnProfiles::default() };
        let spec = Text { name: "mlkube.yaml".to_owned(), content: LOAN_DEFAULT.to_owned() };
        let mut project = Project::read(spec, Some("own"), own);
        project.supply_profile(Some(format!("{before}{piece}{after}")));
        let Outcome { sources, report, bundle, .. } = project.render(Vec::new());
        prop_assert_eq!(bundle.is_none(), report.has_errors(), "{}", report::human(&report, &sources, false));
    }

    /// A good spec with a piece cut out, and another put in its place.
    #[test]
    fn a_damaged_spec_is_no_panic(cut in any::<(Index, Index)>(), piece in select(&PIECES[..]), profile in 0..BUILTIN.len()) {
        let letters: Vec<char> = LOAN_DEFAULT.chars().collect();
        let (start, length) = (cut.0.index(letters.len()), cut.1.index(60));
        let before: String = letters[..start].iter().collect();
        let after: String = letters[(start + length).min(letters.len())..].iter().collect();
        survives_in(&format!("{before}{piece}{after}"), BUILTIN[profile].name);
    }
}

fn survives(text: &str) {
    survives_in(text, "minikube");
}

/// A render ends with a bundle or with at least one error, which can be shown.
fn survives_in(text: &str, profile: &str) {
    let Outcome { sources, report, bundle, .. } = render(text, profile);
    assert_eq!(bundle.is_none(), report.has_errors(), "{}", report::human(&report, &sources, true));
    assert!(report.is_empty() || !report::human(&report, &sources, true).is_empty());
}
