//! What nginx is told of versions and paths.

use super::configuration::Configuration;
use super::url_of;
use crate::components::contract::Match;
use crate::profile::Controller;
use crate::routing::Exposed;
use crate::routing::tests::{backend, exposure, header, owner, routing};
use crate::text;

/// The configuration for an entry with such versions.
fn rendered(controller: Controller, path: &str, backends: Vec<crate::components::contract::Backend>) -> String {
    let (owner, exposure) = (owner(), exposure(path, backends));
    let exposed = url_of(&Exposed { owner: &owner, exposure: &exposure }).expect("a host");
    text::render(&Configuration::new(1, 65, &routing(controller), &[exposed]))
}

/// The lines of a block, without blanks around them.
fn block<'a>(text: &'a str, start: &str) -> Vec<&'a str> {
    let lines = text.lines().map(str::trim).skip_while(|line| !line.starts_with(start));
    lines.skip(1).take_while(|line| *line != "}").collect()
}

#[test]
fn weights_become_shares_of_a_hundred() {
    let text =
        rendered(Controller::IngressNginx, "/", vec![backend("v1", 2, None), backend("v2", 1, None), backend("v3", 0, None)]);
    assert_eq!(block(&text, "split_clients $request_id $share_0"), ["66.66% v1;", "* v2;"]);
    let addresses = block(&text, "map $share_0 $address_0");
    assert_eq!(addresses, ["v1 v1.shop.svc.$cluster_domain:80;", "v2 v2.shop.svc.$cluster_domain:80;"]);
    assert!(text.contains("proxy_pass http://$address_0;"), "{text}");
}

#[test]
fn who_asks_for_a_version_gets_it_whatever_the_weights_say() {
    let cookie = Match::Cookie("next-one".to_owned());
    let versions = vec![backend("v1", 90, None), backend("v2", 10, Some(header())), backend("v3", 0, Some(cookie))];
    let text = rendered(Controller::IngressNginx, "/qna", versions);
    assert_eq!(block(&text, "split_clients"), ["90.00% v1;", "* v2;"]);
    assert_eq!(block(&text, "map $http_x_canary $asked_0_0"), ["default $share_0;", "\"~^yes$\" v2;"]);
    assert_eq!(block(&text, "map $http_cookie $asked_0_1"), ["default $asked_0_0;", "\"~(?:^|; *)next-one=always(?:;|$)\" v3;"]);
    assert_eq!(block(&text, "map $asked_0_1 $address_0").len(), 3);
}

/// Nothing is shared out, so nothing is drawn.
#[test]
fn one_weight_needs_no_shares() {
    let text = rendered(Controller::IngressNginx, "/", vec![backend("v1", 100, None), backend("v2", 0, Some(header()))]);
    assert!(!text.contains("split_clients"), "{text}");
    assert_eq!(block(&text, "map $http_x_canary $asked_0_0"), ["default v1;", "\"~^yes$\" v2;"]);
}

/// A value can be any text; none may end the expression, or the line.
#[test]
fn values_of_headers_are_plain_text() {
    let odd = Match::Header { name: "X-Canary".to_owned(), value: "a\";}.*$ü".to_owned() };
    let text = rendered(Controller::IngressNginx, "/", vec![backend("v1", 100, None), backend("v2", 0, Some(odd))]);
    assert!(text.contains(r#""~^a\x22\x3b\x7d\.\x2a\x24\xc3\xbc$" v2;"#), "{text}");
}

#[test]
fn a_path_is_matched_by_whole_segments() {
    let text = rendered(Controller::IngressNginx, "/teams/v1.0", vec![backend("v1", 100, None)]);
    let location = block(&text, r#"location ~ "^/teams/v1\.0(?:/|$)""#);
    assert!(location.contains(&r#"rewrite "^/teams/v1\.0(?:/(.*))?$" /$1 break;"#), "{location:?}");
    assert!(location.contains(&"proxy_pass http://v1.shop.svc.$cluster_domain:80;"), "{location:?}");
    assert!(text.contains("return 404;"), "nothing else is on this host: {text}");
}

/// Google's load balancer writes its own address behind the client's.
#[test]
fn the_client_is_who_the_router_has_seen() {
    let last = |controller| {
        let text = rendered(controller, "/", vec![backend("v1", 100, None)]);
        block(&text, "map $http_x_forwarded_for")[1].to_owned()
    };
    assert_eq!(last(Controller::GkeGateway), r#""~(?:^|,) *(?<forwarded_address>[0-9A-Fa-f:.]+) *,[^,]*$" $forwarded_address;"#);
    assert_eq!(last(Controller::AwsLoadBalancer), r#""~(?:^|,) *(?<forwarded_address>[0-9A-Fa-f:.]+) *$" $forwarded_address;"#);
}
