//! A folder of rendered files: written whole or not at all, and never touching what somebody else put there.
//!
//! The manifest, [`MANIFEST`], lists the files that mlkube has written. Only these are replaced or removed.

use crate::bundle::File;
use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

/// The name of the manifest. `kubectl apply -f FOLDER` does not read it, because it does not end in `.yaml`.
const MANIFEST: &str = ".mlkube-manifest";

const HEADER: &str = "# Files that mlkube has written here. It replaces and removes these, and touches no other.\n";

/// How a folder differs from a render.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Files that the render has and the folder lacks.
    pub missing: Vec<String>,
    /// Files whose content differs.
    pub changed: Vec<String>,
    /// Files of an earlier render that this one no longer has.
    pub stale: Vec<String>,
}

impl Differences {
    /// Whether the folder is what the render would make of it.
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.changed.is_empty() && self.stale.is_empty()
    }
}

/// Tells how a folder differs from a render, and changes nothing.
pub fn compare_folder(folder: &Path, files: &[File]) -> Result<Differences> {
    let mut differences = Differences::default();
    for file in files {
        let path = inside(folder, &file.path)?;
        match fs::read(&path) {
            Ok(content) if content == file.content => {}
            Ok(_) => differences.changed.push(file.path.clone()),
            Err(error) if error.kind() == ErrorKind::NotFound => differences.missing.push(file.path.clone()),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }
    let rendered: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    differences.stale = read_manifest(folder)?.into_iter().filter(|path| !rendered.contains(path.as_str())).collect();
    Ok(differences)
}

/// Brings a folder to a render: writes every file beside its place, then renames all, then removes stale files of its own.
pub fn write_folder(folder: &Path, files: &[File]) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create the folder {}", folder.display()))?;
    let before = read_manifest(folder)?;
    refuse_strangers(folder, files, &before)?;
    let mut ready = Vec::with_capacity(files.len());
    for file in files {
        let path = inside(folder, &file.path)?;
        if fs::read(&path).is_ok_and(|content| content == file.content) {
            continue;
        }
        ready.push((written_beside(&path, &file.content)?, path));
    }
    // From here on the folder changes. The manifest names old and new files first, so that none is orphaned on the way.
    let after: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
    write_manifest(folder, &before.union(&after).cloned().collect())?;
    for (temporary, path) in ready {
        temporary.persist(&path).with_context(|| format!("cannot write {}", path.display()))?;
    }
    for stale in before.difference(&after) {
        remove(&inside(folder, stale)?)?;
    }
    write_manifest(folder, &after)
}

/// Refuses to replace a file that is not one of ours.
fn refuse_strangers(folder: &Path, files: &[File], ours: &BTreeSet<String>) -> Result<()> {
    for file in files.iter().filter(|file| !ours.contains(&file.path)) {
        let path = inside(folder, &file.path)?;
        if fs::symlink_metadata(&path).is_ok() && !fs::read(&path).is_ok_and(|content| content == file.content) {
            bail!("{} is there already, and mlkube has not written it: move it away, or choose another folder", path.display());
        }
    }
    Ok(())
}

fn written_beside(path: &Path, content: &[u8]) -> Result<tempfile::NamedTempFile> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let write = || -> std::io::Result<tempfile::NamedTempFile> {
        fs::create_dir_all(folder)?;
        let mut temporary = tempfile::Builder::new().prefix(".mlkube-").make_in(folder, create_readable)?;
        temporary.write_all(content)?;
        temporary.as_file().sync_all()?;
        Ok(temporary)
    };
    // Persisting needs the type of `tempfile()`; the file is the same.
    write().with_context(|| format!("cannot write into {}", folder.display()))
}

/// Temporary files are for their owner only; a rendered file is like any other that the user writes.
fn create_readable(path: &Path) -> std::io::Result<fs::File> {
    fs::OpenOptions::new().write(true).create_new(true).open(path)
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

fn read_manifest(folder: &Path) -> Result<BTreeSet<String>> {
    let path = folder.join(MANIFEST);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    let names: BTreeSet<String> =
        text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect();
    for name in &names {
        inside(folder, name).with_context(|| format!("{} is damaged", path.display()))?;
    }
    Ok(names)
}

fn write_manifest(folder: &Path, names: &BTreeSet<String>) -> Result<()> {
    let mut text = HEADER.to_owned();
    for name in names {
        text.push_str(name);
        text.push('\n');
    }
    let path = folder.join(MANIFEST);
    if fs::read(&path).is_ok_and(|content| content == text.as_bytes()) {
        return Ok(());
    }
    written_beside(&path, text.as_bytes())?.persist(&path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}

/// The path of a file below a folder; one that leads out of it, or through a link, is refused.
fn inside(folder: &Path, name: &str) -> Result<PathBuf> {
    let relative = Path::new(name);
    let plain = !name.is_empty() && relative.components().all(|component| matches!(component, Component::Normal(_)));
    ensure!(plain, "`{name}` leads out of the folder {}", folder.display());
    let mut path = folder.to_owned();
    for component in relative.components() {
        path.push(component);
        let is_link = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.file_type().is_symlink());
        ensure!(!is_link, "{} is a link, and mlkube writes through none", path.display());
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, content: &str) -> File {
        File { path: path.to_owned(), content: content.as_bytes().to_vec() }
    }

    fn listing(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn writes_replaces_and_removes_its_own() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        write_folder(folder.path(), &[file("10-a.yaml", "1"), file("20-b.yaml", "2")]).unwrap();
        write_folder(folder.path(), &[file("10-a.yaml", "3")]).unwrap();
        assert_eq!(listing(folder.path()), [MANIFEST, "10-a.yaml", "notes.txt"]);
        assert_eq!(fs::read_to_string(folder.path().join("10-a.yaml")).unwrap(), "3");
        assert!(compare_folder(folder.path(), &[file("10-a.yaml", "3")]).unwrap().is_empty());
    }

    #[test]
    fn tells_every_difference() {
        let folder = tempfile::tempdir().unwrap();
        write_folder(folder.path(), &[file("a", "1"), file("b", "2")]).unwrap();
        let differences = compare_folder(folder.path(), &[file("a", "x"), file("c", "3")]).unwrap();
        assert_eq!(differences, Differences { missing: vec!["c".into()], changed: vec!["a".into()], stale: vec!["b".into()] });
    }

    #[test]
    fn leaves_what_it_has_not_written() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("b"), "mine").unwrap();
        let error = write_folder(folder.path(), &[file("a", "1"), file("b", "2")]).unwrap_err();
        assert!(error.to_string().contains("mlkube has not written it"), "{error}");
        assert_eq!(listing(folder.path()), ["b"], "nothing was written");
        assert_eq!(fs::read_to_string(folder.path().join("b")).unwrap(), "mine");
    }

    #[test]
    fn refuses_paths_that_lead_out() {
        let folder = tempfile::tempdir().unwrap();
        for bad in ["../a", "/etc/a", "a/../../b", "", "."] {
            assert!(write_folder(folder.path(), &[file(bad, "1")]).is_err(), "{bad}");
        }
        fs::write(folder.path().join(MANIFEST), "../victim\n").unwrap();
        assert!(write_folder(folder.path(), &[file("a", "1")]).is_err(), "a damaged manifest must not remove files elsewhere");
    }

    #[cfg(unix)]
    #[test]
    fn writes_through_no_link() {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("sub")).unwrap();
        assert!(write_folder(folder.path(), &[file("sub/a", "1")]).is_err());
        assert!(listing(elsewhere.path()).is_empty());
    }
}
