//! What stands inside objects: nothing is wrong in what mlkube renders, and the tools that read such texts agree.

use crate::harness::{files_below, folders_in, root, stem};
use mlkube::contents::{FORMATS, Fault, Form, Format, check, texts_of, upstreams};
use mlkube::diag::{Diagnostic, Report, Severity};
use mlkube::source::Sources;
use mlkube::yaml::{Limits, read_documents};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a snapshot holds behind its two heads.
fn body(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a snapshot");
    text.splitn(3, "---\n").nth(2).unwrap_or_default().to_owned()
}

/// Every bundle that the tests render.
fn bundles() -> impl Iterator<Item = (String, String)> {
    let files = ["render", "specs"].into_iter().flat_map(|folder| files_below(&root().join("tests/snapshots").join(folder)));
    files.filter(|path| path.to_string_lossy().ends_with(".stdout.snap")).map(|path| (path.display().to_string(), body(&path)))
}

#[test]
fn nothing_is_wrong_in_what_is_rendered() {
    let mut texts = 0;
    for (name, bundle) in bundles() {
        let mut sources = Sources::default();
        let mut report = Report::default();
        let source = sources.add(&name, &bundle);
        let documents = read_documents(source, &bundle, &Limits::default(), &mut report);
        let mut found: Vec<Diagnostic> = Vec::new();
        for text in documents.iter().flat_map(texts_of) {
            check(&text, &sources, &mut found);
            texts += 1;
        }
        found.retain(|finding| finding.severity > Severity::Info);
        assert!(found.is_empty(), "{name}: {:#?}", found.first());
    }
    assert!(texts > 500, "only {texts} texts were looked at");
}

#[test]
fn every_format_is_in_its_table() {
    const SHARED: [&str; 12] = [
        "mod",
        "fault",
        "fields",
        "finding",
        "formats",
        "json_tree",
        "pages",
        "position",
        "promql",
        "template",
        "tests",
        "texts",
    ];
    let folder = root().join("src/contents");
    let files = files_below(&folder).into_iter().filter(|path| path.parent() == Some(&folder));
    let names: BTreeSet<String> = files.chain(folders_in(&folder)).map(|path| stem(&path)).collect();
    let formats: Vec<&String> = names.iter().filter(|name| !SHARED.contains(&name.as_str())).collect();
    assert_eq!(formats.len(), FORMATS.len(), "{formats:?}");
}

/// A tool that reads a format: its name, the format, a file's name, and the arguments that make it judge the file.
struct Judge {
    tool: &'static str,
    format: &'static str,
    file: &'static str,
    arguments: &'static [&'static str],
    /// Words in what it says when it complains about this machine, and not about the text.
    circumstances: &'static [&'static str],
}

const JUDGES: &[Judge] = &[
    Judge {
        tool: "promtool",
        format: "Prometheus rules",
        file: "a.rules.yml",
        arguments: &["check", "rules"],
        circumstances: &[],
    },
    Judge {
        tool: "promtool",
        format: "Prometheus configuration",
        file: "prometheus.yml",
        arguments: &["check", "config", "--syntax-only"],
        circumstances: &["no such file"],
    },
    Judge {
        tool: "amtool",
        format: "Alertmanager configuration",
        file: "alertmanager.yml",
        arguments: &["check-config"],
        circumstances: &["no such file"],
    },
    Judge {
        tool: "nginx",
        format: "nginx configuration",
        file: "nginx.conf",
        arguments: &["-t", "-q", "-c"],
        circumstances: &["host not found", "open()", "Permission", "mkdir", "getpwnam"],
    },
    Judge { tool: "dash", format: "shell script", file: "a.sh", arguments: &["-n"], circumstances: &[] },
    Judge { tool: "bash", format: "shell script", file: "a.sh", arguments: &["-n"], circumstances: &[] },
    Judge {
        tool: "python3",
        format: "JSON",
        file: "a.json",
        arguments: &["-c", "import json,sys; json.load(open(sys.argv[1]))"],
        circumstances: &[],
    },
    Judge {
        tool: "python3",
        format: "TOML",
        file: "a.toml",
        arguments: &["-c", "import tomllib,sys; tomllib.load(open(sys.argv[1],'rb'))"],
        circumstances: &[],
    },
];

/// What a tool says to a text; none when it complains about this machine only.
fn verdict(judge: &Judge, path: &Path) -> Option<bool> {
    let output = Command::new(judge.tool).args(judge.arguments).arg(path).stdin(Stdio::null()).output().ok()?;
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if !output.status.success() && judge.circumstances.iter().any(|words| said.contains(words)) {
        return None;
    }
    Some(output.status.success())
}

