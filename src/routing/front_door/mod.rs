//! An nginx of the project's own behind the profile's way in: it does the same on every cluster, rates and versions included.

mod configuration;
#[cfg(test)]
mod tests;

use super::{Exposed, Routing};
use crate::components::contract::{Backend, Capability, Component, Door, Exposure, Links, Need, Objects, Offer, Purpose, Way};
use crate::components::parts::{self, Replicas};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Bytes, Cpu, Host, Image, Name, PathPrefix, Range, Word};
use crate::k8s::Owner;
use crate::k8s::config::{self, CONFIG_HASH};
use crate::k8s::pod::{self, Pod, Spread};
use crate::k8s::probe::Check;
use crate::k8s::scaling::pod_disruption_budget;
use crate::k8s::service::{self, service};
use crate::k8s::workload::{Rollout, deployment, service_account};
use crate::layers::Place;
use crate::profile::Profile;
use crate::text::{self, Template};
use configuration::{Configuration, SHUTDOWN};
use k8s_openapi::api::core::v1::ConfigMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An nginx behind the profile's way in. All hosts lead to it, and it leads on to the entries: with the same rates, versions and
/// paths on every cluster.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NginxSpec {
    /// The number of pods; 2 if not given. Each counts requests by itself.
    #[serde(default)]
    replicas: Option<u16>,
    /// The image; a current nginx without privileges if not given. It has to have `sh` and `awk`.
    #[serde(default)]
    image: Option<Image>,
    /// CPU from request to limit; `100m..1` if not given.
    #[serde(default)]
    cpu: Option<Range<Cpu>>,
    /// Memory from request to limit; `128Mi..256Mi` if not given.
    #[serde(default)]
    memory: Option<Range<Bytes>>,
}

/// The name of the nginx and its objects, which no entry may have.
pub const NAME: &str = "front-door";
const ROLE: &str = "nginx";
const PORT_NAME: &str = "http";
/// The port on which nginx listens: those below 1024 are for root.
pub(super) const PORT: u16 = 8_080;
const SERVICE_PORT: u16 = 80;
const HEALTH_PATH: &str = "/healthz";
/// The stable branch (nginx/docker-nginx-unprivileged stable/debian/Dockerfile, 2026-07-15), and the user of the image.
const IMAGE: &str = "docker.io/nginxinc/nginx-unprivileged:1.30.4";
const USER: i64 = 101;
const REPLICAS: u16 = 2;
const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(100), Cpu::from_millicores(1_000));
const MEMORY: Range<Bytes> = Range::new(Bytes::from_mebibytes(128), Bytes::from_mebibytes(256));

/// What the spec asks for, settled.
#[derive(Clone, Debug)]
pub struct Nginx {
    image: String,
    cpu: Range<Cpu>,
    memory: Range<Bytes>,
    replicas: Replicas,
    spread: Spread,
    pre_stop: u32,
    keep_alive: u32,
}

/// The nginx with what it leads to.
#[derive(Debug)]
pub struct FrontDoor {
    owner: Owner,
    nginx: Nginx,
    configuration: Configuration,
    needs: Vec<Need>,
    exposures: Vec<Exposure>,
}

#[derive(Serialize)]
struct Start {}

impl Template for Start {
    const NAME: &'static str = "nginx/start.sh";
    const TEXT: &'static str = include_str!("../../../templates/nginx/start.sh");
}

impl NginxSpec {
    /// Settles what is open; `place` is the key `nginx`.
    pub(super) fn resolve(self, profile: &Profile, place: &Place<'_>, report: &mut Report) -> Nginx {
        let Self { replicas, image, cpu, memory } = self;
        if let Some(image) = &image {
            parts::check_image(image, profile, &place.key("image"), report);
        }
        if replicas == Some(0) {
            report.push(
                Diagnostic::error(codes::UNFIT_REPLICAS, "a front door without pods lets nobody in")
                    .at(place.key("replicas").span())
                    .help("take `nginx` out, or set `replicas` to 1 or more"),
            );
        }
        let replicas = Replicas::Fixed(replicas.unwrap_or(REPLICAS));
        Nginx {
            image: image.map_or_else(|| IMAGE.to_owned(), |image| image.to_string()),
            cpu: cpu.unwrap_or(CPU),
            memory: memory.unwrap_or(MEMORY),
            spread: parts::spread(&replicas, profile),
            replicas,
            pre_stop: profile.routing.drain.seconds(),
            keep_alive: profile.routing.keep_alive.seconds(),
        }
    }
}

