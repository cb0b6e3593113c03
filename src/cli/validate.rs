//! `mlkube validate`.

use super::format::Format;
use super::input::{Layers, Loaded, kube_version};
use super::{FINE, FOUND, Terminal};
use crate::fields::KubeVersion;
use crate::profile::BUILTIN;
use crate::project::Outcome;
use crate::report::{self, Row};
use crate::rim::{self, Found};
use anyhow::Result;
use clap::Args;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

const EXAMPLES: &str = "\
Examples:
  mlkube validate            for the profile that the spec names
  mlkube validate -p all     for every profile, each with its own Kubernetes
  mlkube validate -p eks,gke-gpu --kube-version 1.33..1.36
                             for each pair of these
  mlkube validate -p all --kube-version 1.28..1.37 -o json
                             the same for programs";

/// Tell for which profiles and versions of Kubernetes a spec renders, one line each
///
/// The lines go to standard output. What is found for a single pair goes to standard error in full, as `mlkube render` tells it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = EXAMPLES)]
pub(super) struct Validate {
    #[command(flatten)]
    layers: Layers,
    /// The profiles: names with commas between them, or `all`, those beside the spec among them [default: the one that the spec names, or generic]
    #[arg(short, long, value_name = "NAMES", env = "MLKUBE_PROFILE")]
    profile: Option<String>,
    /// The versions of Kubernetes: one, or a range such as `1.28..1.37` [default: the one that the cluster of each profile runs]
    #[arg(long, value_name = "VERSIONS", env = "MLKUBE_KUBE_VERSION", value_parser = kube_versions)]
    kube_version: Option<KubeVersions>,
    /// The format of standard output
    #[arg(short, long, value_enum, default_value_t, env = "MLKUBE_OUTPUT")]
    output: Format,
}

/// Versions from one to another.
#[derive(Clone, Copy, Debug)]
struct KubeVersions {
    first: KubeVersion,
    last: KubeVersion,
}

/// What a spec is rendered for; what is not given the spec or the profile tells.
type Pair = (Option<String>, Option<KubeVersion>);

impl Validate {
    pub(super) fn run(&self, terminal: &mut Terminal) -> Result<u8> {
        let found = self.layers.find()?;
        let pairs = self.pairs(&own_profiles(&found)?);
        let rows = match pairs.as_slice() {
            [pair] => {
                let (row, outcome) = self.render(&found, pair)?;
                if !outcome.report.is_empty() {
                    terminal.say(&report::human(&outcome.report, &outcome.sources, true));
                }
                vec![row]
            }
            pairs => in_parallel(pairs, |pair| self.render(&found, pair).map(|(row, _)| row))?,
        };
        let text = match self.output {
            Format::Text => report::matrix(&rows),
            Format::Json => serde_json::to_string_pretty(&rows)? + "\n",
        };
        rim::write_stdout(text.as_bytes())?;
        if rows.len() > 1 {
            // Of equals the last is taken, which is the first line here.
            terminal.say(&rows.iter().rev().max_by_key(|row| row.weight()).and_then(hint).unwrap_or_default());
        }
        Ok(if rows.iter().all(|row| row.ok) { FINE } else { FOUND })
    }

    /// Each profile with each version, in order. `own` are the profiles of the project's own.
    fn pairs(&self, own: &[String]) -> Vec<Pair> {
        let versions: Vec<Option<KubeVersion>> = match self.kube_version {
            Some(KubeVersions { first, last }) => {
                KubeVersion::all().filter(|version| (first..=last).contains(version)).map(Some).collect()
            }
            None => vec![None],
        };
        let profiles = profiles(self.profile.as_deref(), own);
        profiles.iter().flat_map(|profile| versions.iter().map(move |version| (profile.clone(), *version))).collect()
    }

    fn render(&self, found: &Found, (profile, version): &Pair) -> Result<(Row, Outcome)> {
        let Loaded { project, extra } = self.layers.load(found, profile.as_deref(), *version)?;
        let name = project.profile().to_owned();
        let outcome = project.render(extra);
        let Outcome { sources, report, kubernetes, bundle } = &outcome;
        let objects = bundle.as_ref().map(|bundle| bundle.entries().len());
        Ok((Row::new(name, *kubernetes, objects, report, sources), outcome))
    }
}

/// The profiles beside the spec.
fn own_profiles(found: &Found) -> Result<Vec<String>> {
    Ok(found.folder.as_deref().map(rim::own_profiles).transpose()?.unwrap_or_default().names)
}

/// The profiles that are meant: each once, in the order in which they are named; none stands for the one that the spec names. Those of the
/// project's own come after the built-in ones.
fn profiles(names: Option<&str>, own: &[String]) -> Vec<Option<String>> {
    let all = || BUILTIN.iter().map(|builtin| builtin.name).chain(own.iter().map(String::as_str));
    let mut profiles: Vec<Option<String>> = Vec::new();
    for name in names.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let meant: Vec<&str> = if name == "all" { all().collect() } else { vec![name] };
        for name in meant {
            if !profiles.iter().flatten().any(|known| known == name) {
                profiles.push(Some(name.to_owned()));
            }
        }
    }
    if profiles.is_empty() { vec![None] } else { profiles }
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

/// How to see everything that was found for a line.
fn hint(row: &Row) -> Option<String> {
    let version = row.kubernetes.map(|version| format!(" --kube-version {version}")).unwrap_or_default();
    (row.weight() > 0)
        .then(|| format!("a pair alone, such as `-p {}{version}`, is told with everything that was found\n", row.profile))
}

/// Works on all items with as many threads as the machine has processors; the results stand in the order of the items.
pub(super) fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> Result<R> + Sync) -> Result<Vec<R>> {
    let next = AtomicUsize::new(0);
    let one_after_another = || {
        let mut done = Vec::new();
        while let Some((index, item)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|index| Some((index, items.get(index)?)))
        {
            done.push((index, work(item)));
        }
        done
    };
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get).min(items.len());
    let mut done: Vec<(usize, Result<R>)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(one_after_another)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a render does not panic")).collect()
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_is_meant_once() {
        let own = ["my-cluster".to_owned()];
        let names = |text| profiles(text, &own).into_iter().flatten().collect::<Vec<_>>();
        assert_eq!(names(Some("minikube,eks,minikube")), ["minikube", "eks"]);
        assert_eq!(names(Some("all")).len(), BUILTIN.len() + 1);
        assert_eq!(names(Some("generic, all")).len(), BUILTIN.len() + 1);
        assert_eq!(names(Some("generic,all"))[0], "generic");
        assert_eq!(profiles(None, &own), [None]);
        assert_eq!(profiles(Some(","), &own), [None]);
    }

    #[test]
    fn a_range_goes_up() {
        let count = |text| kube_versions(text).map(|versions| (versions.first.to_string(), versions.last.to_string()));
        assert_eq!(count("1.28..1.37").unwrap(), ("1.28".to_owned(), "1.37".to_owned()));
        assert_eq!(count("1.30").unwrap(), ("1.30".to_owned(), "1.30".to_owned()));
        for bad in ["1.37..1.28", "1.27..1.30", "1.30..", "..", "1.30...1.32", "", "1.30-1.32"] {
            assert!(count(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn results_stand_in_order() {
        let items: Vec<u64> = (0..100).collect();
        assert_eq!(in_parallel(&items, |item| Ok(*item * 2)).unwrap(), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        let failed = in_parallel(&items, |item| if *item > 10 { Err(anyhow::anyhow!("{item}")) } else { Ok(()) });
        assert_eq!(failed.unwrap_err().to_string(), "11", "the first failure is told");
    }
}
