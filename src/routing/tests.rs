//! Versions side by side, as each controller is told of them.

use super::{Certificate, Exposed, Routing, build};
use crate::components::contract::{Backend, Door, Exposure, Match, Objects};
use crate::diag::Report;
use crate::fields::{Host, Name, PathPrefix, Word};
use crate::k8s::Owner;
use crate::k8s::meta::Labels;
use crate::k8s::policy::Peer;
use crate::k8s::service::{Port, service};
use crate::layers::Place;
use crate::profile::{self, Controller, Profile};
use crate::source::Sources;
use crate::yaml;
use serde_json::{Value, json};

pub(super) fn owner() -> Owner {
    let name = |text: &str| Name::parse(text).expect("a name").to_string();
    Owner { project: name("shop"), name: name("qna"), namespace: name("shop"), version: None }
}

pub(super) fn backend(service: &str, weight: u16, matched: Option<Match>) -> Backend {
    Backend {
        service: service.to_owned(),
        service_port: 80,
        container_port: 8000,
        health_path: format!("/health/{service}"),
        weight,
        matched,
    }
}

pub(super) fn header() -> Match {
    Match::Header { name: "X-Canary".to_owned(), value: "yes".to_owned() }
}

fn cookie() -> Match {
    Match::Cookie("canary".to_owned())
}

pub(super) fn exposure(path: &str, backends: Vec<Backend>) -> Exposure {
    let path = PathPrefix::parse(path).expect("a path");
    let strip = !path.is_root();
    Exposure {
        part: None,
        door: Door::Url { host: Host::parse("qna.example.com").expect("a host"), path, strip },
        rate: None,
        backends,
        uploads: false,
        unguarded: false,
        span: None,
        rate_span: None,
    }
}

pub(super) fn routing(controller: Controller) -> Routing {
    Routing {
        controller,
        class: Some("class".to_owned()),
        certificate: Some(Certificate::Secret("tls".to_owned())),
        issuer: None,
        origins: Vec::new(),
        rate: None,
        nginx: None,
        firewall: None,
        drain: 15,
        home: None,
    }
}

/// The objects of one kind that an exposure becomes.
fn objects(controller: Controller, exposure: &Exposure, kind: &str) -> Vec<Value> {
    let owner = owner();
    let mut objects = Objects::new();
    build(&owner, &routing(controller), &[Exposed { owner: &owner, exposure }], &mut objects);
    let objects = objects.into_entries().into_iter().map(|entry| serde_json::to_value(&entry.object).expect("an object"));
    objects.filter(|object| object["kind"] == kind).collect()
}

/// The messages about an exposure.
fn problems(controller: Controller, exposure: &Exposure) -> Vec<String> {
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let profile: Profile = profile::load("minikube", None, &mut sources, &mut report).expect("a profile");
    let source = sources.add("mlkube.yaml".to_owned(), "a: b\n".to_owned());
    let tree = yaml::read_document(source, "a: b\n", &mut report).expect("a tree");
    let owner = owner();
    let exposed = [Exposed { owner: &owner, exposure }];
    let routing = Routing { origins: vec![Peer::Pods { namespace: None, labels: Labels::new() }], ..routing(controller) };
    routing.check(&exposed, &profile, &Place::root(&tree).key("routing"), &mut report);
    report.into_diagnostics().into_iter().map(|found| found.message).collect()
}

fn annotation<'a>(object: &'a Value, name: &str) -> &'a Value {
    &object["metadata"]["annotations"][format!("nginx.ingress.kubernetes.io/{name}")]
}