impl FrontDoor {
    /// The nginx in front of what is exposed by hosts.
    pub fn new(owner: Owner, nginx: Nginx, routing: &Routing, exposed: &[Exposed<'_>]) -> Self {
        // The order in which people write entries is theirs, and changes nothing here.
        let mut by_url: Vec<(&Host, &PathPrefix, Exposed<'_>)> = exposed.iter().filter_map(url_of).collect();
        by_url.sort_by_key(|(host, path, _)| (*host, *path));
        let uploads = by_url.iter().any(|(.., exposed)| exposed.exposure.uploads);
        let hosts: BTreeSet<&Host> = by_url.iter().map(|(host, ..)| *host).collect();
        let exposures = hosts.into_iter().map(|host| exposure(host, uploads)).collect();
        let mut led_to = BTreeSet::new();
        let owners = by_url.iter().map(|(.., exposed)| exposed.owner).filter(|owner| led_to.insert(&owner.name));
        let needs = owners.filter_map(need).collect();
        let configuration = Configuration::new(nginx.cpu.limit.whole_cores(), nginx.keep_alive, routing, &by_url);
        Self { owner, nginx, configuration, needs, exposures }
    }

    fn files(&self) -> ConfigMap {
        let data = BTreeMap::from([
            ("nginx.conf".to_owned(), text::render(&self.configuration)),
            ("start.sh".to_owned(), text::render(&Start {})),
        ]);
        config::config_map(&self.owner, ROLE, "config", data)
    }

    fn pod(&self, files: &ConfigMap) -> Pod {
        let nginx = &self.nginx;
        let mut container = pod::container(ROLE, &nginx.image, parts::resources(nginx.cpu, nginx.memory));
        container.command = Some(vec!["sh".to_owned(), "/etc/front-door/start.sh".to_owned()]);
        container.ports = Some(vec![pod::port(PORT_NAME, PORT)]);
        container.lifecycle = Some(pod::sleep_before_stop(nginx.pre_stop));
        let health = Check::Http { path: HEALTH_PATH.to_owned(), port: PORT_NAME };
        parts::Health::usual(health.clone(), health, 60).probe(&mut container);
        container.volume_mounts.get_or_insert_default().push(pod::read_only_mount("config", "/etc/front-door", None));
        let mut pod = Pod::new(&self.owner.name, container);
        (pod.user, pod.group) = (USER, USER);
        pod.grace = nginx.pre_stop + SHUTDOWN;
        pod.spread = nginx.spread;
        pod.volumes = vec![pod::config_volume("config", &self.owner.derived(Some("config")))];
        pod.annotations.insert(CONFIG_HASH.to_owned(), config::hash_of(&[files]));
        pod
    }
}

/// Host and path of what is exposed by them.
fn url_of<'a>(exposed: &Exposed<'a>) -> Option<(&'a Host, &'a PathPrefix, Exposed<'a>)> {
    match &exposed.exposure.door {
        Door::Url { host, path, .. } => Some((host, path, *exposed)),
        Door::NodePort(_) => None,
    }
}

/// The edge along which requests go on.
fn need(owner: &Owner) -> Option<Need> {
    let target = Name::parse(&owner.name).ok()?;
    Some(Need { target, wanted: &[], purpose: Purpose::Route, prefix: None, path: Vec::new() })
}

/// The way from a host to the nginx.
fn exposure(host: &Host, uploads: bool) -> Exposure {
    let backend = Backend::only(NAME.to_owned(), SERVICE_PORT, PORT, HEALTH_PATH.to_owned());
    Exposure {
        part: None,
        door: Door::Url { host: host.clone(), path: PathPrefix::root(), strip: false },
        rate: None,
        backends: vec![backend],
        uploads,
        unguarded: false,
        span: None,
        rate_span: None,
    }
}

impl Component for FrontDoor {
    fn offer(&self) -> Offer {
        Offer { capability: Capability::Nothing, way: Way::None, identity: None }
    }

    fn needs(&self) -> &[Need] {
        &self.needs
    }

    fn exposures(&self) -> &[Exposure] {
        &self.exposures
    }

    fn build(&self, _links: &Links<'_>, objects: &mut Objects) {
        let owner = &self.owner;
        let files = self.files();
        objects.push(service_account(owner, ROLE, BTreeMap::new()));
        objects.push(service(owner, ROLE, NAME, service::Port { name: PORT_NAME, number: SERVICE_PORT, target: PORT }));
        objects.push(deployment(owner, ROLE, self.nginx.replicas.fixed(), Rollout::Surge, self.pod(&files)));
        objects.push(files);
        if self.nginx.replicas.least() > 1 {
            objects.push(pod_disruption_budget(owner, ROLE));
        }
    }
}
