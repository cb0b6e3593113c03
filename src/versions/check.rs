//! What users write as objects of Kubernetes, against the version that it is for.

use super::{Before, Feature, apis, features};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::KubeVersion;
use crate::source::Span;
use crate::yaml::Node;

/// Reports what an object says that the version does not know, or has switched off. `is_written` tells the places that the user has
/// written from others.
///
/// What has an older form is none of this: it gets that form, whoever wrote the object.
pub fn check(object: &Node, version: KubeVersion, is_written: impl Fn(Span) -> bool, report: &mut Report) {
    apis::check(object, version, report);
    for feature in features::all().filter(|feature| !feature.is_in(version)) {
        if let Before::Nothing(way_out) = feature.before {
            for place in feature.places(object).into_iter().filter(|place| is_written(*place)) {
                report.push(lacking(feature, version, way_out).at(place));
            }
        }
    }
}

fn lacking(feature: &Feature, version: KubeVersion, way_out: &str) -> Diagnostic {
    let Feature { name, known, gate, .. } = feature;
    let since = feature.since().map(|since| format!("; it is on by itself since Kubernetes {since}")).unwrap_or_default();
    if version < *known {
        return Diagnostic::error(
            codes::FIELD_TOO_NEW,
            format!("Kubernetes {version} does not know {name}, which came with {known}"),
        )
        .help(way_out);
    }
    let gate = gate.map_or_else(|| "its feature gate".to_owned(), |gate| format!("the feature gate `{gate}`"));
    Diagnostic::warning(codes::FIELD_TOO_NEW, format!("in Kubernetes {version} {name} are off unless {gate} is switched on"))
        .help(format!("{way_out}{since}"))
}
