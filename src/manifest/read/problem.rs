//! What can be wrong with a text of objects.

use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::yaml::Node;

/// A value that is no map.
pub(super) fn no_object(node: &Node, in_list: bool) -> Diagnostic {
    let what = if in_list { "item of a list" } else { "document" };
    Diagnostic::error(codes::NO_OBJECT, format!("{what} that is {} and no object", node.kind()))
        .at(node.span)
        .help("an object is a map that begins with `apiVersion` and `kind`")
        .help("separate objects with `---`, or put them under the `items` of a `kind: List`")
}

/// An object that does not say what it is.
pub(super) fn no_type(missing: &[(&str, Option<&Node>)], start: Span) -> Diagnostic {
    let Some((_, value)) = missing.first() else {
        return Diagnostic::error(codes::NO_TYPE, "a `List` without `items`").at(start).help("put the objects under `items`");
    };
    let keys: Vec<String> = missing.iter().map(|(key, _)| format!("`{key}`")).collect();
    let problem = match value {
        Some(node) => Diagnostic::error(codes::NO_TYPE, format!("{} of an object is no word", keys.join(" and "))).at(node.span),
        None => Diagnostic::error(codes::NO_TYPE, format!("object without {}", keys.join(" and "))).at(start),
    };
    problem.help("every object begins with both: `apiVersion: apps/v1`, `kind: Deployment`")
}

/// A list whose items are none.
pub(super) fn no_items(items: &Node) -> Diagnostic {
    Diagnostic::error(codes::NO_OBJECT, format!("`items` of a list that is {}", items.kind()))
        .at(items.span)
        .help("write the objects one below the other, each behind a `- `")
}

/// A text beyond all bounds.
pub(super) fn too_large(bytes: usize, span: Span) -> Diagnostic {
    Diagnostic::error(codes::YAML_LIMIT, format!("more than {bytes} bytes in one text"))
        .at(span)
        .help("split the text into several files")
}

/// A map in braces at the start of a text.
pub(super) fn braces(place: Span, json: &Diagnostic) -> Diagnostic {
    Diagnostic::warning(codes::NOT_JSON, "text that starts with `{`, which kubectl takes for JSON, and is none")
        .at(json.span.unwrap_or(place))
        .label(json.message.clone())
        .help("put `---` in a line before it, so that it is read as YAML, or write JSON")
}

/// Something in JSON that is none.
pub(super) fn json(message: impl Into<String>, help: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::NOT_JSON, message).at(span).help(help)
}

/// A separator with a value behind it.
pub(super) fn separator(span: Span) -> Diagnostic {
    Diagnostic::error(codes::UNREAD_DOCUMENT, "line that kubectl takes for a bad separator")
        .at(span)
        .help("behind `---` kubectl takes nothing but a comment: put what follows into the next line")
}

/// A directive.
pub(super) fn directive(span: Span) -> Diagnostic {
    Diagnostic::error(codes::UNREAD_DOCUMENT, "directive that kubectl cannot read")
        .at(span)
        .help("remove it; kubectl separates it from the document that it stands for")
}

/// What stands behind the end of a document.
pub(super) fn behind_the_end(span: Span, end: Span) -> Diagnostic {
    Diagnostic::warning(codes::UNREAD_DOCUMENT, "text behind the end of a document, which kubectl leaves out")
        .at(span)
        .related(end, "the document ends here")
        .help("start it with `---`, or remove the `...`")
}
