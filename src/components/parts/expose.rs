//! Where the world reaches an entry.

use crate::components::contract::{Backend, Door, Entrance, Exposure, RouteBy, Surroundings};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Host, PathPrefix, Port, Rate, Word};
use crate::layers::Place;
use crate::profile::ServiceExposure;
use crate::source::Span;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::HashMap;

/// How the world reaches an entry: by a host, by a path of a host, or by a port of the nodes. `{}` leaves it all to `routing`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExposeSpec {
    /// The host name; if not given, the one that `routing` has for all, or `NAME.` before it.
    #[serde(default)]
    pub host: Option<Host>,
    /// The path of the host, with everything below it. The whole host if not given, or `/NAME` where `routing` tells entries apart
    /// by their paths. A service sees requests without it; FastAPI under `uvicorn` learns of it and writes its links accordingly.
    #[serde(default)]
    pub path: Option<PathPrefix>,
    /// The requests that one client may send in a time, such as `100/min`.
    #[serde(default)]
    pub rate: Option<Rate>,
    /// A port of every node instead of a host, from 30000 to 32767; only where the profile's `exposure` allows it.
    #[serde(default)]
    pub node_port: Option<Port>,
}

/// What a program knows of the path at which the world finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefix {
    /// It answers below the path.
    Known,
    /// It knows of none: the path is taken off before.
    Stripped,
}

/// The ports that Kubernetes gives to Services of the type NodePort, unless the API server was told otherwise
/// (Kubernetes documentation, "Service", 2026-11).
const NODE_PORTS: std::ops::RangeInclusive<u16> = 30_000..=32_767;

impl ExposeSpec {
    /// The exposure that the spec asks for, or a report of why there can be none; `place` is where it stands.
    pub fn resolve(
        self,
        backends: Vec<Backend>,
        prefix: Prefix,
        around: &Surroundings<'_>,
        place: &Place<'_>,
        report: &mut Report,
    ) -> Option<Exposure> {
        let Self { host, path, rate, node_port } = self;
        let (door, key) = if let Some(port) = node_port {
            let others = [("host", host.is_some()), ("path", path.is_some()), ("rate", rate.is_some())];
            refuse_beside_node_port(&others, place, report);
            check_node_port(port, around, &place.key("nodePort"), report);
            (Door::NodePort(port.number()), "nodePort")
        } else {
            let key = if host.is_some() { "host" } else { "path" };
            (url(host, path, prefix, around, place, report)?, key)
        };
        let mut exposure = Exposure {
            part: None,
            door,
            rate,
            backends,
            uploads: false,
            unguarded: false,
            span: place.key(key).span(),
            rate_span: place.key("rate").own_span(),
        };
        if let Some(prefix) = exposure.kept_prefix().map(str::to_owned) {
            // Who knows the prefix answers nothing without it.
            for backend in &mut exposure.backends {
                backend.health_path.insert_str(0, &prefix);
            }
        }
        Some(exposure)
    }
}

fn url(
    host: Option<Host>,
    path: Option<PathPrefix>,
    prefix: Prefix,
    around: &Surroundings<'_>,
    place: &Place<'_>,
    report: &mut Report,
) -> Option<Door> {
    let (name, entrance) = (&around.owner.name, around.entrance);
    // Who has a host for itself has all of it.
    let default = if host.is_none() && entrance.by == RouteBy::Path { PathPrefix::of(name) } else { PathPrefix::root() };
    let host = match host {
        Some(host) => host,
        None => default_host(name, entrance, place, report)?,
    };
    let path = path.unwrap_or(default);
    let strip = prefix == Prefix::Stripped && !path.is_root();
    Some(Door::Url { host, path, strip })
}

