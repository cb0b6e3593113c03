//! Command lines of containers: words with their places, also of what a shell is told to start.

use super::script::split;
use crate::yaml::Node;
use std::borrow::Cow;

/// A word of a command line.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    /// The word without its quotes.
    pub(super) text: Cow<'a, str>,
    /// Where it stands; all words of a script stand where the script does.
    pub(super) place: &'a Node,
    /// Whether a shell or Kubernetes puts something into it.
    pub(super) has_gap: bool,
}

/// How a shell stands between a container and its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shell {
    /// Whether it makes way for the program, or hands signals on to it.
    pub(super) gives_way: bool,
}

/// A command: the program and what follows it.
#[derive(Clone, Debug, Default)]
pub(super) struct Command<'a> {
    /// The words; once the program is known, those behind it.
    pub(super) words: Vec<Word<'a>>,
    /// The shell that starts it, if one does.
    pub(super) shell: Option<Shell>,
}

/// Programs that start another one, which follows them, and the words that may stand between.
const WRAPPERS: [(&str, &[&str]); 9] = [
    ("tini", &["-g", "-s", "--"]),
    ("dumb-init", &["--"]),
    ("env", &[]),
    ("exec", &[]),
    ("nohup", &[]),
    ("opentelemetry-instrument", &[]),
    ("ddtrace-run", &[]),
    ("poetry", &["run"]),
    ("uv", &["run"]),
];

impl<'a> Command<'a> {
    /// The commands that a container starts one after the other: several only where a shell is told to.
    pub(super) fn all(container: &'a Node) -> Vec<Self> {
        let words: Vec<Word<'a>> = words_of(container.items("command")).chain(words_of(container.items("args"))).collect();
        let (wrappers, words) = words.split_at(past_wrappers(&words));
        let Some(script) = script_of(words) else {
            return vec![Self { words: words.to_vec(), shell: None }];
        };
        let (script, rest) = words.split_at(script);
        // Bash makes way by itself for a command that stands alone; dash 0.5.12 does not (2026-11).
        let is_bash = script[0].text.ends_with("bash");
        let Some((text, parameters)) = rest.split_first() else { return Vec::new() };
        let commands = split(&text.text, text.place, parameters.get(1..).unwrap_or_default());
        let is_single = commands.len() == 1;
        // These hand a signal to all that the shell has started, and so may the script itself.
        let hands_on =
            wrappers.iter().any(|word| word.text.ends_with("dumb-init") || word.text == "-g") || text.text.contains("trap ");
        let command = |words: Vec<Word<'a>>| {
            let (before, own) = words.split_at(past_wrappers(&words));
            let gives_way = hands_on || (is_bash && is_single) || before.iter().any(|word| word.text == "exec");
            Self { words: own.to_vec(), shell: Some(Shell { gives_way }) }
        };
        commands.into_iter().map(command).collect()
    }

    /// What the entry point of an image is given.
    pub(super) fn of_image(container: &'a Node) -> Self {
        Self { words: words_of(container.items("args")).collect(), shell: None }
    }

    /// The command without its first words.
    pub(super) fn without(mut self, count: usize) -> Self {
        self.words.drain(..count.min(self.words.len()));
        self
    }

    /// The value of an option: `--port 80`, `--port=80`, `-p 80`, `-p80`. The last one counts.
    pub(super) fn option(&self, names: &[&str]) -> Option<Word<'a>> {
        (0..self.words.len()).rev().find_map(|index| {
            let word = &self.words[index];
            names.iter().find_map(|name| {
                if word.text == *name {
                    return self.words.get(index + 1).cloned();
                }
                let rest = word.text.strip_prefix(name)?;
                let value = if name.starts_with("--") { rest.strip_prefix('=')? } else { rest };
                Some(Word { text: Cow::Owned(value.to_owned()), ..word.clone() })
            })
        })
    }

    /// Whether a word is there as it is.
    pub(super) fn has(&self, words: &[&str]) -> bool {
        self.words.iter().any(|word| words.contains(&&*word.text))
    }

    /// Whether there may be options that nobody sees here: `"$@"`, `$(EXTRA_ARGS)`. What follows an option is its value; only a shell makes
    /// several words of it.
    pub(super) fn may_have_more(&self) -> bool {
        let is_option = |word: &Word<'_>| word.text.starts_with('-') && !word.text.contains('=');
        let is_value = |index: usize| self.shell.is_none() && index > 0 && is_option(&self.words[index - 1]);
        self.words.iter().enumerate().any(|(index, word)| word.has_gap && word.text.starts_with('$') && !is_value(index))
    }
}

