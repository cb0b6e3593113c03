//! Autoscaling by what waits for pods, or by what a Prometheus knows: KEDA.

use super::ScaleSpec;
use crate::components::contract::{Broker, Objects, OwnPrometheus, Surroundings};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::Amount;
use crate::k8s::Owner;
use crate::k8s::custom::Custom;
use crate::k8s::custom::keda::{
    Advanced, AuthenticationRef, AutoscalerConfig, Fallback, ScaledObjectSpec, SecretTarget, TargetRef, Trigger,
    TriggerAuthenticationSpec,
};
use crate::k8s::meta::Labels;
use crate::k8s::scaling::{Events, Question, Scaling, behavior};
use crate::layers::Place;
use crate::profile::Operator;

/// Where tasks wait.
#[derive(Clone, Debug)]
pub struct Waiting<'a> {
    /// The broker.
    pub broker: &'a Broker,
    /// Its queues.
    pub queues: Vec<&'a str>,
}

/// Reports what KEDA cannot do, and that there is none; `place` is the autoscaler.
pub(super) fn check(scale: &ScaleSpec, around: &Surroundings<'_>, place: &Place<'_>, report: &mut Report) {
    let ScaleSpec { queue, query, threshold, server, pods, external, .. } = scale;
    for (key, what) in [("queue", "scaling by queue depth"), ("query", "scaling by a query")] {
        if place.key(key).exists() {
            super::require_operator(Operator::Keda, what, around, &place.key(key), report);
        }
    }
    if *queue == Some(0) {
        report.push(
            Diagnostic::error(codes::BAD_VALUE, "no pod can keep a queue empty")
                .at(place.key("queue").span())
                .help("say how many tasks may wait for each pod, 1 or more"),
        );
    }
    check_question(
        [("query", query.is_some()), ("threshold", threshold.is_some()), ("server", server.is_some())],
        around.prometheus.is_some(),
        place,
        report,
    );
    if scale.is_by_events() {
        for (key, _) in [("pods", !pods.is_empty()), ("external", !external.is_empty())].iter().filter(|(_, given)| *given) {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, format!("KEDA's autoscaler does not read `{key}`"))
                    .at(place.key(key).key_span())
                    .help("say it as a `query`, or leave `queue` and `query` out"),
            );
        }
    }
}

/// Reports a question that lacks a part. The project's own Prometheus answers if no other is named.
fn check_question(parts: [(&str, bool); 3], has_own: bool, place: &Place<'_>, report: &mut Report) {
    let Some((given, _)) = parts.iter().find(|(_, is_given)| *is_given) else { return };
    for (key, _) in parts.iter().filter(|(key, is_given)| !(*is_given || *key == "server" && has_own)) {
        let help = match *key {
            "server" => {
                "name the Prometheus, `server: \"http://prometheus.monitoring.svc:9090\"`, or let the project have its own: `monitoring: {mode: bundled}`"
            }
            _ => "a query needs a goal for each pod: `{query: sum(rate(...)), threshold: 100}`",
        };
        report.push(
            Diagnostic::error(codes::MISSING_KEY, format!("`{given}` without `{key}`"))
                .at(place.key(given).key_span())
                .help(help),
        );
    }
}

/// Reports a queue where no tasks wait; `place` is the autoscaler.
pub fn refuse_queue(scale: Option<&ScaleSpec>, place: &Place<'_>, report: &mut Report) {
    if scale.is_some_and(|scale| scale.queue.is_some()) {
        report.push(
            Diagnostic::error(codes::BAD_VALUE, "`queue` counts tasks of Celery, and nothing here takes any")
                .at(place.key("queue").key_span())
                .help("scale by `cpu`, or by a `query`"),
        );
    }
}

/// What KEDA is to watch, if anything; what is missing was reported.
pub(super) fn settle(scale: &ScaleSpec, own: Option<&OwnPrometheus>) -> Option<Events> {
    let ScaleSpec { queue, query, threshold, server, .. } = scale;
    let own = own.filter(|_| server.is_none());
    let question = query.as_ref().map(|query| Question {
        query: query.as_str().to_owned(),
        threshold: threshold.as_ref().map(Amount::to_string).unwrap_or_default(),
        server: server.as_ref().map(ToString::to_string).or(own.map(|own| own.url.clone())).unwrap_or_default(),
        entry: own.map(|own| (own.name.clone(), own.port)),
    });
    scale.is_by_events().then_some(Events { queue: *queue, question })
}

