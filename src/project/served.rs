//! Whether the cluster serves the custom resources that files of the user's own bring.
//!
//! What is built from the spec asks for its operators where it is settled; a file asks for nothing, so its kinds have to say it.

use crate::components::parts::operator_missing;
use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::{Entry, Object};
use crate::profile::{GATEWAYS, Operator, Profile};
use crate::yaml::Node;

/// Reports the first object of each group that the cluster does not serve. A definition among the objects brings its group along.
pub(super) fn check(own: &[Entry], tree: &Node, profile: &Profile, report: &mut Report) {
    let named = |operator: Operator| tree.items("operators").iter().any(|node| node.as_str() == Some(operator.word()));
    let runs = |operator: Operator| profile.operators.contains(&operator) || named(operator);
    let defined: Vec<&str> = own.iter().filter_map(|entry| defined(&entry.object)).collect();
    let mut told: Vec<&str> = Vec::new();
    for Entry { object, origin, .. } in own {
        let Some((group, _)) = object.api_version().split_once('/') else { continue };
        if told.contains(&group) || defined.contains(&group) || profile.serves(group) {
            continue;
        }
        let operator = Operator::ALL.into_iter().find(|operator| operator.groups().contains(&group));
        let found = match operator {
            Some(operator) if runs(operator) => continue,
            Some(operator) => operator_missing(operator, &object.title(), profile),
            None if group == GATEWAYS => gateways_missing(object, profile),
            None => continue,
        };
        told.push(group);
        report.push(found.at(*origin));
    }
}

fn gateways_missing(object: &Object, profile: &Profile) -> Diagnostic {
    let message = format!("{} needs the Gateway API, which the profile's cluster does not have", object.title());
    Diagnostic::error(codes::OPERATOR_MISSING, message)
        .related(profile.fact(&["routing", "controller"]), "who carries out routes, which is done without it")
        .help(profile.way_out(&format!("crds: [{GATEWAYS}]")))
        .help("for requests to what the spec describes, `expose` writes what the controller of each profile takes")
}

/// The group that a definition defines.
fn defined(object: &Object) -> Option<&str> {
    match object {
        Object::CustomResourceDefinition(definition) => Some(&definition.spec.group),
        _ => None,
    }
}
