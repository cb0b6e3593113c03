//! A program of the user's own in a container: what services, workers and jobs have in common once they are settled.

use super::{
    Edges, Model, ModelSpec, Placement, Replicas, SecuritySpec, VerticalSpec, Waiting, account_annotations, add_files,
    add_memory, add_mounts, argv, configure, dress, environment_secrets, events, mounts_alone, resources, secure,
};
use crate::components::contract::{Links, Need, Objects, Surroundings, Variable, Visit, Way};
use crate::diag::Report;
use crate::fields::{Bytes, Cpu, Environment, Image, MountPath, Name, Range, SecretKey};
use crate::k8s::Owner;
use crate::k8s::pod::{self, Pod, Spread};
use crate::k8s::scaling::{Per, Scaling, horizontal_pod_autoscaler, pod_disruption_budget};
use crate::k8s::workload::{Rollout, deployment, service_account};
use crate::profile::Operator;
use crate::yaml::Step;
use indexmap::IndexMap;
use k8s_openapi::api::core::v1::{ConfigMap, Container};

/// A program in a container, settled.
#[derive(Clone, Debug)]
pub struct Program {
    /// To whom its objects belong.
    pub owner: Owner,
    /// What its pods do, as a label.
    pub role: &'static str,
    /// The name of its container; the entry's if none.
    pub container_name: Option<Name>,
    /// The image.
    pub image: Image,
    /// The command; the image's own if empty.
    pub command: Vec<String>,
    /// The arguments.
    pub args: Vec<String>,
    /// CPU from request to limit.
    pub cpu: Range<Cpu>,
    /// Memory from request to limit.
    pub memory: Range<Bytes>,
    /// The size of `/dev/shm`.
    pub shared_memory: Option<Bytes>,
    /// The size of `/tmp`.
    pub scratch: Option<Bytes>,
    /// The number of pods side by side.
    pub replicas: Replicas,
    /// How they are kept apart.
    pub spread: Spread,
    /// The nodes on which they run, and the devices that they have.
    pub placement: Placement,
    /// How an autoscaler sets what pods request.
    pub vertical: Option<VerticalSpec>,
    /// How new pods take the place of old ones, if the spec says so.
    pub strategy: Option<Rollout>,
    /// Seconds from the request to end to the kill.
    pub grace: u32,
    /// The variables that the spec sets.
    pub environment: Environment,
    /// The name of the ConfigMap with what anybody may read of them; one made from the entry's if none.
    pub config: Option<Name>,
    /// Files by path.
    pub files: IndexMap<MountPath, String>,
    /// Edges to other entries.
    pub needs: Vec<Need>,
    /// Further ways out.
    pub egress: Vec<Way>,
    /// The model that it serves or uses, if the spec says where it is.
    pub model: Option<Model>,
    /// What differs from the safest defaults.
    pub security: SecuritySpec,
    /// Labels of the pods.
    pub labels: IndexMap<String, String>,
    /// Annotations of the pods.
    pub annotations: IndexMap<String, String>,
}

impl Program {
    /// Takes a model, whose edges go to those of its entry; `steps` lead from the entry to where the model stands.
    pub fn take_model(
        &mut self,
        model: Option<ModelSpec>,
        steps: &[Step],
        edges: &mut Edges,
        around: &Surroundings<'_>,
        report: &mut Report,
    ) {
        if let Some((model, Edges { needs, egress })) = model.and_then(|model| model.resolve(steps, around, report)) {
            self.model = Some(model);
            edges.needs.extend(needs);
            edges.egress.extend(egress);
        }
    }

    /// The Secrets to which it refers by itself.
    pub fn secrets(&self) -> Vec<SecretKey> {
        environment_secrets(&self.environment)
    }

