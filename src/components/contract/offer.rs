//! What an entry offers to others.

use super::copies::Dump;
use crate::fields::{Duration, SecretKey};
use crate::k8s::meta::Labels;

/// What an entry offers.
#[derive(Debug)]
pub struct Offer {
    /// As what it can be used.
    pub capability: Capability,
    /// How packets get there.
    pub way: Way,
    /// The identity that a user's pods take on.
    pub identity: Option<CloudIdentity>,
}

/// As what an entry can be used.
#[derive(Debug)]
pub enum Capability {
    /// A server that answers HTTP.
    Http,
    /// A Redis or Valkey server, which may be a broker.
    Redis(Box<Broker>),
    /// An MLflow tracking server.
    Mlflow {
        /// The image, whose client speaks the server's version of the protocol.
        image: String,
    },
    /// A PostgreSQL database.
    Postgres {
        /// How a copy is made of it, if copies are kept.
        dump: Option<Box<Dump>>,
    },
    /// An object store, with the way to write the address of a bucket.
    ObjectStore(BucketAddress),
    /// A volume to mount.
    Volume {
        /// The claim.
        claim: String,
        /// Whether pods on several nodes can mount it.
        many: bool,
    },
    /// Nothing that others could use.
    Nothing,
}

/// A Redis server as the broker of Celery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broker {
    /// Its host, for pods of any namespace.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether it wants TLS.
    pub tls: bool,
    /// The password.
    pub password: SecretKey,
    /// How long a worker may hold a task before it is given to another.
    pub visibility_timeout: Duration,
}

impl Broker {
    /// How long a task may be held if nobody says otherwise (kombu 5.7 transport/redis.py).
    pub const VISIBILITY_TIMEOUT: Duration = Duration::from_seconds(3_600);
}

/// How the address of a bucket is written for MLflow and the clouds' own tools.
#[derive(Debug)]
pub enum BucketAddress {
    /// `s3://bucket`.
    S3,
    /// `gs://bucket`.
    Gcs,
    /// `wasbs://container@account.blob.core.windows.net`.
    Azure {
        /// The storage account.
        account: String,
    },
}

impl BucketAddress {
    /// The address of a bucket, or in Azure's words of a container.
    pub fn of(&self, bucket: &str) -> String {
        match self {
            Self::S3 => format!("s3://{bucket}"),
            Self::Gcs => format!("gs://{bucket}"),
            Self::Azure { account } => format!("wasbs://{bucket}@{account}.blob.core.windows.net"),
        }
    }
}

/// The kinds of [`Capability`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapabilityKind {
    /// See [`Capability::Http`].
    Http,
    /// See [`Capability::Redis`].
    Redis,
    /// See [`Capability::Mlflow`].
    Mlflow,
    /// See [`Capability::Postgres`].
    Postgres,
    /// See [`Capability::ObjectStore`].
    ObjectStore,
    /// See [`Capability::Volume`].
    Volume,
    /// See [`Capability::Nothing`].
    Nothing,
}

impl CapabilityKind {
    /// What people call it, with its article.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Http => "a service",
            Self::Redis => "a Redis",
            Self::Mlflow => "an MLflow server",
            Self::Postgres => "a PostgreSQL database",
            Self::ObjectStore => "an object store",
            Self::Volume => "a volume",
            Self::Nothing => "nothing that can be used",
        }
    }
}

impl Capability {
    /// The kind.
    pub fn kind(&self) -> CapabilityKind {
        match self {
            Self::Http => CapabilityKind::Http,
            Self::Redis(_) => CapabilityKind::Redis,
            Self::Mlflow { .. } => CapabilityKind::Mlflow,
            Self::Postgres { .. } => CapabilityKind::Postgres,
            Self::ObjectStore(_) => CapabilityKind::ObjectStore,
            Self::Volume { .. } => CapabilityKind::Volume,
            Self::Nothing => CapabilityKind::Nothing,
        }
    }
}

/// How packets get to the other end of an edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the entry's own pods, on these ports.
    Pods(Vec<u16>),
    /// Out of the cluster.
    Outside {
        /// Blocks of addresses in CIDR form.
        blocks: Vec<String>,
        /// The TCP ports.
        ports: Vec<u16>,
    },
    /// To pods that are none of the project's.
    Foreign {
        /// Their namespace.
        namespace: String,
        /// Their labels; all pods of the namespace if there are none.
        labels: Labels,
        /// The ports of the pods.
        ports: Vec<u16>,
    },
    /// No packets are sent.
    None,
}

/// The identity that pods take on towards a cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CloudIdentity {
    /// The account of the pods itself, which the cloud knows: EKS Pod Identity, Workload Identity Federation for GKE.
    OwnAccount,
    /// The ARN of a role of AWS IAM.
    AwsRole(String),
    /// The address of a Google Cloud service account.
    GcpServiceAccount(String),
    /// The client id of a Microsoft Entra application or managed identity.
    AzureClient(String),
}
