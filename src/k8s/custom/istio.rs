//! Istio's own kinds (istio.io reference, "PeerAuthentication" and "Virtual Service", 2026-08).

use super::CustomSpec;
use crate::k8s::meta::Labels;
use serde::Serialize;
use std::collections::BTreeMap;

/// How pods take connections.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PeerAuthenticationSpec {
    /// The pods; all of the namespace if none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selector: Option<PodSelector>,
    /// For all ports.
    pub mtls: MutualTls,
    /// For single ports of the pods.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub port_level_mtls: BTreeMap<String, MutualTls>,
}

/// Pods by their labels.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PodSelector {
    /// The labels.
    pub match_labels: Labels,
}

/// Whether connections are encrypted and both ends known.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MutualTls {
    /// `STRICT`, or `PERMISSIVE` where others may come too.
    pub mode: &'static str,
}

/// Where requests to a host go.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualServiceSpec {
    /// The Services that clients ask for.
    pub hosts: Vec<String>,
    /// The ways, in the order in which they are tried.
    pub http: Vec<HttpWay>,
}

/// A way for requests.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpWay {
    /// The requests that it is for; all if empty.
    #[serde(rename = "match", skip_serializing_if = "Vec::is_empty")]
    pub matches: Vec<HeaderMatch>,
    /// Where they go.
    pub route: Vec<WeightedDestination>,
}

/// Requests by their headers.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HeaderMatch {
    /// The values by header.
    pub headers: BTreeMap<String, TextMatch>,
}

/// The form of a text.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum TextMatch {
    /// Just this.
    Exact(String),
    /// An expression of RE2 for the whole text.
    Regex(String),
}

/// A Service and its share of the requests.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WeightedDestination {
    /// The Service.
    pub destination: Destination,
    /// The share; all of a way without others if none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<u16>,
}

/// A port of a Service.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Destination {
    /// The Service.
    pub host: String,
    /// The port.
    pub port: PortNumber,
}

/// A port.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PortNumber {
    /// Its number.
    pub number: u16,
}

impl CustomSpec for PeerAuthenticationSpec {
    const API_VERSION: &'static str = "security.istio.io/v1";
    const KIND: &'static str = "PeerAuthentication";
}

impl CustomSpec for VirtualServiceSpec {
    const API_VERSION: &'static str = "networking.istio.io/v1";
    const KIND: &'static str = "VirtualService";
}
