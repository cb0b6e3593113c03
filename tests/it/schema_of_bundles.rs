//! What is rendered is what Kubernetes' own schemas and those of custom resources allow.

use crate::harness::{for_each, root};
use mlkube::diag::{Report, codes::UNCHECKED_KIND};
use mlkube::fields::KubeVersion;
use mlkube::profile;
use mlkube::schema::{Definitions, Versions, check};
use mlkube::source::Sources;
use mlkube::yaml::{Limits, read_documents};

/// Kinds of whose CustomResourceDefinitions no table tells: one of EKS Auto Mode, one of Linkerd, and one that a test made up.
const WITHOUT_SCHEMA: [&str; 3] =
    ["IngressClassParams of `eks.amazonaws.com/v1` ", "Server of `policy.linkerd.io/v1beta3` ", "Gauge of `acme.com/v1` "];

/// Bundles of every example for every profile, and of every feature.
#[test]
fn nothing_is_found_in_rendered_bundles() {
    let folders = ["tests/snapshots/render", "tests/snapshots/specs"];
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(root().join(folder)).unwrap());
    let mut paths: Vec<_> =
        files.map(|entry| entry.unwrap().path()).filter(|path| path.to_string_lossy().ends_with(".stdout.snap")).collect();
    paths.sort();
    assert!(paths.len() > 50, "bundles are there");
    for_each(
        &paths,
        |path| path.display().to_string(),
        |path| {
            let snapshot = std::fs::read_to_string(path).unwrap();
            let bundle = snapshot.splitn(3, "---\n").nth(2).unwrap();
            let (mut sources, mut report, mut sink) = (Sources::default(), Report::default(), Vec::new());
            let id = sources.add("bundle.yaml", bundle);
            let definitions = Definitions::default();
            let version = version_of(snapshot.lines().find_map(|line| line.strip_prefix("description: ")).unwrap());
            let versions = Versions::of(&(version..=version));
            for document in read_documents(id, bundle, &Limits::default(), &mut report) {
                check(&document, versions, &definitions, &mut sink);
            }
            assert!(report.is_empty(), "{report:?}");
            sink.retain(|found| {
                !WITHOUT_SCHEMA.iter().any(|kind| found.code == UNCHECKED_KIND && found.message.starts_with(kind))
            });
            let said: Vec<String> = sink.iter().map(|found| format!("{}: {}", found.code.id, found.message)).collect();
            assert!(said.is_empty(), "{said:#?}");
        },
    );
}

/// The version that a bundle is for: as the command says, or that of the built-in profile.
fn version_of(command: &str) -> KubeVersion {
    let after = |flag: &str| command.split(' ').skip_while(|word| *word != flag).nth(1);
    if let Some(version) = after("--kube-version") {
        return KubeVersion::all().find(|known| known.to_string() == version).expect("a known version");
    }
    let profile = after("-p").and_then(|name| profile::load(name, None, &mut Sources::default(), &mut Report::default()));
    profile.map_or(KubeVersion::NEWEST, |profile| profile.kubernetes)
}
