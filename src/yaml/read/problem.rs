//! What can be wrong with the contents of a text that is YAML by its form.

use crate::diag::{Diagnostic, codes, nearest};
use crate::source::Span;
use crate::yaml::Key;

/// A key that its map has already.
pub(super) fn duplicate_key(first: &Key, second: Span) -> Diagnostic {
    Diagnostic::error(codes::DUPLICATE_KEY, format!("key `{}` given twice", first.name))
        .at(second)
        .related(first.span, "first given here")
        .help("keep one of the two")
}

/// A second `<<` in one map.
pub(super) fn second_merge(span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(codes::DUPLICATE_KEY, "key `<<` given twice")
        .at(span)
        .related(first, "first given here")
        .help("merge several maps with one list: `<<: [*one, *two]`")
}

/// A colon without a key.
pub(super) fn no_key(span: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_KEY, "a value without a key")
        .at(span)
        .help("write the key before the `:`; an empty key is written `\"\"`")
}

/// A list or map as a key.
pub(super) fn compound_key(kind: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_KEY, format!("{kind} cannot be a key"))
        .at(span)
        .help("write a plain word before the `:`; in quotes if it starts with `[` or `{`")
}

/// Braces of a template, which YAML takes for a map.
pub(super) fn template(span: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_KEY, "a template `{{ }}` is not YAML")
        .at(span)
        .help("put the value in quotes if it has to contain `{{`; templates are not filled in here")
}

/// A merge key whose value is no map.
pub(super) fn unmergeable(span: Span) -> Diagnostic {
    Diagnostic::error(codes::YAML_SYNTAX, "`<<` merges maps only")
        .at(span)
        .help("give it an alias of a map, such as `<<: *base`, or a list of such aliases")
}

/// An alias of nothing.
pub(super) fn unknown_anchor<'a>(name: &str, known: impl Iterator<Item = &'a str>, span: Span) -> Diagnostic {
    let problem = Diagnostic::error(codes::YAML_SYNTAX, format!("unknown anchor `*{name}`")).at(span);
    match nearest(name, known) {
        Some(meant) => problem.help(format!("did you mean `*{meant}`?")),
        None => problem
            .help(format!("define it earlier in the same document: `&{name}` before a value"))
            .help("a text that starts with `*` needs quotes"),
    }
}

/// An alias inside the value that it repeats.
pub(super) fn alias_inside_itself(name: &str, span: Span, anchor: Span) -> Diagnostic {
    Diagnostic::error(codes::YAML_SYNTAX, format!("`*{name}` stands inside the value that it repeats"))
        .at(span)
        .related(anchor, "the value starts here")
        .help("move the anchor to a smaller value, or write the value out")
}

/// A tag that is not one of YAML's own for this kind of value.
pub(super) fn foreign_tag(tag: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::YAML_SYNTAX, format!("tags mean nothing to Kubernetes: `{tag}`"))
        .at(span)
        .help("remove the tag; a text that starts with `!` needs quotes")
}

/// One of YAML's own tags before a text that it does not fit.
pub(super) fn unfit_tag(tag: &str, text: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::YAML_SYNTAX, format!("`{text}` is not what `{tag}` says")).at(span).help("remove the tag")
}

/// Infinity, or no number at all.
pub(super) fn boundless_number(text: &str, span: Span) -> Diagnostic {
    Diagnostic::error(codes::YAML_SYNTAX, format!("`{text}` is a number that Kubernetes cannot read"))
        .at(span)
        .help("put it in quotes if it is meant as a text")
}

/// A character that YAML forbids.
pub(super) fn control_character(character: char, span: Span) -> Diagnostic {
    Diagnostic::error(codes::YAML_SYNTAX, format!("control character U+{:04X}", u32::from(character)))
        .at(span)
        .help("remove it; inside double quotes it can be written as an escape such as `\\x1b`")
}

/// Lists and maps in lists and maps, too often.
pub(super) fn too_deep(depth: usize, span: Span) -> Diagnostic {
    Diagnostic::error(codes::YAML_LIMIT, format!("nested more than {depth} levels deep")).at(span).help("take the value apart")
}

/// Too many values.
pub(super) fn too_many_nodes(nodes: usize, span: Span) -> Diagnostic {
    Diagnostic::error(codes::YAML_LIMIT, format!("more than {nodes} values in one text"))
        .at(span)
        .help("split the text into several files")
}

/// A text that is too long.
pub(super) fn too_long(bytes: usize, span: Span) -> Diagnostic {
    Diagnostic::error(codes::YAML_LIMIT, format!("more than {bytes} bytes in one text"))
        .at(span)
        .help("split the text into several files")
}

/// Aliases that grow a small text into a huge value.
pub(super) fn too_much_repeated(span: Span, anchor: Span) -> Diagnostic {
    let problem = Diagnostic::error(codes::YAML_LIMIT, "anchors and aliases repeat too much").at(span);
    let problem = if anchor == span { problem } else { problem.related(anchor, "this is repeated") };
    problem.help("write out what is needed, without aliases of values that hold aliases")
}

/// A text without a value.
pub(super) fn empty_document(span: Span) -> Diagnostic {
    Diagnostic::error(codes::EMPTY_DOCUMENT, "nothing in this text").at(span).help("write at least one `key: value`")
}

/// A second document where one is expected.
pub(super) fn many_documents(second: Span, first: Span) -> Diagnostic {
    Diagnostic::error(codes::MANY_DOCUMENTS, "more than one document in this text")
        .at(second)
        .related(first, "the first document")
        .help("keep one document; remove the `---` between them or split the file")
}

/// Something behind the end of a quoted or bracketed value.
pub(super) fn text_after_value(span: Span) -> Diagnostic {
    Diagnostic::error(codes::YAML_SYNTAX, "text after the end of the value")
        .at(span)
        .help("put the whole value in quotes if it is meant as one text")
}
