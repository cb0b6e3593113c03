//! The same objects through `kubectl kustomize`.

use crate::process::{Program, Series};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The version of kustomize in `kubectl`, if there is one.
pub(crate) fn version() -> Option<String> {
    let output = Command::new("kubectl").args(["version", "--client"]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().find_map(|line| line.strip_prefix("Kustomize Version: ")).map(str::to_owned)
}

/// Times `kubectl kustomize` on a folder that holds nothing but the bundle.
pub(crate) fn time(bundle: &str, runs: usize, folder: &Path) -> Series {
    let source = folder.join("kustomize");
    fs::create_dir_all(&source).expect("a folder for the bundle");
    fs::write(source.join("kustomization.yaml"), "resources: [bundle.yaml]\n").expect("a kustomization");
    fs::write(source.join("bundle.yaml"), bundle).expect("a bundle");
    let series = Program::new("kubectl", ["kustomize", source.to_str().expect("a path of text")]).time(runs, folder);
    assert_eq!(crate::objects(&series.output), crate::objects(bundle), "both programs have to write the same objects");
    series
}
