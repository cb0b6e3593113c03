//! What is rendered, and with what over it: the flags that several commands have in common.

use crate::extra::ExtraFile;
use crate::fields::{KubeVersion, Word};
use crate::layers::Setting;
use crate::project::Project;
use crate::rim::{self, Found};
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;

/// A spec, what is laid over it, and the one cluster that it is for.
#[derive(Debug, Args)]
pub(super) struct Input {
    #[command(flatten)]
    layers: Layers,
    /// The profile of the cluster: a name that `mlkube profiles list` shows, or the path of a file [default: the one that the spec
    /// names, or generic]
    #[arg(short, long, value_name = "NAME", env = "MLKUBE_PROFILE")]
    profile: Option<String>,
    /// The version of Kubernetes, from 1.28 to 1.37 [default: the one that the cluster of the profile runs]
    #[arg(long, value_name = "VERSION", env = "MLKUBE_KUBE_VERSION", value_parser = kube_version)]
    kube_version: Option<KubeVersion>,
}

/// A spec and what is laid over it.
#[derive(Debug, Args)]
pub(super) struct Layers {
    /// The spec; `-` reads standard input [default: mlkube.yaml, in this folder or above it]
    #[arg(short, long, value_name = "FILE", env = "MLKUBE_FILE")]
    file: Option<PathBuf>,
    /// A file over the spec, in the same shape; may be given more than once, a later one wins
    #[arg(long = "overlay", value_name = "FILE", env = "MLKUBE_OVERLAY", value_delimiter = ',')]
    overlays: Vec<PathBuf>,
    /// One value over everything else, such as `services.api.replicas=3`; may be given more than once, in the variable one a line
    #[arg(long = "set", value_name = "PATH=VALUE", env = "MLKUBE_SET", value_delimiter = '\n')]
    sets: Vec<String>,
    /// The namespace, over the one that the spec names
    #[arg(short, long, value_name = "NAME", env = "MLKUBE_NAMESPACE")]
    namespace: Option<String>,
}

/// A project, and the files of the user's own that it needs.
pub(super) struct Loaded {
    pub(super) project: Project,
    pub(super) extra: Vec<ExtraFile>,
}

impl Input {
    /// Reads everything that a render needs.
    pub(super) fn load(&self) -> Result<Loaded> {
        self.layers.load(&self.layers.find()?, self.profile.as_deref(), self.kube_version)
    }

    /// The profile that was named beside the spec.
    pub(super) fn named_profile(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    /// What is rendered for, in the words of people.
    pub(super) fn target(&self, profile: &str) -> String {
        match self.kube_version {
            Some(version) => format!("the profile {profile} with Kubernetes {version}"),
            None => format!("the profile {profile}"),
        }
    }
}

impl Layers {
    /// Whether anything of a spec was given.
    pub(super) fn is_given(&self) -> bool {
        self.file.is_some() || self.namespace.is_some() || !self.overlays.is_empty() || !self.sets.is_empty()
    }

    /// Finds and reads the spec: once, because standard input can be read no more often.
    pub(super) fn find(&self) -> Result<Found> {
        rim::find_spec(self.file.as_deref())
    }

    /// Reads what a render of the spec for a cluster needs.
    pub(super) fn load(&self, found: &Found, profile: Option<&str>, kubernetes: Option<KubeVersion>) -> Result<Loaded> {
        let own = found.folder.as_deref().map(rim::own_profiles).transpose()?.unwrap_or_default();
        let mut project = Project::read(found.spec.clone(), profile, own);
        while let Some(path) = project.wanted_profile() {
            let text = rim::read_if_there(path)?;
            project.supply_profile(text);
        }
        project.for_kubernetes(kubernetes);
        let bound = match &found.folder {
            Some(folder) => rim::bound_overlay(folder, project.profile())?,
            None => None,
        };
        let mut overlays: Vec<_> = bound.into_iter().collect();
        for path in &self.overlays {
            overlays.push(rim::read_text(path)?);
        }
        let sets = self.sets.iter().map(|set| Setting { flag: "--set", text: set.clone() });
        let namespace = self.namespace.iter().map(|name| Setting { flag: "--namespace", text: format!("namespace={name}") });
        let sets: Vec<Setting> = sets.chain(namespace).collect();
        project.lay(overlays, &sets);
        let folder = found.folder.clone().unwrap_or_default();
        let mut extra = Vec::new();
        for pattern in project.extra() {
            let texts = rim::read_matching(&folder, &pattern)?;
            extra.push(ExtraFile { pattern, texts });
        }
        Ok(Loaded { project, extra })
    }
}

/// Reads a version of Kubernetes from the command line.
pub(super) fn kube_version(text: &str) -> Result<KubeVersion, String> {
    let range = || format!("versions go from {} to {}", KubeVersion::OLDEST, KubeVersion::NEWEST);
    KubeVersion::parse(text).map_err(|invalid| format!("{}; {}", invalid.message, range()))
}
