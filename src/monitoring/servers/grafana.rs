//! Grafana: shows what Prometheus keeps. Its dashboards are built when everything else stands.

use super::super::spec::GrafanaSpec;
use super::super::yaml_text;
use super::{Entry, GRAFANA, PROMETHEUS, name};
use crate::components::contract::{
    Capability, CapabilityKind, Component, Exposure, Links, Metrics, Need, Objects, Offer, Purpose, Subject, Surroundings,
    VariableSource, Way,
};
use crate::components::parts::{self, Disk};
use crate::diag::Report;
use crate::fields::{Bytes, Cpu, Range, SecretKey, SecretName};
use crate::k8s::Owner;
use crate::k8s::config::{self, CONFIG_HASH};
use crate::k8s::meta::Labels;
use crate::k8s::pod::{self, Pod};
use crate::k8s::probe::Check;
use crate::k8s::service::{self, service};
use crate::k8s::storage::{self, Claim};
use crate::k8s::workload::{Rollout, deployment, service_account};
use k8s_openapi::api::core::v1::{ConfigMap, EnvVar};
use serde::Serialize;
use std::collections::BTreeMap;

const ROLE: &str = GRAFANA;
/// The volume with its users and settings, and the ending of its claim's name.
const DATA: &str = "data";
/// The newest release of the open-source edition (grafana/grafana, 13.2.2, 2026-09). The plain image holds a shell, which reads
/// the password from its file, and the plugins that it needs; `-slim` and `-distroless` do not.
const IMAGE: &str = "docker.io/grafana/grafana:13.2.2";
/// The user of the image (grafana/grafana Dockerfile, `GF_UID`).
const USER: i64 = 472;
const PORT: u16 = 3_000;
const PORT_NAME: &str = "http";
const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(100), Cpu::from_millicores(500));
const MEMORY: Range<Bytes> = Range::new(Bytes::from_mebibytes(256), Bytes::from_mebibytes(512));
const DISK: Bytes = Bytes::from_mebibytes(1_024);
const LEAST_MEMORY: Bytes = Bytes::from_mebibytes(256);
/// What the ConfigMap with the dashboards is called after the entry's name.
pub(in super::super) const DASHBOARDS: &str = "dashboards";
/// By what dashboards name the one source of their data.
pub(in super::super) const DATASOURCE_UID: &str = "prometheus";
const PROVISIONING: &str = "/etc/grafana/provisioning";
const DASHBOARDS_PATH: &str = "/etc/grafana/dashboards";
const PASSWORD: &str = "/run/secrets/grafana/password";

#[derive(Debug)]
struct Grafana {
    owner: Owner,
    cpu: Range<Cpu>,
    memory: Range<Bytes>,
    data: Claim,
    password: SecretKey,
    needs: [Need; 1],
    metrics: Metrics,
    entry: Entry,
}

/// Settles Grafana and its address for browsers, or reports why that cannot be.
pub(super) fn resolve(
    spec: GrafanaSpec,
    around: &Surroundings<'_>,
    report: &mut Report,
) -> (Option<Box<dyn Component>>, Option<String>) {
    let grafana = settle(spec, around, report);
    let address = grafana.as_ref().and_then(|grafana| grafana.entry.address.clone());
    (grafana.map(|grafana| Box::new(grafana) as Box<dyn Component>), address)
}

fn settle(spec: GrafanaSpec, around: &Surroundings<'_>, report: &mut Report) -> Option<Grafana> {
    let GrafanaSpec { disk, class, admin, cpu, memory, expose } = spec;
    let place = &around.place;
    let memory = memory.unwrap_or(MEMORY);
    parts::check_least_memory(memory, LEAST_MEMORY, "a Grafana", place, report);
    let entry = Entry::resolve(expose, PORT, "/api/health", around, report);
    let disk = Disk::of_server(disk.unwrap_or(DISK), class.as_deref(), place);
    let prometheus = Need {
        target: name(PROMETHEUS)?,
        wanted: &[CapabilityKind::Http],
        purpose: Purpose::Use,
        prefix: None,
        path: Vec::new(),
    };
    Some(Grafana {
        owner: around.owner.clone(),
        cpu: cpu.unwrap_or(CPU),
        memory,
        data: disk.claim(around, report)?,
        password: admin.unwrap_or_else(|| SecretName::derived(&around.owner.name)).key("password"),
        needs: [prometheus],
        metrics: Metrics {
            path: format!("{}/metrics", entry.prefix),
            ..Metrics::usual(ROLE, PORT, PORT_NAME, Subject::Monitoring)
        },
        entry,
    })
}

