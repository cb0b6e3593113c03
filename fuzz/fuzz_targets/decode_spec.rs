//! Any text is read as a spec and rendered, or refused with a reason.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mlkube::profile::OwnProfiles;
use mlkube::yaml::text_from_utf8;
use mlkube::{Project, Text, report};

fuzz_target!(|bytes: &[u8]| {
    let Ok(content) = text_from_utf8("mlkube.yaml", bytes.to_vec()) else { return };
    let spec = Text { name: "mlkube.yaml".to_owned(), content };
    let outcome = Project::read(spec, Some("minikube"), OwnProfiles::default()).render_anywhere(Vec::new());
    assert!(outcome.bundle.is_some() || outcome.report.has_errors(), "neither a bundle nor a reason");
    report::human(&outcome.report, &outcome.sources, false);
});
