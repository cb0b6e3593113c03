//! Ingresses without TLS, and for every host.

use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object};
use crate::yaml::Node;
use std::collections::HashSet;

pub(in crate::checks::security) const CHECK: Check = Check {
    pages: &[
        (
            codes::INGRESS_WITHOUT_TLS,
            "\
What: an Ingress that nothing gives a certificate for one of its hosts: neither its `tls`, nor that of another Ingress, nor an annotation
of a cloud's controller. Hosts that only a private network knows, such as `*.local` and `*.internal`, are left alone.
Why: passwords, tokens and what people ask of a model travel where everybody on the way can read it. cert-manager makes nothing for an
Ingress without `tls` either.
Example: `rules: [{host: api.example.com}]` without `tls`.
Fix: add `tls: [{hosts: [api.example.com], secretName: api-tls}]`, with `cert-manager.io/cluster-issuer` or a Secret of your own.",
        ),
        (
            codes::OPEN_HOST,
            "\
What: an Ingress without a host, or with `*.` before it.
Why: advice. It answers to every name that leads to the controller, also to those that others want to use.
Example: `rules: [{http: {...}}]`.
Fix: name the hosts.",
        ),
    ],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, _: &Context<'_>, report: &mut Report) {
    let ingresses =
        || graph.of_kind("Ingress").filter(|ingress| ingress.group() == "networking.k8s.io" && !ingress.is_rendered());
    let secured: HashSet<&str> = ingresses().flat_map(secured_hosts).collect();
    for ingress in ingresses() {
        let Some(spec) = ingress.spec() else { continue };
        check_hosts(ingress, spec, report);
        if !is_secured_elsewhere(ingress, spec) {
            check_tls(ingress, spec, &secured, report);
        }
    }
}

fn secured_hosts(ingress: Object<'_>) -> impl Iterator<Item = &str> {
    let entries = ingress.spec().map(|spec| spec.items("tls")).unwrap_or_default();
    entries.iter().flat_map(|entry| entry.items("hosts")).filter_map(Node::as_str)
}

fn check_tls(ingress: Object<'_>, spec: &Node, secured: &HashSet<&str>, report: &mut Report) {
    // An entry without hosts is for all of them.
    if spec.items("tls").iter().any(|entry| entry.items("hosts").is_empty()) {
        return;
    }
    for rule in spec.items("rules") {
        let Some((host, place)) = rule.get("host").and_then(|place| Some((place.as_str()?, place))) else { continue };
        if host.is_empty() || is_private(host) || is_covered(host, secured) {
            continue;
        }
        let found = ingress.warning(codes::INGRESS_WITHOUT_TLS, place, format!("nothing gives `{host}` a certificate"));
        report.push(found.help(format!("add `tls: [{{hosts: [{host}], secretName: ...}}]`")));
    }
}

fn check_hosts(ingress: Object<'_>, spec: &Node, report: &mut Report) {
    for rule in spec.items("rules") {
        let (place, words) = match rule.get("host").and_then(|place| Some((place, place.as_str()?))) {
            Some((place, host)) if host.starts_with("*.") => (place, format!("`{host}` is every host of a domain")),
            Some((_, host)) if !host.is_empty() => continue,
            _ => (rule, "the rule is for every host".to_owned()),
        };
        report.push(ingress.info(codes::OPEN_HOST, place, words).help("name the hosts"));
    }
}

/// Whether a certificate is for a host, by its name or by a `*` for the first part of it.
fn is_covered(host: &str, secured: &HashSet<&str>) -> bool {
    secured.contains(host) || host.split_once('.').is_some_and(|(_, domain)| secured.contains(format!("*.{domain}").as_str()))
}

/// Whether a host is known inside of a network only, or on one machine.
fn is_private(host: &str) -> bool {
    const ENDS: [&str; 9] =
        [".local", ".localhost", ".internal", ".test", ".lan", ".home.arpa", ".nip.io", ".sslip.io", ".localdomain"];
    !host.contains('.') || ENDS.iter().any(|end| host.ends_with(end))
}

/// Whether TLS ends before the Ingress, or by what an annotation or the class says. What cert-manager reads says nothing: it makes
/// certificates for `tls` only.
fn is_secured_elsewhere(ingress: Object<'_>, spec: &Node) -> bool {
    let class = spec.text("ingressClassName").or_else(|| ingress.annotation("kubernetes.io/ingress.class")).unwrap_or_default();
    let is_inside = ["internal", "private", "tailscale", "cloudflare", "ngrok"].iter().any(|word| class.contains(word));
    let annotations = ingress.metadata().into_iter().flat_map(|metadata| metadata.entries("annotations"));
    is_inside
        || annotations.into_iter().any(|(key, value)| {
            let (key, text) = (&*key.name, value.as_str().unwrap_or_default());
            let is_of_cert_manager = key.contains("cert-manager.io/") || key.ends_with("tls-acme");
            let is_switch = ["cert", "tls", "ssl"].iter().any(|word| key.contains(word)) && !matches!(text, "" | "false");
            let is_port = (key.ends_with("listen-ports") && text.contains("HTTPS")) || text == "websecure";
            let is_canary = key.ends_with("/canary") && text == "true";
            let is_internal = key.ends_with("/scheme") && text == "internal";
            !is_of_cert_manager && (is_switch || is_port || is_canary || is_internal)
        })
}
