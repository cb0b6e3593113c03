//! Ingresses for ingress-nginx: configuration in annotations, and its retirement.

use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;

pub(in crate::checks::security) const CHECK: Check = Check {
    pages: &[
        (
            codes::SNIPPET,
            "\
What: an Ingress with text for the configuration of nginx in an annotation: a snippet, or a line end where an address belongs.
Why: the text stands in the configuration of a controller that knows the certificates of all namespaces (CVE-2021-25742, CVE-2025-1974).
ingress-nginx refuses snippets since 1.9 unless its administrator allows them.
Example: `nginx.ingress.kubernetes.io/configuration-snippet: |` with `more_set_headers`.
Fix: use the annotation for what is wanted, such as `custom-headers` or `limit-rps`, or a header filter of a Gateway route.",
        ),
        (
            codes::RETIRED_CONTROLLER,
            "\
What: an Ingress for ingress-nginx.
Why: advice. The project is retired since March 2026: holes that are found now stay open.
Example: `ingressClassName: nginx` with annotations that begin with `nginx.ingress.kubernetes.io/`.
Fix: plan for another controller, or for the Gateway API; `ingress2gateway` writes routes from Ingresses.",
        ),
    ],
    rule: Rule::Object(run),
};

const PREFIX: &str = "nginx.ingress.kubernetes.io/";

/// Annotations whose value stands in the configuration as it is (CVE-2025-24514, CVE-2025-1097, CVE-2025-1098; 2025-03).
const COPIED: [&str; 4] = ["auth-url", "auth-tls-match-cn", "mirror-target", "mirror-host"];

fn run(ingress: Object<'_>, _: &Context<'_>, report: &mut Report) {
    if !ingress.is("networking.k8s.io", "Ingress") || ingress.is_rendered() {
        return;
    }
    let annotations = ingress.metadata().into_iter().flat_map(|metadata| metadata.entries("annotations"));
    let mut is_for_nginx = None;
    for (key, value) in annotations {
        let community = key.name.strip_prefix(PREFIX);
        let is_snippet = community.is_some_and(|name| name.ends_with("-snippet"))
            || key.name.strip_prefix("nginx.org/").is_some_and(|name| name.ends_with("-snippets"));
        let is_copied = community.is_some_and(|name| COPIED.contains(&name));
        let breaks_out = || value.as_str().is_some_and(|text| text.trim_end().contains(['\n', ';']));
        if is_snippet || (is_copied && breaks_out()) {
            let message = format!("`{}` writes into the configuration of the controller", key.name);
            let found = ingress.warning(codes::SNIPPET, value, message).at(ingress.key_place(key));
            report.push(found.help("use the annotation for what is wanted, or ask whether the controller allows snippets"));
        }
        if community.is_some() {
            is_for_nginx = is_for_nginx.or(Some((key, value)));
        }
    }
    if let Some((key, value)) = is_for_nginx {
        let found = ingress.info(codes::RETIRED_CONTROLLER, value, "ingress-nginx is retired, and its holes stay open");
        report.push(found.at(ingress.key_place(key)).help("plan for another controller, or for the Gateway API"));
    }
}
