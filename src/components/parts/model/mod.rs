//! Where the model of a server comes from.

mod bucket;
mod fetch;

use super::check_image;
use crate::components::contract::{CapabilityKind, Need, Purpose, Surroundings, Way};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{BucketName, Bytes, Checksum, Cidr, FileUrl, Image, ModelReference, MountPath, Name, ObjectKey};
use crate::layers::Place;
use crate::profile::BucketDriver;
use crate::versions::IMAGE_VOLUMES;
use crate::yaml::Step;
use bucket::Mounted;
use schemars::JsonSchema;
use serde::Deserialize;

/// The model of a server: where the server finds it, and where it comes from.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ModelSpec {
    /// Where the server finds it; it is told by `MODEL_PATH`, unless `env` says otherwise.
    path: MountPath,
    /// Where it comes from; it is part of the container image if not given.
    #[serde(default)]
    from: Option<FromSpec>,
    /// The room for a model that is downloaded; `10Gi` if not given.
    #[serde(default)]
    size: Option<Bytes>,
}

/// Where a model comes from; exactly one of `store`, `mlflow`, `url`, `volume` and `image`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FromSpec {
    /// An entry of `objectStores`; each pod downloads the model when it starts.
    #[serde(default)]
    store: Option<Name>,
    /// The bucket in the store.
    #[serde(default)]
    bucket: Option<BucketName>,
    /// The key of the model in the bucket, an object or a folder of objects.
    #[serde(default)]
    key: Option<ObjectKey>,
    /// Mounts the folder of the bucket instead, where the profile has a driver for it: pods start at once and read what they need.
    #[serde(default)]
    mount: bool,
    /// An entry of `mlflow`; each pod downloads the model from its registry when it starts.
    #[serde(default)]
    mlflow: Option<Name>,
    /// The registered model, by an alias, `qna@champion`, or by a version, `qna/3`.
    #[serde(default)]
    model: Option<ModelReference>,
    /// An address; each pod downloads the file when it starts.
    #[serde(default)]
    url: Option<FileUrl>,
    /// The SHA-256 checksum of the file.
    #[serde(default)]
    sha256: Option<Checksum>,
    /// The blocks of addresses behind the address; the whole internet if not given.
    #[serde(default)]
    addresses: Vec<Cidr>,
    /// An entry of `volumes` that holds the model; it is mounted to read only.
    #[serde(default)]
    volume: Option<Name>,
    /// A container image that holds nothing but the model, for clusters from Kubernetes 1.35 on.
    #[serde(default)]
    image: Option<Image>,
}

/// A model, settled.
#[derive(Clone, Debug)]
pub struct Model {
    /// Where the server finds it.
    pub path: String,
    size: Bytes,
    source: Source,
}

/// Where a model comes from. Edges are known by their place.
#[derive(Clone, Debug)]
enum Source {
    /// The container image.
    Program,
    /// An image of its own.
    Image(String),
    /// A volume.
    Volume { edge: Vec<Step> },
    /// Objects of a bucket.
    Store { edge: Vec<Step>, bucket: String, key: Option<String> },
    /// A folder of a bucket that is mounted.
    Bucket { edge: Vec<Step>, mounted: Mounted },
    /// A registry.
    Registry { edge: Vec<Step>, reference: String },
    /// An address.
    Url { url: FileUrl, checksum: Checksum },
}

/// What an entry needs of others and of the world.
#[derive(Debug, Default)]
pub struct Edges {
    /// Edges to other entries.
    pub needs: Vec<Need>,
    /// Ways out.
    pub egress: Vec<Way>,
}

/// What to do for a cluster that cannot mount images.
const NO_IMAGE_VOLUMES: &str =
    "download the model from a `store`, mount a `volume` that holds it, or build it into the server's image";
const SIZE: Bytes = Bytes::from_mebibytes(10 * 1_024);

impl Model {
    /// The edge over which it comes, by its place.
    pub fn edge(&self) -> Option<&[Step]> {
        match &self.source {
            Source::Program | Source::Image(_) | Source::Url { .. } => None,
            Source::Volume { edge }
            | Source::Store { edge, .. }
            | Source::Bucket { edge, .. }
            | Source::Registry { edge, .. } => Some(edge),
        }
    }
}

impl ModelSpec {
    /// The model, and its edges, or a report of what is wrong; `steps` lead from the entry to where it stands.
    pub fn resolve(self, steps: &[Step], around: &Surroundings<'_>, report: &mut Report) -> Option<(Model, Edges)> {
        let Self { path, from, size } = self;
        let place = around.place.path(steps).key("from");
        let (source, edges) = match from {
            None => (Source::Program, Edges::default()),
            Some(from) => from.resolve(steps, &place, around, report)?,
        };
        Some((Model { path: path.as_str().to_owned(), size: size.unwrap_or(SIZE), source }, edges))
    }
}

