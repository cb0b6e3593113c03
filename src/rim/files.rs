//! Reading specs and overlays.

use crate::Text;
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
        Some(path) if path == Path::new("-") => {
            let mut bytes = Vec::new();
            std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
            Ok(Found { spec: text("<stdin>", bytes)?, folder: None })
        }
        Some(path) => Ok(Found { spec: read_text(path)?, folder: Some(path.parent().unwrap_or(Path::new("")).to_owned()) }),
        None => {
            let here = std::env::current_dir().context("cannot tell the current folder")?;
            for (height, folder) in here.ancestors().enumerate() {
                let path = folder.join(SPEC);
                if path.is_file() {
                    // The way up from here, so that messages name a path that works from here.
                    let up: PathBuf = std::iter::repeat_n("..", height).collect();
                    return Ok(Found { spec: read_text(&up.join(SPEC))?, folder: Some(up) });
                }
            }
            bail!("there is no {SPEC} in this folder or above it: name a spec with `-f FILE`, or write one")
        }
    }
}

/// The overlay that belongs to a profile by its name, `overlays/PROFILE.yaml` beside the spec, if there is one.
pub fn bound_overlay(folder: &Path, profile: &str) -> Result<Option<Text>> {
    // A profile is a plain name; anything else names no file of the folder.
    if !profile.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Ok(None);
    }
    let path = folder.join("overlays").join(format!("{profile}.yaml"));
    if path.is_file() { read_text(&path).map(Some) } else { Ok(None) }
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
