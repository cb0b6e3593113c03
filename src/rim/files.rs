//! Reading specs and overlays.

use crate::profile::OwnProfiles;
use crate::source::Text;
use crate::yaml::text_from_utf8;
use anyhow::{Context, Result, bail};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The name of a spec that nobody names.
const SPEC: &str = "mlkube.yaml";

/// A spec and the folder that its overlays are searched in.
#[derive(Debug)]
pub struct Found {
    /// The spec.
    pub spec: Text,
    /// Its folder; none for one from standard input.
    pub folder: Option<PathBuf>,
}

/// The spec: the file that was named, `-` for standard input, or else `mlkube.yaml` in this folder or the nearest one above.
pub fn find_spec(named: Option<&Path>) -> Result<Found> {
    match named {
        Some(path) if path == Path::new("-") => Ok(Found { spec: read_stdin()?, folder: None }),
        Some(path) => Ok(Found { spec: read_text(path)?, folder: Some(path.parent().unwrap_or(Path::new("")).to_owned()) }),
        None => match folder_above()? {
            Some(folder) => Ok(Found { spec: read_text(&folder.join(SPEC))?, folder: Some(folder) }),
            None => bail!("there is no {SPEC} in this folder or above it: name a spec with `-f FILE`, or write one"),
        },
    }
}

/// The folder of the spec, as [`find_spec`] finds it, for those who do not read it; none if there is no spec.
pub fn find_folder(named: Option<&Path>) -> Result<Option<PathBuf>> {
    match named {
        Some(path) if path == Path::new("-") => Ok(None),
        Some(path) => Ok(Some(path.parent().unwrap_or(Path::new("")).to_owned())),
        None => folder_above(),
    }
}

/// The nearest folder with a spec, from this one upwards: the way up from here, so that messages name a path that works from here.
fn folder_above() -> Result<Option<PathBuf>> {
    let here = std::env::current_dir().context("cannot tell the current folder")?;
    let height = here.ancestors().position(|folder| folder.join(SPEC).is_file());
    Ok(height.map(|height| std::iter::repeat_n("..", height).collect()))
}

/// The overlay that belongs to a profile by its name, `overlays/PROFILE.yaml` beside the spec, if there is one.
pub fn bound_overlay(folder: &Path, profile: &str) -> Result<Option<Text>> {
    // A profile is a plain name; anything else names no file of the folder.
    if Path::new(profile).file_name() != Some(profile.as_ref()) {
        return Ok(None);
    }
    let path = folder.join("overlays").join(format!("{profile}.yaml"));
    if path.is_file() { read_text(&path).map(Some) } else { Ok(None) }
}

/// The profiles beside a spec: files `profiles/NAME.yaml`, by their names in the order of the alphabet.
pub fn own_profiles(folder: &Path) -> Result<OwnProfiles> {
    let files = names_in(&folder.join("profiles"))?;
    let names = files.iter().filter_map(|file| file.strip_suffix(".yaml")).filter(|name| !name.is_empty());
    let names = names.map(str::to_owned).collect();
    Ok(OwnProfiles { folder: folder.to_owned(), names })
}

/// A text file that need not be there.
pub fn read_if_there(path: &Path) -> Result<Option<String>> {
    if path.is_file() { read_text(path).map(|text| Some(text.content)) } else { Ok(None) }
}

/// The names of the files of a folder, sorted; none if there is no such folder.
fn names_in(folder: &Path) -> Result<Vec<String>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read the folder {}", folder.display()))? {
        let entry = entry.with_context(|| format!("cannot read the folder {}", folder.display()))?;
        if entry.path().is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// The files that a path names, or a pattern with `*` in the name of the file; sorted by name. None is no error here: who asked knows
/// where the pattern stands.
pub fn read_matching(folder: &Path, pattern: &str) -> Result<Vec<Text>> {
    let path = folder.join(pattern);
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if !name.contains('*') {
        return if path.is_file() { Ok(vec![read_text(&path)?]) } else { Ok(Vec::new()) };
    }
    let parent = path.parent().unwrap_or(Path::new(""));
    let shown = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let names = names_in(shown)?;
    names.iter().filter(|found| matches(name, found)).map(|name| read_text(&parent.join(name))).collect()
}

/// Whether a name fits a pattern in which `*` stands for any letters.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|start| name.strip_prefix(start)) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        // The first place is as good as any later one, except for the last part, which has to end the name.
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

/// All of standard input.
pub(super) fn read_stdin() -> Result<Text> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
    text("<stdin>", bytes)
}

/// A text file.
pub fn read_text(path: &Path) -> Result<Text> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    text(&path.display().to_string(), bytes)
}

fn text(name: &str, bytes: Vec<u8>) -> Result<Text> {
    match text_from_utf8(name, bytes) {
        Ok(content) => Ok(Text { name: name.to_owned(), content }),
        Err(found) => bail!("{} [{}]\n  = help: {}", found.message, found.code.id, found.help.join("\n  = help: ")),
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_letters() {
        for (pattern, name) in [("*.yaml", "a.yaml"), ("a*", "a"), ("*", "x"), ("a*c*e", "abcde"), ("*.yaml", ".yaml")] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("*.yaml", "a.yml"), ("a*", "b"), ("a*c", "ab"), ("*.yaml", "a.yaml.bak")] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }
}
