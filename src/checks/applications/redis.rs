//! Redis and Valkey: what they are told, on the command line or in a file.

use super::super::{Check, Context, Rule};
use super::brokers::broker_services;
use super::callers::Services;
use super::known::{Application, Program, programs};
use super::volumes::mounts;
use crate::diag::{Report, codes};
use crate::manifest::Graph;
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::BROKER_EVICTS,
            "\
What: a Redis that is the broker of Celery and throws away any key when its memory is full: `maxmemory-policy` `allkeys-lru` and the like.
Why: queues are keys. The ones that nobody asked for lately go first, with every task in them, and nobody is told.
Example: `args: [--maxmemory, 256mb, --maxmemory-policy, allkeys-lru]` behind `CELERY_BROKER_URL: redis://redis:6379/0`.
Fix: `--maxmemory-policy noeviction`, and a Redis of its own for a cache.
Source: Redis documentation, \"Key eviction\", and kombu 5.7 `transport/redis.py`, 2026-11.",
        ),
        (
            codes::REDIS_PROBE,
            "\
What: a probe that asks a Redis with a password for a `ping`, and does not say the password.
Why: the answer is `NOAUTH`. A probe that looks for `PONG` fails always; one that does not succeeds whatever the answer is, because `redis-cli`
ends with 0.
Example: `redis-cli ping | grep PONG` beside `--requirepass $(REDIS_PASSWORD)`.
Fix: the password in the variable `REDISCLI_AUTH`, and `redis-cli -e ping`, which fails on errors.
Source: measured with redis 7.0.15, 2026-11.",
        ),
    ],
    rule: Rule::Graph(run),
};

/// What a server is told.
#[derive(Debug)]
pub(super) struct Configuration<'a> {
    rows: Vec<(String, String, &'a Node)>,
    /// Whether there is nothing else that it is told.
    pub(super) is_complete: bool,
}

impl<'a> Configuration<'a> {
    /// What a directive is set to, and where.
    pub(super) fn get(&self, name: &str) -> Option<(&str, &'a Node)> {
        self.rows.iter().rev().find(|(own, ..)| own == name).map(|(_, value, place)| (value.as_str(), *place))
    }
}

/// Reads what a server is told, as far as it can be seen.
pub(super) fn configuration<'a>(graph: &Graph<'a>, program: &Program<'a, '_>) -> Configuration<'a> {
    let command = &program.command;
    let mut found = Configuration { rows: Vec::new(), is_complete: !command.may_have_more() };
    for word in &command.words {
        if let Some(name) = word.text.strip_prefix("--") {
            found.rows.push((name.to_lowercase(), String::new(), word.place));
        } else if let Some((_, value, place)) = found.rows.last_mut() {
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str(&word.text);
            *place = word.place;
        } else {
            match file(graph, program, &word.text) {
                Some(text) => found.add_file(text, word.place),
                None => found.is_complete = false,
            }
        }
    }
    found
}

impl<'a> Configuration<'a> {
    fn add_file(&mut self, text: &str, place: &'a Node) {
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (name, value) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            // What another file says is not known, and what a template has to fill in neither.
            self.is_complete &= name != "include" && !line.contains(['$', '{']);
            self.rows.push((name.to_lowercase(), value.trim().trim_matches('"').to_owned(), place));
        }
    }
}

/// The text of a file that a ConfigMap among the objects brings.
fn file<'a>(graph: &Graph<'a>, program: &Program<'a, '_>, path: &str) -> Option<&'a str> {
    let owner = program.owner();
    let mounted = mounts(program.pod, program.container)
        .filter(|mounted| super::volumes::is_below(path, mounted.path))
        .max_by_key(|mounted| mounted.path.len())?;
    let name = mounted.mount.text("name")?;
    let volume = program.pod.volumes().iter().find(|volume| volume.text("name") == Some(name))?;
    let source = volume.get("configMap")?;
    let map = graph.find("ConfigMap", owner.namespace, source.text("name")?)?;
    let file = match mounted.mount.text("subPath") {
        Some(part) => part,
        None => path.strip_prefix(mounted.path)?.trim_start_matches('/'),
    };
    let item = source.items("items").iter().find(|item| item.text("path") == Some(file));
    map.tree().get("data")?.text(item.and_then(|item| item.text("key")).unwrap_or(file))
}

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    let mut known = None;
    for program in programs(graph, &[Application::Redis]) {
        let (services, brokers) = known.get_or_insert_with(|| (Services::new(graph), broker_services(graph)));
        let configuration = configuration(graph, &program);
        let is_broker = services.of(program.pod).iter().any(|service| brokers.contains(&service.index));
        if is_broker {
            check_policy(&program, &configuration, found);
        }
        if configuration.get("requirepass").is_some() {
            check_probes(&program, found);
        }
    }
}

fn check_policy(program: &Program<'_, '_>, configuration: &Configuration<'_>, found: &mut Report) {
    // What has no time to live is kept by the policies `volatile-*`, and queues have none.
    let Some((policy, place)) = configuration.get("maxmemory-policy").filter(|(policy, _)| policy.starts_with("allkeys-")) else {
        return;
    };
    let words = format!("tasks wait here, and `{policy}` throws them away when the memory is full");
    let told = program.owner().warning(codes::BROKER_EVICTS, place, words);
    found.push(told.help("write `noeviction`; a cache gets a Redis of its own"));
}

fn check_probes(program: &Program<'_, '_>, found: &mut Report) {
    if !program.environment.get("REDISCLI_AUTH").is_absent() {
        return;
    }
    for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
        let Some(place) = program.container.node.dig(&[probe, "exec", "command"]) else { continue };
        let words: Vec<&str> = place.as_sequence().unwrap_or_default().iter().filter_map(Node::as_str).collect();
        let line = words.join(" ");
        let has_login = ["-a ", "--pass", "-u ", "REDISCLI_AUTH", "AUTH", "--askpass"].iter().any(|word| line.contains(word));
        let is_seen = line.contains("redis-cli") && line.to_lowercase().contains("ping");
        if !is_seen || has_login {
            continue;
        }
        let owner = program.owner();
        let looks = line.contains("PONG") || words.contains(&"-e") || line.contains("redis-cli -e");
        let told = if looks {
            owner.error(codes::REDIS_PROBE, place, "the server wants a password, and the probe gives none: it always fails")
        } else {
            owner.info(codes::REDIS_PROBE, place, "the server wants a password, and the probe gives none: any answer does")
        };
        found.push(told.help("give `redis-cli -e ping` the password in the variable `REDISCLI_AUTH`"));
    }
}
