//! Rule files that a Prometheus names in its configuration, in the files that its container is given.

use super::super::{Check, Context, Rule};
use crate::contents::Positions;
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object, Pod};
use crate::source::{Sources, Span};
use crate::yaml::{Node, read_document};

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::NO_RULE_FILE,
        "\
What: a configuration of Prometheus whose `rule_files` lead to none of the files that its container is given.
Why: Prometheus starts, has no rule, and no alert ever fires. It says nothing, because a pattern may match no file.
Example: `rule_files: [/etc/prometheus/rules/*.yml]` where the ConfigMap with the rules is mounted at `/etc/rules`.
Fix: mount the rules where the configuration looks for them, or correct the pattern; `*` stands for no `/`.",
    )],
    rule: Rule::Graph(run),
};

/// The flag by which Prometheus is told its configuration.
const FLAG: &str = "--config.file=";

fn run(graph: &Graph<'_>, context: &Context<'_>, report: &mut Report) {
    for pod in graph.pods() {
        for container in pod.running() {
            let words = ["command", "args"].into_iter().flat_map(|key| container.node.items(key)).filter_map(Node::as_str);
            if let Some(config) = words.filter_map(|word| word.strip_prefix(FLAG)).next_back() {
                check(&Files::of(graph, pod, container.node), config, context, report);
            }
        }
    }
}

/// What a container is given besides its image.
struct Files<'a> {
    /// Files of ConfigMaps: the path, who has it, and its text.
    known: Vec<(String, Object<'a>, &'a Node)>,
    /// Folders that hold nothing but these files.
    folders: Vec<&'a str>,
    /// Where something is mounted whose files nobody knows.
    unknown: Vec<&'a str>,
}

impl<'a> Files<'a> {
    fn of(graph: &Graph<'a>, pod: &Pod<'a>, container: &'a Node) -> Self {
        let mut files = Self { known: Vec::new(), folders: Vec::new(), unknown: Vec::new() };
        for mount in container.items("volumeMounts") {
            let path = mount.text("mountPath").unwrap_or_default().trim_end_matches('/');
            let volume = pod.volumes().iter().find(|volume| volume.get("name") == mount.get("name"));
            match volume.and_then(|volume| of_volume(graph, pod, volume)) {
                Some(found) if mount.get("subPathExpr").is_none() => {
                    if mount.get("subPath").is_none() {
                        files.folders.push(path);
                    }
                    let inside = |name: &str| match mount.text("subPath") {
                        Some(one) => (one == name).then(|| path.to_owned()),
                        None => Some(format!("{path}/{name}")),
                    };
                    files.known.extend(found.into_iter().filter_map(|(name, map, text)| Some((inside(name)?, map, text))));
                }
                _ => files.unknown.push(path),
            }
        }
        files
    }

    /// Whether a pattern may lead to files that nobody knows: in what is mounted there or below, or in the image.
    fn may_have_more(&self, pattern: &str) -> bool {
        let fixed = pattern.find('*').map_or(pattern, |star| &pattern[..star]);
        let folder = fixed.rsplit_once('/').map_or("", |(folder, _)| folder);
        let below =
            |outer: &str, inner: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let is_mounted = self.folders.iter().any(|mounted| below(mounted, folder));
        !is_mounted || self.unknown.iter().any(|mounted| below(mounted, folder) || below(folder, mounted))
    }
}

/// The files of a volume; none if nobody knows them.
fn of_volume<'a>(graph: &Graph<'a>, pod: &Pod<'a>, volume: &'a Node) -> Option<Vec<(&'a str, Object<'a>, &'a Node)>> {
    let source = volume.get("configMap")?;
    let map = graph.find("ConfigMap", pod.owner.namespace, source.text("name")?)?;
    if graph.provided().adds_to("ConfigMap", map) || map.tree().get("binaryData").is_some() {
        return None;
    }
    let files = map.tree().entries("data").map(|(key, text)| (&*key.name, map, text));
    let items = source.items("items");
    if items.is_empty() {
        return Some(files.collect());
    }
    let named = |item: &'a Node| Some((item.text("path")?, map, map.tree().dig(&["data", item.text("key")?])?));
    Some(items.iter().filter_map(named).collect())
}

fn check(files: &Files<'_>, config: &str, context: &Context<'_>, report: &mut Report) {
    let Some((_, map, node)) = files.known.iter().find(|(path, ..)| path == config) else { return };
    let Some(text) = node.as_str() else { return };
    let mut sources = Sources::default();
    let id = sources.add(config, text);
    // What is wrong with the text itself is told by who reads it.
    let Some(tree) = read_document(id, text, &mut Report::default()) else { return };
    let folder = config.rsplit_once('/').map_or("", |(folder, _)| folder);
    let patterns: Vec<(&Node, String)> = tree
        .items("rule_files")
        .iter()
        .filter_map(|node| Some((node, node.as_str()?)))
        .map(|(node, pattern)| (node, if pattern.starts_with('/') { pattern.to_owned() } else { format!("{folder}/{pattern}") }))
        .collect();
    let leads_somewhere = |(_, pattern): &(&Node, String)| {
        let is_plain = !pattern.contains(['[', '?', '\\', '$']) && !pattern.contains("..");
        !is_plain || files.may_have_more(pattern) || files.known.iter().any(|(path, ..)| fits(pattern, path))
    };
    let Some((first, pattern)) = patterns.first().filter(|_| !patterns.iter().any(leads_somewhere)) else { return };
    let message = format!("no file that is mounted fits `{pattern}`, and no other rule file is there");
    let source = node.span.source;
    let positions = Positions::of(node, &context.sources.get(source).text);
    let place = positions.map(|positions| Span::new(source, positions.range(first.span.range())));
    let found = map.warning(codes::NO_RULE_FILE, node, message);
    let span = place.filter(|_| !map.is_rendered()).or(found.span);
    report.push(found.at(span).help("mount the rules there, or correct `rule_files`"));
}

/// Whether a path fits a pattern in which `*` stands for any letters but `/`.
fn fits(pattern: &str, path: &str) -> bool {
    let (patterns, parts) = (pattern.split('/'), path.split('/'));
    patterns.clone().count() == parts.clone().count() && patterns.zip(parts).all(|(pattern, part)| fits_part(pattern, part))
}

fn fits_part(pattern: &str, part: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == part };
    let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(inside) = part.strip_prefix(start).and_then(|part| part.strip_suffix(end)) else { return false };
    // The first place of each is as good as any later one.
    middle.split('*').try_fold(inside, |left, piece| left.find(piece).map(|at| &left[at + piece.len()..])).is_some()
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_no_slash() {
        for (pattern, path) in [
            ("/a/*.yml", "/a/b.yml"),
            ("/a/*", "/a/b"),
            ("/*/x*y*z", "/b/x1y2z"),
            ("/a/b", "/a/b"),
            ("/a/*.rules.*", "/a/b.rules.yml"),
        ] {
            assert!(fits(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in
            [("/a/*.yml", "/a/b/c.yml"), ("/a/*.yml", "/a/b.yaml"), ("/a/x*x", "/a/x"), ("/a/*b*c", "/a/cb"), ("/a", "/a/b")]
        {
            assert!(!fits(pattern, path), "{pattern} {path}");
        }
    }
}
