//! The certificate of all hosts.

use crate::diag::{Diagnostic, Report, codes};
use crate::fields::Name;
use crate::layers::Place;
use crate::profile::Controller;
use schemars::JsonSchema;
use serde::Deserialize;

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

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// In a Secret.
    Secret(String),
    /// In AWS Certificate Manager.
    Arn(String),
}

impl TlsSpec {
    pub(super) fn resolve(self, controller: Controller, place: &Place<'_>, report: &mut Report) -> Option<Certificate> {
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