fn leads_to(ingress: &Value) -> &Value {
    &ingress["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]["name"]
}

#[test]
fn a_gateway_shares_requests_by_weight() {
    let exposure = exposure("/", vec![backend("v1", 90, None), backend("v2", 10, None), backend("v3", 0, None)]);
    let routes = objects(Controller::GatewayApi, &exposure, "HTTPRoute");
    let route = routes.iter().find(|route| route["metadata"]["name"] == "qna").expect("the route");
    let share = |name: &str, weight: u16| json!({"name": name, "port": 80, "weight": weight});
    assert_eq!(route["spec"]["rules"], json!([{"backendRefs": [share("v1", 90), share("v2", 10)]}]));
}

#[test]
fn a_gateway_looks_at_headers_before_weights() {
    let exposure = exposure("/qna", vec![backend("v1", 100, None), backend("v2", 0, Some(header()))]);
    let routes = objects(Controller::GkeGateway, &exposure, "HTTPRoute");
    let route = routes.iter().find(|route| route["metadata"]["name"] == "qna").expect("the route");
    let path = json!({"type": "PathPrefix", "value": "/qna"});
    let rewrite =
        json!([{"type": "URLRewrite", "urlRewrite": {"path": {"type": "ReplacePrefixMatch", "replacePrefixMatch": "/"}}}]);
    let asked = json!([{"type": "Exact", "name": "X-Canary", "value": "yes"}]);
    assert_eq!(
        route["spec"]["rules"],
        json!([
            {"matches": [{"path": path, "headers": asked}], "filters": rewrite, "backendRefs": [{"name": "v2", "port": 80}]},
            {"matches": [{"path": path}], "filters": rewrite, "backendRefs": [{"name": "v1", "port": 80}]},
        ])
    );
}

/// A load balancer checks each Service by itself, whether weights or headers lead to it.
#[test]
fn every_service_is_checked() {
    let exposure = exposure("/", vec![backend("v1", 90, None), backend("v2", 0, Some(header())), backend("v3", 0, None)]);
    for (controller, kind, target) in [
        (Controller::AwsLoadBalancer, "TargetGroupConfiguration", "/spec/targetReference/name"),
        (Controller::GkeGateway, "HealthCheckPolicy", "/spec/targetRef/name"),
        (Controller::GkeGateway, "GCPBackendPolicy", "/spec/targetRef/name"),
    ] {
        let found = objects(controller, &exposure, kind);
        let names: Vec<&str> = found.iter().filter_map(|object| object["metadata"]["name"].as_str()).collect();
        let targets: Vec<&str> = found.iter().filter_map(|object| object.pointer(target)?.as_str()).collect();
        assert_eq!((names, targets), (vec!["v1", "v2"], vec!["v1", "v2"]), "{kind}");
    }
}

/// The settings of a target group stand on its Service, and on no other.
#[test]
fn auto_mode_checks_every_service_by_itself() {
    let exposure = exposure("/", vec![backend("v1", 90, None), backend("v2", 0, Some(header())), backend("v3", 0, None)]);
    let owner = owner();
    let mut objects = Objects::new();
    for name in ["v1", "v2", "v3"] {
        objects.push(service(&owner, "service", name, Port { name: "http", number: 80, target: 8000 }));
    }
    build(&owner, &routing(Controller::AlbIngress), &[Exposed { owner: &owner, exposure: &exposure }], &mut objects);
    let checked: Vec<Option<String>> = objects
        .services_mut()
        .map(|service| service.metadata.annotations.as_ref()?.get("alb.ingress.kubernetes.io/healthcheck-path").cloned())
        .collect();
    assert_eq!(checked, [Some("/health/v1".to_owned()), Some("/health/v2".to_owned()), None]);
}

#[test]
fn auto_mode_looks_at_headers_before_weights() {
    let exposure = exposure("/qna", vec![backend("v1", 70, None), backend("v2", 30, Some(header()))]);
    let found = objects(Controller::AlbIngress, &exposure, "Ingress");
    let [ingress] = found.as_slice() else { panic!("{found:?}") };
    let paths = ingress["spec"]["rules"][0]["http"]["paths"].as_array().expect("paths");
    let backends: Vec<&Value> = paths.iter().map(|path| &path["backend"]["service"]).collect();
    let action = |name: &str| json!({"name": name, "port": {"name": "use-annotation"}});
    assert_eq!(backends, [&action("asked-for-1"), &action("shared")]);
    let said = |name: &str| {
        let text = ingress["metadata"]["annotations"][format!("alb.ingress.kubernetes.io/{name}")].as_str().expect("a text");
        serde_json::from_str::<Value>(text).expect("JSON")
    };
    let group = |name: &str, weight: u16| json!({"serviceName": name, "servicePort": 80, "weight": weight});
    assert_eq!(said("actions.asked-for-1")["forwardConfig"]["targetGroups"], json!([group("v2", 1)]));
    assert_eq!(said("actions.shared")["forwardConfig"]["targetGroups"], json!([group("v1", 70), group("v2", 30)]));
    let condition = json!([{"field": "http-header", "httpHeaderConfig": {"httpHeaderName": "X-Canary", "values": ["yes"]}}]);
    assert_eq!(said("conditions.asked-for-1"), condition);
    assert_eq!(said("group.order"), -4);
}

#[test]
fn auto_mode_leads_one_version_to_its_service() {
    let found = objects(Controller::AlbIngress, &exposure("/", vec![backend("v1", 100, None)]), "Ingress");
    assert_eq!(leads_to(&found[0]), "v1");
    assert_eq!(found[0]["metadata"]["annotations"].get("alb.ingress.kubernetes.io/group.order"), None);
}

/// Where a gateway's pods run beside it, all that belongs to the gateway is in its own namespace, and routes find it there.
#[test]
fn a_gateway_may_have_a_home_of_its_own() {
    let (owner, exposure) = (owner(), exposure("/", vec![backend("v1", 100, None)]));
    let routing = Routing { home: Some("shop-gateway".to_owned()), ..routing(Controller::GatewayApi) };
    let exposed = [Exposed { owner: &owner, exposure: &exposure }];
    let mut objects = Objects::new();
    build(&owner, &routing, &exposed, &mut objects);
    let homes: Vec<(String, String)> = objects
        .into_entries()
        .iter()
        .map(|entry| (entry.object.title(), entry.object.namespace().unwrap_or_default().to_owned()))
        .collect();
    let at = |title: &str, namespace: &str| (title.to_owned(), namespace.to_owned());
    let redirect = at("HTTPRoute/qna-https-redirect", "shop-gateway");
    assert_eq!(homes, [at("Gateway/qna", "shop-gateway"), redirect, at("HTTPRoute/qna", "shop")]);
    assert_eq!(routing.certificate_secrets(&owner, &exposed), Some(("tls", vec!["shop-gateway"])));
}

#[test]
fn ingress_nginx_has_a_canary_for_the_lesser_version() {
    let exposure = exposure("/qna", vec![backend("v1", 20, None), backend("v2", 80, None), backend("v3", 0, None)]);
    let found = objects(Controller::IngressNginx, &exposure, "Ingress");
    let [main, canary] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((leads_to(main), leads_to(canary)), (&json!("v2"), &json!("v1")));
    assert_eq!(annotation(main, "canary"), &Value::Null);
    assert_eq!((annotation(canary, "canary"), annotation(canary, "canary-weight")), (&json!("true"), &json!("20")));
    assert_eq!(canary["metadata"]["name"], "qna-canary");
    // The controller finds the main Ingress by host, path and type of path.
    let rule = |ingress: &Value| {
        let rule = &ingress["spec"]["rules"][0];
        [rule["host"].clone(), rule["http"]["paths"][0]["path"].clone(), rule["http"]["paths"][0]["pathType"].clone()]
    };
    assert_eq!(rule(main), rule(canary));
}

/// What a header asks for is the canary, however large its share.
#[test]
fn ingress_nginx_has_a_canary_for_what_is_asked_for() {
    let found = objects(
        Controller::IngressNginx,
        &exposure("/", vec![backend("v1", 1, None), backend("v2", 2, Some(header()))]),
        "Ingress",
    );
    let [main, canary] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((leads_to(main), leads_to(canary)), (&json!("v1"), &json!("v2")));
    let said = ["canary-weight", "canary-weight-total", "canary-by-header", "canary-by-header-value"]
        .map(|name| annotation(canary, name));
    assert_eq!(said, [&json!("2"), &json!("3"), &json!("X-Canary"), &json!("yes")]);
    let cookie = exposure("/", vec![backend("v1", 100, None), backend("v2", 0, Some(cookie()))]);
    let found = objects(Controller::IngressNginx, &cookie, "Ingress");
    assert_eq!(annotation(&found[1], "canary-by-cookie"), "canary");
}

#[test]
fn one_version_needs_no_canary() {
    let found = objects(Controller::IngressNginx, &exposure("/", vec![backend("v1", 100, None)]), "Ingress");
    assert_eq!(found.len(), 1);
}

/// An object that is left out of a bundle stays in the cluster: going back has to write the canary with nothing.
#[test]
fn a_canary_that_gets_nothing_is_written_out() {
    let back = exposure("/", vec![backend("v1", 100, None), backend("v2", 0, None)]);
    let found = objects(Controller::IngressNginx, &back, "Ingress");
    let [main, canary] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((leads_to(main), leads_to(canary)), (&json!("v1"), &json!("v2")));
    assert_eq!(annotation(canary, "canary-weight"), "0");
}

#[test]
fn what_a_controller_cannot_do_is_told() {
    let three = exposure("/", vec![backend("v1", 50, None), backend("v2", 30, None), backend("v3", 20, None)]);
    let asked_twice = exposure("/", vec![backend("v1", 0, Some(header())), backend("v2", 100, Some(header()))]);
    let cookie = exposure("/", vec![backend("v1", 100, None), backend("v2", 0, Some(cookie()))]);
    let port = Exposure { door: Door::NodePort(30_080), ..three.clone() };
    assert_eq!(
        problems(Controller::IngressNginx, &three),
        ["ingress-nginx shares requests between two versions, and `qna` has 3"]
    );
    assert_eq!(
        problems(Controller::IngressNginx, &asked_twice),
        ["ingress-nginx lets requests ask for one version only, and `qna` has 2 to ask for"]
    );
    assert_eq!(problems(Controller::IngressNginx, &port), ["a port of the nodes leads to one version, and `qna` has 3"]);
    assert_eq!(
        problems(Controller::AlbIngress, &cookie),
        ["an AWS load balancer has no word for the cookie that asks for a version of `qna`"]
    );
    let six = exposure("/", ["v1", "v2", "v3", "v4", "v5", "v6"].map(|name| backend(name, 10, None)).to_vec());
    for controller in [Controller::AlbIngress, Controller::AwsLoadBalancer] {
        assert_eq!(
            problems(controller, &six),
            ["an AWS load balancer shares requests between 5 versions at the most, and `qna` has 6"]
        );
    }
    for controller in [Controller::GatewayApi, Controller::AwsLoadBalancer, Controller::GkeGateway] {
        assert_eq!(
            problems(controller, &cookie),
            ["the Gateway API has no word for the cookie that asks for a version of `qna`"]
        );
        assert_eq!(problems(controller, &three), [""; 0]);
    }
    assert_eq!(problems(Controller::IngressNginx, &cookie), [""; 0]);
}
