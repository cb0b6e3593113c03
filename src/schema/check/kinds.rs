//! What an object says that it is, and kinds that there are not.

use crate::diag::{Diagnostic, codes, nearest};
use crate::schema::definitions::{Definitions, group_of, is_own_group};
use crate::source::Span;
use crate::yaml::Node;

/// API version and kind of an object.
pub(super) fn identity(object: &Node) -> Result<(&str, &str), Box<Diagnostic>> {
    let problem = |said: String, at: Span| Diagnostic::error(codes::NO_OBJECT, said).at(at);
    if object.as_mapping().is_none() {
        let said = format!("a document that is {} is no Kubernetes object", object.kind());
        return Err(Box::new(problem(said, object.start()).help("an object is a map with `apiVersion`, `kind` and `metadata`")));
    }
    let text = |key: &str, example: &str| {
        let Some(node) = object.get(key) else {
            let said = format!("a document without `{key}` is no Kubernetes object");
            return Err(Box::new(problem(said, object.start()).help(format!("say what it is, as in `{key}: {example}`"))));
        };
        let word = node.as_str().filter(|text| !text.is_empty());
        word.ok_or_else(|| {
            Box::new(problem(format!("`{key}` is not a word"), node.start()).help(format!("write it as in `{key}: {example}`")))
        })
    };
    Ok((text("apiVersion", "apps/v1")?, text("kind", "Deployment")?))
}

/// A kind that is not in the tables: wrong if its group is known, and otherwise a kind that cannot be judged.
pub(super) fn unknown(object: &Node, api_version: &str, kind: &str, definitions: &Definitions) -> Diagnostic {
    let span = |key: &str| object.get(key).map(|node| node.span);
    let group = group_of(api_version);
    let same_kind: Vec<&str> =
        definitions.all().filter(|(_, known)| *known == kind).map(|(api_version, _)| api_version).collect();
    if is_own_group(group) {
        let said = format!("Kubernetes has no kind `{kind}` in `{api_version}`");
        let in_group = definitions.all().filter(|(known, _)| group_of(known) == group).map(|(_, kind)| kind);
        return match same_kind.as_slice() {
            [] => {
                let help = nearest(kind, in_group).or_else(|| nearest(kind, definitions.all().map(|(_, kind)| kind)));
                Diagnostic::error(codes::NO_SUCH_KIND, said)
                    .at(span("kind"))
                    .maybe_help(help.map(|near| format!("did you mean `{near}`?")))
            }
            known => Diagnostic::error(codes::NO_SUCH_KIND, said)
                .at(span("apiVersion"))
                .help(format!("write `apiVersion: {}`", best(known))),
        };
    }
    let in_version = definitions.all().filter(|(known, _)| *known == api_version).map(|(_, kind)| kind);
    if let Some(meant) = nearest(kind, in_version).filter(|meant| is_slip(kind, meant)) {
        return Diagnostic::error(codes::NO_SUCH_KIND, format!("`{api_version}` has no kind `{kind}`"))
            .at(span("kind"))
            .help(format!("did you mean `{meant}`?"));
    }
    let others = same_kind.iter().filter(|other| group_of(other) == group).map(|other| format!("`{other}`")).collect::<Vec<_>>();
    let known = (!others.is_empty()).then(|| format!("its schema is known for {}", others.join(", ")));
    Diagnostic::warning(
        codes::UNCHECKED_KIND,
        format!("{kind} of `{api_version}` was not checked, because nothing is known of it"),
    )
    .at(span("kind"))
    .maybe_help(known)
    .help("give its CustomResourceDefinition along")
}

/// Of several API versions, the one to name: that of a stable version.
fn best<'a>(known: &[&'a str]) -> &'a str {
    let stable = known.iter().find(|version| !version.contains("alpha") && !version.contains("beta"));
    stable.or(known.first()).copied().unwrap_or_default()
}

/// Whether two names differ by one letter, or by their case only. What differs more may be a kind that only this program does not know.
fn is_slip(kind: &str, known: &str) -> bool {
    const LONG: usize = 8;
    kind.eq_ignore_ascii_case(known) || (kind.len() >= LONG && nearest_by_one(kind, known))
}

fn nearest_by_one(one: &str, two: &str) -> bool {
    strsim::damerau_levenshtein(one, two) <= 1
}
