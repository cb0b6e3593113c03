//! Where programs are told that Celery's broker is, and what has to agree about it.

use super::super::{Check, Context, Rule};
use super::callers::Services;
use super::environment::{Environment, Setting};
use super::known::{Application, Program, programs};
use super::redis::configuration;
use super::url::Url;
use crate::diag::{Report, codes};
use crate::manifest::{Container, Graph, Object};
use crate::yaml::Node;
use std::collections::{HashMap, HashSet};

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::REDIS_DATABASE,
            "\
What: a URL of a Redis with a number of a database that the server does not have: it has 16 unless it is told otherwise, from 0 to 15.
Why: every command is refused: `ERR DB index is out of range`.
Example: `CELERY_RESULT_BACKEND: redis://redis:6379/16`.
Fix: a number below 16, or `--databases 32` for the server.
Source: Redis documentation, `SELECT`, and `redis.conf` of redis 8, 2026-11.",
        ),
        (
            codes::REDIS_PASSWORD,
            "\
What: a URL of a Redis with a password while the server has none, or the URL of Celery's broker without one while the server wants one.
Why: the server refuses both: `AUTH called without any password configured`, `NOAUTH Authentication required`.
Example: `CELERY_BROKER_URL: redis://redis:6379/0` beside a Redis with `--requirepass`.
Fix: let both sides have the password, from one Secret: `redis://:$(REDIS_PASSWORD)@redis:6379/0`.
Source: Redis documentation, `AUTH`, 2026-11; celery 5.7 reads no password from elsewhere.",
        ),
        (
            codes::BROKER_UNREAD,
            "\
What: a program that sends tasks to a database of Redis from which no worker among the objects reads, while workers read from another one of it.
Why: the tasks wait for ever.
Example: `CELERY_BROKER_URL: redis://redis:6379/1` of the API, and `redis://redis:6379/0` of the workers.
Fix: give all of them one URL, from one ConfigMap.
Source: kombu 5.7, `transport/redis.py`, 2026-11: each database has queues of its own.",
        ),
    ],
    rule: Rule::Graph(run),
};

/// The variables in which Celery's applications are told of their broker.
const BROKER_VARIABLES: [&str; 2] = ["CELERY_BROKER_URL", "BROKER_URL"];

/// A program and the URL of the Redis that it uses.
#[derive(Debug)]
struct Use<'a> {
    owner: Object<'a>,
    container: Container<'a>,
    place: &'a Node,
    text: String,
    /// The number of the Service that it leads to, if that is among the objects.
    service: Option<usize>,
    /// Whether it is the broker of Celery.
    is_broker: bool,
}

/// The Services behind which somebody has the broker of Celery, by their numbers.
pub(super) fn broker_services(graph: &Graph<'_>) -> HashSet<usize> {
    uses(graph).into_iter().filter(|used| used.is_broker).filter_map(|used| used.service).collect()
}

/// Every URL of a Redis in a variable.
fn uses<'a>(graph: &Graph<'a>) -> Vec<Use<'a>> {
    let mut found = Vec::new();
    for pod in graph.pods() {
        for container in pod.containers() {
            let mut add = |name: &str, text: &str, place: &'a Node| {
                if text.starts_with("redis://") || text.starts_with("rediss://") {
                    let is_broker = BROKER_VARIABLES.contains(&name);
                    let service = Url::of(text).and_then(|url| url.service(graph, pod.owner.namespace));
                    let service = service.map(|service| service.index);
                    found.push(Use { owner: pod.owner, container, place, text: text.to_owned(), service, is_broker });
                }
            };
            for variable in container.node.items("env") {
                if let (Some(name), Some(place)) = (variable.text("name"), variable.get("value")) {
                    add(name, place.as_str().unwrap_or_default(), place);
                }
            }
            let environment = Environment { graph, namespace: pod.owner.namespace, container: container.node };
            let is_elsewhere = |name: &str| {
                !container.node.items("env").iter().any(|own| own.text("name") == Some(name) && own.get("value").is_some())
            };
            if container.node.get("envFrom").is_some() || !container.node.items("env").is_empty() {
                for name in ["CELERY_BROKER_URL", "BROKER_URL", "CELERY_RESULT_BACKEND", "REDIS_URL"] {
                    if is_elsewhere(name)
                        && let Setting::Text(text, place) = environment.get(name)
                    {
                        add(name, &text, place);
                    }
                }
            }
        }
    }
    found
}

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    let uses = uses(graph);
    if uses.is_empty() {
        return;
    }
    let mut by_service: HashMap<usize, Vec<&Use<'_>>> = HashMap::new();
    for used in &uses {
        if let Some(service) = used.service {
            by_service.entry(service).or_default().push(used);
        }
    }
    let services = Services::new(graph);
    for server in programs(graph, &[Application::Redis]) {
        let configuration = configuration(graph, &server);
        let ways = services.of(server.pod).iter().filter_map(|service| by_service.get(&service.index));
        for used in ways.flatten() {
            let Some(url) = Url::of(&used.text) else { continue };
            check_number(
                used,
                &url,
                &server,
                configuration.get("databases").map(|(text, _)| text),
                configuration.is_complete,
                found,
            );
            let wants = configuration.get("requirepass").is_some_and(|(text, _)| !text.is_empty());
            let has_users = ["aclfile", "user"].iter().any(|name| configuration.get(name).is_some());
            check_password(used, &url, &server, (wants, configuration.is_complete && !has_users), found);
        }
    }
    check_readers(graph, &uses, found);
}

