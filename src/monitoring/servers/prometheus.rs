//! Prometheus: scrapes, keeps and watches. Its configuration is built when everything else stands.

use super::super::spec::PrometheusSpec;
use super::{ALERTMANAGER, Entry, PROMETHEUS, name};
use crate::components::contract::{
    Capability, CapabilityKind, Component, Exposure, Links, Metrics, Need, Objects, Offer, OwnPrometheus, Purpose, Subject,
    Surroundings, Variable, Way,
};
use crate::components::parts::{self, Disk, ExposeSpec};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Bytes, Cidr, Cpu, Duration, Range, SecretName};
use crate::k8s::Owner;
use crate::k8s::meta::Labels;
use crate::k8s::pod::{self, Pod};
use crate::k8s::probe::Check;
use crate::k8s::rbac;
use crate::k8s::service::{self, headless_service, service};
use crate::k8s::storage::Claim;
use crate::k8s::workload::{service_account, stateful_set};
use crate::layers::Place;
use crate::profile::Profile;
use std::collections::BTreeSet;

const ROLE: &str = PROMETHEUS;
/// prometheus/prometheus CHANGELOG, 3.14.0 (2026-08-17). Below 3.12 configuration does not reload by itself, and below 3.11 a
/// retention in the file is counted wrongly (CHANGELOG, #18620 and #18200).
const IMAGE: &str = "docker.io/prom/prometheus:v3.14.0";
/// The user `nobody` of the image, by its number (Dockerfile, v3.14.0).
const USER: i64 = 65_534;
const PORT: u16 = 9_090;
const PORT_NAME: &str = "http";
/// What the ConfigMap with the configuration and the rules is called after the entry's name.
pub(in super::super) const CONFIGURATION: &str = "config";
const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(200), Cpu::from_millicores(1_000));
const MEMORY: Range<Bytes> = Range::new(Bytes::from_mebibytes(512), Bytes::from_mebibytes(1_024));
const DISK: Bytes = Bytes::from_mebibytes(10_240);
const RETENTION: Duration = Duration::from_seconds(15 * DAY);
const SCRAPE: Duration = Duration::from_seconds(30);
const DAY: u32 = 86_400;
/// The share of the disk that blocks of samples may take, in per cent. The write-ahead log, which the limit does not count until
/// it is a block, and the compaction of blocks need the rest (Prometheus documentation, "Storage: Right-Sizing Retention Size").
const SHARE_OF_DISK: u64 = 80;
/// The least memory in which the log of some thousand series can be read back.
const LEAST_MEMORY: Bytes = Bytes::from_mebibytes(256);
/// Segments of the log alone are 128 MiB each.
const LEAST_DISK: Bytes = Bytes::from_mebibytes(1_024);
/// Rates over five minutes need more than two samples, and a series is forgotten five minutes after its last.
const MOST_SCRAPE: u32 = 120;
/// The longest window over which objectives are measured.
const OBJECTIVE_WINDOW: u32 = 3 * DAY;
/// The port of kubelets (kubernetes.io "Ports and Protocols", 2026-08).
const KUBELET: u16 = 10_250;
/// Where the logins are without which some show no metrics: a folder for each Secret, a file for each key.
const LOGINS: &str = "/etc/logins";
/// Everything that can show metrics.
const SHOWING: &[CapabilityKind] = &[
    CapabilityKind::Http,
    CapabilityKind::Redis,
    CapabilityKind::Mlflow,
    CapabilityKind::Postgres,
    CapabilityKind::ObjectStore,
    CapabilityKind::Volume,
    CapabilityKind::Nothing,
];

#[derive(Debug)]
struct Prometheus {
    owner: Owner,
    cpu: Range<Cpu>,
    memory: Range<Bytes>,
    data: Claim,
    needs: Vec<Need>,
    /// The namespaces in which it looks for pods.
    namespaces: BTreeSet<String>,
    /// The namespace of the exporter of GPUs.
    gpus: Option<String>,
    /// Whether it asks nodes.
    asks_nodes: bool,
    metrics: Metrics,
    egress: Vec<Way>,
    entry: Entry,
}

/// The way to the API server, at the addresses that the spec names or the profile knows.
pub(super) fn api_server(addresses: &[Cidr], profile: &Profile) -> Way {
    let facts = &profile.api_server;
    let blocks = if addresses.is_empty() { &facts.addresses } else { addresses };
    Way::Outside {
        blocks: blocks.iter().map(Cidr::to_string).collect(),
        ports: facts.ports.iter().map(|port| port.number()).collect(),
    }
}

/// What Prometheus keeps, and for how long.
#[derive(Debug)]
pub(in super::super) struct Kept {
    /// How often everything is scraped.
    pub(in super::super) scrape: Duration,
    /// How long samples are kept.
    pub(in super::super) retention: Duration,
    /// How many mebibytes of them.
    pub(in super::super) size: u64,
}

