//! Any text is judged as manifests, for a cluster that is known and for any, and told in every format. The same text is told the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mlkube::diag::Report;
use mlkube::explain::codes::page;
use mlkube::fields::KubeVersion;
use mlkube::profile::{Profile, load};
use mlkube::report::{self, Told};
use mlkube::source::Sources;
use mlkube::validation::{Request, Validated, validate};
use mlkube::yaml::text_from_utf8;
use mlkube::Text;

fuzz_target!(|bytes: &[u8]| {
    let Ok(content) = text_from_utf8("fuzz.yaml", bytes.to_vec()) else { return };
    let open = told(&content, None, false);
    assert_eq!(open, told(&content, None, false), "not the same twice");
    told(&content, Some("eks"), true);
});

/// What is told in all formats.
fn told(content: &str, profile: Option<&str>, closed: bool) -> [String; 5] {
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let profile: Option<Profile> = profile.map(|name| load(name, None, &mut sources, &mut report).expect("a built-in profile"));
    let versions = profile.is_none().then(|| KubeVersion::OLDEST..=KubeVersion::NEWEST);
    let request = Request { versions, profiles: profile.as_slice(), closed, advice: true, crds: Vec::new() };
    let text = Text { name: "fuzz.yaml".to_owned(), content: content.to_owned() };
    let Validated { sources, report, documents, .. } = validate(vec![text], &request, sources, report);
    for found in report.sorted() {
        if let Some(span) = found.span {
            assert!(sources.get(span.source).text.get(span.range()).is_some(), "{found:?} is nowhere");
        }
    }
    let findings = report::findings(&report, &sources);
    [
        report::human(&report, &sources, true),
        report::json(&Told { findings: &findings, documents, renders: None }).expect("JSON"),
        report::sarif(&findings, page).expect("SARIF"),
        report::github(&findings),
        report::junit(&findings, &["fuzz.yaml".to_owned()], |_| true),
    ]
}
