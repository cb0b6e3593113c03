//! Alertmanager: tells people of alerts. One that is there already, or one of the project's own, whose configuration is a Secret
//! because it holds the tokens of receivers.

use super::{ALERTMANAGER, Entry};
use crate::components::contract::{
    Capability, Component, Exposure, Links, Metrics, Need, Objects, Offer, Subject, Surroundings, Way,
};
use crate::components::parts::{self, Disk, EgressSpec, ExposeSpec};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Bytes, Cidr, Cpu, Host, Name, Port, Range, SecretKey};
use crate::k8s::Owner;
use crate::k8s::meta::Labels;
use crate::k8s::pod::{self, Pod};
use crate::k8s::probe::Check;
use crate::k8s::service::{self, headless_service, service};
use crate::k8s::storage::Claim;
use crate::k8s::workload::{service_account, stateful_set};
use schemars::JsonSchema;
use serde::Deserialize;

const ROLE: &str = ALERTMANAGER;
/// prometheus/alertmanager CHANGELOG, 0.34.0 (2026-08-16).
const IMAGE: &str = "docker.io/prom/alertmanager:v0.34.0";
/// The user `nobody` of the image, by its number (Dockerfile, v0.34.0).
const USER: i64 = 65_534;
const PORT: u16 = 9_093;
const PORT_NAME: &str = "http";
const FOLDER: &str = "/etc/alertmanager";
const FILE: &str = "alertmanager.yml";
const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(20), Cpu::from_millicores(200));
const MEMORY: Range<Bytes> = Range::new(Bytes::from_mebibytes(64), Bytes::from_mebibytes(128));
const DISK: Bytes = Bytes::from_mebibytes(1_024);

/// Who tells people of alerts; exactly one of `service`, `external` and `config`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in super::super) struct AlertmanagerSpec {
    /// An Alertmanager that the cluster has, by its Service.
    #[serde(default)]
    service: Option<ForeignService>,
    /// An Alertmanager outside the cluster.
    #[serde(default)]
    external: Option<ExternalAlertmanager>,
    /// One of the project's own, with its configuration as a key of a Secret: `secret(alertmanager/alertmanager.yml)`. The pod has to
    /// be restarted when it changes.
    #[serde(default)]
    config: Option<SecretKey>,
    /// Where the receivers of `config` are: addresses to which it may connect.
    #[serde(default)]
    egress: Vec<EgressSpec>,
    /// The disk for silences and for what has been sent; `1Gi` if not given.
    #[serde(default)]
    disk: Option<Bytes>,
    /// The storage class of the disk; the profile's default if not given.
    #[serde(default)]
    class: Option<String>,
    /// CPU from request to limit; `20m..200m` if not given.
    #[serde(default)]
    cpu: Option<Range<Cpu>>,
    /// Memory from request to limit; `64Mi..128Mi` if not given.
    #[serde(default)]
    memory: Option<Range<Bytes>>,
    /// The host under which the world reaches it. It asks nobody for a password.
    #[serde(default)]
    expose: Option<ExposeSpec>,
}

/// A Service of somebody else's.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ForeignService {
    /// Its name, such as `alertmanager-operated`.
    name: Name,
    /// Its namespace.
    namespace: Name,
    /// Its port, which has to be that of its pods too; 9093 if not given.
    #[serde(default)]
    port: Option<Port>,
}

/// An Alertmanager outside the cluster.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ExternalAlertmanager {
    /// Its host.
    host: Host,
    /// Its port; 9093 if not given.
    #[serde(default)]
    port: Option<Port>,
    /// Whether it wants TLS.
    #[serde(default)]
    tls: bool,
    /// Its addresses, for the network policies; all addresses if not given.
    #[serde(default)]
    addresses: Vec<Cidr>,
}

/// To whom Prometheus hands its alerts.
#[derive(Debug)]
pub(in super::super) struct Receiver {
    /// Host and port.
    pub(in super::super) address: String,
    /// Whether it wants TLS.
    pub(in super::super) tls: bool,
    /// The way to one that is none of the project's.
    pub(super) way: Option<Way>,
}

#[derive(Debug)]
struct Alertmanager {
    owner: Owner,
    config: SecretKey,
    cpu: Range<Cpu>,
    memory: Range<Bytes>,
    data: Claim,
    metrics: Metrics,
    egress: Vec<Way>,
    entry: Entry,
}

/// Settles who is told, and the server if it is the project's own; or reports why that cannot be. `around` is the key.
pub(super) fn resolve(
    spec: AlertmanagerSpec,
    around: &Surroundings<'_>,
    report: &mut Report,
) -> (Option<Receiver>, Option<Box<dyn Component>>) {
    match kind(&spec, around, report) {
        Some("service") => (spec.service.map(ForeignService::receiver), None),
        Some("external") => (spec.external.map(ExternalAlertmanager::receiver), None),
        Some(_) => {
            let owner = &around.owner;
            let address = format!("{}.{}.svc:{PORT}", owner.name, owner.namespace);
            (Some(Receiver { address, tls: false, way: None }), own(spec, around, report))
        }
        None => (None, None),
    }
}

