//! Random entries of every kind.

use super::texts::text;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// What one entry is, before it has a name.
#[derive(Clone, Debug)]
pub(super) enum Entry {
    Service {
        replicas: u16,
        cpu: String,
        memory: String,
        env: Vec<String>,
        exposed: bool,
        measured: bool,
        links: Vec<Index>,
        serving: Serving,
    },
    Worker {
        replicas: u16,
        celery: Option<Celery>,
        env: Vec<String>,
        links: Vec<Index>,
    },
    Job {
        run: Run,
        env: Vec<String>,
        links: Vec<Index>,
    },
    Redis {
        memory: String,
        external: bool,
    },
    Cache,
    Mlflow {
        workers: u16,
        database: Option<Index>,
        store: Option<Index>,
        features: u8,
    },
    Postgres {
        version: u16,
        memory: String,
        external: bool,
        backup: Option<Index>,
    },
    Store(&'static str),
    Volume {
        many: bool,
    },
}

/// What a service says of how it serves.
#[derive(Clone, Debug)]
pub(super) struct Serving {
    /// The pods of each version and what it takes of the requests that are left; none for a service without versions.
    pub(super) versions: Vec<(u16, u16)>,
    /// Whether the number of pods follows the load.
    pub(super) scaled: bool,
    /// Accelerators, on the only machine.
    pub(super) gpu: Option<u16>,
    /// A model, from where there is one.
    pub(super) model: Option<Index>,
    /// How it is asked, replaced and kept apart.
    pub(super) details: bool,
}

/// What a Celery worker is told and has around it.
#[derive(Clone, Debug)]
pub(super) struct Celery {
    pub(super) pool: &'static str,
    pub(super) minutes: u8,
    pub(super) soft: bool,
    pub(super) queues: Vec<String>,
    pub(super) beat: bool,
    pub(super) flower: bool,
    pub(super) waiting: Option<u16>,
}

/// How a job runs.
#[derive(Clone, Debug)]
pub(super) enum Run {
    Once { fail_on: Vec<u8>, hours: Option<u8> },
    Scheduled { hour: u8, timezone: &'static str },
    Parts { completions: u16, parallelism: u16 },
    Distributed { engine: &'static str, nodes: u16 },
}

/// Entries with names that are valid and unlike any name that mlkube derives.
pub(super) fn entries() -> impl Strategy<Value = Vec<(String, Entry)>> {
    vec(("[a-z]([a-z0-9-]{0,12}[a-z0-9])?", entry()), 0..9).prop_map(|entries| {
        let numbered = |(index, (name, entry))| (format!("{name}-e{index}"), entry);
        entries.into_iter().enumerate().map(numbered).collect()
    })
}

/// The names of the entries that a rule picks.
pub(super) fn names(entries: &[(String, Entry)], pick: impl Fn(&Entry) -> bool) -> Vec<&str> {
    entries.iter().filter(|(_, entry)| pick(entry)).map(|(name, _)| name.as_str()).collect()
}

fn entry() -> impl Strategy<Value = Entry> {
    let cpu = || range(&["100m", "0.25", "500m", "1", "1.5", "4"]);
    let memory = || range(&["256Mi", "512Mi", "1Gi", "1.5Gi", "2G", "3Gi"]);
    let links = || vec(any::<Index>(), 0..4);
    let environment = || vec(text(), 0..5);
    prop_oneof![
        (1_u16..5, cpu(), memory(), environment(), any::<(bool, bool)>(), links(), serving()).prop_map(
            |(replicas, cpu, memory, env, (exposed, measured), links, serving)| Entry::Service {
                replicas,
                cpu,
                memory,
                env,
                exposed,
                measured,
                links,
                serving
            }
        ),
        (1_u16..5, proptest::option::of(celery()), environment(), links())
            .prop_map(|(replicas, celery, env, links)| Entry::Worker { replicas, celery, env, links }),
        (run(), environment(), links()).prop_map(|(run, env, links)| Entry::Job { run, env, links }),
        (memory(), any::<bool>()).prop_map(|(memory, external)| Entry::Redis { memory, external }),
        Just(Entry::Cache),
        (1_u16..6, any::<Option<Index>>(), any::<Option<Index>>(), any::<u8>())
            .prop_map(|(workers, database, store, features)| Entry::Mlflow { workers, database, store, features }),
        (16_u16..19, memory(), any::<bool>(), any::<Option<Index>>())
            .prop_map(|(version, memory, external, backup)| { Entry::Postgres { version, memory, external, backup } }),
        select(&["s3", "azure", "endpoint", "seaweedfs", "minio"][..]).prop_map(Entry::Store),
        any::<bool>().prop_map(|many| Entry::Volume { many }),
    ]
}

fn serving() -> impl Strategy<Value = Serving> {
    // Two, as many as ingress-nginx can tell apart.
    let versions = vec((0_u16..4, 0_u16..=100), 0..3);
    (versions, any::<bool>(), proptest::option::of(1_u16..3), any::<Option<Index>>(), any::<bool>())
        .prop_map(|(versions, scaled, gpu, model, details)| Serving { versions, scaled, gpu, model, details })
}

fn celery() -> impl Strategy<Value = Celery> {
    let pool = select(&["prefork", "spawn", "threads", "solo"][..]);
    let around = (any::<bool>(), any::<bool>(), any::<bool>(), proptest::option::of(1_u16..100));
    (pool, 1_u8..59, vec("[a-z]{1,8}", 0..3), around).prop_map(|(pool, minutes, queues, (soft, beat, flower, waiting))| Celery {
        pool,
        minutes,
        soft,
        queues,
        beat,
        flower,
        waiting,
    })
}

fn run() -> impl Strategy<Value = Run> {
    prop_oneof![
        (vec(1_u8.., 0..4), any::<Option<u8>>()).prop_map(|(fail_on, hours)| Run::Once { fail_on, hours }),
        (0_u8..24, select(&["Europe/Berlin", "Etc/UTC", "Asia/Kolkata"][..]))
            .prop_map(|(hour, timezone)| Run::Scheduled { hour, timezone }),
        (1_u16..9, 1_u16..9)
            .prop_map(|(completions, parallelism)| Run::Parts { completions: completions.max(parallelism), parallelism }),
        (select(&["jobset", "ray", "trainer"][..]), 1_u16..5).prop_map(|(engine, nodes)| Run::Distributed { engine, nodes }),
    ]
}

fn range(amounts: &'static [&'static str]) -> impl Strategy<Value = String> {
    (0..amounts.len(), 0..amounts.len()).prop_map(|(one, two)| match (one.min(two), one.max(two)) {
        (low, high) if low == high => amounts[low].to_owned(),
        (low, high) => format!("{}..{}", amounts[low], amounts[high]),
    })
}
