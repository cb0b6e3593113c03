//! The READMEs: every file that they show is written, every command is run, and has to print what stands below it.
//!
//! A block after the line `<!-- file: PATH -->` is written to PATH. A block marked `console` holds commands after `$ `, each with
//! what a terminal shows of it; `...` alone on a line stands for any lines. A command with nothing below it may print what it
//! likes, but has to succeed. All blocks of a README share one folder, in order.

use crate::harness::{PROGRAM, Test, clean_command, folders_in, for_each, root};
use crate::render::copy_of;
use std::fs;
use std::path::{Path, PathBuf};

/// Commands that build, install or need a cluster: nothing that a test could run.
const NOT_RUN: [&str; 6] = ["cargo", "gcloud", "git", "helm", "kubectl", "minikube"];

/// How the README runs the program without installing it; here it is installed already.
const BY_CARGO: &str = "cargo run --release -- ";

/// A step on the way through a README.
#[derive(Debug)]
enum Step {
    Write { path: String, text: String },
    Run { command: String, expected: Vec<String>, line: usize },
}

#[test]
fn the_readme_is_true() {
    let readme = root().join("README.md");
    if readme.is_file() {
        let test = copy_of(&root().join("examples"), Test::new(), "examples/");
        follow(&readme, &test);
    }
}

#[test]
fn the_page_of_validate_is_true() {
    follow(&root().join("docs/validate.md"), &Test::new());
}

#[test]
fn the_readmes_of_examples_are_true() {
    let readmes = folders_in(&root().join("examples")).into_iter().map(|folder| folder.join("README.md"));
    for_each(
        readmes.filter(|readme| readme.is_file()),
        |readme: &PathBuf| readme.display().to_string(),
        |readme| {
            let test = copy_of(readme.parent().expect("a folder"), Test::new(), "");
            follow(readme, &test);
        },
    );
}

/// Takes every step of a README in the folder of a test.
fn follow(readme: &Path, test: &Test) {
    let path = with_programs(test);
    let mut commands = 0;
    for step in steps(&fs::read_to_string(readme).expect("a README")) {
        match step {
            Step::Write { path, text } => test.write(&path, text),
            Step::Run { command, expected, line } => {
                if let Some(command) = runnable(&command) {
                    let (shown, succeeded) = run(&command, test, &path);
                    let place = format!("{}:{line}: `{command}`", readme.display());
                    if expected.is_empty() {
                        assert!(succeeded, "{place} fails with\n{}", shown.join("\n"));
                    } else {
                        let (shown_text, expected_text) = (shown.join("\n"), expected.join("\n"));
                        assert!(fits(&expected, &shown), "{place} shows\n{shown_text}\ninstead of\n{expected_text}");
                    }
                    commands += 1;
                }
            }
        }
    }
    assert!(commands > 0, "{} shows no command that can be run", readme.display());
}

/// The command as it is run here; none for one that is not.
fn runnable(command: &str) -> Option<String> {
    if let Some(arguments) = command.strip_prefix(BY_CARGO) {
        return Some(format!("mlkube {arguments}"));
    }
    let word = command.split_whitespace().next().unwrap_or_default();
    (!NOT_RUN.contains(&word)).then(|| command.to_owned())
}

/// A folder with the program under its name, and a `kubectl` that takes what it is given and says nothing.
fn with_programs(test: &Test) -> String {
    use std::os::unix::fs::PermissionsExt;
    test.write(".bin/kubectl", "#!/bin/sh\ncat > /dev/null\n");
    fs::set_permissions(test.path(".bin/kubectl"), fs::Permissions::from_mode(0o755)).expect("a script that can be run");
    std::os::unix::fs::symlink(PROGRAM, test.path(".bin/mlkube")).expect("a link to the program");
    format!("{}:{}", test.path(".bin").display(), std::env::var("PATH").expect("a PATH"))
}

/// The lines that a terminal would show, and whether the command succeeded.
fn run(command: &str, test: &Test, path: &str) -> (Vec<String>, bool) {
    let mut bash = clean_command("bash");
    bash.args(["--noprofile", "--norc", "-c", &format!("exec 2>&1 < /dev/null\n{command}")]);
    let output = bash.env("PATH", path).env("LC_ALL", "C").current_dir(test.path("")).output().expect("bash");
    (lines(&String::from_utf8_lossy(&output.stdout)), output.status.success())
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim_end().to_owned()).collect()
}

/// Whether lines are as expected, where `...` stands for any number of lines.
fn fits(expected: &[String], shown: &[String]) -> bool {
    match expected.split_first() {
        None => shown.is_empty(),
        Some((first, rest)) if first == "..." => (0..=shown.len()).any(|skipped| fits(rest, &shown[skipped..])),
        Some((first, rest)) => shown.split_first().is_some_and(|(line, others)| line == first && fits(rest, others)),
    }
}

/// The steps of a README, in order.
fn steps(text: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut file = None;
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(path) = line.trim().strip_prefix("<!-- file: ").and_then(|rest| rest.strip_suffix(" -->")) {
            file = Some(path.to_owned());
        } else if let Some(language) = line.strip_prefix("```") {
            let block: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
            match (file.take(), language) {
                (Some(path), _) => steps.push(Step::Write { path, text: block.join("\n") + "\n" }),
                (None, "console") => steps.extend(commands(&block, number + 2)),
                (None, _) => {}
            }
        } else {
            assert!(file.is_none() || line.trim().is_empty(), "line {}: a block has to follow the name of its file", number + 1);
        }
    }
    steps
}

/// The commands of a block whose first line is the line `first` of its file.
fn commands(block: &[&str], first: usize) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (offset, line) in block.iter().enumerate() {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => {
                steps.push(Step::Run { command: command.to_owned(), expected: Vec::new(), line: first + offset });
            }
            (None, Some(Step::Run { command, .. })) if command.ends_with('\\') => {
                command.push('\n');
                command.push_str(line);
            }
            (None, Some(Step::Run { expected, .. })) => expected.push(line.trim_end().to_owned()),
            (None, _) => panic!("line {}: output before a command", first + offset),
        }
    }
    steps
}

#[test]
fn three_dots_stand_for_any_lines() {
    let fits = |expected: &str, shown: &str| super::readme::fits(&lines(expected), &lines(shown));
    assert!(fits("a\n...\nd", "a\nb\nc\nd") && fits("...", "") && fits("", "") && fits("a\n...", "a"));
    assert!(!fits("a", "a\nb") && !fits("...\nd", "a") && !fits("a", ""));
}
