//! `objectStores`: stores for artifacts, data and models: S3, Google Cloud Storage, Azure Blob Storage.

use super::contract::{
    BucketAddress, Capability, CloudIdentity, Component, Links, Need, Objects, Offer, Surroundings, Variable, Way,
};
use super::{Kind, Written};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Name, SecretKey, SecretName};
use crate::k8s::Stage;
use crate::profile::IdentityPlatform;
use schemars::JsonSchema;
use serde::Deserialize;

/// The line of the table.
pub(super) const KIND: Kind = Kind {
    section: "objectStores",
    noun: "object store",
    description: "Stores for artifacts, data and models: S3, Google Cloud Storage, Azure Blob Storage.",
    stage: Stage::Data,
    serves_others_only: true,
    decode: super::decode::<ObjectStoreSpec>,
    schema: super::schema::<ObjectStoreSpec>,
};

/// An object store; exactly one of `s3`, `gcs` and `azure`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ObjectStoreSpec {
    /// Amazon S3.
    #[serde(default)]
    s3: Option<S3Spec>,
    /// Google Cloud Storage.
    #[serde(default)]
    gcs: Option<GcsSpec>,
    /// Azure Blob Storage.
    #[serde(default)]
    azure: Option<AzureSpec>,
}

/// Amazon S3.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct S3Spec {
    /// The region, such as `us-west-2`.
    region: String,
    /// The ARN of the role that the pods take on; none where access is given to the pods' own account (EKS Pod Identity).
    #[serde(default)]
    identity: Option<String>,
    /// A Secret with the keys `access-key-id` and `secret-access-key`, for clusters whose pods have no identity.
    #[serde(default)]
    credentials: Option<SecretName>,
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

#[derive(Debug)]
struct ObjectStore {
    service: StoreService,
    identity: Option<CloudIdentity>,
    secrets: Vec<(&'static str, SecretKey)>,
}

#[derive(Debug)]
enum StoreService {
    S3 { region: String },
    Gcs,
    Azure { account: String },
}

const HTTPS: u16 = 443;

impl Written for ObjectStoreSpec {
    fn namespace(&self) -> Option<&Name> {
        None
    }

    fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>> {
        let place = &around.place;
        let Self { s3, gcs, azure } = self;
        let given = [("s3", s3.is_some()), ("gcs", gcs.is_some()), ("azure", azure.is_some())];
        let mut keys = given.iter().filter(|(_, given)| *given).map(|(key, _)| *key);
        let Some(first) = keys.next() else {
            report.push(
                Diagnostic::error(codes::MISSING_KEY, "nothing says which object store this is")
                    .at(place.key_span())
                    .help("give it `s3: {region: us-west-2}`, `gcs: {}` or `azure: {account: NAME}`"),
            );
            return None;
        };
        if let Some(second) = keys.next() {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, format!("`{first}` and `{second}` in one object store"))
                    .at(place.key(second).key_span())
                    .related(place.key(first).key_span(), "it is this already")
                    .help("make two entries of it"),
            );
            return None;
        }
        let store = match (s3, gcs, azure) {
            (Some(s3), ..) => s3.resolve(around, report),
            (_, Some(gcs), _) => gcs.resolve(around, report),
            (.., azure) => azure?.resolve(around, report),
        };
        Some(Box::new(store))
    }
}

impl S3Spec {
    fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> ObjectStore {
        let Self { region, identity, credentials } = self;
        check_credentials(credentials.as_ref(), identity.is_some(), ("s3", IdentityPlatform::Aws), around, report);
        let secrets = credentials.map_or_else(Vec::new, |secret| {
            vec![("AWS_ACCESS_KEY_ID", secret.key("access-key-id")), ("AWS_SECRET_ACCESS_KEY", secret.key("secret-access-key"))]
        });
        let identity =
            resolve_identity(identity.map(CloudIdentity::AwsRole), &secrets, ("s3", IdentityPlatform::Aws), around, report);
        ObjectStore { service: StoreService::S3 { region }, identity, secrets }
    }
}

impl GcsSpec {
    fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> ObjectStore {
        let identity = self.identity.map(CloudIdentity::GcpServiceAccount);
        let identity = resolve_identity(identity, &[], ("gcs", IdentityPlatform::Gcp), around, report);
        ObjectStore { service: StoreService::Gcs, identity, secrets: Vec::new() }
    }
}

impl AzureSpec {
    fn resolve(self, around: &Surroundings<'_>, report: &mut Report) -> ObjectStore {
        let Self { account, identity, credentials } = self;
        check_credentials(credentials.as_ref(), identity.is_some(), ("azure", IdentityPlatform::Azure), around, report);
        let secrets = credentials
            .map_or_else(Vec::new, |secret| vec![("AZURE_STORAGE_CONNECTION_STRING", secret.key("connection-string"))]);
        let identity = identity.map(CloudIdentity::AzureClient);
        let identity = resolve_identity(identity, &secrets, ("azure", IdentityPlatform::Azure), around, report);
        ObjectStore { service: StoreService::Azure { account }, identity, secrets }
    }
}

/// Keys that never expire are for clusters whose pods cannot take on an identity of the store's cloud.
fn check_credentials(
    credentials: Option<&SecretName>,
    has_identity: bool,
    (key, cloud): (&str, IdentityPlatform),
    around: &Surroundings<'_>,
    report: &mut Report,
) {
    let store = around.place.key(key);
    if credentials.is_some() && has_identity {
        report.push(
            Diagnostic::error(codes::BAD_VALUE, "`identity` and `credentials` both say who the pods are")
                .at(store.key("credentials").key_span())
                .related(store.key("identity").key_span(), "the identity needs no secret")
                .help("take `credentials` out"),
        );
    } else if credentials.is_some() && around.profile.identity.as_ref().is_some_and(|facts| facts.platform == cloud) {
        report.push(
            Diagnostic::error(codes::IDENTITY_UNABLE, "keys that never expire, on a cluster whose pods have identities")
                .at(store.key("credentials").key_span())
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
            .help("on its own cloud give `identity: ...`, in the overlay of that profile")
            .maybe_help(keys_help),
    );
    None
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
        Offer {
            capability: Capability::ObjectStore(address),
            // The addresses of a cloud's stores change; the port does not.
            way: Way::Outside { blocks: vec!["0.0.0.0/0".to_owned()], ports: vec![HTTPS] },
            identity: self.identity.clone(),
        }
    }

    fn variables(&self, _namespace: &str) -> Vec<Variable> {
        let region = match &self.service {
            StoreService::S3 { region } => Some(Variable::text("AWS_DEFAULT_REGION", region)),
            StoreService::Gcs | StoreService::Azure { .. } => None,
        };
        let secrets = self.secrets.iter().map(|(name, key)| Variable::secret(name, key.clone()));
        region.into_iter().chain(secrets).collect()
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
