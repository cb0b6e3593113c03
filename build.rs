//! Deflates the long texts that the program carries, for `src/embedded.rs`. In the repository they stay text.
#![allow(clippy::disallowed_methods, reason = "a build script works on files")]

use miniz_oxide::deflate::compress_to_vec;
use std::path::Path;
use std::{env, fs, io};

/// The texts, by path from the root.
const TEXTS: [&str; 4] =
    ["data/schemas/custom.txt", "data/schemas/kubernetes.txt", "docs/mlkube.schema.json", "docs/profile.schema.json"];

/// The strongest of the levels from 0 to 10.
const LEVEL: u8 = 10;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = env::var("OUT_DIR").map_err(io::Error::other)?;
    for text in TEXTS {
        println!("cargo::rerun-if-changed={text}");
        let deflated = Path::new(&folder).join(format!("{text}.deflate"));
        fs::create_dir_all(deflated.parent().unwrap_or(Path::new(&folder)))?;
        fs::write(deflated, compress_to_vec(&fs::read(text)?, LEVEL))?;
    }
    Ok(())
}
