//! Variables that are built from others which are not known yet.

use super::super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Container, Pod};

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::VARIABLE_ORDER,
        "\
What: `$(NAME)` in the value of a variable, where `NAME` is defined further down.
Why: Kubernetes replaces what it has read so far; the rest stays in the value as it is written, with dollar and parentheses.
Example: `DATABASE_URL` from `$(DB_PASSWORD)`, which is the next item of the list.
Fix: move the variable up. Write `$$(NAME)` if the text is meant.",
    )],
    rule: Rule::Pod(run),
};

fn run(pod: &Pod<'_>, _: &Context<'_>, found: &mut Report) {
    for container in pod.containers() {
        check(pod, container, found);
    }
}

fn check<'a>(pod: &Pod<'a>, container: Container<'a>, found: &mut Report) {
    let variables = container.node.items("env");
    // What comes from elsewhere as a whole is known before the first variable.
    if !container.node.items("envFrom").is_empty() {
        return;
    }
    for (index, variable) in variables.iter().enumerate() {
        let Some(place) = variable.get("value") else { continue };
        for name in references(place.as_str().unwrap_or_default()) {
            let position = variables.iter().position(|variable| variable.text("name") == Some(name));
            let Some(later) = position.filter(|position| *position > index) else { continue };
            let message = format!("`$({name})` is not known yet: `{name}` is defined further down");
            found.push(
                pod.owner
                    .warning(codes::VARIABLE_ORDER, place, message)
                    .related(pod.owner.place(&variables[later]), "it is defined here")
                    .help(format!("move `{name}` up")),
            );
        }
    }
}

/// The names in `$(NAME)`; `$$` is a dollar sign.
fn references(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            rest = after;
        } else if let Some((name, after)) = rest.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
            names.push(name);
            rest = after;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::references;

    #[test]
    fn doubled_dollars_are_no_references() {
        assert_eq!(references("a $(B)$$(C) $(D"), ["B"]);
        assert_eq!(references("$$$(A)"), ["A"]);
    }
}
