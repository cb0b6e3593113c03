//! rclone, which speaks to every object store in the same way.

use crate::components::contract::{BucketAddress, Variable, VariableSource};
use crate::k8s::pod::{self, Resources};
use k8s_openapi::api::core::v1::{Container, EnvVar};

/// The image (rclone v1.75.0, 2026-07-31). It holds a shell, and is content with any user.
const IMAGE: &str = "docker.io/rclone/rclone:1.75.0";

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RcloneWork {
    /// Buckets are created.
    Buckets,
    /// Files are sent, in parts that are held in memory, to a bucket that is there. To ask whether it is, or to create it, would
    /// take rights that nothing else here needs.
    Transfer,
}

/// A container with a script in which `store:` is the store of an edge, known by the edge's variables.
pub fn rclone(name: &str, work: RcloneWork, script: String, address: &BucketAddress, variables: &[Variable]) -> Container {
    let mut container = rclone_alone(name, work, script);
    container.env.get_or_insert_default().extend(environment(work, address, variables));
    container
}

/// A container with a script for which there is no store.
pub(super) fn rclone_alone(name: &str, work: RcloneWork, script: String) -> Container {
    let memory = match work {
        RcloneWork::Buckets => ("64Mi", "128Mi"),
        RcloneWork::Transfer => ("128Mi", "512Mi"),
    };
    let mut container = pod::container(name, IMAGE, Resources::new(("50m", "500m"), memory));
    container.command = Some(vec!["sh".to_owned(), "-c".to_owned(), script]);
    container.env = Some(vec![pod::variable("HOME", "/tmp"), pod::variable("RCLONE_CONFIG", "/dev/null")]);
    container
}

/// Configuration without a file: options of the remote `store` as variables (rclone docs, "Environment Variables", v1.75).
fn environment(work: RcloneWork, address: &BucketAddress, variables: &[Variable]) -> Vec<EnvVar> {
    let mut environment = Vec::new();
    let mut options = options(address, variables);
    if work == RcloneWork::Transfer {
        let no_check = if matches!(address, BucketAddress::Azure { .. }) { "NO_CHECK_CONTAINER" } else { "NO_CHECK_BUCKET" };
        options.push((no_check, "true".to_owned()));
    }
    environment.extend(options.into_iter().map(|(option, value)| pod::variable(&format!("RCLONE_CONFIG_STORE_{option}"), value)));
    for variable in variables {
        if let VariableSource::Secret(key) = &variable.value {
            environment.push(pod::secret_variable(secret_name(&variable.name), &key.name, &key.key));
        }
    }
    environment
}

/// Of Azure's variables rclone knows those that stand for an identity, but not the connection string.
fn secret_name(name: &str) -> &str {
    match name {
        "AZURE_STORAGE_CONNECTION_STRING" => "RCLONE_CONFIG_STORE_CONNECTION_STRING",
        other => other,
    }
}

fn options(address: &BucketAddress, variables: &[Variable]) -> Vec<(&'static str, String)> {
    let text = |name: &str| Variable::text_of(variables, name).map(str::to_owned);
    let yes = || "true".to_owned();
    match address {
        BucketAddress::S3 => {
            let endpoint = text("AWS_ENDPOINT_URL_S3");
            let provider = if endpoint.is_some() { "Other" } else { "AWS" };
            let region = text("AWS_DEFAULT_REGION").map(|region| ("REGION", region));
            let endpoint = endpoint.map(|endpoint| ("ENDPOINT", endpoint));
            let known = [("TYPE", "s3".to_owned()), ("PROVIDER", provider.to_owned()), ("ENV_AUTH", yes())];
            known.into_iter().chain(region).chain(endpoint).collect()
        }
        // Without ACLs of single objects: buckets have uniform access unless somebody has switched it off.
        BucketAddress::Gcs => {
            vec![("TYPE", "google cloud storage".to_owned()), ("ENV_AUTH", yes()), ("BUCKET_POLICY_ONLY", yes())]
        }
        BucketAddress::Azure { account } => {
            let has_keys = variables.iter().any(|variable| variable.name == "AZURE_STORAGE_CONNECTION_STRING");
            let mut options = vec![("TYPE", "azureblob".to_owned())];
            if !has_keys {
                options.extend([("ACCOUNT", account.clone()), ("ENV_AUTH", yes())]);
            }
            options
        }
    }
}
