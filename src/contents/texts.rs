//! The texts of an object.

use super::formats::{Format, ends_in, format_of};
use super::{grafana, shell};
use crate::yaml::Node;

/// A text and what it is.
#[derive(Debug)]
pub struct Text<'a> {
    /// Where it stands.
    pub node: &'a Node,
    /// What people call it: the key of a ConfigMap, or the field.
    pub name: String,
    /// How it is read.
    pub form: Form,
    /// Whether it belongs to a Secret, so that nothing of it may be repeated.
    pub secret: bool,
}

/// How a text is read.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// As a text of a format.
    Text(&'static Format),
    /// As rules of Prometheus that the object holds as a tree.
    Rules,
}

/// Finds every text of an object whose format is certain.
pub fn texts_of(object: &Node) -> Vec<Text<'_>> {
    let field = |name| object.get(name).and_then(Node::as_str).unwrap_or_default();
    let mut texts = Vec::new();
    match (field("apiVersion"), field("kind")) {
        ("v1", "ConfigMap") => entries(object, "data", false, &mut texts),
        ("v1", "Secret") => entries(object, "stringData", true, &mut texts),
        ("monitoring.coreos.com/v1", "PrometheusRule") => {
            if let Some(spec) = object.get("spec") {
                texts.push(Text { node: spec, name: "spec".to_owned(), form: Form::Rules, secret: false });
            }
        }
        _ => {
            if let Some(pod) = pod_of(object) {
                scripts(pod, &mut texts);
            }
        }
    }
    texts
}

/// The entries of a ConfigMap or Secret.
fn entries<'a>(object: &'a Node, section: &str, secret: bool, texts: &mut Vec<Text<'a>>) {
    let labels = object.get("metadata").and_then(|metadata| metadata.get("labels"));
    let is_dashboard = labels.is_some_and(|labels| labels.get("grafana_dashboard").is_some());
    for (name, node) in object.get(section).and_then(Node::as_mapping).into_iter().flatten() {
        let Some(text) = node.as_str().filter(|text| !text.trim().is_empty()) else { continue };
        let format =
            if is_dashboard && ends_in(&name.name, &[".json"]) { Some(&grafana::FORMAT) } else { format_of(&name.name, text) };
        if let Some(format) = format {
            texts.push(Text { node, name: name.name.to_string(), form: Form::Text(format), secret });
        }
    }
}

/// The specification of the pods that an object makes.
fn pod_of(object: &Node) -> Option<&Node> {
    const WAYS: [&[&str]; 3] = [&["spec", "jobTemplate", "spec", "template", "spec"], &["spec", "template", "spec"], &["spec"]];
    WAYS.iter().find_map(|way| {
        let pod = way.iter().try_fold(object, |node, step| node.get(step))?;
        pod.get("containers").is_some().then_some(pod)
    })
}

/// What containers hand to a shell: the argument behind `sh -c`, of their commands, hooks and probes.
fn scripts<'a>(pod: &'a Node, texts: &mut Vec<Text<'a>>) {
    const COMMANDS: [&[&str]; 5] = [
        &["lifecycle", "postStart", "exec", "command"],
        &["lifecycle", "preStop", "exec", "command"],
        &["livenessProbe", "exec", "command"],
        &["readinessProbe", "exec", "command"],
        &["startupProbe", "exec", "command"],
    ];
    let lists = ["initContainers", "containers"];
    for container in lists.iter().filter_map(|list| pod.get(list)?.as_sequence()).flatten() {
        let own = |name| container.get(name).and_then(Node::as_sequence).unwrap_or_default();
        // Kubernetes appends `args` to `command`.
        let words: Vec<&Node> = own("command").iter().chain(own("args")).collect();
        script(&words, true, "command", texts);
        for way in COMMANDS {
            let command = way.iter().try_fold(container, |node, step| node.get(step)).and_then(Node::as_sequence);
            let words: Vec<&Node> = command.unwrap_or_default().iter().collect();
            script(&words, false, way[way.len() - 3], texts);
        }
    }
}

/// The script of a command line; Kubernetes fills in `$(NAME)` in the command of a container, and nowhere else.
fn script<'a>(words: &[&'a Node], expanded: bool, name: &str, texts: &mut Vec<Text<'a>>) {
    let Some((program, flags)) = words.split_first() else { return };
    let Some(dialect) = program.as_str().and_then(shell::dialect_of) else { return };
    let Some(at) = flags.iter().position(|word| !word.as_str().is_some_and(|word| word.starts_with(['-', '+']))) else { return };
    let is_command = flags[..at].iter().filter_map(|flag| flag.as_str()).any(|flag| {
        flag.strip_prefix('-')
            .is_some_and(|letters| letters.ends_with('c') && letters.bytes().all(|letter| letter.is_ascii_lowercase()))
    });
    // `sh -c -o pipefail …` takes a name behind `-o`.
    let takes_names = flags[..at].iter().filter_map(|flag| flag.as_str()).any(|flag| flag.ends_with('o'));
    if is_command && !takes_names {
        let format = shell::format(dialect, expanded);
        texts.push(Text { node: flags[at], name: name.to_owned(), form: Form::Text(format), secret: false });
    }
}
