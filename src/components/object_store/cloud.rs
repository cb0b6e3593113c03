//! Stores outside the cluster: those of the clouds, and any that speaks S3.

use super::keys::S3Keys;
use crate::components::contract::{
    BucketAddress, Capability, CloudIdentity, Component, Links, Need, Objects, Offer, Surroundings, Variable, Way,
};
use crate::components::parts;
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Cidr, Endpoint, SecretKey, SecretName};
use crate::profile::{IdentityPlatform, Profile};
use schemars::JsonSchema;
use serde::Deserialize;

/// Amazon S3, or a store that speaks its language.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct S3Spec {
    /// The region, such as `us-west-2`.
    region: String,
    /// The ARN of the role that the pods take on; none where access is given to the pods' own account (EKS Pod Identity).
    #[serde(default)]
    identity: Option<String>,
    /// A Secret with the keys `access-key-id` and `secret-access-key`, for clusters whose pods have no identity; or
    /// each key by itself, `{accessKeyId: secret(NAME/KEY), secretAccessKey: secret(NAME/KEY)}`.
    #[serde(default)]
    credentials: Option<S3Keys>,
    /// The address of another store than Amazon's, such as `https://s3.example.com`. It needs `credentials`.
    #[serde(default)]
    endpoint: Option<Endpoint>,
    /// The addresses of that other store, for the network policies; all addresses if not given.
    #[serde(default)]
    addresses: Vec<Cidr>,
}

/// Google Cloud Storage.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct GcsSpec {
    /// The address of the service account that the pods take on; none where the pods' own account has access.
    #[serde(default)]
    identity: Option<String>,
}

/// Azure Blob Storage.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AzureSpec {
    /// The storage account.
    account: String,
    /// The client id of the identity that the pods take on.
    #[serde(default)]
    identity: Option<String>,
    /// A Secret with the key `connection-string`, for clusters whose pods have no identity.
    #[serde(default)]
    credentials: Option<SecretName>,
}

/// A store outside the cluster, settled.
#[derive(Debug)]
pub(super) struct ObjectStore {
    service: StoreService,
    identity: Option<CloudIdentity>,
    secrets: Vec<(&'static str, SecretKey)>,
}

#[derive(Debug)]
enum StoreService {
    S3 { region: String, endpoint: Option<Endpoint>, blocks: Vec<String> },
    Gcs,
    Azure { account: String },
}

const HTTPS: u16 = 443;

impl S3Spec {
    pub(super) fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> ObjectStore {
        self.check_endpoint(around, report);
        let Self { region, identity, credentials, endpoint, addresses } = self;
        let blocks = parts::blocks(&addresses);
        if endpoint.is_some() {
            let secrets = credentials.as_ref().map_or_else(Vec::new, S3Keys::variables);
            return ObjectStore { service: StoreService::S3 { region, endpoint, blocks }, identity: None, secrets };
        }
        check_credentials(credentials.is_some(), identity.is_some(), ("s3", IdentityPlatform::Aws), around, report);
        let secrets = credentials.as_ref().map_or_else(Vec::new, S3Keys::variables);
        let identity =
            resolve_identity(identity.map(CloudIdentity::AwsRole), &secrets, ("s3", IdentityPlatform::Aws), around, report);
        ObjectStore { service: StoreService::S3 { region, endpoint, blocks }, identity, secrets }
    }

    /// Amazon's identities mean nothing to another's store, and Amazon's own addresses change.
    fn check_endpoint(&self, around: &Surroundings<'_>, report: &mut Report) {
        let place = around.place.key("s3");
        if self.endpoint.is_none() {
            if !self.addresses.is_empty() {
                report.push(
                    Diagnostic::error(codes::BAD_VALUE, "`addresses` has no effect on Amazon S3")
                        .at(place.key("addresses").key_span())
                        .help("take it out: the addresses of Amazon S3 change; or name another store by its `endpoint`"),
                );
            }
            return;
        }
        if self.identity.is_some() {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "an identity of Amazon's means nothing to another store")
                    .at(place.key("identity").key_span())
                    .related(place.key("endpoint").span(), "this is not Amazon S3")
                    .help("give `credentials: secret(NAME)` instead"),
            );
        }
        if self.credentials.is_none() {
            report.push(
                Diagnostic::error(codes::MISSING_KEY, "nothing says who the pods are to this store")
                    .at(place.key("endpoint").key_span())
                    .help("give `credentials: secret(NAME)`, with the keys `access-key-id` and `secret-access-key`"),
            );
        }
    }
}

