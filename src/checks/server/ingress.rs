//! Ingresses: hosts, paths and backends.

use super::forms::{is_label, is_port_name, is_subdomain, is_wildcard_host};
use super::look::given;
use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::BAD_INGRESS_HOST,
            "\
What: a host of an Ingress that is no DNS name.
Why: the API server refuses the Ingress.
Example: `host: https://api.example.com`, `host: api.example.com:8080`, `host: 10.0.0.5`, `host: \"*\"`.
Fix: write a name, `api.example.com`, or all names below one, `\"*.example.com\"`; leave `host` out for all.",
        ),
        (
            codes::BAD_INGRESS_PATH,
            "\
What: a path of an Ingress that does not begin with `/`, or has parts that no request has.
Why: the API server refuses the Ingress.
Example: `path: api` with `pathType: Prefix`; `path: //api`.
Fix: write `path: /api`.",
        ),
        (
            codes::BAD_BACKEND,
            "\
What: an Ingress that leads nowhere, or a backend that is nothing, two things, or a Service without a port.
Why: the API server refuses the Ingress.
Example: `port: {name: http, number: 80}`; `serviceName: api`, as older versions had it.
Fix: write `backend: {service: {name: api, port: {number: 80}}}`.",
        ),
        (
            codes::INGRESS_CLASS_TWICE,
            "\
What: an Ingress with the annotation `kubernetes.io/ingress.class` and with `ingressClassName`.
Why: the API server refuses to create it.
Example: the old annotation, left beside the new field.
Fix: take the annotation out.",
        ),
    ],
    rule: Rule::Object(run),
};

/// The annotation that the field took the place of.
const OLD_CLASS: &str = "kubernetes.io/ingress.class";

/// Kubernetes `pkg/apis/networking/validation`, `ValidateIngressSpec`, 2026-10.
fn run(object: Object<'_>, _: &Context<'_>, report: &mut Report) {
    // Older versions have other fields and are not served any more.
    let is_current = object.is("networking.k8s.io", "Ingress") && object.version() == "v1";
    let Some(spec) = object.spec().filter(|_| is_current) else { return };
    let default = given(spec, "defaultBackend");
    if default.is_none() && spec.items("rules").is_empty() {
        let found = object.error(codes::BAD_BACKEND, spec, "the Ingress leads nowhere");
        report.push(found.help("write `rules` or `defaultBackend`"));
    }
    if let Some(backend) = default {
        check_backend(object, backend, report);
    }
    for rule in spec.items("rules") {
        if let Some(host) = given(rule, "host") {
            check_host(object, host, report);
        }
        let http = given(rule, "http");
        if let Some(paths) =
            http.and_then(|http| given(http, "paths")).filter(|paths| paths.as_sequence().is_some_and(<[Node]>::is_empty))
        {
            let found = object.error(codes::BAD_BACKEND, paths, "a rule of the Ingress leads nowhere");
            report.push(found.help("write a path, or take `http` out"));
        }
        for path in http.map(|http| http.items("paths")).unwrap_or_default() {
            check_path(object, path, report);
            if let Some(backend) = given(path, "backend") {
                check_backend(object, backend, report);
            }
        }
    }
    for host in spec.items("tls").iter().flat_map(|tls| tls.items("hosts")) {
        check_host(object, host, report);
    }
    check_class(object, spec, report);
}

fn check_host<'a>(object: Object<'a>, host: &'a Node, report: &mut Report) {
    let Some(text) = host.as_str().filter(|text| !text.is_empty()) else { return };
    let is_good = if text.contains('*') { is_wildcard_host(text) } else { is_subdomain(text) };
    if !is_good || text.parse::<std::net::IpAddr>().is_ok() {
        let found = object.error(codes::BAD_INGRESS_HOST, host, format!("`{text}` cannot be the host of an Ingress"));
        report.push(found.help("write a DNS name, `api.example.com` or `\"*.example.com\"`, without scheme and port"));
    }
}

fn check_path<'a>(object: Object<'a>, item: &'a Node, report: &mut Report) {
    let path = given(item, "path").and_then(|node| Some((node, node.as_str()?)));
    let is_exact = matches!(item.text("pathType"), Some("Exact" | "Prefix"));
    let mut add = |place: &'a Node, message: String| {
        report.push(object.error(codes::BAD_INGRESS_PATH, place, message).help("write a path such as `/api`"));
    };
    match path {
        None | Some((_, "")) if is_exact => {
            add(given(item, "path").or_else(|| given(item, "pathType")).unwrap_or(item), "no path to compare with".to_owned());
        }
        Some((place, text)) if !text.is_empty() && !text.starts_with('/') => {
            add(place, format!("the path `{text}` does not begin with `/`"));
        }
        Some((place, text)) if is_exact => {
            let strange = ["//", "/./", "/../", "%2f", "%2F"].into_iter().find(|part| text.contains(part));
            let strange = strange.or_else(|| ["/..", "/."].into_iter().find(|end| text.ends_with(end)));
            if let Some(part) = strange {
                add(place, format!("the path `{text}` has `{part}` in it, which no request has"));
            }
        }
        _ => {}
    }
}

fn check_backend<'a>(object: Object<'a>, backend: &'a Node, report: &mut Report) {
    let mut add = |place: &'a Node, message: &str| {
        let found = object.error(codes::BAD_BACKEND, place, message);
        report.push(found.help("write `backend: {service: {name: NAME, port: {number: NUMBER}}}`"));
    };
    let service = match (given(backend, "service"), given(backend, "resource")) {
        (Some(_), Some(resource)) => return add(resource, "a backend is a Service or another object, not both"),
        (None, None) => return add(backend, "a backend that is nothing"),
        (None, Some(_)) => return,
        (Some(service), None) => service,
    };
    if let Some(name) = given(service, "name")
        && name.as_str().is_some_and(|text| !is_label(text))
    {
        add(name, "no Service can have this name");
    }
    let port = given(service, "port");
    let of_port = |key: &str| port.and_then(|port| given(port, key));
    let (name, number) = (of_port("name").filter(|name| name.as_str() != Some("")), of_port("number"));
    match (name, number) {
        (Some(_), Some(number)) => add(number, "a port has a name or a number, not both"),
        (None, None) => add(port.unwrap_or(service), "a backend without a port"),
        (Some(name), None) if name.as_str().is_some_and(|text| !is_port_name(text)) => add(name, "no port can have this name"),
        _ => {}
    }
}

fn check_class<'a>(object: Object<'a>, spec: &'a Node, report: &mut Report) {
    let annotation = object.metadata().and_then(|metadata| metadata.dig(&["annotations", OLD_CLASS]));
    if let (Some(old), Some(class)) = (annotation, given(spec, "ingressClassName")) {
        let found = object.error(codes::INGRESS_CLASS_TWICE, old, "the class of the Ingress is written twice");
        report.push(found.related(object.place(class), "here is the field").help("take the annotation out"));
    }
}
