//! The spec of random entries, in which every edge leads to an entry that can take it.

use super::entries::{Celery, Entry, Run, Serving, names};
use proptest::sample::Index;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The spec of the entries. It is written as JSON, which is YAML, so that no emitter of ours is needed to test ours.
pub(super) fn spec(entries: &[(String, Entry)]) -> Value {
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
