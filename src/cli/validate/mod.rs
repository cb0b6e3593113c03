//! `mlkube validate`.

mod answer;
mod manifests;
mod spec;

use super::Terminal;
use super::input::{Layers, kube_version};
use crate::fields::KubeVersion;
use answer::{Deny, Format};
use anyhow::{Result, bail};
use clap::Args;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  mlkube validate k8s/       every manifest in a folder and below
  mlkube validate - < out.yaml
                             what another program writes
  mlkube validate -p eks --closed k8s/ extra.yaml
                             for a cluster whose facts count too; nothing but these files is there
  mlkube validate            the spec, for the profile that it names
  mlkube validate -p all --kube-version 1.28..1.37
                             the spec, for each profile with each version
  mlkube validate --fix k8s/ puts right what has one safe answer: quotes, API versions
  mlkube validate k8s/ --format sarif > found.sarif
                             for GitHub's code scanning";

/// Judge manifests, or what a spec renders to, before a cluster sees them
///
/// Without a path the spec is rendered, for each pair of a profile and a version; a line for each pair goes to standard output.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = EXAMPLES)]
pub(super) struct Validate {
    /// Files and folders with Kubernetes objects, in YAML or JSON; `-` reads standard input [default: the spec]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    layers: Layers,
    /// The profiles: names with commas between them, or `all`, those beside the spec among them [default: the one that the spec names, or generic]
    #[arg(short, long, value_name = "NAMES", env = "MLKUBE_PROFILE")]
    profile: Option<String>,
    /// The versions of Kubernetes: one, or a range such as `1.28..1.37` [default: the one that the cluster of each profile runs]
    #[arg(long, value_name = "VERSIONS", env = "MLKUBE_KUBE_VERSION", value_parser = kube_versions)]
    kube_version: Option<KubeVersions>,
    /// The format of standard output
    #[arg(short = 'o', long, visible_alias = "output", value_enum, default_value_t, env = "MLKUBE_FORMAT")]
    format: Format,
    /// What makes the run fail
    #[arg(long, value_enum, default_value_t, env = "MLKUBE_DENY")]
    deny: Deny,
    /// Tell advice too
    #[arg(long, env = "MLKUBE_INFO")]
    info: bool,
    /// Files or folders with CustomResourceDefinitions, for kinds that mlkube does not know
    #[arg(long, value_name = "PATH", env = "MLKUBE_CRDS", value_delimiter = ',')]
    crds: Vec<PathBuf>,
    /// Take the manifests for everything that there is: what they refer to and do not bring is missing
    #[arg(long, env = "MLKUBE_CLOSED")]
    closed: bool,
    /// Put right what has one safe answer, in the files themselves; everything else in them stays as it is
    #[arg(long, env = "MLKUBE_FIX")]
    fix: bool,
}

/// Versions from one to another.
#[derive(Clone, Copy, Debug)]
struct KubeVersions {
    first: KubeVersion,
    last: KubeVersion,
}

impl Validate {
    pub(super) fn run(&self, terminal: &mut Terminal) -> Result<u8> {
        if self.fix && (self.paths.is_empty() || self.paths.iter().any(|path| path == Path::new("-"))) {
            bail!("`--fix` changes files with manifests: name them, or folders that hold them");
        }
        if self.paths.is_empty() {
            return spec::run(self, terminal);
        }
        if self.layers.is_given() {
            bail!("paths are manifests, `-f`, `--overlay`, `--set` and `--namespace` are about a spec: give one or the other");
        }
        manifests::run(self, terminal)
    }
}

/// Reads `1.30` or `1.28..1.37`.
fn kube_versions(text: &str) -> Result<KubeVersions, String> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let (first, last) = (kube_version(first)?, kube_version(last)?);
    if first > last {
        return Err(format!("a range goes from the older to the newer: `{last}..{first}`"));
    }
    Ok(KubeVersions { first, last })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_goes_up() {
        let count = |text| kube_versions(text).map(|versions| (versions.first.to_string(), versions.last.to_string()));
        assert_eq!(count("1.28..1.37").unwrap(), ("1.28".to_owned(), "1.37".to_owned()));
        assert_eq!(count("1.30").unwrap(), ("1.30".to_owned(), "1.30".to_owned()));
        for bad in ["1.37..1.28", "1.27..1.30", "1.30..", "..", "1.30...1.32", "", "1.30-1.32"] {
            assert!(kube_versions(bad).is_err(), "{bad}");
        }
    }
}
