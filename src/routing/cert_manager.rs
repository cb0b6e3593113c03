//! A certificate that cert-manager fetches and renews.

use super::tls::Issuer;
use super::{Exposed, ROLE, Routing, gateway};
use crate::components::contract::Objects;
use crate::k8s::custom::Custom;
use crate::k8s::custom::cert_manager::{
    Acme, CertificateSpec, ClusterIssuerSpec, GatewaySolver, Http01, IngressSolver, IssuerReference, ListenerReference,
    PrivateKey, SecretReference, Solver,
};
use crate::k8s::meta::annotate;
use crate::k8s::policy::{Rule, network_policy};
use crate::k8s::{Owner, Stage};
use crate::profile::Controller;
use k8s_openapi::api::networking::v1::NetworkPolicy;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement, ObjectMeta};

/// Let's Encrypt's production (letsencrypt.org/docs/acme-protocol-updates, 2026-08).
const LETS_ENCRYPT: &str = "https://acme-v02.api.letsencrypt.org/directory";
/// The label of the pods that answer the authority, and their port (pkg/apis/acme/v1/const.go and pkg/issuer/acme/http/http.go).
const SOLVER: &str = "acme.cert-manager.io/http01-solver";
const SOLVER_PORT: u16 = 8_089;

/// Builds the issuer if the spec describes one, and for each namespace in which a controller looks for the certificate that
/// certificate and the way to the pods that answer the authority.
pub(super) fn build(project: &Owner, routing: &Routing, reached: &[Exposed<'_>], objects: &mut Objects) {
    let Some(issuer) = &routing.issuer else { return };
    objects.begin(Stage::Routes, None);
    if let Some(email) = &issuer.email {
        objects.push(cluster_issuer(project, routing, issuer, email));
    }
    for (namespace, hosts) in routing.certificates(project, reached) {
        let owner = Owner { namespace: namespace.to_owned(), ..project.clone() };
        objects.push(solver_policy(&owner, routing));
        objects.push(certificate(&owner, issuer, hosts.iter().map(ToString::to_string).collect()));
    }
}

fn cluster_issuer(project: &Owner, routing: &Routing, issuer: &Issuer, email: &str) -> Custom<ClusterIssuerSpec> {
    // The pods of solvers have requests, limits and a context that `restricted` admits by themselves
    // (pkg/issuer/acme/http/pod.go and internal/apis/config/controller/v1alpha1/defaults.go, 2026-08-22).
    let http01 = match routing.controller {
        Controller::IngressNginx => Http01::Ingress(IngressSolver {
            ingress_class_name: routing.class.clone().unwrap_or_default(),
            service_type: "ClusterIP",
        }),
        _ => Http01::GatewayHttpRoute(GatewaySolver { parent_refs: vec![listener(project)], service_type: "ClusterIP" }),
    };
    Custom {
        metadata: ObjectMeta { name: Some(issuer.name.clone()), labels: Some(project.labels(ROLE)), ..ObjectMeta::default() },
        spec: ClusterIssuerSpec {
            acme: Acme {
                server: LETS_ENCRYPT,
                email: email.to_owned(),
                private_key_secret_ref: SecretReference { name: format!("{}-account", issuer.name) },
                solvers: vec![Solver { http01 }],
            },
        },
    }
}

/// The authority comes without TLS. Its question is more exact than the redirect to HTTPS, and so wins over it.
fn listener(project: &Owner) -> ListenerReference {
    ListenerReference {
        group: "gateway.networking.k8s.io",
        kind: "Gateway",
        name: project.name.clone(),
        namespace: project.namespace.clone(),
        section_name: gateway::HTTP,
    }
}

fn certificate(owner: &Owner, issuer: &Issuer, dns_names: Vec<String>) -> Custom<CertificateSpec> {
    let mut metadata = ObjectMeta { name: Some(issuer.secret.clone()), ..owner.metadata(ROLE, None) };
    // Some gateways open no port at all before there is a certificate, so that the authority could never ask. Until the real one
    // is there, one that nobody trusts stands in for it (pkg/apis/certmanager/v1/types.go, 2026-08-22).
    annotate(&mut metadata, [("cert-manager.io/issue-temporary-certificate".to_owned(), "true".to_owned())]);
    Custom {
        metadata,
        spec: CertificateSpec {
            secret_name: issuer.secret.clone(),
            dns_names,
            issuer_ref: IssuerReference { group: "cert-manager.io", kind: "ClusterIssuer", name: issuer.name.clone() },
            private_key: PrivateKey { algorithm: "ECDSA", size: 256, rotation_policy: "Always" },
        },
    }
}

/// The pods that answer the authority come and go with its questions. The router reaches them, and they reach nobody.
fn solver_policy(owner: &Owner, routing: &Routing) -> NetworkPolicy {
    let exists = LabelSelectorRequirement { key: SOLVER.to_owned(), operator: "Exists".to_owned(), values: None };
    let solvers = LabelSelector { match_expressions: Some(vec![exists]), ..LabelSelector::default() };
    let from_router = Rule::tcp(routing.origins.clone(), &[SOLVER_PORT]);
    network_policy(owner, ROLE, Some("acme-solvers"), solvers, &[from_router], &[])
}
