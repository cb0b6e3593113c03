//! Gateway API 1.x, `gateway.networking.k8s.io/v1` (kubernetes-sigs/gateway-api v1.6.1, 2026-08-21).

use super::CustomSpec;
use crate::k8s::meta::Labels;
use serde::Serialize;

/// A kind of gateway, tied to the controller that carries it out.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewayClassSpec {
    /// The controller, such as `gateway.k8s.aws/alb`.
    pub controller_name: String,
}

/// An entrance.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewaySpec {
    /// The kind of gateway.
    pub gateway_class_name: String,
    /// Settings of the controller's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub infrastructure: Option<Infrastructure>,
    /// What it listens on.
    pub listeners: Vec<Listener>,
}

/// Settings of the controller's own.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Infrastructure {
    /// The object that holds them.
    pub parameters_ref: TypedReference,
}

/// An object of the same namespace.
#[derive(Clone, Debug, Serialize)]
pub struct TypedReference {
    /// Its group.
    pub group: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// A port of an entrance.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listener {
    /// Its name, to which routes refer.
    pub name: &'static str,
    /// The port.
    pub port: i32,
    /// `HTTP` or `HTTPS`.
    pub protocol: &'static str,
    /// The certificate. Left out where the controller takes it from elsewhere: `tls` without one is not valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<ListenerTls>,
    /// From where routes may attach.
    pub allowed_routes: AllowedRoutes,
}

/// The certificate of a listener.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListenerTls {
    /// `Terminate`.
    pub mode: &'static str,
    /// Secrets in the namespace of the gateway.
    pub certificate_refs: Vec<NameReference>,
}

/// An object by its name; the kind is clear from the place.
#[derive(Clone, Debug, Serialize)]
pub struct NameReference {
    /// The name.
    pub name: String,
}

/// From where routes may attach.
#[derive(Clone, Debug, Serialize)]
pub struct AllowedRoutes {
    /// The namespaces.
    pub namespaces: RouteNamespaces,
}

/// Namespaces of routes.
#[derive(Clone, Debug, Serialize)]
pub struct RouteNamespaces {
    /// `Same` or `Selector`.
    pub from: &'static str,
    /// Which namespaces, with `Selector`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selector: Option<NamespaceSelector>,
}

/// Namespaces by their labels.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NamespaceSelector {
    /// The labels.
    pub match_labels: Labels,
}

/// A route from a host to a Service.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpRouteSpec {
    /// The listeners on which it waits.
    pub parent_refs: Vec<ParentReference>,
    /// The hosts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hostnames: Vec<String>,
    /// What happens to a request.
    pub rules: Vec<RouteRule>,
}

/// A listener of a gateway.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ParentReference {
    /// The gateway.
    pub name: String,
    /// Its namespace, unless it is the route's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The listener.
    pub section_name: &'static str,
}

/// What happens to a request.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RouteRule {
    /// Which requests it is for; all if none is given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub matches: Vec<RouteMatch>,
    /// Changes on the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<RouteFilter>,
    /// Where it goes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub backend_refs: Vec<BackendReference>,
}

/// What a request has to be. All of it has to hold.
#[derive(Clone, Debug, Serialize)]
pub struct RouteMatch {
    /// Its path.
    pub path: PathMatch,
    /// Its headers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<HeaderMatch>,
}

/// What a path has to be.
#[derive(Clone, Debug, Serialize)]
pub struct PathMatch {
    /// `PathPrefix`: whole segments.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The path.
    pub value: String,
}

/// What a header has to be.
#[derive(Clone, Debug, Serialize)]
pub struct HeaderMatch {
    /// `Exact`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A change on the way.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all_fields = "camelCase")]
pub enum RouteFilter {
    /// Sends the client elsewhere.
    RequestRedirect {
        /// Where.
        request_redirect: RequestRedirect,
    },
    /// Changes the request before the Service sees it.
    #[serde(rename = "URLRewrite")]
    UrlRewrite {
        /// How.
        url_rewrite: UrlRewrite,
    },
}

/// A change of a request.
#[derive(Clone, Debug, Serialize)]
pub struct UrlRewrite {
    /// What becomes of its path.
    pub path: PathRewrite,
}

/// What becomes of a path.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PathRewrite {
    /// `ReplacePrefixMatch`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What stands where the prefix stood.
    pub replace_prefix_match: &'static str,
}

/// An answer that sends the client elsewhere.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestRedirect {
    /// The scheme.
    pub scheme: &'static str,
    /// The status.
    pub status_code: i32,
}

/// A Service behind a route.
#[derive(Clone, Debug, Serialize)]
pub struct BackendReference {
    /// The Service.
    pub name: String,
    /// The Service's port.
    pub port: i32,
    /// Its share of the requests, in proportion to the others; nothing to share if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<u16>,
}

impl CustomSpec for GatewayClassSpec {
    const API_VERSION: &'static str = "gateway.networking.k8s.io/v1";
    const KIND: &'static str = "GatewayClass";
}

impl CustomSpec for GatewaySpec {
    const API_VERSION: &'static str = "gateway.networking.k8s.io/v1";
    const KIND: &'static str = "Gateway";
}

impl CustomSpec for HttpRouteSpec {
    const API_VERSION: &'static str = "gateway.networking.k8s.io/v1";
    const KIND: &'static str = "HTTPRoute";
}
