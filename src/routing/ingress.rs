//! Routes as Ingress objects for ingress-nginx.

use super::{Certificate, Exposed, ROLE, Routing, request_timeout};
use crate::components::contract::Objects;
use crate::k8s::meta::annotate;
use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressRule, IngressServiceBackend, IngressSpec, IngressTLS,
    ServiceBackendPort,
};

pub(super) fn build(routing: &Routing, exposed: &[Exposed<'_>], objects: &mut Objects) {
    for exposed in exposed {
        objects.push(ingress(routing, exposed));
    }
}

fn ingress(routing: &Routing, exposed: &Exposed<'_>) -> Ingress {
    let host = exposed.exposure.host.to_string();
    let mut metadata = exposed.owner.metadata(ROLE, None);
    annotate(&mut metadata, annotations(routing, exposed));
    let tls = routing.certificate.as_ref().map(|certificate| {
        let (Certificate::Secret(secret) | Certificate::Arn(secret)) = certificate;
        vec![IngressTLS { hosts: Some(vec![host.clone()]), secret_name: Some(secret.clone()) }]
    });
    let rule = IngressRule { host: Some(host), http: Some(HTTPIngressRuleValue { paths: vec![path(exposed)] }) };
    Ingress {
        metadata,
        spec: Some(IngressSpec {
            ingress_class_name: routing.class.clone(),
            tls,
            rules: Some(vec![rule]),
            ..IngressSpec::default()
        }),
        ..Ingress::default()
    }
}

fn path(exposed: &Exposed<'_>) -> HTTPIngressPath {
    let service = IngressServiceBackend {
        name: exposed.exposure.main().service.clone(),
        port: Some(ServiceBackendPort { number: Some(i32::from(exposed.exposure.main().service_port)), name: None }),
    };
    HTTPIngressPath {
        path: Some("/".to_owned()),
        path_type: "Prefix".to_owned(),
        backend: IngressBackend { service: Some(service), resource: None },
    }
}

/// ingress-nginx docs, "Annotations" (kubernetes/ingress-nginx, 2026-03-20). The rate counts for each client and each replica of
/// the controller, with bursts of five times as much by default; a burst of one keeps closer to what was asked.
fn annotations(routing: &Routing, exposed: &Exposed<'_>) -> Vec<(String, String)> {
    let timeout = request_timeout(exposed.exposure);
    let mut annotations = vec![("proxy-read-timeout", timeout.to_string()), ("proxy-send-timeout", timeout.to_string())];
    if exposed.exposure.uploads {
        // Zero lifts the limit of 1 MiB: models are larger.
        annotations.push(("proxy-body-size", "0".to_owned()));
    }
    if let Some(rate) = routing.rate_of(exposed) {
        annotations.push(("limit-rpm", rate.per_minute().to_string()));
        annotations.push(("limit-burst-multiplier", "1".to_owned()));
    }
    annotations.into_iter().map(|(key, value)| (format!("nginx.ingress.kubernetes.io/{key}"), value)).collect()
}