/// Which of the three it is, or a report of why it is none.
fn kind(spec: &AlertmanagerSpec, around: &Surroundings<'_>, report: &mut Report) -> Option<&'static str> {
    let place = &around.place;
    let kinds = [("service", spec.service.is_some()), ("external", spec.external.is_some()), ("config", spec.config.is_some())];
    let mut given = kinds.iter().filter(|(_, given)| *given).map(|(key, _)| *key);
    let Some(first) = given.next() else {
        report.push(
            Diagnostic::error(codes::MISSING_KEY, "nothing says which Alertmanager this is")
                .at(place.key_span())
                .help("name one of the cluster: `service: {name: alertmanager-operated, namespace: monitoring}`")
                .help("or have one: `config: secret(alertmanager/alertmanager.yml)`, with the ways to its receivers in `egress`"),
        );
        return None;
    };
    if let Some(second) = given.next() {
        report.push(
            Diagnostic::error(codes::BAD_VALUE, format!("`{first}` and `{second}` for one Alertmanager"))
                .at(place.key(second).key_span())
                .related(place.key(first).key_span(), "it is this already")
                .help("keep one of them"),
        );
        return None;
    }
    if first != "config" {
        let AlertmanagerSpec { egress, disk, class, cpu, memory, expose, .. } = spec;
        let keys = [
            ("egress", !egress.is_empty()),
            ("disk", disk.is_some()),
            ("class", class.is_some()),
            ("cpu", cpu.is_some()),
            ("memory", memory.is_some()),
            ("expose", expose.is_some()),
        ];
        for (key, _) in keys.iter().filter(|(_, given)| *given) {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, format!("`{key}` has no effect on an Alertmanager of somebody else's"))
                    .at(place.key(key).key_span())
                    .related(place.key(first).key_span(), "nothing is installed")
                    .help("take it out; in an overlay, `null` removes what the spec has set"),
            );
        }
    }
    Some(first)
}

impl ForeignService {
    fn receiver(self) -> Receiver {
        let Self { name, namespace, port } = self;
        let port = port.map_or(PORT, Port::number);
        let way = Way::Foreign { namespace: namespace.to_string(), labels: Labels::new(), ports: vec![port] };
        Receiver { address: format!("{name}.{namespace}.svc:{port}"), tls: false, way: Some(way) }
    }
}

impl ExternalAlertmanager {
    fn receiver(self) -> Receiver {
        let Self { host, port, tls, addresses } = self;
        let port = port.map_or(PORT, Port::number);
        let way = Way::Outside { blocks: parts::blocks(&addresses), ports: vec![port] };
        Receiver { address: format!("{host}:{port}"), tls, way: Some(way) }
    }
}

fn own(spec: AlertmanagerSpec, around: &Surroundings<'_>, report: &mut Report) -> Option<Box<dyn Component>> {
    let AlertmanagerSpec { service: _, external: _, config, egress, disk, class, cpu, memory, expose } = spec;
    let place = &around.place;
    if egress.is_empty() {
        report.push(
            Diagnostic::error(codes::MISSING_KEY, "the Alertmanager has no way to any receiver")
                .at(place.key_span())
                .help("say where they are: `egress: [{to: 0.0.0.0/0, ports: [443]}]` for those of the internet"),
        );
    }
    let egress = parts::egress_ways(&egress, place, report);
    let mut entry = Entry::resolve(expose, PORT, "/-/ready", around, report);
    if let Some(exposure) = &mut entry.exposure {
        exposure.unguarded = true;
    }
    let disk = Disk::of_server(disk.unwrap_or(DISK), class.as_deref(), place);
    Some(Box::new(Alertmanager {
        owner: around.owner.clone(),
        config: config?,
        cpu: cpu.unwrap_or(CPU),
        memory: memory.unwrap_or(MEMORY),
        data: disk.claim(around, report)?,
        metrics: Metrics {
            path: format!("{}/metrics", entry.prefix),
            ..Metrics::usual(ROLE, PORT, PORT_NAME, Subject::Alertmanager)
        },
        egress,
        entry,
    }))
}

impl Component for Alertmanager {
    fn offer(&self) -> Offer {
        Offer { capability: Capability::Http, way: Way::Pods(vec![PORT]), identity: None }
    }

    fn needs(&self) -> &[Need] {
        &[]
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

    fn secrets(&self) -> Vec<SecretKey> {
        vec![self.config.clone()]
    }

    fn build(&self, _links: &Links<'_>, objects: &mut Objects) {
        let owner = &self.owner;
        objects.push(service_account(owner, ROLE, Labels::new()));
        let port = service::Port { name: PORT_NAME, number: PORT, target: PORT };
        let headless = owner.derived(Some("headless"));
        objects.push(service(owner, ROLE, &owner.name, port));
        objects.push(headless_service(owner, ROLE, &headless, port));
        objects.push(stateful_set(owner, ROLE, headless, self.pod(), &self.data));
    }
}

impl Alertmanager {
    /// Flags by prometheus/alertmanager cmd/alertmanager/main.go, 0.34 (2026-08).
    fn pod(&self) -> Pod {
        let mut container = pod::container(ROLE, IMAGE, parts::resources(self.cpu, self.memory));
        let mut arguments = vec![
            format!("--config.file={FOLDER}/{FILE}"),
            "--storage.path=/alertmanager".to_owned(),
            // It is alone, and looks for no others.
            "--cluster.listen-address=".to_owned(),
        ];
        // A path in the address is the prefix of everything that it answers.
        arguments.extend(self.entry.address.as_ref().map(|address| format!("--web.external-url={address}")));
        container.args = Some(arguments);
        container.ports = Some(vec![pod::port(PORT_NAME, PORT)]);
        let check = |question: &str| Check::Http { path: format!("{}/-/{question}", self.entry.prefix), port: PORT_NAME };
        container.startup_probe = Some(check("ready").startup(60));
        container.readiness_probe = Some(check("ready").readiness());
        container.liveness_probe = Some(check("healthy").liveness());
        container
            .volume_mounts
            .get_or_insert_default()
            .extend([pod::mount("data", "/alertmanager"), pod::read_only_mount("config", FOLDER, None)]);
        let mut pod = Pod::new(&self.owner.name, container);
        (pod.user, pod.group) = (USER, USER);
        pod.volumes = vec![pod::secret_volume("config", &self.config.name, &self.config.key, FILE)];
        pod
    }
}
