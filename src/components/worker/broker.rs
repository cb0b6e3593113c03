//! The broker of a Celery worker, for programs beside it that speak to the broker only.

use super::BROKER_URL;
use crate::components::contract::{Broker, Capability, Link, Links, VariableSource};
use crate::components::parts::variables;
use crate::fields::{Environment, VariableValue};
use crate::k8s::pod;
use k8s_openapi::api::core::v1::EnvVar;

/// The edge to the broker: without a prefix, since Celery reads no variable that has one; or else the first.
pub(super) fn edge<'a, 'b>(links: &'b Links<'a>) -> Option<(&'b Link<'a>, &'a Broker)> {
    let brokers = || {
        links.0.iter().filter_map(|link| match &link.offer.capability {
            Capability::Redis(broker) => Some((link, &**broker)),
            _ => None,
        })
    };
    brokers().find(|(link, _)| link.need.prefix.is_none()).or_else(|| brokers().next())
}

/// The variable with the broker's URL under a name, and those from which it is put together.
pub(super) fn url_as(name: &str, own: &Environment, links: &Links<'_>) -> Vec<EnvVar> {
    let set = own.iter().find(|(own, _)| own.as_str() == BROKER_URL).map(|(_, value)| value);
    match (set, edge(links)) {
        (Some(VariableValue::Text(text)), _) => vec![pod::variable(name, text)],
        (Some(VariableValue::Secret(key)), _) => vec![pod::secret_variable(name, &key.name, &key.key)],
        (None, Some((link, _))) => {
            let is_url = |name: &str| name.ends_with(BROKER_URL);
            let needed = |variable: &&_| is_needed(variable);
            let mut found: Vec<EnvVar> = variables(link.variables.iter().filter(needed));
            for variable in found.iter_mut().filter(|variable| is_url(&variable.name)) {
                name.clone_into(&mut variable.name);
            }
            found
        }
        (None, None) => Vec::new(),
    }
}

/// The password and the URL that holds it, of all that comes with the edge.
fn is_needed(variable: &crate::components::contract::Variable) -> bool {
    matches!(variable.value, VariableSource::Secret(_)) || variable.name.ends_with(BROKER_URL)
}
