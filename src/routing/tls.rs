//! The certificate of all hosts.

use super::check::{CONTROLLER, controller};
use crate::components::parts;
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Email, Name};
use crate::layers::Place;
use crate::profile::{Operator, Profile};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeSet;

/// A certificate: in a Secret, in AWS Certificate Manager, or one that cert-manager fetches.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TlsSpec {
    /// A Secret of the type `kubernetes.io/tls`.
    #[serde(default)]
    secret: Option<Name>,
    /// The ARN of a certificate in AWS Certificate Manager.
    #[serde(default)]
    certificate: Option<String>,
    /// A ClusterIssuer of cert-manager, which keeps the certificate in the Secret, `PROJECT-tls` if no other is named.
    #[serde(default)]
    issuer: Option<Name>,
    /// Whom Let's Encrypt tells of trouble. With it the bundle creates the issuer; without it the issuer has to exist.
    #[serde(default)]
    email: Option<Email>,
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// In a Secret.
    Secret(String),
    /// In AWS Certificate Manager.
    Arn(String),
}

/// Who signs the certificate, and where cert-manager keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// The ClusterIssuer.
    pub name: String,
    /// Whom the authority tells of trouble, if the bundle creates the issuer.
    pub email: Option<String>,
    /// The Secret of the certificate.
    pub secret: String,
}

impl TlsSpec {
    /// The issuer, if the spec names one that the cluster can use; `place` is the key `tls`.
    pub(super) fn issuer(
        &self,
        project: &Name,
        profile: &Profile,
        operators: &BTreeSet<Operator>,
        place: &Place<'_>,
        report: &mut Report,
    ) -> Option<Issuer> {
        let Some(issuer) = &self.issuer else {
            if self.email.is_some() {
                report.push(
                    Diagnostic::error(codes::BAD_VALUE, "an address of mail, and no issuer that could write to it")
                        .at(place.key("email").key_span())
                        .help("name the issuer too: `tls: {issuer: letsencrypt-prod, email: ...}`; or take `email` out"),
                );
            }
            return None;
        };
        if profile.routing.controller.is_of_aws() {
            report.push(
                Diagnostic::error(codes::ROUTING_UNABLE, "an AWS load balancer takes no certificate from cert-manager")
                    .at(place.key("issuer").key_span())
                    .related(controller(profile), CONTROLLER)
                    .help(match self.certificate {
                        Some(_) => "take `issuer` and `email` out; in an overlay write `issuer: null` and `email: null`",
                        None => "name one in AWS Certificate Manager, which renews it by itself: `tls: {certificate: arn:aws:acm:...}`",
                    }),
            );
        } else if self.certificate.is_some() {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "`issuer` and `certificate` both name the certificate")
                    .at(place.key("certificate").key_span())
                    .help("keep `issuer`: only an AWS load balancer reads AWS Certificate Manager"),
            );
        } else {
            parts::require_operator_of(
                Operator::CertManager,
                "fetching a certificate",
                operators,
                profile,
                &place.key("issuer"),
                report,
            );
        }
        Some(Issuer {
            name: issuer.to_string(),
            email: self.email.as_ref().map(ToString::to_string),
            secret: self.secret.as_ref().map_or_else(|| format!("{project}-tls"), ToString::to_string),
        })
    }

    pub(super) fn resolve(self, profile: &Profile, place: &Place<'_>, report: &mut Report) -> Option<Certificate> {
        let wants_arn = profile.routing.controller.is_of_aws();
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
                        .related(controller(profile), CONTROLLER)
                        .help("take `secret` out; in an overlay write `secret: null`"),
                );
                Some(Certificate::Arn(arn))
            }
            (Some(secret), None) => {
                report.push(
                    Diagnostic::error(codes::ROUTING_UNABLE, "an AWS load balancer takes no certificate from a Secret")
                        .at(place.key("secret").key_span())
                        .related(controller(profile), CONTROLLER)
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
                        .related(controller(profile), CONTROLLER)
                        .help("name a Secret of the type `kubernetes.io/tls`: `tls: {secret: NAME}`"),
                );
                Some(Certificate::Arn(arn))
            }
            (None, None) => {
                report.push(
                    Diagnostic::error(codes::MISSING_KEY, "nothing says where the certificate is")
                        .at(place.key_span())
                        .help("name a Secret, `tls: {secret: NAME}`, an issuer of cert-manager, `tls: {issuer: NAME}`, or on AWS a certificate, `tls: {certificate: ARN}`"),
                );
                None
            }
        }
    }
}
