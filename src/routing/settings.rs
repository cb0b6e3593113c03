//! The section `routing` of a spec, and what it comes to with the facts of a profile.

use super::Exposed;
use crate::components::contract::Entrance;
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Name, Origin, Rate};
use crate::k8s::meta::Labels;
use crate::k8s::policy::Peer;
use crate::layers::Place;
use crate::profile::{Controller, Profile};
use schemars::JsonSchema;
use serde::Deserialize;

/// How traffic enters.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoutingSpec {
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
    /// The firewall that keeps to `rate` where the load balancer cannot by itself: the ARN of a web ACL of AWS WAF, or the name of
    /// a Cloud Armor policy.
    #[serde(default)]
    firewall: Option<String>,
}

/// A certificate; exactly one of the two.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TlsSpec {
    /// A Secret of the type `kubernetes.io/tls`.
    #[serde(default)]
    secret: Option<Name>,
    /// The ARN of a certificate in AWS Certificate Manager.
    #[serde(default)]
    certificate: Option<String>,
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
    /// Where requests come from.
    pub origins: Vec<Peer>,
    /// The requests that one client may send in a time, unless a host says otherwise.
    pub rate: Option<Rate>,
    /// The firewall.
    pub firewall: Option<String>,
    /// The seconds for which a load balancer may still send requests to a pod that ends.
    pub drain: u32,
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// In a Secret.
    Secret(String),
    /// In AWS Certificate Manager.
    Arn(String),
}

impl RoutingSpec {
    /// What entries have to know.
    pub fn entrance(&self) -> Entrance {
        Entrance { tls: self.tls.is_some() }
    }

    /// Brings spec and profile together; `place` is the section.
    pub fn resolve(self, profile: &Profile, place: &Place<'_>, report: &mut Report) -> Routing {
        let Self { tls, class, from, rate, firewall } = self;
        let facts = &profile.routing;
        let certificate = tls.and_then(|tls| tls.resolve(facts.controller, &place.key("tls"), report));
        if let Some(firewall) = &firewall {
            check_firewall(firewall, facts.controller, &place.key("firewall"), report);
        }
        Routing {
            controller: facts.controller,
            class: class.map(|class| class.to_string()).or_else(|| facts.class.clone()),
            certificate,
            origins: if from.is_empty() { origins_of(profile) } else { from.into_iter().map(peer).collect() },
            rate,
            firewall,
            drain: facts.drain.seconds(),
        }
    }
}

impl TlsSpec {
    fn resolve(self, controller: Controller, place: &Place<'_>, report: &mut Report) -> Option<Certificate> {
        let wants_arn = controller == Controller::AwsLoadBalancer;
        match (self.secret, self.certificate) {
            (Some(secret), None) if !wants_arn => Some(Certificate::Secret(secret.to_string())),
            (None, Some(arn)) if wants_arn => {
                if !(arn.starts_with("arn:aws") && arn.contains(":acm:") && arn.contains(":certificate/")) {
                    report.push(
                        Diagnostic::error(codes::BAD_VALUE, "this is not the ARN of a certificate")
                            .at(place.key("certificate").span())
                            .help("write it as `arn:aws:acm:us-west-2:111122223333:certificate/...`"),
                    );
                }
                Some(Certificate::Arn(arn))
            }
            (Some(_), Some(arn)) if wants_arn => {
                report.push(
                    Diagnostic::error(codes::ROUTING_UNABLE, "an AWS load balancer takes no certificate from a Secret")
                        .at(place.key("secret").key_span())
                        .help("take `secret` out; in an overlay write `secret: null`"),
                );
                Some(Certificate::Arn(arn))
            }
            (Some(secret), None) => {
                report.push(
                    Diagnostic::error(codes::ROUTING_UNABLE, "an AWS load balancer takes no certificate from a Secret")
                        .at(place.key("secret").key_span())
                        .help("import it into AWS Certificate Manager and name it: `tls: {certificate: arn:aws:acm:...}`"),
                );
                Some(Certificate::Secret(secret.to_string()))
            }
            (Some(secret), Some(_)) => {
                report.push(
                    Diagnostic::error(codes::BAD_VALUE, "`secret` and `certificate` both name the certificate")
                        .at(place.key("certificate").key_span())
                        .help("keep `secret`: only an AWS load balancer reads AWS Certificate Manager"),
                );
                Some(Certificate::Secret(secret.to_string()))
            }
            (None, Some(arn)) => {
                report.push(
                    Diagnostic::error(codes::ROUTING_UNABLE, "only an AWS load balancer reads AWS Certificate Manager")
                        .at(place.key("certificate").key_span())
                        .help("name a Secret of the type `kubernetes.io/tls`: `tls: {secret: NAME}`"),
                );
                Some(Certificate::Arn(arn))
            }
            (None, None) => {
                report.push(
                    Diagnostic::error(codes::MISSING_KEY, "nothing says where the certificate is")
                        .at(place.key_span())
                        .help("name a Secret, `tls: {secret: NAME}`, or on AWS a certificate, `tls: {certificate: ARN}`"),
                );
                None
            }
        }
    }
}