/// The host of an entry that names none.
fn default_host(name: &str, entrance: &Entrance, place: &Place<'_>, report: &mut Report) -> Option<Host> {
    let Some(host) = &entrance.host else {
        // That paths have no host at all is told once, in `routing`.
        if entrance.by == RouteBy::Host {
            report.push(
                Diagnostic::error(codes::MISSING_KEY, "nothing says under which host the world finds it")
                    .at(place.key_span())
                    .help(format!("name it, `expose: {{host: {name}.example.com}}`, or the domain of all hosts, `routing: {{host: example.com}}`")),
            );
        }
        return None;
    };
    if entrance.by == RouteBy::Path {
        return Some(host.clone());
    }
    let full = format!("{name}.{host}");
    let parsed = Host::parse(&full).ok();
    if parsed.is_none() {
        report.push(
            Diagnostic::error(codes::BAD_VALUE, format!("`{full}` is too long for a host name"))
                .at(place.key_span())
                .help("name a shorter one: `expose: {host: ...}`"),
        );
    }
    parsed
}

/// There is one way in, and who comes to the port of a node passes by everything that routes do.
fn refuse_beside_node_port(keys: &[(&str, bool)], place: &Place<'_>, report: &mut Report) {
    for (key, _) in keys.iter().filter(|(_, given)| *given) {
        report.push(
            Diagnostic::error(codes::BAD_VALUE, format!("`{key}` is for routes, and the port of a node leads past them"))
                .at(place.key(key).key_span())
                .related(place.key("nodePort").key_span(), "the one way in")
                .help(format!("keep `{key}` or `nodePort`; in an overlay, `null` removes what the spec has set")),
        );
    }
}

fn check_node_port(port: Port, around: &Surroundings<'_>, place: &Place<'_>, report: &mut Report) {
    if !NODE_PORTS.contains(&port.number()) {
        report.push(
            Diagnostic::error(codes::BAD_PORT, format!("{} is no port that a node can give away", port.number()))
                .at(place.span())
                .help(format!("choose one from {} to {}", NODE_PORTS.start(), NODE_PORTS.end())),
        );
    }
    if !around.profile.exposure.contains(&ServiceExposure::NodePort) {
        report.push(
            Diagnostic::error(codes::EXPOSURE_UNABLE, "the profile lets no Service face the outside by a port of its nodes")
                .at(place.key_span())
                .related(around.profile.fact(&["exposure"]), "the ways that it allows")
                .help("expose it by a host: `expose: {host: ...}`; in an overlay, `nodePort: null` removes what the spec has set")
                .help("behind the port of a node there is no TLS, no limit, and no health check when a node goes")
                .help(around.profile.way_out("exposure: [node-port]")),
        );
    }
}

/// Reports an address that two entries ask for.
pub fn check_doors(exposures: &[&Exposure], report: &mut Report) {
    let mut urls: HashMap<(&Host, &PathPrefix), Option<Span>> = HashMap::new();
    let mut ports: HashMap<u16, Option<Span>> = HashMap::new();
    for exposure in exposures {
        match &exposure.door {
            Door::Url { host, path, .. } => {
                if let Some(first) = urls.get(&(host, path)) {
                    report.push(url_twice(host, path, exposure, *first));
                } else {
                    urls.insert((host, path), exposure.span);
                }
            }
            Door::NodePort(port) => {
                if let Some(first) = ports.get(port) {
                    report.push(
                        Diagnostic::error(codes::NODE_PORT_TWICE, format!("port {port} of the nodes leads to two entries"))
                            .at(exposure.span)
                            .related(*first, "it leads here already")
                            .help("give each entry a port of its own"),
                    );
                } else {
                    ports.insert(*port, exposure.span);
                }
            }
        }
    }
}

fn url_twice(host: &Host, path: &PathPrefix, exposure: &Exposure, first: Option<Span>) -> Diagnostic {
    let (what, help) = if path.is_root() {
        (format!("the host `{host}`"), "give each entry a host of its own, or a path: `expose: {path: /...}`")
    } else {
        (format!("`{host}{path}`"), "give each entry a path of its own; one below the other is fine")
    };
    Diagnostic::error(codes::HOST_TWICE, format!("{what} leads to two entries"))
        .at(exposure.span)
        .related(first, "it leads here already")
        .help(help)
}
