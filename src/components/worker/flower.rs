//! Flower, which shows workers and tasks in a browser.

use super::{BROKER_URL, broker};
use crate::components::contract::{Backend, Exposure, Links, Surroundings};
use crate::components::parts::{self, ExposeSpec, Prefix, Program};
use crate::diag::Report;
use crate::fields::{Bytes, Cpu, Image, Range, SecretKey};
use crate::k8s::pod::{self, Pod};
use crate::k8s::probe::Check;
use crate::k8s::service::{self, service};
use crate::k8s::workload::{Rollout, deployment};
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::Service;
use schemars::JsonSchema;
use serde::Deserialize;

/// Flower. Who can see it can end tasks and workers, so it is never without a password.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FlowerSpec {
    /// Names and passwords of who may see it, `name:password`, as a key of a Secret; commas between several.
    auth: SecretKey,
    /// How the world reaches it; only from inside the cluster if not given.
    #[serde(default)]
    expose: Option<ExposeSpec>,
    /// The image; a current Flower if not given.
    #[serde(default)]
    image: Option<Image>,
}

/// Flower, settled.
#[derive(Debug)]
pub(super) struct Flower {
    /// The key that holds names and passwords.
    pub(super) auth: SecretKey,
    /// How the world reaches it.
    pub(super) exposure: Option<Exposure>,
    image: String,
}

const ROLE: &str = "flower";
const PORT: u16 = 5_555;
const PORT_NAME: &str = "http";
/// Pushed for each tag of the project (mher/flower .github/workflows/docker.yml and its tags, 2026-08-16).
const IMAGE: &str = "docker.io/mher/flower:2.1.0";
/// The user `flower` of the image (mher/flower Dockerfile, v2.1.0).
const USER: i64 = 1_000;
const CPU: Range<Cpu> = Range::new(Cpu::from_millicores(50), Cpu::from_millicores(500));
const MEMORY: Range<Bytes> = Range::new(Bytes::from_mebibytes(128), Bytes::from_mebibytes(512));
/// The tasks that it remembers; its default of 100000 would not fit into the memory.
const MOST_TASKS: u32 = 10_000;

impl Flower {
    /// What the spec asks for; `around` is that of the worker.
    pub(super) fn resolve(spec: FlowerSpec, around: &Surroundings<'_>, report: &mut Report) -> Self {
        let FlowerSpec { auth, expose, image } = spec;
        let place = around.place.key(ROLE);
        if let Some(image) = &image {
            parts::check_image(image, around.profile, &place.key("image"), report);
        }
        let backend = Backend::only(around.owner.derived(Some(ROLE)), PORT, PORT, health_path(None));
        let exposure = expose.and_then(|expose| {
            let exposure = expose.resolve(vec![backend], Prefix::Known, around, &place.key("expose"), report)?;
            Some(Exposure { part: Some(ROLE), ..exposure })
        });
        Self { auth, exposure, image: image.map_or_else(|| IMAGE.to_owned(), |image| image.to_string()) }
    }

    /// The Service before it.
    pub(super) fn service(program: &Program) -> Service {
        let owner = &program.owner;
        service(owner, ROLE, &owner.derived(Some(ROLE)), service::Port { name: PORT_NAME, number: PORT, target: PORT })
    }

    /// One pod: what it has seen is in its memory.
    pub(super) fn deployment(&self, program: &Program, links: &Links<'_>) -> Deployment {
        let owner = &program.owner;
        let prefix = self.exposure.as_ref().and_then(Exposure::kept_prefix);
        let mut container = pod::container(ROLE, &self.image, parts::resources(CPU, MEMORY));
        container.command = Some(vec!["celery".to_owned(), "flower".to_owned()]);
        container.ports = Some(vec![pod::port(PORT_NAME, PORT)]);
        // Each option can be told as a variable (flower 2.2 command.py). The secret of its cookies is made at each start, and goes
        // unused: with basic authentication there are no sessions (views/__init__.py).
        let mut variables = vec![
            pod::variable("HOME", "/tmp"),
            pod::variable("FLOWER_PORT", PORT.to_string()),
            pod::variable("FLOWER_MAX_TASKS", MOST_TASKS.to_string()),
            pod::secret_variable("FLOWER_BASIC_AUTH", &self.auth.name, &self.auth.key),
        ];
        variables.extend(prefix.map(|prefix| pod::variable("FLOWER_URL_PREFIX", prefix)));
        variables.extend(broker::url_as(BROKER_URL, &program.environment, links));
        container.env = Some(variables);
        let health = Check::Http { path: health_path(prefix), port: PORT_NAME };
        container.startup_probe = Some(health.startup(120));
        container.readiness_probe = Some(health.readiness());
        container.liveness_probe = Some(health.liveness());
        let mut pod = Pod::new(&owner.name, container);
        (pod.user, pod.group) = (USER, USER);
        let mut deployment = deployment(owner, ROLE, Some(1), Rollout::Recreate, pod);
        deployment.metadata.name = Some(owner.derived(Some(ROLE)));
        deployment
    }
}

/// The path that needs no password. With a prefix all paths have it (flower 2.2, measured 2026-11).
fn health_path(prefix: Option<&str>) -> String {
    format!("{}/healthcheck", prefix.unwrap_or_default())
}
