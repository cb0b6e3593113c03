//! Kustomizations: which files of a folder are changes of objects, and no objects themselves.
//!
//! Source: "The Kustomization File" of kubectl.docs.kubernetes.io and `api/types` of kubernetes-sigs/kustomize (2026-11).

use super::files::read_text;
use crate::diag::Report;
use crate::source::Sources;
use crate::yaml::{Node, read_document};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// The names that `kustomize` looks for.
const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
/// The group; a kustomization need not say it.
const OF_KUSTOMIZE: &str = "kustomize.config.k8s.io/";
/// Keys that take objects along as they are.
const PLAIN: [&str; 6] = ["apiVersion", "kind", "metadata", "resources", "bases", "crds"];
/// Keys with a list of paths to what is no object for a cluster.
const PATHS: [&str; 5] = ["patchesStrategicMerge", "configurations", "generators", "transformers", "validators"];
/// Keys with a list of maps, and the key of the path in each.
const PATHS_INSIDE: [(&str, &str); 4] =
    [("patches", "path"), ("patchesJson6902", "path"), ("replacements", "path"), ("helmCharts", "valuesFile")];
/// Generators, and the keys of the lists of files that they put into ConfigMaps and Secrets.
const GENERATORS: [&str; 2] = ["configMapGenerator", "secretGenerator"];

/// What a kustomization says of the files beside it.
#[derive(Debug)]
pub(super) struct Kustomization {
    /// Its file, which may hold patches that look like objects.
    pub(super) file: PathBuf,
    /// Its folder.
    pub(super) folder: PathBuf,
    /// Files and folders, by their full paths, that are no objects.
    pub(super) no_objects: Vec<PathBuf>,
    /// Whether objects reach a cluster otherwise than they are written.
    pub(super) changes: bool,
}

impl Kustomization {
    /// The kustomization of a folder; none if there is none, or if it cannot be understood.
    pub(super) fn of(folder: &Path) -> Result<Option<Self>> {
        let Some(path) = NAMES.iter().map(|name| folder.join(name)).find(|path| path.is_file()) else { return Ok(None) };
        let (text, mut sources) = (read_text(&path)?, Sources::default());
        let id = sources.add(text.name, text.content);
        let tree = read_document(id, &sources.get(id).text, &mut Report::default());
        Ok(tree.and_then(|tree| {
            // Flux has objects of this kind, and people give their files this name.
            tree.text("apiVersion").unwrap_or(OF_KUSTOMIZE).strip_prefix(OF_KUSTOMIZE)?;
            let changes = tree.as_mapping()?.keys().any(|key| !PLAIN.contains(&&*key.name));
            let no_objects = paths(&tree).into_iter().filter_map(|path| folder.join(path).canonicalize().ok()).collect();
            Some(Self { file: path, folder: folder.to_owned(), no_objects, changes })
        }))
    }

    /// Whether a file is named as something else than an object.
    pub(super) fn leaves_out(&self, full: &Path) -> bool {
        self.no_objects.iter().any(|path| full.starts_with(path))
    }
}

/// Every path to what is no object. A patch that stands in the kustomization itself is the path of nothing.
fn paths(tree: &Node) -> Vec<&str> {
    let listed = PATHS.iter().flat_map(|key| tree.items(key)).filter_map(Node::as_str);
    let inside = PATHS_INSIDE.iter().flat_map(|(key, path)| tree.items(key).iter().filter_map(|item| item.text(path)));
    let generators = GENERATORS.iter().flat_map(|key| tree.items(key));
    let files = generators.flat_map(|generator| generator.items("files")).filter_map(Node::as_str);
    // `KEY=PATH` gives the file another name.
    let files = files.map(|file| file.split_once('=').map_or(file, |(_, path)| path));
    listed.chain(inside).chain(files).filter(|path| !path.trim().is_empty() && !path.contains('\n')).collect()
}