/// Sources of data, as Grafana reads them at its start (Grafana documentation, "Provision Grafana", 2026-09).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Datasources {
    api_version: u8,
    /// A source that was provisioned before and is no more goes away.
    prune: bool,
    #[serde(rename = "datasources")]
    sources: [Datasource; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Datasource {
    name: &'static str,
    uid: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    access: &'static str,
    url: String,
    is_default: bool,
    editable: bool,
    json_data: DatasourceSettings,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DatasourceSettings {
    http_method: &'static str,
    prometheus_type: &'static str,
}

/// Where dashboards come from.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Providers {
    api_version: u8,
    providers: [Provider; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Provider {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    allow_ui_updates: bool,
    update_interval_seconds: u32,
    options: ProviderOptions,
}

#[derive(Serialize)]
struct ProviderOptions {
    path: &'static str,
}

impl Component for Grafana {
    fn offer(&self) -> Offer {
        Offer { capability: Capability::Http, way: Way::Pods(vec![PORT]), identity: None }
    }

    fn needs(&self) -> &[Need] {
        &self.needs
    }

    fn exposures(&self) -> &[Exposure] {
        self.entry.exposure.as_slice()
    }

    fn metrics(&self) -> &[Metrics] {
        std::slice::from_ref(&self.metrics)
    }

    fn secrets(&self) -> Vec<SecretKey> {
        vec![self.password.clone()]
    }

    fn build(&self, links: &Links<'_>, objects: &mut Objects) {
        let owner = &self.owner;
        let provisioning = self.provisioning(links);
        objects.push(service_account(owner, ROLE, Labels::new()));
        objects.push(service(owner, ROLE, &owner.name, service::Port { name: PORT_NAME, number: PORT, target: PORT }));
        objects.push(storage::claim(owner.metadata(ROLE, Some(DATA)), &self.data));
        // Two at a time would write to one SQLite file.
        objects.push(deployment(owner, ROLE, Some(1), Rollout::Recreate, self.pod(&provisioning)));
        objects.push(provisioning);
    }
}

impl Grafana {
    fn provisioning(&self, links: &Links<'_>) -> ConfigMap {
        let url = links.variables().find_map(|variable| match &variable.value {
            VariableSource::Text(text) => Some(text.clone()),
            VariableSource::Secret(_) | VariableSource::Composed(_) => None,
        });
        let datasource = Datasource {
            name: "Prometheus",
            uid: DATASOURCE_UID,
            kind: "prometheus",
            access: "proxy",
            url: url.unwrap_or_default(),
            is_default: true,
            editable: false,
            json_data: DatasourceSettings { http_method: "POST", prometheus_type: "Prometheus" },
        };
        let provider = Provider {
            name: self.owner.project.clone(),
            kind: "file",
            allow_ui_updates: false,
            update_interval_seconds: 30,
            options: ProviderOptions { path: DASHBOARDS_PATH },
        };
        let data = BTreeMap::from([
            ("datasources.yaml".to_owned(), yaml_text(&Datasources { api_version: 1, prune: true, sources: [datasource] })),
            ("dashboards.yaml".to_owned(), yaml_text(&Providers { api_version: 1, providers: [provider] })),
        ]);
        config::config_map(&self.owner, ROLE, "config", data)
    }

    fn pod(&self, provisioning: &ConfigMap) -> Pod {
        let mut container = pod::container(ROLE, IMAGE, parts::resources(self.cpu, self.memory));
        container.env = Some(self.environment());
        container.ports = Some(vec![pod::port(PORT_NAME, PORT)]);
        let health = Check::Http { path: format!("{}/api/health", self.entry.prefix), port: PORT_NAME };
        // A new release migrates its database first.
        container.startup_probe = Some(health.startup(300));
        container.readiness_probe = Some(health.readiness());
        container.liveness_probe = Some(health.liveness());
        let provisioned = |kind: &str| {
            pod::read_only_mount("config", &format!("{PROVISIONING}/{kind}/{kind}.yaml"), Some(&format!("{kind}.yaml")))
        };
        container.volume_mounts.get_or_insert_default().extend([
            pod::mount(DATA, "/var/lib/grafana"),
            provisioned("datasources"),
            provisioned("dashboards"),
            pod::read_only_mount("dashboards", DASHBOARDS_PATH, None),
            pod::read_only_mount("admin", "/run/secrets/grafana", None),
        ]);
        let mut pod = Pod::new(&self.owner.name, container);
        (pod.user, pod.group) = (USER, USER);
        "256Mi".clone_into(&mut pod.scratch);
        pod.volumes = vec![
            pod::claim_volume(DATA, &self.owner.derived(Some(DATA))),
            pod::config_volume("config", &self.owner.derived(Some("config"))),
            pod::config_volume("dashboards", &self.owner.derived(Some(DASHBOARDS))),
            pod::secret_volume("admin", &self.password.name, &self.password.key, "password"),
        ];
        pod.annotations.insert(CONFIG_HASH.to_owned(), config::hash_of(&[provisioning]));
        pod
    }

    /// Settings by the names of their sections (Grafana documentation, "Configure Grafana", 2026-09).
    fn environment(&self) -> Vec<EnvVar> {
        let mut settings = vec![
            ("GF_SECURITY_ADMIN_PASSWORD__FILE", PASSWORD.to_owned()),
            ("GF_SECURITY_DISABLE_GRAVATAR", "true".to_owned()),
            ("GF_USERS_ALLOW_SIGN_UP", "false".to_owned()),
            ("GF_LOG_MODE", "console".to_owned()),
            ("GF_ANALYTICS_REPORTING_ENABLED", "false".to_owned()),
            ("GF_ANALYTICS_CHECK_FOR_UPDATES", "false".to_owned()),
            ("GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES", "false".to_owned()),
            ("GF_ANALYTICS_FEEDBACK_LINKS_ENABLED", "false".to_owned()),
            ("GF_NEWS_NEWS_FEED_ENABLED", "false".to_owned()),
            // It would stop the plugins of the image to replace them with newer ones, which it can neither fetch nor write.
            ("GF_PLUGINS_PREINSTALL_DISABLED", "true".to_owned()),
        ];
        if let Some(address) = &self.entry.address {
            settings.push(("GF_SERVER_ROOT_URL", format!("{address}/")));
            settings.push(("GF_SECURITY_COOKIE_SECURE", address.starts_with("https://").to_string()));
        }
        if !self.entry.prefix.is_empty() {
            // Without the path it sends whoever asks to its address outside, probes and Prometheus too.
            settings.push(("GF_SERVER_SERVE_FROM_SUB_PATH", "true".to_owned()));
        }
        settings.into_iter().map(|(name, value)| pod::variable(name, value)).collect()
    }
}
