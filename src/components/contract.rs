//! How entries meet: what each offers, what each needs, and what an edge between two of them brings along.
//!
//! No component knows another component's type. A worker that uses a broker sees an [`Offer`] of the capability it asked for,
//! with the variables, the way for packets and the identity that come with it.

use super::parts::Exposure;
use crate::diag::Report;
use crate::fields::{Name, SecretKey};
use crate::k8s::{Entry, Object, Owner, Stage};
use crate::layers::Place;
use crate::profile::Profile;
use crate::source::Span;
use crate::yaml::Step;
use std::fmt;

/// What stands around an entry while it is resolved.
#[derive(Debug)]
pub struct Surroundings<'a> {
    /// To whom the entry's objects belong.
    pub owner: Owner,
    /// The cluster.
    pub profile: &'a Profile,
    /// Whether routes carry TLS, and so whether browsers come with `https`.
    pub tls: bool,
    /// Where the entry stands in the spec.
    pub place: Place<'a>,
}

/// An entry, decoded and checked by itself: no option is left open, and only edges to other entries are not followed yet.
pub trait Component: fmt::Debug {
    /// What the entry's pods do, as the value of the label `app.kubernetes.io/component`.
    fn role(&self) -> &'static str;

    /// What the entry offers to others.
    fn offer(&self) -> Offer;

    /// The variables that containers in `namespace` receive when they use the entry.
    fn variables(&self, _namespace: &str) -> Vec<Variable> {
        Vec::new()
    }

    /// What the entry needs of others.
    fn needs(&self) -> &[Need];

    /// Whether the entry has pods of its own in the cluster.
    fn has_pods(&self) -> bool {
        true
    }

    /// Under which host the world reaches the entry.
    fn exposure(&self) -> Option<&Exposure> {
        None
    }

    /// What else the entry's pods may connect to.
    fn egress(&self) -> &[Way] {
        &[]
    }

    /// The port that a monitoring system may scrape.
    fn metrics_port(&self) -> Option<u16> {
        None
    }

    /// Names of Secrets that must exist before the bundle works.
    fn secrets(&self) -> Vec<SecretKey> {
        Vec::new()
    }

    /// Reports what does not fit once the other ends of the entry's edges are known.
    fn check_links(&self, _links: &Links<'_>, _place: &Place<'_>, _report: &mut Report) {}

    /// Builds the entry's objects. Everything that could fail has been checked.
    fn build(&self, links: &Links<'_>, objects: &mut Objects);
}

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
    /// A Redis or Valkey server.
    Redis,
    /// An MLflow tracking server.
    Mlflow,
    /// A PostgreSQL database.
    Postgres,
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
            Self::Redis => CapabilityKind::Redis,
            Self::Mlflow => CapabilityKind::Mlflow,
            Self::Postgres => CapabilityKind::Postgres,
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
    /// No packets are sent.
    None,
}

/// A variable that comes with an edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name, without the prefix that a user may ask for.
    pub name: String,
    /// Its value.
    pub value: VariableSource,
}

/// Where the value of a variable comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariableSource {
    /// A text that anybody may read.
    Text(String),
    /// A key of a Secret.
    Secret(SecretKey),
    /// Texts and other variables of the same edge, put together when the container starts.
    Composed(Vec<Piece>),
}

/// A piece of a composed value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A text.
    Text(String),
    /// The value of another variable of the same edge.
    Variable(String),
}

impl Variable {
    /// A variable with a value that anybody may read.
    pub fn text(name: &str, value: impl Into<String>) -> Self {
        Self { name: name.to_owned(), value: VariableSource::Text(value.into()) }
    }

    /// A variable whose value is a key of a Secret.
    pub fn secret(name: &str, key: SecretKey) -> Self {
        Self { name: name.to_owned(), value: VariableSource::Secret(key) }
    }

