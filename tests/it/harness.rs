//! The program in a folder of its own: what a test writes there, how it runs it, and what it expects.

use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// A run of the program: files in an empty folder, arguments, standard input and variables.
#[must_use]
pub(crate) struct Test {
    folder: TempDir,
    below: PathBuf,
    arguments: Vec<String>,
    input: Vec<u8>,
    variables: Vec<(String, String)>,
}

impl Test {
    /// An empty folder and no arguments.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        Self { folder, below: PathBuf::new(), arguments: Vec::new(), input: Vec::new(), variables: Vec::new() }
    }

    /// Writes a file; the path may name folders that are not there yet.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    /// The arguments, instead of earlier ones.
    pub(crate) fn args<S: AsRef<str>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.arguments = arguments.into_iter().map(|argument| argument.as_ref().to_owned()).collect();
        self
    }

    /// More arguments after the ones that were given.
    pub(crate) fn more_args<S: AsRef<str>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.arguments.extend(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        self
    }

    /// What stands on standard input.
    pub(crate) fn stdin(mut self, text: impl AsRef<[u8]>) -> Self {
        text.as_ref().clone_into(&mut self.input);
        self
    }

    /// Sets a variable.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs in a folder below, which is made if it is not there.
    pub(crate) fn below(mut self, path: &str) -> Self {
        fs::create_dir_all(self.path(path)).expect("a folder below");
        self.below = PathBuf::from(path);
        self
    }

    /// The path of a file of the folder.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a file between two runs.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder of a file");
        fs::write(path, content).expect("a file of the test");
    }

    /// The text of a file.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The files of a folder and all below it, sorted, with their content.
    pub(crate) fn tree(&self, path: &str) -> Vec<(String, String)> {
        let top = self.path(path);
        let name = |file: &PathBuf| file.strip_prefix(&top).expect("a path below").to_string_lossy().replace('\\', "/");
        files_below(&top).iter().map(|file| (name(file), fs::read_to_string(file).expect("a text file"))).collect()
    }

    /// The names of [`Test::tree`].
    pub(crate) fn names(&self, path: &str) -> Vec<String> {
        self.tree(path).into_iter().map(|(name, _)| name).collect()
    }

    /// The process, ready to start: without the variables of whoever runs the tests.
    pub(crate) fn command(&self) -> Command {
        let mut command = clean_command(PROGRAM);
        command.current_dir(self.folder.path().join(&self.below)).args(&self.arguments);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self) -> Output {
        let mut child =
            self.command().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program");
        let mut input = child.stdin.take().expect("a pipe");
        let (mut output, mut errors) = (child.stdout.take().expect("a pipe"), child.stderr.take().expect("a pipe"));
        let child = Mutex::new(child);
        let (done, is_done) = mpsc::channel::<()>();
        // All three pipes at once, or a large text in one of them would wait for the others.
        let (stdout, stderr) = thread::scope(|scope| {
            // The program may end before it has read everything.
            scope.spawn(move || drop(input.write_all(&self.input)));
            let child = &child;
            scope.spawn(move || {
                if is_done.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                    child.lock().expect("nobody panics with the child").kill().expect("a program that can be ended");
                }
            });
            let stderr = scope.spawn(move || read_all(&mut errors));
            let texts = (read_all(&mut output), stderr.join().expect("a reader"));
            drop(done);
            texts
        });
        let status = child.into_inner().expect("nobody panics with the child").wait().expect("the end of the program");
        Output {
            stdout: String::from_utf8(stdout).expect("text on standard output"),
            stderr: String::from_utf8(stderr).expect("text on standard error"),
            code: status.code(),
        }
    }
}

/// After so long, even on a slow machine, a program hangs that has to answer in milliseconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program that is tested.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_mlkube");

/// A process whose environment does not depend on who runs the tests.
pub(crate) fn clean_command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("MLKUBE_") || text.starts_with("CLICOLOR") || ["NO_COLOR", "FORCE_COLOR"].contains(&&*text) {
            command.env_remove(&name);
        }
    }
    command
}

fn read_all(pipe: &mut impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    pipe.read_to_end(&mut bytes).expect("what the program says");
    bytes
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Output {
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
    /// The exit code; none if a signal ended the program.
    pub(crate) code: Option<i32>,
}

impl Output {
    /// Expects that everything is fine.
    #[track_caller]
    pub(crate) fn success(self) -> Self {
        assert_eq!(self.code, Some(0), "the program failed, or was ended because it hung:\n{}", self.stderr);
        self
    }

    /// Expects a failure: its code, something on standard error, and nothing on standard output.
    #[track_caller]
    pub(crate) fn failure(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "another exit code, or none because it hung; standard error:\n{}", self.stderr);
        assert!(self.stdout.is_empty(), "a failed run writes no output:\n{}", self.stdout);
        assert!(!self.stderr.is_empty(), "a failure without a word");
        self
    }

    /// Expects a phrase on standard error.
    #[track_caller]
    pub(crate) fn says(self, phrase: &str) -> Self {
        assert!(self.stderr.contains(phrase), "`{phrase}` is not in:\n{}", self.stderr);
        self
    }

    /// Expects that a phrase is not on standard error.
    #[track_caller]
    pub(crate) fn does_not_say(self, phrase: &str) -> Self {
        assert!(!self.stderr.contains(phrase), "`{phrase}` is in:\n{}", self.stderr);
        self
    }

    /// Expects an exit code, whatever is written.
    #[track_caller]
    pub(crate) fn code_is(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "another exit code; output:\n{}{}", self.stdout, self.stderr);
        self
    }

    /// Expects a phrase on standard output.
    #[track_caller]
    pub(crate) fn writes(self, phrase: &str) -> Self {
        assert!(self.stdout.contains(phrase), "`{phrase}` is not in:\n{}", self.stdout);
        self
    }
}

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of a folder and all below it, sorted.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("an entry of a folder").path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The folders directly in a folder, sorted.
pub(crate) fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// The name of a file without its folder and extension.
pub(crate) fn stem(path: &Path) -> String {
    path.file_stem().expect("a file has a name").to_string_lossy().into_owned()
}

/// Compares a text with the snapshot `tests/snapshots/FOLDER/NAME.snap`; `command` tells readers of the file what was run.
pub(crate) fn assert_snapshot(folder: &str, name: &str, command: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new("../snapshots").join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_description(command);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Looks at every case, and fails at the end with the names of those that failed: one run tells everything.
#[track_caller]
pub(crate) fn for_each<T>(cases: impl IntoIterator<Item = T>, name: impl Fn(&T) -> String, check: impl Fn(&T)) {
    let check = std::panic::AssertUnwindSafe(check);
    let failed: Vec<String> = cases
        .into_iter()
        .filter(|case| std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(case))).is_err())
        .map(|case| name(&case))
        .collect();
    assert!(failed.is_empty(), "{} failed: {}", failed.len(), failed.join(", "));
}