/// Good texts of a format: what is rendered, and for TOML, of which nothing is, a small one.
fn good(format: &str) -> Vec<String> {
    let mut texts: Vec<String> = vec![
        "title = \"a\"\n[owner]\nname = 'b'\ndates = [2026-11-26T08:00:00Z, 1979-05-27]\n[[list]]\nx = { a = 1, b = [1, 2.5, true] }\n[[list]]\ny = \"\"\"\nlong\n\"\"\"\n".to_owned(),
    ];
    texts.retain(|_| format == "TOML");
    for (name, bundle) in bundles() {
        let mut sources = Sources::default();
        let source = sources.add(&name, &bundle);
        for document in read_documents(source, &bundle, &Limits::default(), &mut Report::default()) {
            for text in texts_of(&document) {
                if let Form::Text(found) = text.form
                    && (found.name == format || (format == "JSON" && found.name == "Grafana dashboard"))
                {
                    texts.push(without_hosts(text.node.as_str().unwrap_or_default(), format));
                }
            }
        }
    }
    texts.sort_by_key(|text| (text.len(), text.clone()));
    texts.dedup();
    // The shortest of each are enough; long ones hide what is broken in them.
    texts.truncate(24);
    texts
}

/// A text of nginx with addresses for hosts, which nginx would look up.
fn without_hosts(text: &str, format: &str) -> String {
    let mut text = text.to_owned();
    if format == "nginx configuration" {
        for (_, range) in upstreams(&text).into_iter().rev() {
            text.replace_range(range, "127.0.0.1");
        }
    }
    text
}

/// A generator of numbers: the same ones in each run (Knuth, MMIX).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % most.max(1)
    }
}

/// Breaks a text in one place, most of the time.
fn broken(text: &str, dice: &mut Dice) -> String {
    const PUT: [&str; 16] = ["{", "}", "(", ")", "\"", "'", ";", ":", ",", "fi", "done", " x", "[", "]", "=", "\n"];
    let letters: Vec<char> = text.chars().collect();
    let lines: Vec<&str> = text.lines().collect();
    let at = dice.below(letters.len());
    let line = dice.below(lines.len());
    let join = |kept: Vec<&str>| kept.join("\n") + "\n";
    match dice.below(6) {
        0 => letters.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, letter)| letter).collect(),
        1 => join(lines.iter().enumerate().filter(|(index, _)| *index != line).map(|(_, line)| *line).collect()),
        2 => join(
            lines
                .iter()
                .enumerate()
                .flat_map(|(index, text)| std::iter::repeat_n(*text, 1 + usize::from(index == line)))
                .collect(),
        ),
        3 => letters[..at].iter().collect::<String>() + PUT[dice.below(PUT.len())] + &letters[at..].iter().collect::<String>(),
        4 if at + 1 < letters.len() => {
            let mut letters = letters;
            letters.swap(at, at + 1);
            letters.into_iter().collect()
        }
        _ => letters[..at].iter().collect(),
    }
}

fn errors(format: &Format, text: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    (format.check)(text, &mut faults);
    faults.retain(|fault| fault.severity == Severity::Error);
    faults
}

/// Breaks good texts, and asks the tools that read them: what they take is no error here, and of what they refuse most is found.
///
/// `cargo test --test integration contents -- --ignored --nocapture` tells how many.
#[test]
#[expect(clippy::print_stdout, reason = "who asks the tools wants to know how they agree")]
#[ignore = "asks promtool, amtool, nginx, dash, bash and python3, as far as they are there"]
fn tools_that_read_such_texts_agree() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut tally: BTreeMap<(&str, &str), [usize; 4]> = BTreeMap::new();
    let mut alarms = Vec::new();
    for judge in JUDGES {
        if Command::new(judge.tool).arg("--help").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
            continue;
        }
        let format = FORMATS.iter().find(|format| format.name == judge.format).expect("a format");
        let path = folder.path().join(judge.file);
        let mut dice = Dice(7);
        // An older tool refuses what newer ones take: what it does not take unbroken tells nothing.
        let mut texts = good(judge.format);
        texts.retain(|text| fs::write(&path, text).is_ok() && verdict(judge, &path) == Some(true));
        let rounds: usize = std::env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(300);
        let [taken, refused, found, missed] = tally.entry((judge.format, judge.tool)).or_default();
        for round in 0..rounds.min(rounds * texts.len()) {
            let text = &texts[round % texts.len()];
            let text = if round < texts.len() { text.clone() } else { broken(text, &mut dice) };
            fs::write(&path, &text).expect("a file");
            let Some(good) = verdict(judge, &path) else { continue };
            let errors = errors(format, &text);
            if good {
                *taken += 1;
                if let Some(error) = errors.first() {
                    alarms.push(format!("{} takes {error:?} in\n{text}", judge.tool));
                }
            } else {
                *refused += 1;
                *(if errors.is_empty() { &mut *missed } else { &mut *found }) += 1;
                if errors.is_empty() && std::env::var_os("SHOW_MISSED").is_some() {
                    println!("== missed by {} ({}):\n{text}", judge.format, judge.tool);
                }
            }
        }
    }
    for ((format, tool), [taken, refused, found, missed]) in &tally {
        println!("{format} by {tool}: {taken} taken; {refused} refused, of which {found} found and {missed} missed");
    }
    assert!(alarms.is_empty(), "{} false alarms, the first: {}", alarms.len(), alarms[0]);
    let (found, refused) = tally.values().fold((0, 0), |(found, refused), row| (found + row[2], refused + row[1]));
    assert!(found * 100 >= refused * 60, "{found} of {refused}");
}
