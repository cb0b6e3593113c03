//! Any text is read as manifests. Every place is inside of the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mlkube::diag::Report;
use mlkube::manifest::read;
use mlkube::report;
use mlkube::source::Sources;
use mlkube::yaml::text_from_utf8;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = text_from_utf8("fuzz.yaml", bytes.to_vec()) else { return };
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let source = sources.add("fuzz.yaml", text.as_str());
    for document in read::read(source, &text, &mut report) {
        assert!(text.get(document.node.span.range()).is_some());
    }
    for finding in report.sorted() {
        let span = finding.span.expect("what is wrong in a text has a place");
        assert!(text.get(span.range()).is_some(), "{finding:?}");
    }
    report::human(&report, &sources, false);
});
