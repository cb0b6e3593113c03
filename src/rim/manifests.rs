//! Reading manifests: files, folders, standard input.

use super::files::{read_stdin, read_text};
use super::kustomize::Kustomization;
use crate::source::Text;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The texts of some paths.
#[derive(Debug, Default)]
pub struct ReadManifests {
    /// Each text once, in the order of the paths.
    pub texts: Vec<Text>,
    /// What of the folders was left out because other programs make manifests of it; a sentence for each of these programs.
    pub notes: Vec<String>,
}

/// The texts of some paths, each once: `-` is standard input, a folder stands for all manifests in it and below.
///
/// A file that is named is read whatever it holds. In folders only files that hold objects count: those that end in `.yaml`, `.yml` or
/// `.json`, have a line with `apiVersion`, and are neither hidden, nor templates of a Helm chart, nor named by a kustomization as something
/// else than resources.
pub fn read_manifests(paths: &[PathBuf]) -> Result<ReadManifests> {
    let mut files: Vec<(PathBuf, bool)> = Vec::new();
    let mut found = Found::default();
    for path in paths {
        if path.is_dir() {
            walk(path, &mut found)?;
            files.extend(found.files.drain(..).map(|file| (file, false)));
        } else {
            files.push((path.clone(), true));
        }
    }
    let mut read = ReadManifests::default();
    let mut left_out = 0;
    for (path, is_named) in files {
        if !is_named && found.leave_out(&path) {
            left_out += 1;
            continue;
        }
        let text = if path == Path::new("-") { read_stdin()? } else { read_text(&path)? };
        let is_known = read.texts.iter().any(|known| known.name == text.name);
        if !is_known && (is_named || holds_objects(&text.content)) {
            read.texts.push(text);
        }
    }
    read.notes = found.notes(left_out);
    Ok(read)
}

/// What stands in folders.
#[derive(Debug, Default)]
struct Found {
    files: Vec<PathBuf>,
    kustomizations: Vec<Kustomization>,
    /// The folders of Helm charts.
    charts: Vec<PathBuf>,
}

impl Found {
    /// Whether a file is named by a kustomization as something else than an object.
    fn leave_out(&self, file: &Path) -> bool {
        // Few folders have a kustomization, and a full path has to be asked for.
        !self.kustomizations.is_empty()
            && file.canonicalize().is_ok_and(|full| self.kustomizations.iter().any(|one| one.leaves_out(&full)))
    }

    /// What was not judged as a cluster will see it, and how it can be.
    fn notes(&self, left_out: usize) -> Vec<String> {
        let of_patches = match left_out {
            0 => String::new(),
            1 => ", and 1 file that is no object was left out".to_owned(),
            count => format!(", and {count} files that are no objects were left out"),
        };
        let changing: Vec<&Path> = self.kustomizations.iter().filter(|one| one.changes).map(|one| one.folder.as_path()).collect();
        let kustomizations = told(&changing, "kustomization").map(|(told, folder)| {
            format!("{told}: objects are judged as they are written{of_patches}; `kustomize build {folder} | mlkube validate -` judges what comes out")
        });
        let charts: Vec<&Path> = self.charts.iter().map(PathBuf::as_path).collect();
        let charts = told(&charts, "Helm chart").map(|(told, folder)| {
            format!("{told}: templates were left out; `helm template {folder} | mlkube validate -` judges what comes out")
        });
        kustomizations.into_iter().chain(charts).collect()
    }
}

/// Some folders in words, and the first of them.
fn told(folders: &[&Path], what: &str) -> Option<(String, String)> {
    let first = folders.first()?;
    let first = if first.as_os_str().is_empty() { Path::new(".") } else { first }.display().to_string();
    let told = match folders.len() {
        1 => format!("`{first}` is a {what}"),
        count => format!("`{first}` and {} more are {what}s", count - 1),
    };
    Some((told, first))
}

/// The manifests in a folder and below, by name, and what says more about them.
fn walk(folder: &Path, found: &mut Found) -> Result<()> {
    let kustomization = Kustomization::of(folder)?;
    let told = || format!("cannot read the folder {}", folder.display());
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(told)? {
        let entry = entry.with_context(told)?;
        // A link to a folder may lead back to where it stands.
        let is_link = entry.file_type().with_context(told)?.is_symlink();
        if !(is_link && entry.path().is_dir()) {
            paths.push(entry.path());
        }
    }
    paths.sort();
    let is_chart = folder.join("Chart.yaml").is_file();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with('.') || name == "node_modules" {
            continue;
        }
        if path.is_dir() {
            if is_chart && name == "templates" {
                found.charts.push(folder.to_owned());
            } else {
                walk(&path, found)?;
            }
        } else if kustomization.as_ref().is_some_and(|one| one.file == path) {
            // It has no objects, though its patches look like some.
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml" || extension == "json") {
            found.files.push(path);
        }
    }
    found.kustomizations.extend(kustomization);
    Ok(())
}