/// What clients have to know of a store that speaks S3 and is not Amazon's. That the bucket stands in the path, not in the host,
/// boto3 knows by itself once it is told an endpoint (measured with boto3 1.44).
pub(super) fn compatible_variables(endpoint: &str) -> Vec<Variable> {
    vec![
        // The clouds' own tools and boto3 since 1.28 (AWS SDKs and Tools Reference Guide, "Service-specific endpoints").
        Variable::text("AWS_ENDPOINT_URL_S3", endpoint),
        // MLflow hands this one to boto3 itself (mlflow 3.17 store/artifact/s3_artifact_repo.py).
        Variable::text("MLFLOW_S3_ENDPOINT_URL", endpoint),
        // boto3 1.36 and other clients of 2025 send checksums that many other stores refuse
        // (AWS SDKs and Tools Reference Guide, "Data Integrity Protections for Amazon S3").
        Variable::text("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required"),
        Variable::text("AWS_RESPONSE_CHECKSUM_VALIDATION", "when_required"),
    ]
}

impl GcsSpec {
    pub(super) fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> ObjectStore {
        let identity = self.identity.map(CloudIdentity::GcpServiceAccount);
        let identity = resolve_identity(identity, &[], ("gcs", IdentityPlatform::Gcp), around, report);
        ObjectStore { service: StoreService::Gcs, identity, secrets: Vec::new() }
    }
}

impl AzureSpec {
    pub(super) fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> ObjectStore {
        let Self { account, identity, credentials } = self;
        check_credentials(credentials.is_some(), identity.is_some(), ("azure", IdentityPlatform::Azure), around, report);
        let secrets = credentials
            .map_or_else(Vec::new, |secret| vec![("AZURE_STORAGE_CONNECTION_STRING", secret.key("connection-string"))]);
        let identity = identity.map(CloudIdentity::AzureClient);
        let identity = resolve_identity(identity, &secrets, ("azure", IdentityPlatform::Azure), around, report);
        ObjectStore { service: StoreService::Azure { account }, identity, secrets }
    }
}

/// Keys that never expire are for clusters whose pods cannot take on an identity of the store's cloud.
fn check_credentials(
    has_credentials: bool,
    has_identity: bool,
    (key, cloud): (&str, IdentityPlatform),
    around: &Surroundings<'_>,
    report: &mut Report,
) {
    let store = around.place.key(key);
    if has_credentials && has_identity {
        report.push(
            Diagnostic::error(codes::BAD_VALUE, "`identity` and `credentials` both say who the pods are")
                .at(store.key("credentials").key_span())
                .related(store.key("identity").key_span(), "the identity needs no secret")
                .help("take `credentials` out"),
        );
    } else if has_credentials && around.profile.identity.as_ref().is_some_and(|facts| facts.platform == cloud) {
        report.push(
            Diagnostic::error(codes::IDENTITY_UNABLE, "keys that never expire, on a cluster whose pods have identities")
                .at(store.key("credentials").key_span())
                .related(around.profile.fact(&["identity", "platform"]), "whose identities they have")
                .help("name the role or account instead: `identity: ...`; a stolen key works until somebody notices"),
        );
    }
}

/// Who the pods are to a store: what the spec says, nobody if they have keys, or else the account that the cloud knows them by.
fn resolve_identity(
    identity: Option<CloudIdentity>,
    keys: &[(&str, SecretKey)],
    (key, cloud): (&str, IdentityPlatform),
    around: &Surroundings<'_>,
    report: &mut Report,
) -> Option<CloudIdentity> {
    let place = around.place.key(key);
    let is_here = around.profile.identity.as_ref().is_some_and(|facts| facts.platform == cloud);
    let keys_help = (cloud != IdentityPlatform::Gcp).then_some("elsewhere give `credentials: secret(NAME)`");
    if let Some(identity) = identity {
        let place = place.key("identity");
        if !is_here {
            report.push(
                Diagnostic::error(codes::IDENTITY_UNABLE, "pods of this cluster cannot take on this identity")
                    .at(place.span())
                    .related(around.profile.fact(&["identity", "platform"]), identities_of(around.profile))
                    .help("keep it in the overlay of the profile whose cloud it belongs to")
                    .maybe_help(keys_help),
            );
        }
        if let Some(help) = malformed(&identity) {
            report.push(Diagnostic::error(codes::BAD_VALUE, "this is not an identity of that cloud").at(place.span()).help(help));
        }
        return Some(identity);
    }
    if !keys.is_empty() {
        return None;
    }
    // On AWS and Google Cloud access can be given to the account of the pods itself, with nothing to write on it; on Azure not.
    if is_here && cloud != IdentityPlatform::Azure {
        return Some(CloudIdentity::OwnAccount);
    }
    report.push(
        Diagnostic::error(codes::IDENTITY_UNABLE, "nothing says who the pods are to this store")
            .at(place.key_span())
            .related(around.profile.fact(&["identity", "platform"]), identities_of(around.profile))
            .help("on its own cloud give `identity: ...`, in the overlay of that profile")
            .maybe_help(keys_help),
    );
    None
}