fn words_of(nodes: &[Node]) -> impl Iterator<Item = Word<'_>> {
    let word = |node| {
        let text = Node::as_str(node).unwrap_or_default();
        Word { text: Cow::Borrowed(text), place: node, has_gap: text.contains("$(") }
    };
    nodes.iter().map(word)
}

/// How many words come before the program itself.
fn past_wrappers(words: &[Word<'_>]) -> usize {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let name = word.text.rsplit('/').next().unwrap_or_default();
        let Some((_, between)) = WRAPPERS.iter().find(|(wrapper, _)| *wrapper == name) else {
            // `NAME=value` in front of a command of a script.
            let is_assignment = word.text.split_once('=').is_some_and(|(name, _)| is_variable(name));
            if at < words.len() - 1 && is_assignment {
                at += 1;
                continue;
            }
            break;
        };
        at += 1;
        while words.get(at).is_some_and(|word| between.contains(&&*word.text)) {
            at += 1;
        }
    }
    at.min(words.len())
}

fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The number of the word that is a script for a shell: that behind `sh -c`.
fn script_of(words: &[Word<'_>]) -> Option<usize> {
    let name = words.first()?.text.rsplit('/').next()?;
    if !matches!(name, "sh" | "bash" | "ash" | "dash") {
        return None;
    }
    let flags = words.iter().skip(1).take_while(|word| word.text.starts_with('-'));
    let at = flags.clone().position(|word| !word.text.starts_with("--") && word.text.ends_with('c'))?;
    Some(at + 2).filter(|at| *at < words.len())
}

#[cfg(test)]
mod tests {
    use super::Command;
    use crate::diag::Report;
    use crate::source::SourceId;
    use crate::yaml::{Limits, Node, read_documents};

    fn container(text: &str) -> Node {
        read_documents(SourceId::default(), text, &Limits::default(), &mut Report::default()).remove(0)
    }

    /// The commands of a container, words with blanks between, and whether a shell stays in front.
    fn shown(text: &str) -> Vec<String> {
        let container = container(text);
        let line = |command: &Command<'_>| {
            let words: Vec<&str> = command.words.iter().map(|word| &*word.text).collect();
            let mark = command.shell.map_or("", |shell| if shell.gives_way { "exec: " } else { "sh: " });
            format!("{mark}{}", words.join(" "))
        };
        Command::all(&container).iter().map(line).collect()
    }

    #[test]
    fn finds_the_program() {
        for (text, wanted) in [
            ("{command: [celery, -A, shop, worker]}", vec!["celery -A shop worker"]),
            ("{command: [/usr/bin/tini, --], args: [mlflow, server]}", vec!["mlflow server"]),
            ("{command: [sh, -c, exec celery worker]}", vec!["exec: celery worker"]),
            ("{command: [/bin/sh, -ec, celery worker]}", vec!["sh: celery worker"]),
            ("{command: [bash, -c, celery worker]}", vec!["exec: celery worker"]),
            ("{command: [bash, -c, 'cd /app && celery worker']}", vec!["sh: cd /app", "sh: celery worker"]),
            ("{command: [sh, -c, 'exec mlflow \"$@\"', mlflow, server, -p]}", vec!["exec: mlflow server -p"]),
            ("{command: [sh, -c, \"A=1 uvicorn 'a b' --x=\\\"c d\\\" # no\\nb\"]}", vec!["sh: uvicorn a b --x=c d", "sh: b"]),
            (
                "{command: [sh, -c, 'celery worker -n \"w@$(hostname -s)\" ${A:-b c} `d e` -c 2']}",
                vec!["sh: celery worker -n w@$(hostname -s) ${A:-b c} `d e -c 2"],
            ),
            ("{args: [--port, '80']}", vec!["--port 80"]),
            ("{command: [sh, -c]}", vec!["sh -c"]),
            ("{command: [sh, -c, '\\']}", vec![]),
            ("{}", vec![""]),
        ] {
            assert_eq!(shown(text), wanted, "{text}");
        }
    }

    #[test]
    fn finds_options() {
        let container = container("{args: [--port, '80', --port=81, -c2, -A, shop, $(MORE)]}");
        let command = Command::all(&container).remove(0);
        let value = |name: &str| command.option(&[name]).map(|word| word.text.into_owned());
        assert_eq!(value("--port").as_deref(), Some("81"));
        assert_eq!(value("-c").as_deref(), Some("2"));
        assert_eq!(value("-A").as_deref(), Some("shop"));
        assert_eq!(value("--host"), None);
        assert!(command.may_have_more());
    }
}