/// Whom Prometheus reaches.
pub(super) struct Reach {
    /// To whom what it scrapes belongs.
    pub(super) scraped: Vec<Owner>,
    /// Whether it hands alerts to an Alertmanager of the project's own.
    pub(super) has_alertmanager: bool,
    /// The ways out of the project.
    pub(super) ways: Vec<Way>,
    /// The namespace of the exporter of GPUs.
    pub(super) gpus: Option<String>,
    /// The addresses of nodes.
    pub(super) nodes: Vec<Cidr>,
}

/// Settles what is kept, or reports why that cannot be; `place` is the server.
pub(super) fn kept(spec: &PrometheusSpec, has_objectives: bool, place: &Place<'_>, report: &mut Report) -> Kept {
    let (retention, scrape) = (spec.retention.unwrap_or(RETENTION), spec.scrape.unwrap_or(SCRAPE));
    check_times(retention, scrape, has_objectives, place, report);
    Kept { scrape, retention, size: spec.disk.unwrap_or(DISK).mebibytes() * SHARE_OF_DISK / 100 }
}

/// Settles the server, or reports why that cannot be.
pub(super) fn resolve(
    spec: PrometheusSpec,
    reach: Reach,
    around: &Surroundings<'_>,
    report: &mut Report,
) -> Option<Box<dyn Component>> {
    let PrometheusSpec { retention: _, disk, class, scrape: _, cpu, memory, expose } = spec;
    let place = &around.place;
    let (memory, disk) = (memory.unwrap_or(MEMORY), disk.unwrap_or(DISK));
    check_sizes(memory, disk, place, report);
    let mut entry = Entry::resolve(expose, PORT, "/-/ready", around, report);
    if let Some(exposure) = &mut entry.exposure {
        exposure.unguarded = true;
    }
    let data = Disk::of_server(disk, class.as_deref(), place).claim(around, report)?;
    let Reach { scraped, has_alertmanager, ways: mut egress, gpus, nodes } = reach;
    let asks_nodes = !nodes.is_empty();
    egress.extend(asks_nodes.then(|| Way::Outside { blocks: parts::blocks(&nodes), ports: vec![KUBELET] }));
    Some(Box::new(Prometheus {
        owner: around.owner.clone(),
        cpu: cpu.unwrap_or(CPU),
        memory,
        data,
        needs: scraped.iter().filter_map(scrape_need).chain(has_alertmanager.then(alerting_need).flatten()).collect(),
        namespaces: scraped.into_iter().map(|owner| owner.namespace).collect(),
        gpus,
        asks_nodes,
        metrics: Metrics {
            path: format!("{}/metrics", entry.prefix),
            ..Metrics::usual(ROLE, PORT, PORT_NAME, Subject::Monitoring)
        },
        egress,
        entry,
    }))
}

/// How others see it, before it is settled; what is wrong with the way in is told then.
pub(super) fn seen(expose: Option<ExposeSpec>, around: &Surroundings<'_>) -> OwnPrometheus {
    let owner = &around.owner;
    let prefix = Entry::resolve(expose, PORT, "/-/ready", around, &mut Report::default()).prefix;
    let url = format!("http://{}.{}.svc:{PORT}{prefix}", owner.name, owner.namespace);
    OwnPrometheus { name: owner.name.clone(), port: PORT, url }
}

fn scrape_need(owner: &Owner) -> Option<Need> {
    let target = name(&owner.name)?;
    Some(Need { target, wanted: SHOWING, purpose: Purpose::Scrape, prefix: None, path: Vec::new() })
}

/// Alerts go there, and no variables come along that the program would look at.
fn alerting_need() -> Option<Need> {
    let target = name(ALERTMANAGER)?;
    Some(Need { target, wanted: &[CapabilityKind::Http], purpose: Purpose::Use, prefix: None, path: Vec::new() })
}

fn check_times(retention: Duration, scrape: Duration, has_objectives: bool, place: &Place<'_>, report: &mut Report) {
    if !(1..=MOST_SCRAPE).contains(&scrape.seconds()) {
        report.push(
            Diagnostic::error(codes::BAD_DURATION, "`scrape` has to be from `1s` to `2m`")
                .at(place.key("scrape").span())
                .help("rates over five minutes need several samples: write `30s`"),
        );
    }
    let least = if has_objectives { OBJECTIVE_WINDOW } else { DAY };
    if retention.seconds() < least {
        let reason =
            if has_objectives { "objectives are measured over three days" } else { "a day is the least to look back on" };
        report.push(
            Diagnostic::error(codes::BAD_DURATION, format!("samples that are kept for {retention} are gone too soon"))
                .at(place.key("retention").span())
                .help(format!("{reason}: write `{}` or more", Duration::from_seconds(least))),
        );
    }
}

fn check_sizes(memory: Range<Bytes>, disk: Bytes, place: &Place<'_>, report: &mut Report) {
    parts::check_least_memory(memory, LEAST_MEMORY, "a Prometheus", place, report);
    if disk < LEAST_DISK {
        report.push(
            Diagnostic::error(codes::BAD_QUANTITY, format!("{disk} are too little for the samples of a Prometheus"))
                .at(place.key("disk").span())
                .help(format!("give it {LEAST_DISK} or more")),
        );
    }
}