/// What a profile says of identities, for the place where it says so.
fn identities_of(profile: &Profile) -> &'static str {
    if profile.identity.is_some() { "whose identities its pods have" } else { "no `identity` is named here" }
}

/// What an identity has to look like, if it does not.
fn malformed(identity: &CloudIdentity) -> Option<&'static str> {
    let (fits, help) = match identity {
        CloudIdentity::OwnAccount => return None,
        CloudIdentity::AwsRole(arn) => (is_role_arn(arn), "write the ARN of a role: `arn:aws:iam::111122223333:role/mlflow`"),
        CloudIdentity::GcpServiceAccount(address) => (
            address.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && domain.ends_with(".gserviceaccount.com")),
            "write the address of a service account: `mlflow@my-project.iam.gserviceaccount.com`",
        ),
        CloudIdentity::AzureClient(id) => (
            id.len() == 36 && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'),
            "write a client id: `00000000-0000-0000-0000-000000000000`",
        ),
    };
    (!fits).then_some(help)
}

fn is_role_arn(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    matches!(parts.as_slice(), ["arn", partition, "iam", "", account, role]
        if partition.starts_with("aws") && account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()) && role.starts_with("role/"))
}

impl Component for ObjectStore {
    fn offer(&self) -> Offer {
        let address = match &self.service {
            StoreService::S3 { .. } => BucketAddress::S3,
            StoreService::Gcs => BucketAddress::Gcs,
            StoreService::Azure { account } => BucketAddress::Azure { account: account.clone() },
        };
        let way = match &self.service {
            StoreService::S3 { endpoint: Some(endpoint), blocks, .. } => {
                Way::Outside { blocks: blocks.clone(), ports: vec![endpoint.port()] }
            }
            // The addresses of a cloud's stores change; the port does not.
            _ => Way::Outside { blocks: vec!["0.0.0.0/0".to_owned()], ports: vec![HTTPS] },
        };
        Offer { capability: Capability::ObjectStore(address), way, identity: self.identity.clone() }
    }

    fn variables(&self, _namespace: &str) -> Vec<Variable> {
        let mut variables = match &self.service {
            StoreService::S3 { region, .. } => vec![Variable::text("AWS_DEFAULT_REGION", region)],
            StoreService::Gcs | StoreService::Azure { .. } => Vec::new(),
        };
        if let StoreService::S3 { endpoint: Some(endpoint), .. } = &self.service {
            variables.extend(compatible_variables(&endpoint.to_string()));
        }
        variables.extend(self.secrets.iter().map(|(name, key)| Variable::secret(name, key.clone())));
        variables
    }

    fn has_pods(&self) -> bool {
        false
    }

    fn needs(&self) -> &[Need] {
        &[]
    }

    fn secrets(&self) -> Vec<SecretKey> {
        self.secrets.iter().map(|(_, key)| key.clone()).collect()
    }

    /// Stores are outside the cluster: there is nothing to build.
    fn build(&self, _links: &Links<'_>, _objects: &mut Objects) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_role() {
        assert!(is_role_arn("arn:aws:iam::111122223333:role/mlflow") && is_role_arn("arn:aws-cn:iam::111122223333:role/a/b"));
        for bad in ["mlflow", "arn:aws:iam::1:role/a", "arn:aws:s3:::bucket", "arn:aws:iam::111122223333:user/a"] {
            assert!(!is_role_arn(bad), "{bad}");
        }
    }
}
