//! The section `routing` of a spec, and what it comes to with the facts of a profile.

use super::Exposed;
use super::check::{CONTROLLER, controller};
use super::front_door::{Nginx, NginxSpec};
use super::tls::{Certificate, Issuer, TlsSpec};
use crate::components::contract::{Entrance, Forwarders, RouteBy};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Host, Name, Origin, Rate, Word};
use crate::k8s::Owner;
use crate::k8s::meta::Labels;
use crate::k8s::policy::Peer;
use crate::layers::Place;
use crate::profile::{Controller, Operator, Profile};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// How traffic enters.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoutingSpec {
    /// What tells exposed entries apart that do not say it themselves: hosts, `NAME.example.com`, or paths of one host, `/NAME`;
    /// `host` if not given.
    #[serde(default)]
    by: RouteBy,
    /// The host of all paths, or the domain of all hosts.
    #[serde(default)]
    host: Option<Host>,
    /// The certificate of all hosts.
    #[serde(default)]
    tls: Option<TlsSpec>,
    /// The ingress class or gateway class, if not the profile's.
    #[serde(default)]
    class: Option<Name>,
    /// Where requests come from: the subnets of a load balancer, or the namespace of a gateway's pods; the profile's if not given.
    #[serde(default)]
    from: Vec<Origin>,
    /// The requests that one client may send in a time, for every host that does not say otherwise.
    #[serde(default)]
    rate: Option<Rate>,
    /// An nginx of the project's own between the profile's way in and the entries.
    #[serde(default)]
    nginx: Option<NginxSpec>,
    /// The firewall that keeps to `rate` where the load balancer cannot by itself: the ARN of a web ACL of AWS WAF, or the name of
    /// a Cloud Armor policy.
    #[serde(default)]
    firewall: Option<String>,
}

/// How traffic enters, settled.
#[derive(Debug)]
pub struct Routing {
    /// Who carries out routes.
    pub controller: Controller,
    /// The ingress class or gateway class, if one exists already.
    pub class: Option<String>,
    /// The certificate of all hosts.
    pub certificate: Option<Certificate>,
    /// Who signs the certificate, if cert-manager fetches it.
    pub issuer: Option<Issuer>,
    /// Where requests come from.
    pub origins: Vec<Peer>,
    /// The requests that one client may send in a time, unless a host says otherwise.
    pub rate: Option<Rate>,
    /// The project's own nginx.
    pub nginx: Option<Nginx>,
    /// The firewall.
    pub firewall: Option<String>,
    /// The seconds for which a load balancer may still send requests to a pod that ends.
    pub drain: u32,
    /// The namespace of the gateway, where its pods run beside it: a stranger's pods are none for the project's own namespaces.
    pub home: Option<String>,
}

impl RoutingSpec {
    /// What stands in for a section that could not be decoded: entries that rely on its host find one.
    pub fn unknown() -> Self {
        Self { host: Host::parse("example.com").ok(), ..Self::default() }
    }

    /// What entries have to know.
    pub fn entrance(&self, profile: &Profile) -> Entrance {
        Entrance { tls: self.tls.is_some(), by: self.by, host: self.host.clone(), forwarders: self.forwarders(profile) }
    }

    /// Behind a front door nobody forwards but that.
    fn forwarders(&self, profile: &Profile) -> Forwarders {
        let block = |peer: &Peer| match peer {
            Peer::Addresses { block, .. } => Some(block.clone()),
            Peer::Pods { .. } => None,
        };
        // Only addresses count here, so any name of a home will do.
        let blocks: Option<Vec<String>> = origins(&self.from, profile, None).iter().map(block).collect();
        match blocks {
            Some(blocks) if self.nginx.is_none() && !blocks.is_empty() => Forwarders::Addresses(blocks),
            _ => Forwarders::Pods,
        }
    }

    /// Brings spec and profile together; `place` is the section.
    pub fn resolve(
        self,
        project: &Name,
        profile: &Profile,
        operators: &BTreeSet<Operator>,
        place: &Place<'_>,
        report: &mut Report,
    ) -> Routing {
        let Self { by, host, tls, class, from, rate, nginx, firewall } = self;
        if by == RouteBy::Path && host.is_none() {
            report.push(
                Diagnostic::error(codes::MISSING_KEY, "paths of which host?")
                    .at(place.key("by").span())
                    .help("name the one that all entries share: `routing: {by: path, host: ml.example.com}`"),
            );
        }
        let facts = &profile.routing;
        let issuer = tls.as_ref().and_then(|tls| tls.issuer(project, profile, operators, &place.key("tls"), report));
        let certificate = match &issuer {
            Some(issuer) => Some(Certificate::Secret(issuer.secret.clone())),
            None => tls.and_then(|tls| tls.resolve(profile, &place.key("tls"), report)),
        };
        if let Some(firewall) = &firewall {
            check_firewall(firewall, profile, &place.key("firewall"), report);
        }
        let is_beside = facts.pods.as_ref().is_some_and(|pods| pods.namespace.is_none());
        let home = is_beside.then(|| format!("{project}-gateway"));
        Routing {
            controller: facts.controller,
            class: class.map(|class| class.to_string()).or_else(|| facts.class.clone()),
            certificate,
            issuer,
            origins: origins(&from, profile, home.as_deref()),
            rate,
            nginx: nginx.map(|nginx| nginx.resolve(profile, &place.key("nginx"), report)),
            firewall,
            drain: facts.drain.seconds(),
            home,
        }
    }
}