/// Groups of files that look like objects and are for programs, not for a cluster: settings of kustomize, kubeadm, kubelets, API servers
/// and tools, by what they begin or end with (2026-11).
const FOR_PROGRAMS: [&str; 20] = [
    "mlkube/",
    "kustomize.config.k8s.io/",
    "builtin",
    "skaffold/",
    "kubeadm.k8s.io/",
    "kubelet.config.k8s.io/",
    "kubeproxy.config.k8s.io/",
    "kubescheduler.config.k8s.io/",
    "apiserver.config.k8s.io/",
    "audit.k8s.io/",
    "chainsaw.kyverno.io/",
    "cli.kyverno.io/",
    "client.authentication.k8s.io/",
    "kind.x-k8s.io/",
    "k3d.io/",
    "ctlptl.dev/",
    "eksctl.io/",
    "backstage.io/",
    "krew.googlecontainertools.github.com/",
    "node.eks.aws/",
];

/// Whether a text has objects for a cluster: one with `apiVersion` and `kind` at its top, or a list of such. A description of a Helm chart is
/// of no kind, and a file of `kubectl` with credentials of no cluster.
fn holds_objects(text: &str) -> bool {
    documents(text).any(|document| {
        let kind = value_of(document, "kind");
        let version =
            value_of(document, "apiVersion").filter(|version| !FOR_PROGRAMS.iter().any(|other| version.starts_with(other)));
        let is_kubeconfig = kind == Some("Config") && version == Some("v1");
        kind.is_some() && version.is_some() && !is_kubeconfig
    })
}

/// The documents of a text, roughly: what stands between separators.
fn documents(text: &str) -> impl Iterator<Item = &str> {
    text.trim_start_matches('\u{feff}').split("\n---")
}

/// What stands behind a key at the top of a document. In YAML that is the least indentation that a line has; JSON and lists have no such
/// order, so that there the key counts wherever it stands.
fn value_of<'a>(document: &'a str, key: &str) -> Option<&'a str> {
    let told = |line: &&str| !matches!(line.trim_start().bytes().next(), None | Some(b'#' | b'%')) && !line.starts_with("---");
    let first = document.lines().find(told)?;
    let is_map = !first.trim_start().starts_with(['{', '[', '-', '<']);
    let indentation = first.len() - first.trim_start().len();
    if is_map {
        let mut lines = document.lines().filter(|line| line.len() - line.trim_start().len() == indentation);
        lines.find_map(|line| after_key(line, key))
    } else {
        document.split(['\n', ',', '{']).find_map(|part| after_key(part, key))
    }
}

/// The value of a key with which a part of a line begins.
fn after_key<'a>(part: &'a str, key: &str) -> Option<&'a str> {
    let part = part.trim_start_matches([' ', '-', '\t', '\r', '"', '\'', '[']);
    let rest = part.strip_prefix(key)?.trim_start_matches(['"', '\'']);
    let value = rest.trim_start().strip_prefix(':')?.trim_matches([' ', '"', '\'', '\r', '}', ']']);
    Some(value.split(" #").next().unwrap_or_default().trim_end().trim_end_matches(['"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::holds_objects;

    #[test]
    fn objects_are_told_from_other_files() {
        for text in [
            "apiVersion: v1\nkind: Pod\n",
            "{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}",
            "- apiVersion: v1\n  kind: Pod\n",
            "# a\n---\n\"kind\": Pod\n\"apiVersion\": v1",
            "kind: List\napiVersion: v1\nitems:\n- apiVersion: kustomize.config.k8s.io/v1\n",
            "  kind: Pod\n  apiVersion: v1\n",
            "\u{feff}apiVersion: v1\r\nkind: Pod\r\n",
            "a: 1\n---\napiVersion: v1 # the only one\nkind: Pod\n",
            "[{\"kind\": \"Pod\", \"apiVersion\": \"v1\"}]",
            "apiVersion: v1\nkind: Pod # {{ x }}\nspec: {{ .Values.spec }}\n",
            "apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: Config\n",
        ] {
            assert!(holds_objects(text), "{text}");
        }
        for text in [
            "a: 1\n",
            "apiVersion: v2\nname: chart\n",
            "apiVersion: mlkube/v1\n",
            "apiVersion: kustomize.config.k8s.io/v1beta1\n",
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\npatches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n",
            "apiVersion: v2\nname: chart\nannotations:\n  artifacthub.io/crds: |\n    - kind: NodePool\n",
            "extraObjects: []\n# - apiVersion: v1\n#   kind: Secret\nissuer:\n  apiVersion: v1\n  kind: Issuer\n",
            "apiVersion: v1\nkind: Config\nclusters: []\n",
            "apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n",
            "kind: KubeletConfiguration\napiVersion: \"kubelet.config.k8s.io/v1beta1\"\n",
            "apiVersion: v1\n---\nkind: Pod\n",
            "",
        ] {
            assert!(!holds_objects(text), "{text}");
        }
    }
}