    /// Who comes to the project's own Prometheus to ask how many pods there have to be.
    pub fn visits(&self) -> Option<Visit<'_>> {
        let Replicas::Scaled(scaling) = &self.replicas else { return None };
        let (name, port) = scaling.events.as_ref()?.question.as_ref()?.entry.as_ref()?;
        Some(Visit { by: Operator::Keda, to: name, ports: vec![*port] })
    }

    /// Its container, without probes and ports.
    pub fn container(&self) -> Container {
        let name = self.container_name.as_ref().map_or(self.owner.name.as_str(), Name::as_str);
        let mut container = pod::container(name, self.image.as_str(), resources(self.cpu, self.memory));
        container.command = argv(&self.command);
        container.args = argv(&self.args);
        container
    }

    /// Builds the account, which all versions of an entry share: clouds know identities by its name.
    pub fn build_account(&self, links: &Links<'_>, objects: &mut Objects) {
        objects.push(service_account(&self.owner.without_version(), self.role, account_annotations(links.identity())));
    }

    /// Builds the configuration, and the pod that goes with it, whatever it becomes part of. `defaults` are variables that the
    /// spec may overrule.
    pub fn pod(&self, container: Container, defaults: &[Variable], links: &Links<'_>, objects: &mut Objects) -> Pod {
        let mut pod = Pod::new(&self.owner.name, container);
        pod.grace = self.grace;
        pod.spread = self.spread;
        add_memory(&mut pod, self.shared_memory, self.scratch);
        add_mounts(&mut pod, links);
        if let Some(model) = &self.model {
            model.add(&self.owner, &mut pod, links);
        }
        self.placement.apply(&mut pod);
        for map in self.configure(&mut pod, defaults, links).into_iter().flatten() {
            objects.push(map);
        }
        if let Some(model) = &self.model {
            model.build(&self.owner, self.role, (pod.user, pod.group), links, objects);
        }
        pod
    }

    /// A pod beside the program's own: it runs under the same account and knows the same, and has no part in volumes and devices.
    pub fn companion(&self, container: Container, defaults: &[Variable], links: &Links<'_>) -> Pod {
        let mut pod = Pod::new(&self.owner.name, container);
        // The ConfigMaps come with the program's own pod.
        let _of_the_program = self.configure(&mut pod, defaults, links);
        pod
    }

    /// The name of the ConfigMap, if the spec says one. Each version has its own.
    fn config_name(&self) -> Option<String> {
        let config = self.config.as_ref()?;
        Some(self.owner.version.as_ref().map_or_else(|| config.to_string(), |version| format!("{config}-{version}")))
    }

    /// Tells a pod everything that the program has to know. The ConfigMaps that hold it come back.
    fn configure(&self, pod: &mut Pod, defaults: &[Variable], links: &Links<'_>) -> [Option<ConfigMap>; 2] {
        let (owner, role) = (&self.owner, self.role);
        dress(pod, &self.labels, &self.annotations, links.identity());
        secure(pod, &self.security);
        let environment = configure(defaults, links, &self.environment).apply(owner, role, self.config_name(), pod);
        [environment, add_files(owner, role, &self.files, pod)]
    }

    /// Builds the Deployment of a pod, and what scales and protects it.
    pub fn deploy(&self, pod: Pod, links: &Links<'_>, objects: &mut Objects) {
        self.deploy_for(None, pod, links, objects);
    }

    /// The same for pods for which tasks wait.
    pub fn deploy_for(&self, waiting: Option<&Waiting<'_>>, pod: Pod, links: &Links<'_>, objects: &mut Objects) {
        let (owner, role) = (&self.owner, self.role);
        // With sidecars in it, the use of the whole pod says little about the program.
        let measures_container = |scaling: &Scaling| match scaling.per {
            Some(per) => per == Per::Container,
            None => pod::has_sidecars(&pod),
        };
        let main = pod.containers.first().map(|container| container.name.clone());
        let autoscaler = match &self.replicas {
            Replicas::Scaled(scaling) => {
                let container = main.as_deref().filter(|_| measures_container(scaling));
                match scaling.events.as_deref() {
                    Some(events) => {
                        events::build(owner, role, (scaling, events), waiting, container, objects);
                        None
                    }
                    None => Some(horizontal_pod_autoscaler(owner, role, scaling, container)),
                }
            }
            Replicas::Fixed(_) => None,
        };
        // What stands still uses nothing from which to learn.
        let vertical = self.vertical.as_ref().filter(|_| self.replicas.most() > 0);
        let vertical = vertical.map(|vertical| vertical.build(owner, role, &pod));
        objects.push(deployment(owner, role, self.replicas.fixed(), self.rollout(links), pod));
        if let Some(autoscaler) = autoscaler {
            objects.push(autoscaler);
        }
        if let Some(vertical) = vertical {
            objects.push(vertical);
        }
        if self.replicas.least() > 1 {
            objects.push(pod_disruption_budget(owner, role));
        }
    }

    /// How new pods take the place of old ones. Accelerators are few: one pod more would wait for one that is free. Before a volume of
    /// one node a new pod on another would wait for an old one that waits for it.
    fn rollout(&self, links: &Links<'_>) -> Rollout {
        let usual = || {
            if mounts_alone(links) {
                Rollout::Recreate
            } else if self.placement.devices.is_some() {
                Rollout::Replace
            } else {
                Rollout::Surge
            }
        };
        self.strategy.clone().unwrap_or_else(usual)
    }
}
