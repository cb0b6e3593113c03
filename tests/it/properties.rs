//! What holds for every spec, however odd: random specs that are right, texts that are none, and the laws of overlays.

use crate::render::documents;
use mlkube::layers::{Layer, LayerKind, merge};
use mlkube::profile::BUILTIN;
use mlkube::source::Sources;
use mlkube::yaml::{Node, read_document};
use mlkube::{Outcome, Project, Text, bundle, bundle::Notes, diag::Report, report};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What one entry is, before it has a name.
#[derive(Clone, Debug)]
enum Entry {
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

/// Who watches the project.
#[derive(Clone, Debug)]
enum Watched {
    Bundled { apart: bool, grafana: bool, objectives: bool },
    Operator { objectives: bool },
}

fn watched() -> impl Strategy<Value = Watched> {
    prop_oneof![
        any::<(bool, bool, bool)>().prop_map(|(apart, grafana, objectives)| Watched::Bundled { apart, grafana, objectives }),
        any::<bool>().prop_map(|objectives| Watched::Operator { objectives }),
    ]
}

/// What a service says of how it serves.
#[derive(Clone, Debug)]
struct Serving {
    /// The pods of each version and what it takes of the requests that are left; none for a service without versions.
    versions: Vec<(u16, u16)>,
    /// Whether the number of pods follows the load.
    scaled: bool,
    /// Accelerators, on the only machine.
    gpu: Option<u16>,
    /// A model, from where there is one.
    model: Option<Index>,
    /// How it is asked, replaced and kept apart.
    details: bool,
}

fn serving() -> impl Strategy<Value = Serving> {
    // Two, as many as ingress-nginx can tell apart.
    let versions = vec((0_u16..4, 0_u16..=100), 0..3);
    (versions, any::<bool>(), proptest::option::of(1_u16..3), any::<Option<Index>>(), any::<bool>())
        .prop_map(|(versions, scaled, gpu, model, details)| Serving { versions, scaled, gpu, model, details })
}

/// What a Celery worker is told and has around it.
#[derive(Clone, Debug)]
struct Celery {
    pool: &'static str,
    minutes: u8,
    soft: bool,
    queues: Vec<String>,
    beat: bool,
    flower: bool,
    waiting: Option<u16>,
}

/// How a job runs.
#[derive(Clone, Debug)]
enum Run {
    Once { fail_on: Vec<u8>, hours: Option<u8> },
    Scheduled { hour: u8, timezone: &'static str },
    Parts { completions: u16, parallelism: u16 },
    Distributed { engine: &'static str, nodes: u16 },
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

/// Texts that one YAML reader or another takes for something else.
const NASTY: [&str; 36] = [
    "",
    " ",
    "yes",
    "no",
    "on",
    "Off",
    "y",
    "N",
    "true",
    "null",
    "~",
    "012",
    "0o14",
    "0x1F",
    "1e3",
    "1_000",
    "12:30",
    "1:30:00",
    ".5",
    "-",
    "- a",
    "a: b",
    "a #b",
    "# a",
    "<<",
    "=",
    "!tag",
    "&anchor",
    "*alias",
    "%",
    "@at",
    "`",
    "{{ x }}",
    "[a",
    "{a",
    "2026-11-20",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        select(&NASTY[..]).prop_map(str::to_owned),
        "[ -~äöü€𝄞]{0,40}",
        "([ a-z:#'\"\\\\-]{0,12}\n){1,5}",
        "[a-z\t ]{0,20}[ \t\n]{0,3}",
    ]
    .prop_filter("a reference to a Secret is no text", |text| !text.starts_with("secret("))
}

fn range(amounts: &'static [&'static str]) -> impl Strategy<Value = String> {
    (0..amounts.len(), 0..amounts.len()).prop_map(|(one, two)| match (one.min(two), one.max(two)) {
        (low, high) if low == high => amounts[low].to_owned(),
        (low, high) => format!("{}..{}", amounts[low], amounts[high]),
    })
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

/// Entries with names that are valid and unlike any name that mlkube derives.
fn entries() -> impl Strategy<Value = Vec<(String, Entry)>> {
    vec(("[a-z]([a-z0-9-]{0,12}[a-z0-9])?", entry()), 0..9).prop_map(|entries| {
        let numbered = |(index, (name, entry))| (format!("{name}-e{index}"), entry);
        entries.into_iter().enumerate().map(numbered).collect()
    })
}

/// The names of the entries that a rule picks.
fn names(entries: &[(String, Entry)], pick: impl Fn(&Entry) -> bool) -> Vec<&str> {
    entries.iter().filter(|(_, entry)| pick(entry)).map(|(name, _)| name.as_str()).collect()
}

/// The spec of the entries. It is written as JSON, which is YAML, so that no emitter of ours is needed to test ours.
fn spec(entries: &[(String, Entry)]) -> Value {
    let mut sections: Map<String, Value> = Map::new();
    for (position, (name, entry)) in entries.iter().enumerate() {
        let (section, written) = written(name, entry, &entries[..position], entries);
        sections.entry(section).or_insert_with(|| json!({}))[name] = written;
    }
    let operators = ["jobset", "keda", "kuberay", "kubeflow-trainer", "kueue", "prometheus-operator"];
    let mut spec = json!({
        "apiVersion": "mlkube/v1", "project": "shop", "operators": operators, "routing": routing(entries.len()),
    });
    spec.as_object_mut().expect("a map").extend(sections);
    spec
}

/// Each of the ways in, for some numbers of entries.
fn routing(entries: usize) -> Value {
    let mut routing = json!({"by": if entries.is_multiple_of(2) { "host" } else { "path" }, "host": "example.com"});
    if entries.is_multiple_of(3) {
        routing["nginx"] = json!({});
    }
    routing
}

/// The names of the services that show metrics.
fn measured(entries: &[(String, Entry)]) -> Vec<&str> {
    names(entries, |entry| matches!(entry, Entry::Service { measured: true, .. }))
}

/// The spec of the entries and of who watches them.
fn watched_spec(entries: &[(String, Entry)], watched: &Watched) -> Value {
    let mut spec = spec(entries);
    let (mut monitoring, objectives) = match watched {
        Watched::Bundled { apart, grafana, objectives } => {
            let mut bundled = json!({"mode": "bundled", "namespace": if *apart { "shop-monitoring" } else { "shop" }});
            if *grafana {
                bundled["grafana"] = json!({});
            }
            (bundled, *objectives)
        }
        Watched::Operator { objectives } => (json!({"mode": "operator", "labels": {"release": "stack"}}), *objectives),
    };
    if objectives {
        let promise = |name: &&str| (format!("{name}-slo"), json!({"service": name, "objective": "99.9%", "below": "250ms"}));
        monitoring["slos"] = measured(entries).iter().map(promise).collect::<Map<_, _>>().into();
    }
    spec["monitoring"] = monitoring;
    spec
}

fn written(name: &str, entry: &Entry, earlier: &[(String, Entry)], all: &[(String, Entry)]) -> (&'static str, Value) {
    let disk = json!({"disk": "10Gi"});
    match entry {
        Entry::Service { replicas, cpu, memory, env, exposed, measured, links, serving } => {
            // As many as there can be at once, versions and autoscaler counted.
            let most = if serving.scaled || !serving.versions.is_empty() { 2 } else { *replicas };
            let mut service = json!({
                "image": "ghcr.io/acme/api:1.4.2", "port": 8000, "replicas": replicas, "cpu": cpu, "memory": memory,
                "env": environment(env), "uses": uses(links, earlier, all, false), "mounts": mounts(most, all),
            });
            if *measured {
                service["metrics"] = json!("/metrics");
            }
            serve(&mut service, serving, most, all);
            if *exposed {
                service["expose"] = json!({"rate": "100/min"});
            }
            ("services", service)
        }
        Entry::Worker { replicas, celery, env, links } => {
            let has_broker = !names(all, |entry| matches!(entry, Entry::Redis { .. })).is_empty();
            let celery = celery.as_ref().filter(|_| has_broker);
            let mut worker = json!({
                "image": "ghcr.io/acme/api:1.4.2", "replicas": replicas, "env": environment(env),
                "uses": uses(links, earlier, all, celery.is_some()),
            });
            match celery {
                Some(celery) => tell_celery(celery, &mut worker),
                None => worker["command"] = json!(["python", "-m", "train"]),
            }
            ("workers", worker)
        }
        Entry::Job { run, env, links } => {
            let mut job = json!({
                "image": "ghcr.io/acme/train:1.4.2", "command": ["python", "-m", "train"], "env": environment(env),
                "uses": uses(links, earlier, all, false),
            });
            let keys = match run {
                Run::Once { fail_on, hours } => {
                    json!({"failOn": fail_on, "timeout": hours.map(|hours| format!("{}h", u16::from(hours) + 1))})
                }
                Run::Scheduled { hour, timezone } => json!({"schedule": format!("0 {hour} * * *"), "timezone": timezone}),
                Run::Parts { completions, parallelism } => {
                    json!({"completions": completions, "parallelism": parallelism, "queue": "batch"})
                }
                Run::Distributed { engine, nodes } => json!({"distributed": {"engine": engine, "nodes": nodes}}),
            };
            job.as_object_mut().expect("a map").extend(keys.as_object().expect("a map").clone());
            ("jobs", job)
        }
        Entry::Redis { external: true, .. } => ("redis", json!({"external": {"host": "redis.example.com", "tls": true}})),
        Entry::Redis { memory, .. } => ("redis", json!({"memory": memory})),
        Entry::Cache => ("redis", json!({"evict": true})),
        Entry::Mlflow { workers, database, store, features } => {
            let database = pick(*database, &names(all, |entry| matches!(entry, Entry::Postgres { .. })));
            let store = pick(*store, &names(all, |entry| matches!(entry, Entry::Store(_))));
            let artifacts = store.map_or(disk, |store| json!({"store": store, "bucket": "acme-mlflow"}));
            let has = |bit: u8| features >> bit & 1 == 1;
            let mut mlflow = json!({"workers": workers, "artifacts": artifacts, "metrics": has(0), "jobs": has(1)});
            if has(2) {
                mlflow["auth"] = json!({"admin": "secret(mlflow-admin)", "permission": "edit"});
            }
            if has(3) {
                mlflow["service"] = json!({"name": format!("{name}-svc"), "port": 80});
            }
            if has(4) {
                mlflow["expose"] = json!({"host": format!("{name}.example.com"), "path": "/mlflow"});
            }
            match database {
                Some(database) => mlflow["backend"] = json!(database),
                None if has(5) => mlflow["disk"] = json!("5Gi"),
                None => {}
            }
            ("mlflow", mlflow)
        }
        Entry::Postgres { external: true, .. } => {
            ("postgres", json!({"external": {"host": "db.example.com", "addresses": ["10.1.0.0/16"]}}))
        }
        Entry::Postgres { version, memory, backup, .. } => {
            let mut postgres = json!({"version": version, "memory": memory});
            if let Some(store) = pick(*backup, &names(all, |entry| matches!(entry, Entry::Store(_)))) {
                postgres["backup"] =
                    json!({"store": store, "bucket": "acme-backups", "schedule": "*/30 1-5 * * mon", "keep": "7d"});
            }
            ("postgres", postgres)
        }
        Entry::Store("s3") => ("objectStores", json!({"s3": {"region": "us-west-2", "credentials": "secret(s3-keys)"}})),
        Entry::Store("endpoint") => {
            let endpoint = json!({"region": "eu-1", "endpoint": "https://s3.example.com:9000", "credentials": "secret(s3-keys)"});
            ("objectStores", json!({"s3": endpoint}))
        }
        Entry::Store("azure") => ("objectStores", json!({"azure": {"account": "acme", "credentials": "secret(azure-keys)"}})),
        Entry::Store(product) => {
            let mut store = json!({});
            store[*product] = json!({"disk": "50Gi", "buckets": ["training-data"]});
            ("objectStores", store)
        }
        Entry::Volume { many } => ("volumes", json!({"size": "1Gi", "access": if *many { "many" } else { "one" }})),
    }
}

/// Adds what a Celery worker is told and has around it.
fn tell_celery(celery: &Celery, worker: &mut Value) {
    let Celery { pool, minutes, soft, queues, beat, flower, waiting } = celery;
    (worker["celery"], worker["pool"], worker["queues"]) = (json!("app.worker"), json!(pool), json!(queues));
    worker["beat"] = json!(beat);
    if ["prefork", "spawn"].contains(pool) {
        (worker["taskLimit"], worker["softShutdown"]) = (json!(format!("{minutes}m")), json!(soft));
    }
    if *flower {
        worker["flower"] = json!({"auth": "secret(flower/users)"});
    }
    if let Some(waiting) = waiting {
        worker.as_object_mut().expect("a map").remove("replicas");
        worker["scale"] = json!({"min": waiting % 2, "max": 9, "queue": waiting});
    }
}

/// Adds how a service serves.
fn serve(service: &mut Value, serving: &Serving, most: u16, all: &[(String, Entry)]) {
    let Serving { versions, scaled, gpu, model, details } = serving;
    if *scaled {
        service.as_object_mut().expect("a map").remove("replicas");
        service["scale"] = json!({"min": 1, "max": 5, "cpu": "70%", "per": "container"});
    }
    if !versions.is_empty() {
        service["versions"] = weighted(versions);
    }
    if let Some(count) = gpu {
        service["gpu"] = json!({"count": count});
    }
    if let Some(index) = model {
        service["model"] = json!({"path": "/models/best", "from": model_from(*index, most, all)});
    }
    if *details {
        service["container"] = json!("server");
        service["health"] = json!({"live": {"path": "/live", "every": "3s"}, "ready": "/ready"});
        service["metrics"] = json!({"path": "/metrics", "requests": "predictions_total"});
        service["strategy"] = json!({"surge": 0, "unavailable": "50%"});
        service["spread"] = json!({"nodes": "prefer"});
    }
}

/// Versions with weights that are a hundred in all; the first gets the rest, and who gets anything has pods.
fn weighted(versions: &[(u16, u16)]) -> Value {
    let mut left = 100;
    let mut written = Map::new();
    for (index, (replicas, share)) in versions.iter().enumerate().skip(1) {
        let weight = (*share).min(left);
        left -= weight;
        let when = json!({"header": "X-Model", "value": index});
        written.insert(format!("v{index}"), json!({"replicas": (*replicas).max(weight.min(1)), "weight": weight, "when": when}));
    }
    let first = json!({"replicas": versions[0].0.max(left.min(1)), "image": "ghcr.io/acme/api:2.0.0", "cpu": "1"});
    written.insert("v0".to_owned(), first);
    written.into()
}

/// Where a model can come from in this project.
fn model_from(index: Index, most: u16, all: &[(String, Entry)]) -> Value {
    let mut ways = vec![
        json!({"image": "ghcr.io/acme/model:3.0.0"}),
        json!({"url": "https://models.example.com/best.onnx", "sha256": "0a".repeat(32)}),
    ];
    let stores = names(all, |entry| matches!(entry, Entry::Store(_)));
    ways.extend(stores.iter().map(|name| json!({"store": name, "bucket": "models", "key": "best/3"})));
    let registries = names(all, |entry| matches!(entry, Entry::Mlflow { .. }));
    ways.extend(registries.iter().map(|name| json!({"mlflow": name, "model": "best@champion"})));
    let volumes = names(all, |entry| matches!(entry, Entry::Volume { many } if *many || most == 1));
    ways.extend(volumes.iter().map(|name| json!({"volume": name})));
    ways[index.index(ways.len())].clone()
}

/// One of these names, if there is any and one is asked for.
fn pick(index: Option<Index>, names: &[&str]) -> Option<String> {
    index.filter(|_| !names.is_empty()).map(|index| names[index.index(names.len())].to_owned())
}

fn environment(values: &[String]) -> Value {
    values.iter().enumerate().map(|(index, value)| (format!("SETTING_{index}"), json!(value))).collect::<Map<_, _>>().into()
}

/// Edges to services that come earlier, so that there is no circle, and to anything else; each with a prefix of its own.
fn uses(links: &[Index], earlier: &[(String, Entry)], all: &[(String, Entry)], broker: bool) -> Value {
    let mut usable = names(earlier, |entry| matches!(entry, Entry::Service { .. }));
    usable.extend(names(all, |entry| {
        matches!(entry, Entry::Redis { .. } | Entry::Cache | Entry::Mlflow { .. } | Entry::Postgres { .. } | Entry::Store(_))
    }));
    let brokers = names(all, |entry| matches!(entry, Entry::Redis { .. }));
    let mut uses: BTreeSet<&str> = BTreeSet::new();
    if !usable.is_empty() {
        uses.extend(links.iter().map(|link| usable[link.index(usable.len())]));
    }
    if broker {
        uses.extend(brokers.first());
    }
    uses.iter().enumerate().map(|(index, name)| json!(format!("{name} as EDGE{index}"))).collect()
}

/// The volumes that so many pods can mount.
fn mounts(replicas: u16, all: &[(String, Entry)]) -> Value {
    let volumes = names(all, |entry| matches!(entry, Entry::Volume { many } if *many || replicas == 1));
    volumes.iter().map(|name| (format!("/data/{name}"), json!(name))).collect::<Map<_, _>>().into()
}

fn render(spec: &str, profile: &str) -> Outcome {
    Project::read(Text { name: "mlkube.yaml".to_owned(), content: spec.to_owned() }, Some(profile)).render(Vec::new())
}

/// The stream of a spec that is right.
fn rendered(spec: &str) -> String {
    let Outcome { sources, report, bundle } = render(spec, "minikube");
    let bundle = bundle.unwrap_or_else(|| panic!("{}\n{spec}", report::human(&report, &sources, false)));
    String::from_utf8(bundle::stream(&bundle, &Notes::default()).expect("objects can be written")).expect("text")
}

fn string<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// What makes an object the same object.
fn identity(object: &Value) -> [&str; 4] {
    ["/apiVersion", "/kind", "/metadata/namespace", "/metadata/name"].map(|pointer| string(object, pointer))
}

/// Whether some pod of the Service's namespace carries all labels of its selector.
fn selects_some_pod(service: &Value, objects: &[Value]) -> bool {
    let selector = service["spec"]["selector"].as_object().expect("a selector");
    objects.iter().any(|object| {
        let labels = &object["spec"]["template"]["metadata"]["labels"];
        string(object, "/metadata/namespace") == string(service, "/metadata/namespace")
            && labels.is_object()
            && selector.iter().all(|(key, value)| labels[key] == *value)
    })
}

/// The kinds of what runs once. A TrainJob names its runtime.
const RUNS_ONCE: [&str; 5] = ["Job", "JobSet", "RayJob", "TrainJob", "TrainingRuntime"];

fn remove_priority(template: &mut Value) -> bool {
    template["spec"].as_object_mut().is_some_and(|pod| pod.remove("priorityClassName").is_some())
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_right_spec_becomes_a_whole_bundle(entries in entries()) {
        let text = serde_json::to_string_pretty(&spec(&entries)).expect("JSON");
        let stream = rendered(&text);
        prop_assert_eq!(&stream, &rendered(&text), "twice the same");
        let objects = documents(&stream);
        let mut seen = BTreeSet::new();
        for object in &objects {
            prop_assert!(seen.insert(identity(object)), "twice: {:?}", identity(object));
            if object["kind"] == "Service" {
                prop_assert!(selects_some_pod(object, &objects), "a Service without pods: {:?}", identity(object));
            }
        }
        for (name, entry) in &entries {
            let (Entry::Service { env, .. } | Entry::Worker { env, .. } | Entry::Job { env, .. }) = entry else { continue };
            let versions = if let Entry::Service { serving, .. } = entry { serving.versions.len() } else { 0 };
            let maps = match versions {
                0 => vec![format!("{name}-config")],
                _ => (0..versions).map(|version| format!("{name}-v{version}-config")).collect(),
            };
            for map in maps {
                let found = objects
                    .iter()
                    .find(|object| object["kind"] == "ConfigMap" && string(object, "/metadata/name") == map);
                for (index, value) in env.iter().enumerate() {
                    let found = found.map(|map| string(map, &format!("/data/SETTING_{index}")));
                    prop_assert_eq!(found, Some(value.as_str()), "the variable {} of {}", index, map);
                }
            }
        }
    }

    /// Who watches sees every service that shows metrics, and asks nothing that is not PromQL.
    #[test]
    fn whatever_shows_metrics_is_watched(entries in entries(), watched in watched()) {
        let stream = rendered(&watched_spec(&entries, &watched).to_string());
        let objects = documents(&stream);
        let of_kind = |kind: &str| objects.iter().filter(|object| object["kind"] == kind).collect::<Vec<_>>();
        let named = |kind: &str, name: &str| of_kind(kind).into_iter().find(|object| object["metadata"]["name"] == name);
        let groups = if matches!(watched, Watched::Operator { .. }) {
            for name in measured(&entries) {
                let monitor = format!("{name}-service-http");
                // Pods that several Services lead to are found by themselves.
                let is_watched = ["ServiceMonitor", "PodMonitor"].iter().any(|kind| named(kind, &monitor).is_some());
                prop_assert!(is_watched, "{} has no monitor", name);
            }
            of_kind("PrometheusRule").first().map_or(Value::Null, |rules| rules["spec"]["groups"].clone())
        } else {
            let files = &named("ConfigMap", "prometheus-config").expect("the configuration")["data"];
            let scrape: Value = serde_yaml::from_str(string(files, "/prometheus.yml")).expect("YAML");
            let jobs: Vec<&str> =
                scrape["scrape_configs"].as_array().expect("a list").iter().map(|job| string(job, "/job_name")).collect();
            for name in measured(&entries) {
                prop_assert!(jobs.contains(&format!("{name}/service/8000").as_str()), "{} is not scraped: {:?}", name, jobs);
            }
            let rules: Value = serde_yaml::from_str(string(files, "/rules.yml")).expect("YAML");
            rules["groups"].clone()
        };
        let rules = groups.as_array().into_iter().flatten().flat_map(|group| group["rules"].as_array().into_iter().flatten());
        for rule in rules {
            let expression = string(rule, "/expr");
            prop_assert!(promql_parser::parser::parse(expression).is_ok(), "{}", expression);
        }
    }

    /// Rules of the whole project reach every pod, and change nothing else.
    #[test]
    fn governance_only_adds(entries in entries()) {
        let plain = spec(&entries);
        let mut governed = plain.clone();
        governed["namespaces"] = json!({"shop": {"quota": {"cpu": "1000", "memory": "10Ti", "pods": 1000}}, "more": {}});
        governed["priorities"] = json!(true);
        governed["pullSecrets"] = json!(["regcred"]);
        let mut objects = documents(&rendered(&governed.to_string()));
        for object in &mut objects {
            match object["kind"].as_str().unwrap_or_default() {
                "ServiceAccount" => {
                    let secrets = object.as_object_mut().expect("a map").remove("imagePullSecrets");
                    prop_assert_eq!(secrets, Some(json!([{"name": "regcred"}])));
                }
                "Deployment" | "StatefulSet" | "Job" => {
                    prop_assert!(remove_priority(&mut object["spec"]["template"]), "no priority");
                }
                "CronJob" => {
                    prop_assert!(remove_priority(&mut object["spec"]["jobTemplate"]["spec"]["template"]), "no priority");
                }
                _ => {}
            }
        }
        let mine = ["ResourceQuota", "LimitRange", "PriorityClass"];
        let is_of_both = |object: &&Value| {
            !mine.contains(&object["kind"].as_str().unwrap_or_default())
                && string(object, "/metadata/namespace") != "more"
                && string(object, "/metadata/name") != "more"
                // The name of what runs once is the hash of its pods.
                && !RUNS_ONCE.contains(&string(object, "/kind"))
        };
        let before = documents(&rendered(&plain.to_string()));
        let (after, before): (Vec<_>, Vec<_>) =
            (objects.iter().filter(is_of_both).collect(), before.iter().filter(is_of_both).collect());
        prop_assert_eq!(after, before);
    }

    /// A patch of every Deployment reaches each of them, and nothing else.
    #[test]
    fn patches_change_what_they_name(entries in entries()) {
        let plain = spec(&entries);
        let before = documents(&rendered(&plain.to_string()));
        let is_deployment = |object: &Value| object["kind"] == "Deployment";
        prop_assume!(before.iter().any(is_deployment));
        let mut patched = plain.clone();
        patched["patches"] = json!({"Deployment/*": {"metadata": {"annotations": {"acme.com/owner": "team"}}}});
        let mut after = documents(&rendered(&patched.to_string()));
        for object in after.iter_mut().filter(|object| is_deployment(object)) {
            let annotations = object["metadata"].as_object_mut().expect("a map").remove("annotations");
            prop_assert_eq!(annotations, Some(json!({"acme.com/owner": "team"})));
        }
        prop_assert_eq!(after, before);
    }

    /// The order in which people write sections and entries is theirs.
    #[test]
    fn the_order_of_entries_changes_nothing(entries in entries()) {
        let spec = spec(&entries);
        let mut reversed = Map::new();
        for (key, section) in spec.as_object().expect("a map").iter().rev() {
            let section = match section.as_object() {
                Some(entries) => Value::Object(entries.iter().rev().map(|(key, value)| (key.clone(), value.clone())).collect()),
                None => section.clone(),
            };
            reversed.insert(key.clone(), section);
        }
        prop_assert_eq!(rendered(&spec.to_string()), rendered(&Value::Object(reversed).to_string()));
    }

    #[test]
    fn junk_is_no_panic(text in "\\PC{0,200}") {
        survives(&text);
    }

    /// Pieces of YAML in any order get further than letters do.
    #[test]
    fn pieces_of_yaml_are_no_panic(pieces in vec(select(&PIECES[..]), 0..60)) {
        survives(&pieces.concat());
    }

    /// A good spec with a piece cut out, and another put in its place.
    #[test]
    fn a_damaged_spec_is_no_panic(cut in any::<(Index, Index)>(), piece in select(&PIECES[..]), profile in 0..BUILTIN.len()) {
        let letters: Vec<char> = LOAN_DEFAULT.chars().collect();
        let (start, length) = (cut.0.index(letters.len()), cut.1.index(60));
        let before: String = letters[..start].iter().collect();
        let after: String = letters[(start + length).min(letters.len())..].iter().collect();
        survives_in(&format!("{before}{piece}{after}"), BUILTIN[profile].name);
    }

    #[test]
    fn an_empty_overlay_changes_nothing(base in tree()) {
        let (merged, report) = merged(&base, &[&json!({})]);
        prop_assert_eq!(merged, read(&base));
        prop_assert!(report.is_empty());
    }

    #[test]
    fn an_overlay_twice_is_an_overlay_once(base in tree(), over in tree()) {
        let (once, _) = merged(&base, &[&over]);
        let (twice, _) = merged(&base, &[&over, &over]);
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn an_overlay_wins(base in tree(), over in tree()) {
        let (merged, _) = merged(&base, &[&over]);
        let merged = serde_json::to_value(merged).expect("a tree");
        prop_assert!(holds(&merged, &over), "{} lacks {}", merged, over);
    }

    /// What no overlay names stays as the spec has it.
    #[test]
    fn an_overlay_leaves_the_rest(base in tree(), over in tree()) {
        let (merged, _) = merged(&base, &[&over]);
        let merged = serde_json::to_value(merged).expect("a tree");
        for (key, value) in base.as_object().expect("a map").iter().filter(|(key, _)| over.get(key).is_none()) {
            prop_assert_eq!(&merged[key], value);
        }
    }
}

const LOAN_DEFAULT: &str = include_str!("../../examples/loan-default/mlkube.yaml");

const PIECES: [&str; 40] = [
    "apiVersion: mlkube/v1\n",
    "project: shop\n",
    "services:\n",
    "  api:\n",
    "    image: a/b:1\n",
    "    port: 80\n",
    "redis:\n",
    "  queue:\n",
    "    uses: [queue]\n",
    "\n",
    "  ",
    "- ",
    ": ",
    ":",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "? ",
    "| \n",
    ">-\n",
    "'",
    "\"",
    "&a ",
    "*a",
    "!!str ",
    "<<: ",
    "---\n",
    "...\n",
    "# c\n",
    "\t",
    "ä",
    "\u{FEFF}",
    "\u{85}",
    "null",
    "~",
    "%YAML 1.2\n",
    "\\",
    "0x",
];

fn survives(text: &str) {
    survives_in(text, "minikube");
}

/// A render ends with a bundle or with at least one error, which can be shown.
fn survives_in(text: &str, profile: &str) {
    let Outcome { sources, report, bundle } = render(text, profile);
    assert_eq!(bundle.is_none(), report.has_errors(), "{}", report::human(&report, &sources, true));
    assert!(report.is_empty() || !report::human(&report, &sources, true).is_empty());
}

/// Maps of maps, lists and texts, with few keys so that they meet.
fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i16>().prop_map(Value::from),
        "[a-z]{0,3}".prop_map(Value::from),
        vec(0_i32..3, 0..3).prop_map(Value::from),
    ];
    let inner = leaf.prop_recursive(3, 24, 4, |inner| map(inner).boxed());
    map(inner)
}

fn map(values: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    btree_map("[a-d]", values, 0..4).prop_map(|entries| entries.into_iter().collect::<Map<_, _>>().into())
}

fn read(tree: &Value) -> Node {
    let text = tree.to_string();
    let source = Sources::default().add("test.yaml", text.as_str());
    read_document(source, &text, &mut Report::default()).expect("a document")
}

fn merged(base: &Value, overlays: &[&Value]) -> (Node, Report) {
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let kinds = std::iter::once(LayerKind::Spec).chain(std::iter::repeat(LayerKind::Overlay));
    let texts = std::iter::once(base).chain(overlays.iter().copied());
    let layers: Vec<Layer> = kinds
        .zip(texts)
        .map(|(kind, tree)| {
            let source = sources.add("test.yaml", tree.to_string());
            Layer { kind, source, tree: read(tree) }
        })
        .collect();
    (merge(&layers, &mut report).expect("a tree").into_owned(), report)
}

/// Whether a tree has everything that an overlay says.
fn holds(tree: &Value, over: &Value) -> bool {
    match (tree, over) {
        (Value::Object(tree), Value::Object(over)) => {
            over.iter().all(|(key, value)| tree.get(key).is_some_and(|own| holds(own, value)))
        }
        (tree, over) => tree == over,
    }
}
