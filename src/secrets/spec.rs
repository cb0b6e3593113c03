//! The section `secrets` of a spec, and what it comes to.

use super::provider::{CsiDriver, External, Provider, ProviderKind, Source, Sources, Values};
use crate::components::parts::operator_missing;
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Duration, Name, RemoteKey};
use crate::layers::Place;
use crate::profile::{IdentityPlatform, Operator, Profile};
use crate::yaml::{WordOrMap, word_or_map};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Where the project's Secrets come from. Their values never stand in a spec, and never in a bundle.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecretsSpec {
    /// Who makes the Secrets; `existing` if not given.
    #[serde(default)]
    provider: ProviderKind,
    /// The store of External Secrets.
    #[serde(default)]
    store: Option<Name>,
    /// Whether the store is one for all namespaces, a ClusterSecretStore, or one in each; `cluster` if not given.
    #[serde(default)]
    scope: Option<StoreScope>,
    /// How often External Secrets asks the store; 1 h if not given.
    #[serde(default)]
    refresh: Option<Duration>,
    /// The provider of the CSI driver; the one of the profile's cloud if not given.
    #[serde(default)]
    driver: Option<CsiDriver>,
    /// Parameters of the CSI driver's provider, such as `region`, `keyvaultName` or `roleName`.
    #[serde(default)]
    parameters: IndexMap<String, String>,
    /// What stands in the store before the name of a Secret, such as `mlops/`.
    #[serde(default)]
    path: Option<String>,
    /// Where values are that do not have the usual name: for a whole Secret, or for each of its keys.
    #[serde(default)]
    from: IndexMap<String, FromSpec>,
    /// Secrets that somebody else makes, whatever the provider.
    #[serde(default)]
    existing: Vec<Name>,
}

/// Whose store it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum StoreScope {
    /// One for all namespaces.
    #[default]
    Cluster,
    /// One in each namespace.
    Namespace,
}

/// The place of a whole Secret in the store, or of each of its keys.
#[derive(Clone, Debug)]
pub(super) enum FromSpec {
    /// All keys are properties of this value.
    Whole(RemoteKey),
    /// Each key has a place of its own.
    Keys(IndexMap<String, RemoteKey>),
}

/// How often a store is asked, as External Secrets does it by itself.
const REFRESH: Duration = Duration::from_seconds(3_600);

impl SecretsSpec {
    /// Settles where Secrets come from; `place` is the section.
    pub fn resolve(self, operators: &BTreeSet<Operator>, profile: &Profile, place: &Place<'_>, report: &mut Report) -> Provider {
        let Self { provider, store, scope, refresh, driver, parameters, path, from, existing } = self;
        let is = |kind: ProviderKind| provider == kind;
        let reads_store = is(ProviderKind::ExternalSecrets) || is(ProviderKind::Csi);
        for (key, is_given, has_effect) in [
            ("store", store.is_some(), is(ProviderKind::ExternalSecrets)),
            ("scope", scope.is_some(), is(ProviderKind::ExternalSecrets)),
            ("refresh", refresh.is_some(), is(ProviderKind::ExternalSecrets)),
            ("driver", driver.is_some(), is(ProviderKind::Csi)),
            ("parameters", !parameters.is_empty(), is(ProviderKind::Csi)),
            ("path", path.is_some(), reads_store),
            ("from", !from.is_empty(), reads_store),
        ] {
            if is_given && !has_effect {
                report.push(
                    Diagnostic::error(codes::BAD_VALUE, format!("`{key}` has no effect with the provider `{}`", provider.word()))
                        .at(place.key(key).key_span())
                        .related(place.key("provider").own_span(), "the provider")
                        .help("take it out, or name the provider that reads it"),
                );
            }
        }
        if let Some(operator) = provider.operator().filter(|operator| !operators.contains(operator)) {
            report.push(
                operator_missing(operator, &format!("the provider `{}`", provider.word()), profile)
                    .at(place.key("provider").span()),
            );
        }
        let from = settle_from(from, &place.key("from"));
        let existing = existing.iter().enumerate();
        let existing: BTreeMap<String, _> =
            existing.map(|(index, name)| (name.to_string(), place.key("existing").index(index).span())).collect();
        let values = Values { path: path.unwrap_or_default(), from, existing };
        let sources = match provider {
            ProviderKind::Existing | ProviderKind::Template | ProviderKind::Sealed => Sources::None,
            ProviderKind::ExternalSecrets => external(store, scope.unwrap_or_default(), refresh, place, report),
            ProviderKind::Csi => csi(driver.or_else(|| driver_of(profile)), parameters, &values, place, report),
        };
        Provider { kind: provider, sources, values }
    }
}

