//! Standard output.

use anyhow::{Context, Result};
use std::io::{ErrorKind, Write};

/// Writes bytes to standard output. A reader that has seen enough is no error.
pub fn write_stdout(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot write to standard output"),
    }
}