impl Routing {
    /// Whether all hosts lead to an nginx of the project's own.
    pub fn has_front_door(&self) -> bool {
        self.nginx.is_some()
    }

    /// To whom the gateway belongs: to the project, in the namespace where the gateway is.
    pub(super) fn gate(&self, project: &Owner) -> Owner {
        Owner { namespace: self.home.clone().unwrap_or_else(|| project.namespace.clone()), ..project.clone() }
    }

    /// The namespaces in which controllers look for the certificate, and the hosts that it is for there: that of the gateway, or
    /// that of each Ingress.
    pub(super) fn certificates<'a>(
        &'a self,
        project: &'a Owner,
        reached: &[Exposed<'a>],
    ) -> BTreeMap<&'a str, BTreeSet<&'a Host>> {
        let mut certificates: BTreeMap<&str, BTreeSet<&Host>> = BTreeMap::new();
        let of_gateway = self.home.as_deref().unwrap_or(&project.namespace);
        for Exposed { owner, exposure } in reached {
            let beside = if self.controller == Controller::IngressNginx { &owner.namespace } else { of_gateway };
            if let Some(host) = exposure.host() {
                certificates.entry(beside).or_default().insert(host);
            }
        }
        certificates
    }

    /// The Secret with the certificate, and the namespaces in which it has to exist; none that cert-manager makes.
    pub fn certificate_secrets<'a>(&'a self, project: &'a Owner, reached: &[Exposed<'a>]) -> Option<(&'a str, Vec<&'a str>)> {
        match (&self.certificate, &self.issuer) {
            (Some(Certificate::Secret(name)), None) => Some((name, self.certificates(project, reached).into_keys().collect())),
            _ => None,
        }
    }
}

fn check_firewall(firewall: &str, profile: &Profile, place: &Place<'_>, report: &mut Report) {
    let help = match profile.routing.controller {
        Controller::AlbIngress | Controller::AwsLoadBalancer
            if firewall.starts_with("arn:aws") && firewall.contains(":wafv2:") && firewall.contains(":regional/webacl/") =>
        {
            return;
        }
        Controller::GkeGateway
            if firewall.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') =>
        {
            return;
        }
        Controller::AlbIngress | Controller::AwsLoadBalancer => {
            "write the ARN of a regional web ACL: `arn:aws:wafv2:us-west-2:111122223333:regional/webacl/NAME/ID`"
        }
        Controller::GkeGateway => "write the name of a Cloud Armor policy of the project",
        Controller::IngressNginx => "take it out: ingress-nginx limits rates by itself",
        Controller::GatewayApi => "take it out: the Gateway API has no word for it",
    };
    report.push(
        Diagnostic::error(codes::ROUTING_UNABLE, "the profile's controller cannot use this firewall")
            .at(place.span())
            .related(controller(profile), CONTROLLER)
            .help(help),
    );
}

/// Where requests come from: what the spec says, or what the profile knows. `home` is the namespace of a gateway's pods beside it.
fn origins(from: &[Origin], profile: &Profile, home: Option<&str>) -> Vec<Peer> {
    if !from.is_empty() {
        return from.iter().map(peer).collect();
    }
    let facts = &profile.routing;
    let pods = facts.pods.iter().map(|pods| Peer::Pods {
        namespace: pods.namespace.as_ref().map(ToString::to_string).or_else(|| home.map(str::to_owned)),
        labels: pods.labels.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
    });
    let addresses = facts.addresses.iter().map(|block| Peer::Addresses { block: block.to_string(), except: Vec::new() });
    pods.chain(addresses).collect()
}

fn peer(origin: &Origin) -> Peer {
    match origin {
        Origin::Block(block) => Peer::Addresses { block: block.to_string(), except: Vec::new() },
        Origin::Namespace(namespace) => Peer::Pods { namespace: Some(namespace.to_string()), labels: Labels::new() },
    }
}