impl Component for Prometheus {
    fn offer(&self) -> Offer {
        Offer { capability: Capability::Http, way: Way::Pods(vec![PORT]), identity: None }
    }

    fn variables(&self, namespace: &str) -> Vec<Variable> {
        let host = self.owner.host(&self.owner.name, namespace);
        vec![Variable::text("PROMETHEUS_URL", format!("http://{host}:{PORT}{}", self.entry.prefix))]
    }

    fn needs(&self) -> &[Need] {
        &self.needs
    }

    fn exposures(&self) -> &[Exposure] {
        self.entry.exposure.as_slice()
    }

    fn egress(&self) -> &[Way] {
        &self.egress
    }

    fn metrics(&self) -> &[Metrics] {
        std::slice::from_ref(&self.metrics)
    }

    fn build(&self, links: &Links<'_>, objects: &mut Objects) {
        let owner = &self.owner;
        objects.push(service_account(owner, ROLE, Labels::new()));
        for namespace in &self.namespaces {
            let (role, binding) = rbac::watcher(owner, ROLE, namespace, &DISCOVERY);
            objects.push(role);
            objects.push(binding);
        }
        if let Some(namespace) = &self.gpus {
            let (role, binding) = rbac::guest(owner, ROLE, namespace, &[PODS]);
            objects.push(role);
            objects.push(binding);
        }
        if self.asks_nodes {
            let (role, binding) = rbac::node_reader(owner, ROLE);
            objects.push(role);
            objects.push(binding);
        }
        let port = service::Port { name: PORT_NAME, number: PORT, target: PORT };
        let headless = owner.derived(Some("headless"));
        objects.push(service(owner, ROLE, &owner.name, port));
        objects.push(headless_service(owner, ROLE, &headless, port));
        objects.push(stateful_set(owner, ROLE, headless, self.pod(links), &self.data));
    }
}

/// What the discovery of pods asks for: the role `pod` for pods, the role `endpointslice` for all three (Prometheus 3.14
/// discovery/kubernetes/kubernetes.go). The older `endpoints` are deprecated since Kubernetes 1.33.
const DISCOVERY: [rbac::Resources; 2] = [
    rbac::Resources { group: "", names: &["pods", "services"] },
    rbac::Resources { group: "discovery.k8s.io", names: &["endpointslices"] },
];
const PODS: rbac::Resources = rbac::Resources { group: "", names: &["pods"] };

impl Prometheus {
    fn pod(&self, links: &Links<'_>) -> Pod {
        let mut container = pod::container(ROLE, IMAGE, parts::resources(self.cpu, self.memory));
        let mut arguments = vec![
            "--config.file=/etc/prometheus/prometheus.yml".to_owned(),
            // A changed ConfigMap reaches the pod within a minute or two, without a restart that reads the whole log again.
            "--config.auto-reload".to_owned(),
            "--storage.tsdb.path=/prometheus".to_owned(),
        ];
        // A path in the address is the prefix of everything that it answers.
        arguments.extend(self.entry.address.as_ref().map(|address| format!("--web.external-url={address}")));
        container.args = Some(arguments);
        container.ports = Some(vec![pod::port(PORT_NAME, PORT)]);
        let check = |question: &str| Check::Http { path: format!("{}/-/{question}", self.entry.prefix), port: PORT_NAME };
        // After a crash the write-ahead log of up to three hours is read back first.
        container.startup_probe = Some(check("ready").startup(900));
        container.readiness_probe = Some(check("ready").readiness());
        container.liveness_probe = Some(check("healthy").liveness());
        container
            .volume_mounts
            .get_or_insert_default()
            .extend([pod::mount("data", "/prometheus"), pod::read_only_mount("config", "/etc/prometheus", None)]);
        let mut pod = Pod::new(&self.owner.name, container);
        (pod.user, pod.group) = (USER, USER);
        pod.token = true;
        // The last samples are written out.
        pod.grace = 300;
        pod.volumes = vec![pod::config_volume("config", &self.owner.derived(Some(CONFIGURATION)))];
        add_logins(links, &mut pod);
        pod
    }
}

/// Gives the pod the logins of what it scrapes. They are read anew with each scrape, so a changed Secret needs no restart.
fn add_logins(links: &Links<'_>, pod: &mut Pod) {
    let metrics = links.0.iter().flat_map(|link| link.metrics);
    let secrets: BTreeSet<&str> = metrics.filter_map(|metrics| metrics.login.as_ref()).map(SecretName::as_str).collect();
    if secrets.is_empty() {
        return;
    }
    pod.volumes.push(pod::secrets_volume("logins", secrets, &[Metrics::USERNAME, Metrics::PASSWORD]));
    if let Some(container) = pod.containers.first_mut() {
        container.volume_mounts.get_or_insert_default().push(pod::read_only_mount("logins", LOGINS, None));
    }
}

/// The file of a key of a login.
pub(in super::super) fn login_file(secret: &SecretName, key: &str) -> String {
    format!("{LOGINS}/{}/{key}", secret.as_str())
}