/// The number of the database in a URL; 0 if none is written.
fn number(url: &Url<'_>) -> Option<u32> {
    match url.path.trim_matches('/') {
        "" => Some(0),
        text => text.parse().ok(),
    }
}

fn check_number(
    used: &Use<'_>,
    url: &Url<'_>,
    server: &Program<'_, '_>,
    databases: Option<&str>,
    is_complete: bool,
    found: &mut Report,
) {
    let count: Option<u32> = match databases {
        Some(text) => text.parse().ok(),
        None => Some(16).filter(|_| is_complete),
    };
    let (Some(count), Some(number)) = (count, number(url)) else { return };
    if number >= count {
        let words =
            format!("the Redis has {count} databases, from 0 to {}, and none with the number {number}", count.saturating_sub(1));
        let told = used.owner.error(codes::REDIS_DATABASE, used.place, words);
        let told = told.related(server.owner().place(server.place()), "the server");
        found.push(told.help("write a smaller number, or give the server more: `--databases`"));
    }
}

fn check_password(used: &Use<'_>, url: &Url<'_>, server: &Program<'_, '_>, (wants, is_known): (bool, bool), found: &mut Report) {
    let words = match (url.has_password, wants) {
        (false, true) if used.is_broker => "the Redis wants a password, and this URL has none",
        (true, false) if is_known => "this URL has a password, and the Redis has none: it refuses both",
        _ => return,
    };
    let told = used.owner.error(codes::REDIS_PASSWORD, used.place, words);
    let told = told.related(server.owner().place(server.place()), "the server");
    found.push(told.help("let both sides have the password, from one Secret"));
}

/// Tells who sends tasks where no worker reads.
fn check_readers(graph: &Graph<'_>, uses: &[Use<'_>], found: &mut Report) {
    // The Service and the number of a broker.
    let target = |used: &Use<'_>| Some((used.service?, number(&Url::of(&used.text)?)?));
    let mut read = Vec::new();
    for worker in programs(graph, &[Application::CeleryWorker]) {
        let own = uses.iter().find(|used| used.is_broker && std::ptr::eq(used.container.node, worker.container.node));
        let is_overruled = worker.command.option(&["-b", "--broker"]).is_some();
        // Of a worker whose broker is not known, any database may be read.
        let Some(target) = own.filter(|_| !is_overruled).and_then(target) else { return };
        read.push(target);
    }
    for used in uses.iter().filter(|used| used.is_broker) {
        let Some((service, number)) = target(used) else { continue };
        let others: Vec<u32> = read.iter().filter(|(other, _)| *other == service).map(|(_, number)| *number).collect();
        if !others.is_empty() && !others.contains(&number) {
            let words = format!("no worker reads the database {number}; workers read {}", others[0]);
            let told = used.owner.warning(codes::BROKER_UNREAD, used.place, words);
            found.push(told.help("give whoever sends tasks and whoever runs them one URL"));
        }
    }
}