    /// The variable as one with a prefix sees it.
    #[must_use]
    pub fn prefixed(self, prefix: Option<&str>) -> Self {
        let Some(prefix) = prefix else { return self };
        let with_prefix = |name: &str| format!("{prefix}_{name}");
        let piece = |piece| match piece {
            Piece::Variable(name) => Piece::Variable(with_prefix(&name)),
            text @ Piece::Text(_) => text,
        };
        let value = match self.value {
            VariableSource::Composed(pieces) => VariableSource::Composed(pieces.into_iter().map(piece).collect()),
            other => other,
        };
        Self { name: with_prefix(&self.name), value }
    }
}

/// The identity that pods take on towards a cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CloudIdentity {
    /// The ARN of a role of AWS IAM.
    AwsRole(String),
    /// The address of a Google Cloud service account.
    GcpServiceAccount(String),
    /// The client id of a Microsoft Entra application or managed identity.
    AzureClient(String),
}

/// An edge as the entry that needs it sees it.
#[derive(Debug)]
pub struct Need {
    /// The entry at the other end.
    pub target: Name,
    /// What it has to be.
    pub wanted: &'static [CapabilityKind],
    /// What for.
    pub purpose: Purpose,
    /// What stands before each variable.
    pub prefix: Option<String>,
    /// Where the need stands, from the entry on.
    pub path: Vec<Step>,
}

/// What an edge is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The program uses the other entry by itself.
    Use,
    /// MLflow keeps its experiments there.
    Backend,
    /// MLflow keeps its artifacts there.
    Artifacts,
    /// The volume is mounted.
    Mount {
        /// Where.
        path: String,
        /// Whether only to read.
        read_only: bool,
    },
}

/// An edge that has been followed.
#[derive(Debug)]
pub struct Link<'a> {
    /// The need.
    pub need: &'a Need,
    /// To whom the other end belongs.
    pub owner: &'a Owner,
    /// What the other end offers.
    pub offer: &'a Offer,
    /// The variables that come along, with the edge's prefix.
    pub variables: Vec<Variable>,
}

/// The edges of one entry.
#[derive(Debug, Default)]
pub struct Links<'a>(pub Vec<Link<'a>>);

impl<'a> Links<'a> {
    /// The variables of all edges, each with its edge's prefix.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.0.iter().flat_map(|link| &link.variables)
    }

    /// The identity that the pods take on.
    pub fn identity(&self) -> Option<&'a CloudIdentity> {
        self.0.iter().find_map(|link| link.offer.identity.as_ref())
    }

    /// The Secrets to which the variables of the edges refer.
    pub fn secrets(&self) -> impl Iterator<Item = SecretKey> {
        self.variables().filter_map(|variable| match &variable.value {
            VariableSource::Secret(key) => Some(key.clone()),
            VariableSource::Text(_) | VariableSource::Composed(_) => None,
        })
    }

    /// The edge for a purpose.
    pub fn for_purpose(&self, purpose: &Purpose) -> Option<&Link<'a>> {
        self.0.iter().find(|link| link.need.purpose == *purpose)
    }
}

/// Collects the objects of one entry.
#[derive(Debug)]
pub struct Objects {
    entries: Vec<Entry>,
    stage: Stage,
    origin: Option<Span>,
}

impl Objects {
    /// Nothing yet.
    pub fn new() -> Self {
        Self { entries: Vec::new(), stage: Stage::Workloads, origin: None }
    }

    /// Whose objects follow: kinds without a stage of their own go to `stage`, findings to `origin`.
    pub fn begin(&mut self, stage: Stage, origin: Option<Span>) {
        (self.stage, self.origin) = (stage, origin);
    }

    /// Adds an object.
    pub fn push(&mut self, object: impl Into<Object>) {
        let object = object.into();
        let stage = object.stage().unwrap_or(self.stage);
        self.entries.push(Entry { object, stage, origin: self.origin });
    }

    /// What was collected.
    pub fn into_entries(self) -> Vec<Entry> {
        self.entries
    }
}

impl Default for Objects {
    fn default() -> Self {
        Self::new()
    }
}
