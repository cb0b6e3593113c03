//! The environment of a container: what the spec sets, what edges bring, and where each value is kept.

use crate::components::contract::{Links, Piece, Variable, VariableSource};
use crate::fields::{Environment, SecretKey, VariableValue};
use crate::k8s::Owner;
use crate::k8s::config::{self, CONFIG_HASH};
use crate::k8s::pod::{self, Pod};
use k8s_openapi::api::core::v1::{ConfigMap, ConfigMapEnvSource, EnvFromSource, EnvVar};
use std::collections::BTreeMap;

/// An environment, split by who may read it.
#[derive(Clone, Debug, Default)]
pub struct ConfiguredEnvironment {
    /// What anybody may read; it goes into a ConfigMap.
    pub config: BTreeMap<String, String>,
    /// References to Secrets, and values that are put together from them.
    pub variables: Vec<EnvVar>,
}

/// The Secrets to which an environment refers.
pub fn environment_secrets(environment: &Environment) -> Vec<SecretKey> {
    let secret = |value: &VariableValue| match value {
        VariableValue::Secret(key) => Some(key.clone()),
        VariableValue::Text(_) => None,
    };
    environment.values().filter_map(secret).collect()
}

/// What a program has to know when its user has no entry in the image's list of users: where it may write, and a name. Without
/// them PyTorch, MLflow and others fail or complain when they ask who they are (Python `getpass.getuser`).
pub fn identity_defaults(owner: &Owner) -> Vec<Variable> {
    vec![Variable::text("HOME", "/tmp"), Variable::text("USER", &owner.name)]
}

/// A name as the beginning of a variable: `loan-api` becomes `LOAN_API`.
pub fn variable_name(name: &str) -> String {
    name.to_ascii_uppercase().replace('-', "_")
}

/// Brings an environment together. What the spec sets wins over what an edge brings, and that over `defaults`.
pub fn configure(defaults: &[Variable], links: &Links<'_>, own: &Environment) -> ConfiguredEnvironment {
    let own_names = |name: &str| own.keys().any(|own| own.as_str() == name);
    let mut environment = ConfiguredEnvironment::default();
    for variable in defaults.iter().chain(links.variables()) {
        if !own_names(&variable.name) {
            environment.add(variable);
        }
    }
    for (name, value) in own {
        match value {
            VariableValue::Text(text) => {
                environment.config.insert(name.as_str().to_owned(), text.clone());
            }
            VariableValue::Secret(key) => environment.variables.push(pod::secret_variable(name.as_str(), &key.name, &key.key)),
        }
    }
    environment
}

/// A variable of an edge as one of a container; none if it is put together from others.
pub fn simple_variable(variable: &Variable) -> Option<EnvVar> {
    match &variable.value {
        VariableSource::Text(text) => Some(pod::variable(&variable.name, text)),
        VariableSource::Secret(key) => Some(pod::secret_variable(&variable.name, &key.name, &key.key)),
        VariableSource::Composed(_) => None,
    }
}

/// Variables of an edge as those of a container, for a program that needs only some.
pub fn variables<'a>(variables: impl IntoIterator<Item = &'a Variable>) -> Vec<EnvVar> {
    let mut environment = ConfiguredEnvironment::default();
    for variable in variables {
        environment.add(variable);
    }
    let config = environment.config.into_iter().map(|(name, value)| pod::variable(&name, value));
    config.chain(environment.variables).collect()
}

impl ConfiguredEnvironment {
    fn add(&mut self, variable: &Variable) {
        let name = &variable.name;
        match &variable.value {
            VariableSource::Text(text) => {
                self.config.insert(name.clone(), text.clone());
            }
            VariableSource::Secret(key) => self.variables.push(pod::secret_variable(name, &key.name, &key.key)),
            VariableSource::Composed(pieces) => self.variables.push(pod::variable(name, composed(pieces))),
        }
    }

    /// Gives the environment to the first container of a pod. The ConfigMap that holds the readable part, under the `name` if the
    /// spec says one, comes back; a change of it changes the pod, and so restarts exactly the pods that read it.
    pub fn apply(self, owner: &Owner, role: &str, name: Option<String>, pod: &mut Pod) -> Option<ConfigMap> {
        let container = pod.containers.first_mut()?;
        if !self.variables.is_empty() {
            container.env.get_or_insert_default().extend(self.variables);
        }
        if self.config.is_empty() {
            return None;
        }
        let mut map = config::config_map(owner, role, "config", self.config);
        map.metadata.name = name.or(map.metadata.name);
        container.env_from.get_or_insert_default().push(EnvFromSource {
            config_map_ref: Some(ConfigMapEnvSource { name: map.metadata.name.clone().unwrap_or_default(), optional: None }),
            ..EnvFromSource::default()
        });
        pod.annotations.insert(CONFIG_HASH.to_owned(), config::hash_of(&[&map]));
        Some(map)
    }
}

/// The notation in which the kubelet puts values together when the container starts.
fn composed(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(part) => text.push_str(part),
            Piece::Variable(name) => {
                text.push_str("$(");
                text.push_str(name);
                text.push(')');
            }
        }
    }
    text
}