/// Seconds between looks at a queue that nobody serves.
const POLLING: i32 = 15;
/// Seconds without work after which the last pod goes; KEDA's own default.
const COOLDOWN: i32 = 300;
/// The questions without an answer after which the number of pods is no longer left to chance.
const FAILURES: i32 = 3;

/// Builds the autoscaler of a Deployment. `container` is the one whose CPU and memory count, if not all.
pub(super) fn build(
    owner: &Owner,
    role: &str,
    (scaling, events): (&Scaling, &Events),
    waiting: Option<&Waiting<'_>>,
    container: Option<&str>,
    objects: &mut Objects,
) {
    let mut triggers = Vec::new();
    if let (Some(depth), Some(waiting)) = (events.queue, waiting) {
        let authentication = owner.derived(Some("broker"));
        triggers.extend(waiting.queues.iter().map(|queue| queue_trigger(queue, depth, waiting.broker, &authentication)));
        let metadata = owner.named(role, &authentication);
        let password = &waiting.broker.password;
        let secret = SecretTarget { parameter: "password", name: password.name.clone(), key: password.key.clone() };
        objects.push(Custom { metadata, spec: TriggerAuthenticationSpec { secret_target_ref: vec![secret] } });
    }
    triggers.extend(events.question.as_ref().map(question_trigger));
    triggers.extend(scaling.cpu.map(|percent| resource_trigger("cpu", percent, container)));
    triggers.extend(scaling.memory.map(|percent| resource_trigger("memory", percent, container)));
    let least = i32::from(scaling.min);
    let spec = ScaledObjectSpec {
        scale_target_ref: TargetRef { name: owner.derived(None) },
        polling_interval: POLLING,
        cooldown_period: COOLDOWN,
        min_replica_count: least,
        max_replica_count: i32::from(scaling.max),
        // While the broker is away nobody loses a pod.
        fallback: Fallback { failure_threshold: FAILURES, replicas: least.max(1), behavior: "currentReplicasIfHigher" },
        advanced: Advanced {
            horizontal_pod_autoscaler_config: AutoscalerConfig { name: scaling.name.clone(), behavior: behavior(scaling) },
        },
        triggers,
    };
    objects.push(Custom { metadata: owner.metadata(role, None), spec });
}

fn metadata<const N: usize>(pairs: [(&str, String); N]) -> Labels {
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// The tasks that wait in a queue, which is a list of its name; those that a worker holds are not in it, and those of other
/// priorities than the first are in lists of their own (kombu 5.7 transport/redis.py).
fn queue_trigger(queue: &str, depth: u32, broker: &Broker, authentication: &str) -> Trigger {
    let mut metadata = metadata([
        ("address", format!("{}:{}", broker.host, broker.port)),
        ("databaseIndex", "0".to_owned()),
        ("listName", queue.to_owned()),
        ("listLength", depth.to_string()),
    ]);
    if broker.tls {
        metadata.insert("enableTLS".to_owned(), "true".to_owned());
    }
    let authentication_ref = Some(AuthenticationRef { name: authentication.to_owned() });
    Trigger { kind: "redis", metric_type: None, metadata, authentication_ref }
}

/// An answer without values is an error, so that a target that is gone does not pass for one without load.
fn question_trigger(Question { query, threshold, server, entry: _ }: &Question) -> Trigger {
    let metadata = metadata([
        ("serverAddress", server.clone()),
        ("query", query.clone()),
        ("threshold", threshold.clone()),
        ("ignoreNullValues", "false".to_owned()),
    ]);
    Trigger { kind: "prometheus", metric_type: None, metadata, authentication_ref: None }
}

fn resource_trigger(kind: &'static str, percent: u8, container: Option<&str>) -> Trigger {
    let mut metadata = metadata([("value", percent.to_string())]);
    if let Some(container) = container {
        metadata.insert("containerName".to_owned(), container.to_owned());
    }
    Trigger { kind, metric_type: Some("Utilization"), metadata, authentication_ref: None }
}