fn external(
    store: Option<Name>,
    scope: StoreScope,
    refresh: Option<Duration>,
    place: &Place<'_>,
    report: &mut Report,
) -> Sources {
    let Some(store) = store else {
        report.push(
            Diagnostic::error(codes::MISSING_KEY, "External Secrets without a store")
                .at(place.key("provider").span())
                .help("name the ClusterSecretStore: `store: NAME`; or a SecretStore, with `scope: namespace` beside it"),
        );
        return Sources::None;
    };
    let kind = match scope {
        StoreScope::Cluster => "ClusterSecretStore",
        StoreScope::Namespace => "SecretStore",
    };
    Sources::External(External { store: store.to_string(), kind, refresh: refresh.unwrap_or(REFRESH) })
}

fn csi(
    driver: Option<CsiDriver>,
    parameters: IndexMap<String, String>,
    values: &Values,
    place: &Place<'_>,
    report: &mut Report,
) -> Sources {
    let Some(driver) = driver else {
        report.push(
            Diagnostic::error(codes::MISSING_KEY, "the CSI driver without its provider")
                .at(place.key("provider").span())
                .help("name it: `driver: vault`, or `aws`, `azure`, `gcp`"),
        );
        return Sources::None;
    };
    check_properties(driver, values, report);
    Sources::Csi(driver, parameters.into_iter().collect())
}

fn driver_of(profile: &Profile) -> Option<CsiDriver> {
    Some(match profile.identity.as_ref()?.platform {
        IdentityPlatform::Aws => CsiDriver::Aws,
        IdentityPlatform::Gcp => CsiDriver::Gcp,
        IdentityPlatform::Azure => CsiDriver::Azure,
    })
}

fn settle_from(from: IndexMap<String, FromSpec>, place: &Place<'_>) -> BTreeMap<(String, Option<String>), Source> {
    let mut settled = BTreeMap::new();
    for (secret, from) in from {
        let place = place.key(&secret);
        match from {
            FromSpec::Whole(remote) => {
                settled.insert((secret, None), Source { remote, place: place.span() });
            }
            FromSpec::Keys(keys) => {
                for (key, remote) in keys {
                    let span = place.key(&key).span();
                    settled.insert((secret.clone(), Some(key)), Source { remote, place: span });
                }
            }
        }
    }
    settled
}

/// Reports properties where the store has none: every value is one text.
fn check_properties(driver: CsiDriver, values: &Values, report: &mut Report) {
    if driver.has_properties() {
        return;
    }
    for ((_, key), source) in &values.from {
        if source.remote.property.is_some() || key.is_none() {
            report.push(
                Diagnostic::error(
                    codes::BAD_VALUE,
                    format!("values of the provider `{}` have no properties here", driver.word()),
                )
                .at(source.place)
                .help("give each key a value of its own: `from: {SECRET: {KEY: NAME}}`"),
            );
        }
    }
}

impl WordOrMap for FromSpec {
    type Word = RemoteKey;
    type Map = IndexMap<String, RemoteKey>;
    const EXPECTED: &'static str = "a place in the store such as `prod/wandb`, or one for each key: `{api-key: prod/wandb#key}`";

    fn of_word(whole: RemoteKey) -> Self {
        Self::Whole(whole)
    }

    fn of_map(keys: IndexMap<String, RemoteKey>) -> Self {
        Self::Keys(keys)
    }
}

word_or_map!(
    FromSpec,
    "SecretSource",
    "A place in the store such as `prod/wandb`, or one for each key: `{api-key: prod/wandb#key}`."
);
