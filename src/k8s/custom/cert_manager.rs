//! cert-manager, `cert-manager.io/v1` (cert-manager/cert-manager v1.21.1, 2026-08-22).

use super::CustomSpec;
use serde::Serialize;

/// An authority of which every namespace may ask certificates.
#[derive(Clone, Debug, Serialize)]
pub struct ClusterIssuerSpec {
    /// An authority that speaks ACME.
    pub acme: Acme,
}

/// An authority that speaks ACME.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Acme {
    /// Its address.
    pub server: &'static str,
    /// Whom it tells of trouble.
    pub email: String,
    /// The Secret in which cert-manager keeps the key of the account, in its own namespace. It makes it by itself.
    pub private_key_secret_ref: SecretReference,
    /// How the authority sees that the hosts are ours.
    pub solvers: Vec<Solver>,
}

/// A Secret by its name.
#[derive(Clone, Debug, Serialize)]
pub struct SecretReference {
    /// The name.
    pub name: String,
}

/// How an authority sees that a host is ours.
#[derive(Clone, Debug, Serialize)]
pub struct Solver {
    /// By a file that it fetches from the host.
    pub http01: Http01,
}

/// What leads to the file.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Http01 {
    /// An Ingress.
    Ingress(IngressSolver),
    /// A route of a Gateway.
    #[serde(rename = "gatewayHTTPRoute")]
    GatewayHttpRoute(GatewaySolver),
}

/// A solver behind an Ingress.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IngressSolver {
    /// The ingress class.
    pub ingress_class_name: String,
    /// `ClusterIP`; without it solvers would open a port of every node.
    pub service_type: &'static str,
}

/// A solver behind a Gateway.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewaySolver {
    /// The listeners.
    pub parent_refs: Vec<ListenerReference>,
    /// `ClusterIP`; without it solvers would open a port of every node.
    pub service_type: &'static str,
}

/// A listener of a Gateway.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListenerReference {
    /// `gateway.networking.k8s.io`.
    pub group: &'static str,
    /// `Gateway`.
    pub kind: &'static str,
    /// The gateway.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// The listener.
    pub section_name: &'static str,
}

/// A certificate that cert-manager keeps in a Secret.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateSpec {
    /// The Secret.
    pub secret_name: String,
    /// The hosts.
    pub dns_names: Vec<String>,
    /// Who signs it.
    pub issuer_ref: IssuerReference,
    /// Its key.
    pub private_key: PrivateKey,
}

/// An issuer.
#[derive(Clone, Debug, Serialize)]
pub struct IssuerReference {
    /// `cert-manager.io`.
    pub group: &'static str,
    /// `ClusterIssuer`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
}

/// The key of a certificate.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrivateKey {
    /// `ECDSA`.
    pub algorithm: &'static str,
    /// Its bits.
    pub size: u16,
    /// `Always`: a new key with each certificate.
    pub rotation_policy: &'static str,
}

impl CustomSpec for ClusterIssuerSpec {
    const API_VERSION: &'static str = "cert-manager.io/v1";
    const KIND: &'static str = "ClusterIssuer";
}

impl CustomSpec for CertificateSpec {
    const API_VERSION: &'static str = "cert-manager.io/v1";
    const KIND: &'static str = "Certificate";
}
