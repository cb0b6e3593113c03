//! Reading manifests: files, folders, standard input.

use super::files::{read_stdin, read_text};
use crate::source::Text;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The texts of some paths, each once: `-` is standard input, a folder stands for all manifests in it and below.
///
/// A file that is named is read whatever it holds. In folders only files that hold objects count: those that end in `.yaml`, `.yml` or
/// `.json`, have a line with `apiVersion`, and are neither hidden nor templates of a Helm chart.
pub fn read_manifests(paths: &[PathBuf]) -> Result<Vec<Text>> {
    let mut files: Vec<(PathBuf, bool)> = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut found = Vec::new();
            walk(path, &mut found)?;
            files.extend(found.into_iter().map(|file| (file, false)));
        } else {
            files.push((path.clone(), true));
        }
    }
    let mut texts: Vec<Text> = Vec::new();
    for (path, is_named) in files {
        let text = if path == Path::new("-") { read_stdin()? } else { read_text(&path)? };
        let is_known = texts.iter().any(|known| known.name == text.name);
        if !is_known && (is_named || holds_objects(&text.content)) {
            texts.push(text);
        }
    }
    Ok(texts)
}

/// The manifests in a folder and below, by name.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
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
            if !(is_chart && name == "templates") {
                walk(&path, files)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml" || extension == "json") {
            files.push(path);
        }
    }
    Ok(())
}

/// Whether a text has objects for a cluster. A spec of mlkube and a kustomization have an `apiVersion` too, and so has the description of
/// a Helm chart, which is of no kind.
fn holds_objects(text: &str) -> bool {
    let others = ["mlkube/", "kustomize.config.k8s.io/"];
    let mut values = values_of(text, "apiVersion");
    let is_of_cluster = values.any(|value| !others.iter().any(|other| value.starts_with(other)));
    is_of_cluster && values_of(text, "kind").next().is_some()
}

/// What stands behind a key at the beginning of lines, however deep, in YAML or JSON.
fn values_of<'a>(text: &'a str, key: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(['\n', ',', '{']).filter_map(move |part| {
        let part = part.trim_start_matches([' ', '-', '\t', '\r', '"', '\'']);
        let rest = part.strip_prefix(key)?.trim_start_matches(['"', '\'']);
        Some(rest.trim_start().strip_prefix(':')?.trim_start_matches([' ', '"', '\'']))
    })
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
        ] {
            assert!(holds_objects(text), "{text}");
        }
        for text in [
            "a: 1\n",
            "apiVersion: v2\nname: chart\n",
            "apiVersion: mlkube/v1\n",
            "apiVersion: kustomize.config.k8s.io/v1beta1\n",
            "",
        ] {
            assert!(!holds_objects(text), "{text}");
        }
    }
}
