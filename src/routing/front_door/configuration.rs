//! The configuration of the front door's nginx, as its template wants it.

use super::{HEALTH_PATH, PORT};
use crate::components::contract::{Backend, Exposure, Match};
use crate::fields::{Host, PathPrefix};
use crate::k8s::Owner;
use crate::profile::Controller;
use crate::routing::{Exposed, Routing, request_timeout};
use crate::text::Template;
use serde::Serialize;
use std::collections::BTreeMap;

/// Seconds that requests under way may take on while nginx ends.
pub(super) const SHUTDOWN: u32 = 60;

/// The whole configuration.
#[derive(Debug, Serialize)]
pub(super) struct Configuration {
    port: u16,
    health_path: &'static str,
    workers: u64,
    keep_alive_seconds: u32,
    shutdown_seconds: u32,
    client_pattern: &'static str,
    zones: Vec<Zone>,
    choices: Vec<Choice>,
    servers: Vec<Server>,
}

impl Template for Configuration {
    const NAME: &'static str = "nginx/nginx.conf";
    const TEXT: &'static str = include_str!("../../../templates/nginx/nginx.conf");
}

/// What counts the requests of each client.
#[derive(Debug, Serialize)]
struct Zone {
    name: String,
    per_minute: u32,
}

/// Which of an entry's versions answers. Headers and cookies are looked at after the weights, and so win over them.
#[derive(Debug, Serialize)]
struct Choice {
    entry: String,
    /// The variable that holds what the weights say; there are no shares if only one version has a weight.
    share: String,
    shares: Vec<Share>,
    asked: Vec<Asked>,
    /// The variable that holds the Service, and the one that holds its address.
    chosen: String,
    address: String,
    services: Vec<Service>,
}

#[derive(Debug, Serialize)]
struct Share {
    percent: String,
    service: String,
}

#[derive(Debug, Serialize)]
struct Asked {
    source: String,
    pattern: String,
    service: String,
    variable: String,
    otherwise: String,
}

#[derive(Debug, Serialize)]
struct Service {
    name: String,
    address: String,
}

#[derive(Debug, Serialize)]
struct Server {
    host: String,
    has_root: bool,
    locations: Vec<Location>,
}

#[derive(Debug, Serialize)]
struct Location {
    entry: String,
    pattern: String,
    zone: Option<String>,
    burst: u32,
    /// The path that is taken off, and the expression that finds what is left.
    prefix: Option<String>,
    stripped: String,
    uploads: bool,
    timeout_seconds: i32,
    address: String,
}