impl FromSpec {
    fn resolve(
        self,
        steps: &[Step],
        place: &Place<'_>,
        around: &Surroundings<'_>,
        report: &mut Report,
    ) -> Option<(Source, Edges)> {
        self.check(place, report)?;
        let Self { store, bucket, key, mount, mlflow, model, url, sha256, addresses, volume, image } = self;
        let edge =
            |kind: &str| steps.iter().cloned().chain(["from", kind].map(|key| Step::Key(key.to_owned()))).collect::<Vec<_>>();
        let need = |kind: &str, target: Name, wanted, bucket: Option<&BucketName>| Edges {
            needs: vec![Need {
                target,
                wanted,
                purpose: Purpose::Model { bucket: bucket.map(|bucket| bucket.as_str().to_owned()) },
                prefix: None,
                path: edge(kind),
            }],
            egress: Vec::new(),
        };
        if let (Some(store), Some(bucket)) = (store, bucket) {
            let edges = need("store", store, &[CapabilityKind::ObjectStore], Some(&bucket));
            let (bucket, key) = (bucket.as_str().to_owned(), key.map(|key| key.as_str().to_owned()));
            let edge = edge("store");
            if !mount {
                return Some((Source::Store { edge, bucket, key }, edges));
            }
            let driver = driver(around, &place.key("mount"), report)?;
            return Some((Source::Bucket { edge, mounted: Mounted { driver, bucket, key } }, edges));
        }
        if let (Some(mlflow), Some(model)) = (mlflow, model) {
            let edges = need("mlflow", mlflow, &[CapabilityKind::Mlflow], None);
            return Some((Source::Registry { edge: edge("mlflow"), reference: model.as_str().to_owned() }, edges));
        }
        if let (Some(url), Some(checksum)) = (url, sha256) {
            let way = Way::Outside { blocks: super::blocks(&addresses), ports: vec![url.port()] };
            return Some((Source::Url { url, checksum }, Edges { needs: Vec::new(), egress: vec![way] }));
        }
        if let Some(volume) = volume {
            let edges = need("volume", volume, &[CapabilityKind::Volume], None);
            return Some((Source::Volume { edge: edge("volume") }, edges));
        }
        let image = image?;
        check_image(&image, around.profile, &place.key("image"), report);
        IMAGE_VOLUMES.require(around.profile, place.key("image").key_span(), NO_IMAGE_VOLUMES, report);
        Some((Source::Image(image.to_string()), Edges::default()))
    }

    /// Reports keys that do not go together; none if nothing more can be said.
    fn check(&self, place: &Place<'_>, report: &mut Report) -> Option<()> {
        let sources = [
            ("store", self.store.is_some()),
            ("mlflow", self.mlflow.is_some()),
            ("url", self.url.is_some()),
            ("volume", self.volume.is_some()),
            ("image", self.image.is_some()),
        ];
        let mut given = sources.iter().filter(|(_, given)| *given).map(|(key, _)| *key);
        let Some(source) = given.next() else {
            report.push(
                Diagnostic::error(codes::MISSING_KEY, "nothing says where the model comes from").at(place.key_span()).help(
                    "name a `store`, an `mlflow`, a `url`, a `volume` or an `image`; without `from` it is in the server's image",
                ),
            );
            return None;
        };
        if let Some(second) = given.next() {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, format!("the model comes from `{source}` and from `{second}`"))
                    .at(place.key(second).key_span())
                    .related(place.key(source).key_span(), "it comes from here already")
                    .help("keep one of them; in an overlay, `null` removes the other"),
            );
            return None;
        }
        let companions = [
            ("bucket", "store", self.bucket.is_some(), true),
            ("key", "store", self.key.is_some(), false),
            ("mount", "store", self.mount, false),
            ("model", "mlflow", self.model.is_some(), true),
            ("sha256", "url", self.sha256.is_some(), true),
            ("addresses", "url", !self.addresses.is_empty(), false),
        ];
        let mut is_whole = Some(());
        for (key, of, is_given, is_needed) in companions {
            if is_given && of != source {
                report.push(
                    Diagnostic::error(codes::BAD_VALUE, format!("`{key}` says nothing about a `{source}`"))
                        .at(place.key(key).key_span())
                        .help(format!("take it out; it belongs to `{of}`")),
                );
            } else if is_needed && !is_given && of == source {
                report.push(
                    Diagnostic::error(codes::MISSING_KEY, format!("`{source}` without `{key}`"))
                        .at(place.key(source).key_span())
                        .help(format!("add `{key}: …`")),
                );
                is_whole = None;
            }
        }
        is_whole
    }
}

/// The driver that mounts buckets in the cluster, or a report that there is none.
fn driver(around: &Surroundings<'_>, place: &Place<'_>, report: &mut Report) -> Option<BucketDriver> {
    let driver = around.profile.storage.buckets;
    if driver.is_none() {
        report.push(
            Diagnostic::error(codes::STORAGE_CLASS, "the profile knows no driver that mounts buckets")
                .at(place.span())
                .related(around.profile.fact(&["storage", "buckets"]), "no `buckets` are named here")
                .help("take `mount` out: each pod downloads the model when it starts; in an overlay, `mount: false` does"),
        );
    }
    driver
}
