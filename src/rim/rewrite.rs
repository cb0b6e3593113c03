//! Writing changed texts back to their files.

use crate::source::Text;
use anyhow::{Context, Result, bail};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// What some editors put before a text, and reading takes away.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Writes the texts that differ from what was read back to their files; `before` and `after` are the same files. Returns how many changed.
///
/// No file changes unless all of them can. Each is replaced as a whole, keeps its permissions, and is refused if it is not what was read any
/// more. Behind a link the file that it leads to is replaced.
pub fn rewrite(before: &[Text], after: &[Text]) -> Result<usize> {
    let mut ready = Vec::new();
    for (old, new) in before.iter().zip(after).filter(|(old, new)| old.content != new.content) {
        ready.push(written_beside(old, &new.content)?);
    }
    let count = ready.len();
    for (temporary, path) in ready {
        temporary.persist(&path).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(count)
}

fn written_beside(old: &Text, new: &str) -> Result<(NamedTempFile, PathBuf)> {
    let named = Path::new(&old.name);
    let cannot_write = || format!("cannot write {}", named.display());
    let path = named.canonicalize().with_context(|| format!("cannot read {}", named.display()))?;
    let bytes = fs::read(&path).with_context(|| format!("cannot read {}", named.display()))?;
    let Some(mark) = bytes.strip_suffix(old.content.as_bytes()).filter(|mark| mark.is_empty() || *mark == MARK) else {
        bail!("{} has changed while it was judged, and is left alone: run it again", named.display());
    };
    // A file can be replaced by whoever may write into its folder; who protects it means the file.
    let file = fs::OpenOptions::new().write(true).open(&path).with_context(cannot_write)?;
    let write = || -> std::io::Result<NamedTempFile> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut temporary = tempfile::Builder::new().prefix(".mlkube-").tempfile_in(folder)?;
        temporary.write_all(mark)?;
        temporary.write_all(new.as_bytes())?;
        temporary.as_file().set_permissions(file.metadata()?.permissions())?;
        temporary.as_file().sync_all()?;
        Ok(temporary)
    };
    Ok((write().with_context(cannot_write)?, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(path: &Path, content: &str) -> Text {
        Text { name: path.display().to_string(), content: content.to_owned() }
    }

    #[test]
    fn only_what_was_read_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("1.yaml"), folder.path().join("2.yaml"));
        fs::write(&one, b"\xEF\xBB\xBFa: 1\r\n").unwrap();
        fs::write(&two, "b: 1\n").unwrap();
        let before = [text(&one, "a: 1\r\n"), text(&two, "b: 2\n")];
        let error = rewrite(&before, &[text(&one, "a: 2\r\n"), text(&two, "b: 3\n")]).unwrap_err();
        assert!(error.to_string().contains("has changed while it was judged"), "{error}");
        assert_eq!(fs::read(&one).unwrap(), b"\xEF\xBB\xBFa: 1\r\n", "none changes unless all can");
        assert_eq!(rewrite(&before, &[text(&one, "a: 2\r\n"), text(&two, "b: 2\n")]).unwrap(), 1);
        assert_eq!(fs::read(&one).unwrap(), b"\xEF\xBB\xBFa: 2\r\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else is left behind");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a.yaml"), folder.path().join("b.yaml"));
        fs::write(&file, "a: 1\n").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        assert_eq!(rewrite(&[text(&link, "a: 1\n")], &[text(&link, "a: 2\n")]).unwrap(), 1);
        assert!(fs::symlink_metadata(&link).unwrap().file_type().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "a: 2\n");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
