//! A profile written out whole: what its files come to, each fact with the file and the line that it comes from.

use super::Profile;
use crate::source::Sources;
use crate::yaml::{self, Mapping, Node, Value};
use std::fmt::Write;

/// The letters of a line that a list may fill; a longer one has a line for each of its items.
const WIDTH: usize = 100;

impl Profile {
    /// The profile as YAML, with the place of every fact as a comment.
    pub fn resolved(&self, sources: &Sources) -> String {
        let mut text = String::new();
        if let Some(facts) = self.tree().as_mapping() {
            Writer { sources, text: &mut text }.mapping(facts, 0);
        }
        text
    }
}

struct Writer<'a> {
    sources: &'a Sources,
    text: &'a mut String,
}

impl Writer<'_> {
    fn mapping(&mut self, facts: &Mapping, depth: usize) {
        for (key, value) in facts {
            let start = format!("{:indent$}{}:", "", scalar(&Node::string(key.span, key.name.clone())), indent = 2 * depth);
            match &value.value {
                Value::Mapping(inner) if !inner.is_empty() => {
                    let _ = writeln!(self.text, "{start}");
                    self.mapping(inner, depth + 1);
                }
                Value::Sequence(items) if start.len() + inline(value).len() > WIDTH => {
                    let _ = writeln!(self.text, "{start}{}", self.origin(value));
                    for item in items {
                        let _ = writeln!(self.text, "{:indent$}- {}", "", inline(item), indent = 2 * depth + 2);
                    }
                }
                _ => {
                    let _ = writeln!(self.text, "{start} {}{}", inline(value), self.origin(value));
                }
            }
        }
    }

    fn origin(&self, value: &Node) -> String {
        format!("  # {}:{}", self.sources.get(value.span.source).name, self.sources.position(value.span).line)
    }
}

/// A value in one line.
pub(super) fn inline(node: &Node) -> String {
    match &node.value {
        Value::Sequence(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Mapping(mapping) => {
            let entry = |(key, value): (&yaml::Key, &Node)| {
                format!("{}: {}", scalar(&Node::string(key.span, key.name.clone())), inline(value))
            };
            format!("{{{}}}", mapping.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        _ => scalar(node),
    }
}

/// A scalar as every YAML reader reads it, wherever in a line it stands.
fn scalar(node: &Node) -> String {
    let mut bytes = Vec::new();
    let written = yaml::write(node, &mut bytes).ok().and_then(|()| String::from_utf8(bytes).ok()).unwrap_or_default();
    let written = written.trim_end();
    let is_plain = !written.starts_with(['"', '\'']);
    match node.as_str() {
        Some(text) if is_plain && (written.contains([',', '[', ']', '{', '}', '\n']) || text.contains(": ")) => {
            serde_json::Value::from(text).to_string()
        }
        _ => written.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Report;
    use crate::profile::{BUILTIN, load};
    use crate::source::Sources;
    use crate::yaml::read_document;

    #[test]
    fn what_is_written_reads_back_as_the_same_facts() {
        for builtin in BUILTIN {
            let (mut sources, mut report) = (Sources::default(), Report::default());
            let profile = load(builtin.name, None, &mut sources, &mut report).expect("a profile");
            let text = profile.resolved(&sources);
            let source = sources.add("resolved.yaml", text.as_str());
            let tree = read_document(source, &text, &mut report).expect("a tree");
            assert!(tree.same_value(profile.tree()), "{}:\n{text}", builtin.name);
        }
    }
}
