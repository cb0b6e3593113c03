//! Manifests from their texts to findings: the pipeline of `mlkube validate` for what others wrote.

mod fix;

use crate::checks::{self, Context};
use crate::diag::{Report, codes};
use crate::fields::KubeVersion;
use crate::manifest::{Manifest, read};
use crate::parallel::in_parallel;
use crate::profile::Profile;
use crate::schema::Definitions;
use crate::source::{SourceId, Sources, Text};
use std::ops::RangeInclusive;

pub use fix::{Fixed, fix};

/// How manifests are judged.
#[derive(Debug)]
pub struct Request<'a> {
    /// The versions of Kubernetes that they have to work with; those of the profile, or the newest, if not given.
    pub versions: Option<RangeInclusive<KubeVersion>>,
    /// The clusters that they are for; none if that is not known.
    pub profiles: &'a [Profile],
    /// Whether the manifests are everything that there is.
    pub closed: bool,
    /// Whether advice is wanted too.
    pub advice: bool,
    /// Texts with CustomResourceDefinitions, which are not judged themselves.
    pub crds: Vec<Text>,
}

/// What was found in manifests.
#[derive(Debug)]
pub struct Validated {
    /// The texts, and those that were read before.
    pub sources: Sources,
    /// Which of them were judged, in their order.
    pub judged: Vec<SourceId>,
    /// Everything that was found.
    pub report: Report,
    /// How many objects there are.
    pub documents: usize,
}

/// Judges all objects of some texts together. `sources` and `report` hold what was read before: the profiles.
pub fn validate(texts: Vec<Text>, request: &Request<'_>, mut sources: Sources, mut report: Report) -> Validated {
    let given = definitions(request, &mut sources, &mut report);
    let ids: Vec<SourceId> = texts.into_iter().map(|text| sources.add(text.name, text.content)).collect();
    let mut manifests = Vec::new();
    for (documents, found) in in_parallel(&ids, |id| read_one(*id, &sources)) {
        manifests.extend(documents.into_iter().map(|document| Manifest::written(document.node)));
        report.append(found);
    }
    let closed = request.closed && !has_lost_objects(&report);
    if manifests.is_empty() && report.has_errors() {
        // What could not be read is no lack of objects.
        return Validated { documents: 0, sources, judged: ids, report };
    }
    let mut definitions = given;
    for manifest in &manifests {
        definitions.add_crd(&manifest.tree);
    }
    for context in contexts(request, closed, &definitions, &sources) {
        checks::run(&manifests, &context, &mut report);
    }
    fix::keep_safe(&sources, &mut report);
    Validated { documents: manifests.len(), sources, judged: ids, report }
}

fn read_one(id: SourceId, sources: &Sources) -> (Vec<read::Document>, Report) {
    let mut report = Report::default();
    let documents = read::read(id, &sources.get(id).text, &mut report);
    (documents, report)
}

/// The kinds of the CustomResourceDefinitions that were given besides.
fn definitions(request: &Request<'_>, sources: &mut Sources, report: &mut Report) -> Definitions {
    let mut definitions = Definitions::default();
    for Text { name, content } in &request.crds {
        let id = sources.add(name, content);
        for document in read::read(id, content, report) {
            definitions.add_crd(&document.node);
        }
    }
    definitions
}

/// Whether something could not be read that may well be an object: then what is not there may be what was not read.
fn has_lost_objects(report: &Report) -> bool {
    let losses = [
        codes::YAML_SYNTAX,
        codes::YAML_LIMIT,
        codes::NOT_UTF8,
        codes::NO_OBJECT,
        codes::NO_TYPE,
        codes::NOT_JSON,
        codes::UNREAD_DOCUMENT,
    ];
    report.sorted().iter().any(|found| losses.contains(&found.code))
}

/// One for each cluster, or one for a cluster that nobody knows.
fn contexts<'a>(request: &'a Request<'_>, closed: bool, definitions: &'a Definitions, sources: &'a Sources) -> Vec<Context<'a>> {
    let newest = KubeVersion::NEWEST..=KubeVersion::NEWEST;
    let fix_versions = fix_versions(request);
    let context = |profile: Option<&'a Profile>| Context {
        versions: request
            .versions
            .clone()
            .unwrap_or_else(|| profile.map_or(newest.clone(), |profile| profile.kubernetes..=profile.kubernetes)),
        fix_versions: fix_versions.clone(),
        profile,
        closed,
        advice: request.advice,
        definitions,
        allowed: &[],
        sources,
    };
    if request.profiles.is_empty() {
        vec![context(None)]
    } else {
        request.profiles.iter().map(|profile| context(Some(profile))).collect()
    }
}

/// The versions that a change has to work with. Who names neither a version nor a cluster may have any of them.
fn fix_versions(request: &Request<'_>) -> RangeInclusive<KubeVersion> {
    let of_profiles = || request.profiles.iter().map(|profile| profile.kubernetes);
    request.versions.clone().unwrap_or_else(|| match (of_profiles().min(), of_profiles().max()) {
        (Some(oldest), Some(newest)) => oldest..=newest,
        _ => KubeVersion::OLDEST..=KubeVersion::NEWEST,
    })
}
