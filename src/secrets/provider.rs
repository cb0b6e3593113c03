//! Who makes the Secrets, settled.

use super::needed::{NeededSecret, NeededSecrets, REGISTRY_KEY, SecretKind};
use super::{csi, external};
use crate::diag::{Diagnostic, Report, codes, nearest};
use crate::fields::{Duration, RemoteKey};
use crate::k8s::{Entry, Owner};
use crate::profile::Operator;
use crate::source::Span;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Who makes Secrets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProviderKind {
    /// Somebody else, in a way of their own.
    #[default]
    Existing,
    /// A script that `mlkube secrets -o template` writes, and a person fills in.
    Template,
    /// The External Secrets Operator.
    ExternalSecrets,
    /// Sealed Secrets, in files of `extra`.
    Sealed,
    /// The Secrets Store CSI driver.
    Csi,
}

impl ProviderKind {
    /// The word for it in a spec.
    pub fn word(self) -> &'static str {
        match self {
            Self::Existing => "existing",
            Self::Template => "template",
            Self::ExternalSecrets => "external-secrets",
            Self::Sealed => "sealed",
            Self::Csi => "csi",
        }
    }

    pub(super) fn operator(self) -> Option<Operator> {
        match self {
            Self::Existing | Self::Template => None,
            Self::ExternalSecrets => Some(Operator::ExternalSecrets),
            Self::Sealed => Some(Operator::SealedSecrets),
            Self::Csi => Some(Operator::SecretsStoreCsi),
        }
    }
}

/// The provider behind the CSI driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum CsiDriver {
    /// AWS Secrets Manager.
    Aws,
    /// Azure Key Vault.
    Azure,
    /// Google Secret Manager.
    Gcp,
    /// HashiCorp Vault and OpenBao.
    Vault,
}

impl CsiDriver {
    /// The name of the provider.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::Azure => "azure",
            Self::Gcp => "gcp",
            Self::Vault => "vault",
        }
    }

    /// Whether a value may hold several properties.
    pub(super) fn has_properties(self) -> bool {
        matches!(self, Self::Aws | Self::Vault)
    }
}

/// Where Secrets come from.
#[derive(Debug)]
pub struct Provider {
    /// Who makes them.
    pub kind: ProviderKind,
    pub(super) sources: Sources,
    pub(super) values: Values,
}

/// What a provider reads.
#[derive(Debug)]
pub(super) enum Sources {
    /// Nothing that the bundle has to say.
    None,
    /// A store of External Secrets.
    External(External),
    /// A provider of the CSI driver, with its parameters.
    Csi(CsiDriver, BTreeMap<String, String>),
}

/// A store of External Secrets.
#[derive(Debug)]
pub(super) struct External {
    pub(super) store: String,
    pub(super) kind: &'static str,
    pub(super) refresh: Duration,
}

/// A place in a store, and where the spec says so.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) remote: RemoteKey,
    pub(super) place: Option<Span>,
}

/// Where values are in a store.
#[derive(Debug)]
pub(super) struct Values {
    pub(super) path: String,
    /// By Secret and key; for a whole Secret there is no key.
    pub(super) from: BTreeMap<(String, Option<String>), Source>,
    pub(super) existing: BTreeMap<String, Option<Span>>,
}

impl Values {
    /// Where a key is: where the spec says, or else under the name of its Secret.
    pub(super) fn remote(&self, secret: &NeededSecret, key: &str) -> RemoteKey {
        let own = self.from.get(&(secret.name.clone(), Some(key.to_owned())));
        if let Some(Source { remote, .. }) = own {
            return remote.clone();
        }
        let whole = self.from.get(&(secret.name.clone(), None));
        let place = whole.map_or_else(|| format!("{}{}", self.path, secret.name), |source| source.remote.key.clone());
        // The credentials of registries are one JSON text, which is the value itself.
        let is_whole = secret.kind == SecretKind::Registry && key == REGISTRY_KEY;
        RemoteKey { key: place, property: (!is_whole).then(|| key.to_owned()) }
    }

    /// Whether the spec says where this key is.
    pub(super) fn names(&self, secret: &str, key: &str) -> bool {
        self.from.contains_key(&(secret.to_owned(), Some(key.to_owned())))
    }
}

impl Provider {
    /// Adds the objects that make Secrets, and what pods need for it. What the spec says of Secrets that nobody needs is told.
    pub fn provide(&self, needed: &NeededSecrets, project: &Owner, entries: &mut Vec<Entry>, report: &mut Report) {
        self.check_needed(needed, report);
        let wanted: Vec<&NeededSecret> = needed
            .missing()
            .filter(|secret| !self.values.existing.contains_key(&secret.name) && !secret.keys.is_empty())
            .collect();
        match &self.sources {
            Sources::None => {}
            Sources::External(store) => entries.extend(external::build(store, &self.values, &wanted, project)),
            Sources::Csi(driver, parameters) => csi::build(*driver, parameters, &self.values, &wanted, project, entries),
        }
    }

    fn check_needed(&self, needed: &NeededSecrets, report: &mut Report) {
        let names: BTreeSet<&str> = needed.iter().map(|secret| secret.name.as_str()).collect();
        let mut add = |message: String, word: &str, known: Vec<&str>, place: Option<Span>| {
            report.push(
                Diagnostic::warning(codes::UNNEEDED_SECRET, message)
                    .at(place)
                    .maybe_help(nearest(word, known).map(|near| format!("did you mean `{near}`?")))
                    .help("`mlkube secrets` lists what is needed; correct the name, or take it out"),
            );
        };
        let of_secret = self.values.from.iter().map(|((name, key), source)| (name, key.as_ref(), source.place));
        for (name, key, place) in of_secret.chain(self.values.existing.iter().map(|(name, place)| (name, None, *place))) {
            if !names.contains(name.as_str()) {
                add(format!("nothing needs the Secret `{name}`"), name, names.iter().copied().collect(), place);
            } else if let Some(key) = key {
                let keys: BTreeSet<&str> = needed
                    .iter()
                    .filter(|secret| secret.name == *name)
                    .flat_map(|secret| secret.keys.keys())
                    .map(String::as_str)
                    .collect();
                if !keys.contains(key.as_str()) {
                    add(format!("nothing needs the key `{key}` of the Secret `{name}`"), key, keys.into_iter().collect(), place);
                }
            }
        }
    }
}
