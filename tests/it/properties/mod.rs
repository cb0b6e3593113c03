//! What holds for every spec, however odd: random specs that are right, texts that are none, and the laws of overlays.

mod bundles;
mod entries;
mod governance;
mod monitoring;
mod overlays;
mod patches;
mod spec;
mod survival;
mod texts;

use mlkube::bundle::Notes;
use mlkube::profile::OwnProfiles;
use mlkube::{Outcome, Project, Text, bundle, report};
use proptest::prelude::*;
use serde_json::Value;

fn config() -> ProptestConfig {
    ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() }
}

/// Random specs ask for more than a laptop has, which is not what is wrong with them.
fn render(spec: &str, profile: &str) -> Outcome {
    Project::read(Text { name: "mlkube.yaml".to_owned(), content: spec.to_owned() }, Some(profile), OwnProfiles::default())
        .render_anywhere(Vec::new())
}

/// The stream of a spec that is right.
fn rendered(spec: &str) -> String {
    let Outcome { sources, report, bundle, .. } = render(spec, "minikube");
    let bundle = bundle.unwrap_or_else(|| panic!("{}\n{spec}", report::human(&report, &sources, false)));
    String::from_utf8(bundle::stream(&bundle, &Notes::default()).expect("objects can be written")).expect("text")
}

fn string<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}
