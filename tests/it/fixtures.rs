//! Specs as files, one for each finding: how they are found and run.
//!
//! `NAME.yaml` is a spec. Its first line may be `# args: ...` with further arguments of `mlkube render`, or `# command: ...` with another
//! command; `NAME.overlay.yaml` beside it is given as an overlay, `NAME.extra.yaml` is the file `extra.yaml` beside the spec, and
//! `NAME.profile.yaml` is the profile `my-cluster`.

use crate::harness::{Output, Test, files_below, root, stem};
use std::fs;
use std::path::Path;

/// A spec and how to render it.
pub(crate) struct Fixture {
    /// The name of its file and of its snapshot.
    pub(crate) name: String,
    /// The text.
    pub(crate) spec: String,
    /// The text of its overlay.
    pub(crate) overlay: Option<String>,
    /// The text of `extra.yaml`.
    pub(crate) extra: Option<String>,
    /// The text of `profiles/my-cluster.yaml`.
    pub(crate) profile: Option<String>,
}

/// The fixtures of a folder below `tests/`.
pub(crate) fn all(folder: &str) -> Vec<Fixture> {
    let files = files_below(&root().join("tests").join(folder));
    let read = |path: &Path| fs::read_to_string(path).expect("fixtures are texts; bytes that are none are made in the test");
    files
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .filter(|path| !stem(path).contains('.'))
        .map(|path| {
            let beside = |extension: &str| {
                let path = path.with_extension(extension);
                path.is_file().then(|| read(&path))
            };
            Fixture {
                name: stem(path),
                spec: read(path),
                overlay: beside("overlay.yaml"),
                extra: beside("extra.yaml"),
                profile: beside("profile.yaml"),
            }
        })
        .collect()
}

impl Fixture {
    /// The arguments as a person would type them.
    pub(crate) fn arguments(&self) -> Vec<&str> {
        let first = self.spec.lines().next().unwrap_or_default();
        let own = first.strip_prefix("# args: ").unwrap_or_default();
        let command = first.strip_prefix("# command: ").unwrap_or("render");
        let overlay = self.overlay.iter().flat_map(|_| ["--overlay", "overlay.yaml"]);
        command.split_whitespace().chain(overlay).chain(own.split_whitespace()).collect()
    }

    /// The command for people.
    pub(crate) fn command(&self) -> String {
        format!("mlkube {}", self.arguments().join(" "))
    }

    /// Renders the spec.
    pub(crate) fn run(&self) -> Output {
        self.test().run()
    }

    /// The files, and the arguments that render the spec.
    pub(crate) fn test(&self) -> Test {
        let test = Test::new().file("mlkube.yaml", &self.spec).args(self.arguments());
        let beside = [("overlay.yaml", &self.overlay), ("extra.yaml", &self.extra), ("profiles/my-cluster.yaml", &self.profile)];
        for (name, text) in beside {
            if let Some(text) = text {
                test.write(name, text);
            }
        }
        test
    }

    /// Everything that was given to the program.
    pub(crate) fn input(&self) -> String {
        let texts = [Some(&self.spec), self.overlay.as_ref(), self.extra.as_ref(), self.profile.as_ref()];
        texts.into_iter().flatten().cloned().collect::<Vec<_>>().join("\n")
    }
}