fn check_firewall(firewall: &str, controller: Controller, place: &Place<'_>, report: &mut Report) {
    let help = match controller {
        Controller::AwsLoadBalancer
            if firewall.starts_with("arn:aws") && firewall.contains(":wafv2:") && firewall.contains(":regional/webacl/") =>
        {
            return;
        }
        Controller::GkeGateway
            if firewall.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') =>
        {
            return;
        }
        Controller::AwsLoadBalancer => {
            "write the ARN of a regional web ACL: `arn:aws:wafv2:us-west-2:111122223333:regional/webacl/NAME/ID`"
        }
        Controller::GkeGateway => "write the name of a Cloud Armor policy of the project",
        Controller::IngressNginx => "take it out: ingress-nginx limits rates by itself",
        Controller::GatewayApi => "take it out: the Gateway API has no word for it",
    };
    report.push(
        Diagnostic::error(codes::ROUTING_UNABLE, "the profile's controller cannot use this firewall").at(place.span()).help(help),
    );
}

fn origins_of(profile: &Profile) -> Vec<Peer> {
    let facts = &profile.routing;
    let pods = facts.pods.iter().map(|pods| Peer::Pods {
        namespace: Some(pods.namespace.to_string()),
        labels: pods.labels.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
    });
    let addresses = facts.addresses.iter().map(|block| Peer::Addresses { block: block.to_string(), except: Vec::new() });
    pods.chain(addresses).collect()
}

fn peer(origin: Origin) -> Peer {
    match origin {
        Origin::Block(block) => Peer::Addresses { block: block.to_string(), except: Vec::new() },
        Origin::Namespace(namespace) => Peer::Pods { namespace: Some(namespace.to_string()), labels: Labels::new() },
    }
}

impl Routing {
    /// The rate for an entry: its own, or else the project's.
    pub fn rate_of(&self, exposed: &Exposed<'_>) -> Option<Rate> {
        exposed.exposure.rate.or(self.rate)
    }

    /// Reports what the exposed entries ask for and this cluster cannot do; `place` is the section.
    pub fn check(&self, exposed: &[Exposed<'_>], profile: &Profile, place: &Place<'_>, report: &mut Report) {
        let Some(first) = exposed.first() else { return };
        let asks = first.exposure.host_span;
        if self.certificate.is_none()
            && !profile.local
            && place.key("tls").key_span().is_none_or(|span| Some(span) == place.key_span())
        {
            report.push(
                Diagnostic::error(codes::ROUTING_UNABLE, "a host without a certificate: everything would travel in the clear")
                    .at(asks)
                    .help(if self.controller == Controller::AwsLoadBalancer {
                        "name one in `routing`: `tls: {certificate: arn:aws:acm:...}`"
                    } else {
                        "name a Secret of the type `kubernetes.io/tls` in `routing`: `tls: {secret: NAME}`"
                    }),
            );
        }
        if self.class.is_none() && self.controller != Controller::AwsLoadBalancer {
            report.push(
                Diagnostic::error(codes::ROUTING_UNABLE, "the profile does not know the gateway class of your cluster")
                    .at(asks)
                    .help("name it in `routing`: `class: NAME`; `kubectl get gatewayclasses` lists them"),
            );
        }
        if self.origins.is_empty() {
            report.push(
                Diagnostic::error(codes::ROUTING_UNABLE, "the profile does not know from where requests reach your pods")
                    .at(asks)
                    .help("name the subnets of the load balancer, or the namespace of the gateway's pods, in `routing`: `from: [192.168.0.0/16]`")
                    .help("without it the network policies would keep every request out"),
            );
        }
        for exposed in exposed {
            self.check_rate(exposed, place, report);
            if exposed.exposure.unguarded && !profile.local {
                report.push(open_door(exposed));
            }
        }
    }

    fn check_rate(&self, exposed: &Exposed<'_>, place: &Place<'_>, report: &mut Report) {
        let Some(rate) = self.rate_of(exposed) else { return };
        let help = match self.controller {
            Controller::IngressNginx => return,
            Controller::AwsLoadBalancer | Controller::GkeGateway if self.firewall.is_some() => return,
            Controller::AwsLoadBalancer => format!(
                "name a web ACL of AWS WAF in `routing`, `firewall: ARN`, with a rate-based rule of {} requests in 60 s",
                rate.per_minute()
            ),
            Controller::GkeGateway => format!(
                "name a Cloud Armor policy in `routing`, `firewall: NAME`, that throttles at {} requests in 60 s",
                rate.per_minute()
            ),
            Controller::GatewayApi => {
                "the Gateway API has no word for rates: take `rate` out, or limit it in the server".to_owned()
            }
        };
        report.push(
            Diagnostic::error(codes::ROUTING_UNABLE, format!("the load balancer cannot keep to {rate} by itself"))
                .at(exposed.exposure.rate_span.or_else(|| place.key("rate").own_span()))
                .help(help),
        );
    }
}

fn open_door(exposed: &Exposed<'_>) -> Diagnostic {
    let name = &exposed.owner.name;
    Diagnostic::warning(codes::OPEN_DOOR, format!("`{name}` asks nobody for a password, and the world reaches it"))
        .at(exposed.exposure.host_span)
        .help("whoever can open the host can read and delete everything in it: let only your network in")
        .help(format!(
            "or take `expose` out: `kubectl port-forward service/{name} {0}:{0}` needs none",
            exposed.exposure.main().service_port
        ))
}
