//! What exposed entries ask for and a cluster cannot do.

use super::{Exposed, Routing};
use crate::components::contract::{Exposure, Match};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::Rate;
use crate::layers::Place;
use crate::profile::{Controller, Profile};
use crate::source::Span;

impl Routing {
    /// The rate for an entry: its own, or else the project's.
    pub fn rate_of(&self, exposure: &Exposure) -> Option<Rate> {
        exposure.rate.or(self.rate)
    }

    /// Reports what the exposed entries ask for and this cluster cannot do; `place` is the section.
    pub fn check(&self, exposed: &[Exposed<'_>], profile: &Profile, place: &Place<'_>, report: &mut Report) {
        for exposed in exposed {
            if exposed.exposure.unguarded && !profile.local {
                report.push(open_door(exposed));
            }
            if !self.has_front_door() || exposed.exposure.host().is_none() {
                check_versions(exposed, self.controller, profile, report);
            }
            if !self.has_front_door() && !profile.routing.rewrites_paths {
                check_path(exposed, profile, report);
            }
        }
        let by_host: Vec<&Exposed<'_>> = exposed.iter().filter(|exposed| exposed.exposure.host().is_some()).collect();
        let Some(first) = by_host.first() else { return };
        let asks = first.exposure.span;
        if self.certificate.is_none()
            && !profile.local
            && place.key("tls").key_span().is_none_or(|span| Some(span) == place.key_span())
        {
            report.push(
                Diagnostic::error(codes::ROUTING_UNABLE, "a host without a certificate: everything would travel in the clear")
                    .at(asks)
                    .related(profile.fact(&["local"]), "a cluster that is not `local`")
                    .help(if self.controller.is_of_aws() {
                        "name one in `routing`: `tls: {certificate: arn:aws:acm:...}`"
                    } else {
                        "name a Secret of the type `kubernetes.io/tls` in `routing`: `tls: {secret: NAME}`"
                    }),
            );
        }
        if self.class.is_none() && !self.controller.is_of_aws() {
            report.push(
                Diagnostic::error(codes::ROUTING_UNABLE, "the profile does not know the gateway class of your cluster")
                    .at(asks)
                    .related(profile.fact(&["routing", "class"]), "no `class` is named here")
                    .help("name it in `routing`: `class: NAME`; `kubectl get gatewayclasses` lists them"),
            );
        }
        if self.origins.is_empty() {
            report.push(
                Diagnostic::error(codes::ROUTING_UNABLE, "the profile does not know from where requests reach your pods")
                    .at(asks)
                    .related(profile.fact(&["routing", "addresses"]), "neither `addresses` nor `pods` are named here")
                    .help("name the subnets of the load balancer, or the namespace of the gateway's pods, in `routing`: `from: [192.168.0.0/16]`")
                    .help("without it the network policies would keep every request out"),
            );
        }
        for exposed in by_host.iter().filter(|_| !self.has_front_door()) {
            self.check_rate(exposed.exposure, profile, place, report);
        }
    }

    fn check_rate(&self, exposure: &Exposure, profile: &Profile, place: &Place<'_>, report: &mut Report) {
        let Some(rate) = self.rate_of(exposure) else { return };
        let help = match self.controller {
            Controller::IngressNginx => return,
            Controller::AlbIngress | Controller::AwsLoadBalancer | Controller::GkeGateway if self.firewall.is_some() => return,
            Controller::AlbIngress | Controller::AwsLoadBalancer => format!(
                "name a web ACL of AWS WAF in `routing`, `firewall: ARN`, with a rate-based rule of {} requests in 60 s",
                rate.per_minute()
            ),
            Controller::GkeGateway => format!(
                "name a Cloud Armor policy in `routing`, `firewall: NAME`, that throttles at {} requests in 60 s",
                rate.per_minute()
            ),
            Controller::GatewayApi => "the Gateway API has no word for rates: take `rate` out".to_owned(),
        };
        report.push(
            Diagnostic::error(codes::ROUTING_UNABLE, format!("the load balancer cannot keep to {rate} by itself"))
                .at(exposure.rate_span.or_else(|| place.key("rate").own_span()))
                .related(controller(profile), CONTROLLER)
                .help(help)
                .help("or let an nginx of the project's own keep to it: `routing: {nginx: {}}`"),
        );
    }
}

/// Reports a path that nobody would take off.
fn check_path(exposed: &Exposed<'_>, profile: &Profile, report: &mut Report) {
    let Some(path) = exposed.exposure.stripped_prefix() else { return };
    let name = &exposed.owner.name;
    report.push(
        Diagnostic::error(
            codes::ROUTING_UNABLE,
            format!("this way in cannot take the path `{path}` off before `{name}` sees it"),
        )
        .at(exposed.exposure.span)
        .related(profile.fact(&["routing", "rewritesPaths"]), "a way in that keeps paths")
        .help("let an nginx of the project's own take it off: `routing: {nginx: {}}`; or expose it by a host of its own"),
    );
}

/// The target groups of an action (ELB User Guide, "Quotas for your Application Load Balancers", not adjustable, 2026-11).
const MOST_SHARED_ON_AWS: usize = 5;

/// What the place of the controller explains.
pub(super) const CONTROLLER: &str = "who carries out routes";

/// Where the profile says who carries out routes.
pub(super) fn controller(profile: &Profile) -> Span {
    profile.fact(&["routing", "controller"])
}

/// Reports versions side by side that the way in cannot tell apart.
fn check_versions(exposed: &Exposed<'_>, carried_by: Controller, profile: &Profile, report: &mut Report) {
    let (name, exposure) = (&exposed.owner.name, exposed.exposure);
    let versions = exposure.reached().count();
    let shared = exposure.backends.iter().filter(|backend| backend.weight > 0).count();
    let asked_for = exposure.reached().filter(|backend| backend.matched.is_some()).count();
    let by_cookie = exposure.reached().any(|backend| matches!(backend.matched, Some(Match::Cookie(_))));
    let has_host = exposure.host().is_some();
    let is_ingress = carried_by == Controller::IngressNginx;
    let (message, help) = if !has_host && versions > 1 {
        (format!("a port of the nodes leads to one version, and `{name}` has {versions}"), "expose it by a host")
    } else if has_host && is_ingress && versions > 2 {
        (
            format!("ingress-nginx shares requests between two versions, and `{name}` has {versions}"),
            "give all but two the weight 0, or let an nginx of the project's own share them: `routing: {nginx: {}}`",
        )
    } else if has_host && is_ingress && asked_for > 1 {
        (
            format!("ingress-nginx lets requests ask for one version only, and `{name}` has {asked_for} to ask for"),
            "take the header or the cookie off one, or let an nginx of the project's own look at them: `routing: {nginx: {}}`",
        )
    } else if has_host && carried_by.is_of_aws() && shared > MOST_SHARED_ON_AWS {
        (
            format!(
                "an AWS load balancer shares requests between {MOST_SHARED_ON_AWS} versions at the most, and `{name}` has {shared}"
            ),
            "give the others the weight 0, or let an nginx of the project's own share them: `routing: {nginx: {}}`",
        )
    } else if has_host && !is_ingress && by_cookie {
        let way_in = if carried_by == Controller::AlbIngress { "an AWS load balancer" } else { "the Gateway API" };
        (
            format!("{way_in} has no word for the cookie that asks for a version of `{name}`"),
            "ask by a header, or let an nginx of the project's own look at cookies: `routing: {nginx: {}}`",
        )
    } else {
        return;
    };
    report.push(
        Diagnostic::error(codes::ROUTING_UNABLE, message)
            .at(exposure.span)
            .related(has_host.then(|| controller(profile)), CONTROLLER)
            .help(help),
    );
}

fn open_door(exposed: &Exposed<'_>) -> Diagnostic {
    let name = &exposed.owner.name;
    Diagnostic::warning(codes::OPEN_DOOR, format!("`{name}` asks nobody for a password, and the world reaches it"))
        .at(exposed.exposure.span)
        .help("whoever can open the host can read and delete everything in it: let only your network in")
        .help(format!(
            "or take `expose` out: `kubectl port-forward service/{name} {0}:{0}` needs none",
            exposed.exposure.main().service_port
        ))
}
