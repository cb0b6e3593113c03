//! Secrets whose values stand in a file.

use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::PLAIN_SECRET,
        "\
What: a Secret with values in a file. Those that a tool such as SOPS has encrypted are left alone.
Why: advice. `data` is base64, which is no encryption: who has the file has the values, and so has who reads the history of its repository.
Example: `stringData: {password: hunter2}`.
Fix: make Secrets outside of the files: with External Secrets, Sealed Secrets or SOPS, or by hand.",
    )],
    rule: Rule::Object(run),
};

fn run(secret: Object<'_>, _: &Context<'_>, report: &mut Report) {
    if !secret.is("", "Secret")
        || secret.is_rendered()
        || secret.tree().text("type") == Some("kubernetes.io/service-account-token")
    {
        return;
    }
    for key in ["data", "stringData"] {
        let Some(values) = secret.tree().get(key) else { continue };
        if secret.tree().entries(key).any(|(_, value)| is_plain(value)) {
            let found = secret.info(codes::PLAIN_SECRET, values, "the values of the Secret stand in a file");
            // All values are covered, wherever one of their lines is shown.
            let span = secret.place(values).map(|_| values.span);
            report.push(
                found.at(span).help("make it outside of the files: with External Secrets, Sealed Secrets or SOPS").secret(),
            );
        }
    }
}

/// Whether a value is there, and neither encrypted nor a place in a template.
fn is_plain(value: &Node) -> bool {
    value.as_str().is_some_and(|text| {
        let text = text.trim();
        !text.is_empty() && !["ENC[", "{{", "${", "<"].iter().any(|start| text.starts_with(start))
    })
}