impl Configuration {
    /// The configuration for what is exposed by hosts and paths, in the order of both.
    pub(super) fn new(workers: u64, keep_alive: u32, routing: &Routing, exposed: &[(&Host, &PathPrefix, Exposed<'_>)]) -> Self {
        let mut configuration = Self {
            port: PORT,
            health_path: HEALTH_PATH,
            workers,
            keep_alive_seconds: keep_alive,
            shutdown_seconds: SHUTDOWN,
            client_pattern: client_pattern(routing.controller),
            zones: Vec::new(),
            choices: Vec::new(),
            servers: Vec::new(),
        };
        let mut by_host: BTreeMap<&Host, Vec<(&PathPrefix, Location)>> = BTreeMap::new();
        for (host, path, exposed) in exposed {
            let location = configuration.location(routing, exposed, path);
            by_host.entry(host).or_default().push((path, location));
        }
        configuration.servers = by_host.into_iter().map(|(host, locations)| server(host, locations)).collect();
        configuration
    }

    fn location(&mut self, routing: &Routing, exposed: &Exposed<'_>, path: &PathPrefix) -> Location {
        let Exposed { owner, exposure } = exposed;
        let rate = routing.rate_of(exposure);
        let zone = rate.map(|rate| {
            let zone = Zone { name: format!("clients_{}", self.zones.len()), per_minute: rate.per_minute() };
            let name = zone.name.clone();
            self.zones.push(zone);
            name
        });
        Location {
            entry: owner.name.clone(),
            pattern: if path.is_root() { "/".to_owned() } else { format!("~ \"^{}(?:/|$)\"", literal(path.as_str())) },
            zone,
            burst: rate.map_or(0, crate::fields::Rate::burst),
            prefix: exposure.stripped_prefix().map(str::to_owned),
            stripped: format!("^{}(?:/(.*))?$", literal(path.as_str())),
            uploads: exposure.uploads,
            timeout_seconds: request_timeout(exposure),
            address: self.address(owner, exposure),
        }
    }

    /// Where requests go: to the one Service, or to the one that a variable holds.
    fn address(&mut self, owner: &Owner, exposure: &Exposure) -> String {
        let versions: Vec<&Backend> = exposure.reached().collect();
        if versions.len() < 2 {
            return address_of(owner, exposure.main());
        }
        let choice = Choice::new(self.choices.len(), owner, &versions, exposure.main());
        let address = choice.address.clone();
        self.choices.push(choice);
        address
    }
}

fn server(host: &Host, mut locations: Vec<(&PathPrefix, Location)>) -> Server {
    // nginx takes the first expression that fits.
    locations.sort_by_key(|(path, _)| (std::cmp::Reverse(path.as_str().len()), *path));
    Server {
        host: host.to_string(),
        has_root: locations.iter().any(|(path, _)| path.is_root()),
        locations: locations.into_iter().map(|(_, location)| location).collect(),
    }
}

/// nginx's own resolver searches no domains, so the name is whole.
fn address_of(owner: &Owner, backend: &Backend) -> String {
    format!("{}.{}.svc.$cluster_domain:{}", backend.service, owner.namespace, backend.service_port)
}

impl Choice {
    fn new(number: usize, owner: &Owner, versions: &[&Backend], main: &Backend) -> Self {
        let share = format!("$share_{number}");
        let weighted: Vec<&&Backend> = versions.iter().filter(|backend| backend.weight > 0).collect();
        let shares = if weighted.len() > 1 { shares(&weighted) } else { Vec::new() };
        let mut chosen = if shares.is_empty() { main.service.clone() } else { share.clone() };
        let mut asked = Vec::new();
        for backend in versions {
            let Some(matched) = &backend.matched else { continue };
            let (source, pattern) = question(matched);
            let variable = format!("$asked_{number}_{}", asked.len());
            let otherwise = std::mem::replace(&mut chosen, variable.clone());
            asked.push(Asked { source, pattern, service: backend.service.clone(), variable, otherwise });
        }
        let service = |backend: &&Backend| Service { name: backend.service.clone(), address: address_of(owner, backend) };
        Self {
            entry: owner.name.clone(),
            share,
            shares,
            asked,
            chosen,
            address: format!("$address_{number}"),
            services: versions.iter().map(service).collect(),
        }
    }
}

/// Per cent in hundredths, as nginx reads them; the last gets what is left.
fn shares(weighted: &[&&Backend]) -> Vec<Share> {
    let total: u64 = weighted.iter().map(|backend| u64::from(backend.weight)).sum();
    let share = |(position, backend): (usize, &&&Backend)| {
        let hundredths = u64::from(backend.weight) * 10_000 / total;
        let is_last = position + 1 == weighted.len();
        let percent = if is_last { "*".to_owned() } else { format!("{}.{:02}%", hundredths / 100, hundredths % 100) };
        Share { percent, service: backend.service.clone() }
    };
    weighted.iter().enumerate().map(share).collect()
}

/// What is looked at, and the expression that has to fit. Plain texts in a `map` would be compared without regard to case.
fn question(matched: &Match) -> (String, String) {
    match matched {
        Match::Header { name, value } => {
            let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
            (format!("$http_{}", name.chars().map(letter).collect::<String>()), format!("~^{}$", literal(value)))
        }
        // Names of cookies may hold letters that names of variables may not.
        Match::Cookie(name) => ("$http_cookie".to_owned(), format!("~(?:^|; *){}=always(?:;|$)", literal(name))),
    }
}

/// A text as an expression that fits this text only, between double quotes of a configuration.
fn literal(text: &str) -> String {
    let letter = |byte: u8| match byte {
        b'/' | b'-' | b'_' => char::from(byte).to_string(),
        b'.' => "\\.".to_owned(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("\\x{byte:02x}"),
    };
    text.bytes().map(letter).collect()
}

/// Where the address of the client stands in `X-Forwarded-For`: at the end, which the router in front has written itself.
/// ingress-nginx replaces the header (docs "ConfigMap: use-forwarded-headers", 2026-03-20); AWS adds the address it saw (ELB User Guide,
/// "HTTP headers", 2026-08), as Envoy does. Google Cloud adds the client's and then its own (Cloud Load Balancing, "External
/// Application Load Balancer overview: X-Forwarded-For header", 2026-08).
fn client_pattern(controller: Controller) -> &'static str {
    match controller {
        Controller::GkeGateway => "~(?:^|,) *(?<forwarded_address>[0-9A-Fa-f:.]+) *,[^,]*$",
        Controller::AlbIngress | Controller::AwsLoadBalancer | Controller::GatewayApi | Controller::IngressNginx => {
            "~(?:^|,) *(?<forwarded_address>[0-9A-Fa-f:.]+) *$"
        }
    }
}
