//! Configuration of Redis and Valkey.

use super::fault::Fault;
use super::fields::has_gap;
use super::formats::Format;
use crate::diag::{codes, nearest};

pub(super) const FORMAT: Format =
    Format { name: "Redis configuration", recognize: |name, _| matches!(name, "redis.conf" | "valkey.conf"), check };

/// Directives that people write (redis 8.2 and valkey 8.1, `redis.conf`, 2026-08). Modules bring more, which are not judged.
const DIRECTIVES: [&str; 78] = [
    "acl-pubsub-default",
    "aclfile",
    "activedefrag",
    "active-defrag-enabled",
    "always-show-logo",
    "aof-load-truncated",
    "aof-use-rdb-preamble",
    "appenddirname",
    "appendfilename",
    "appendfsync",
    "appendonly",
    "auto-aof-rewrite-min-size",
    "auto-aof-rewrite-percentage",
    "bind",
    "client-output-buffer-limit",
    "client-query-buffer-limit",
    "cluster-announce-ip",
    "cluster-config-file",
    "cluster-enabled",
    "cluster-node-timeout",
    "cluster-require-full-coverage",
    "crash-log-enabled",
    "daemonize",
    "databases",
    "dbfilename",
    "dir",
    "dynamic-hz",
    "enable-debug-command",
    "hash-max-listpack-entries",
    "hz",
    "include",
    "io-threads",
    "io-threads-do-reads",
    "latency-monitor-threshold",
    "lazyfree-lazy-eviction",
    "lazyfree-lazy-expire",
    "lazyfree-lazy-server-del",
    "list-max-listpack-size",
    "loadmodule",
    "logfile",
    "loglevel",
    "maxclients",
    "maxmemory",
    "maxmemory-policy",
    "maxmemory-samples",
    "min-replicas-max-lag",
    "min-replicas-to-write",
    "masterauth",
    "masteruser",
    "no-appendfsync-on-rewrite",
    "notify-keyspace-events",
    "pidfile",
    "port",
    "protected-mode",
    "proto-max-bulk-len",
    "rdbchecksum",
    "rdbcompression",
    "rename-command",
    "replica-announce-ip",
    "replica-priority",
    "replica-read-only",
    "replica-serve-stale-data",
    "replicaof",
    "requirepass",
    "save",
    "slowlog-log-slower-than",
    "slowlog-max-len",
    "stop-writes-on-bgsave-error",
    "supervised",
    "syslog-enabled",
    "tcp-backlog",
    "tcp-keepalive",
    "timeout",
    "tls-port",
    "tls-cert-file",
    "tls-key-file",
    "tls-ca-cert-file",
    "user",
];

/// Words that only some values allow.
const WORDS: [(&str, &[&str]); 5] = [
    ("appendfsync", &["always", "everysec", "no"]),
    ("appendonly", &["yes", "no"]),
    ("protected-mode", &["yes", "no"]),
    ("daemonize", &["yes", "no"]),
    (
        "maxmemory-policy",
        &[
            "volatile-lru",
            "allkeys-lru",
            "volatile-lfu",
            "allkeys-lfu",
            "volatile-random",
            "allkeys-random",
            "volatile-ttl",
            "noeviction",
            "volatile-lrm",
            "allkeys-lrm",
        ],
    ),
];

fn check(text: &str, faults: &mut Vec<Fault>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') || has_gap(line) {
            continue;
        }
        let name = line.split_whitespace().next().unwrap_or_default();
        let range = start..start + name.len();
        let lower = name.to_lowercase();
        if !DIRECTIVES.contains(&lower.as_str()) {
            let near =
                nearest(&lower, DIRECTIVES).filter(|near| lower.len() > 4 && strsim::damerau_levenshtein(&lower, near) == 1);
            if let Some(near) = near {
                let fault = Fault::error(codes::SETTING, range, format!("unknown directive `{name}`"));
                faults.push(fault.help(format!("did you mean `{near}`?")));
            }
            continue;
        }
        let value = line[name.len()..].trim().trim_matches('"');
        let words = WORDS.iter().find(|(directive, _)| *directive == lower).map(|(_, words)| *words);
        if let Some(words) = words.filter(|words| !words.contains(&value.to_lowercase().as_str())) {
            let fault = Fault::error(codes::SETTING, range, format!("`{name}` is none of {}", words.join(", ")));
            faults.push(fault.help("Redis does not start with any other word"));
        }
    }
}
