//! Celery's workers: how they end, and how they are asked whether they are well.

use super::super::{Check, Context, Rule};
use super::known::{Application, Program, programs};
use crate::diag::{Report, codes};
use crate::manifest::Graph;
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::WORKER_SIGNAL,
            "\
What: a Celery worker behind a shell that does not make way for it.
Why: the shell gets the signal to end, and keeps it. The worker goes on until it is killed, in the midst of its tasks.
Example: `command: [sh, -c, \"celery -A shop worker\"]`.
Fix: `exec celery -A shop worker`, or the command without a shell.
Source: measured with celery 5.7.0 and dash 0.5.12, 2026-11.",
        ),
        (
            codes::WORKER_PROBE,
            "\
What: a probe that asks a Celery worker for an answer (`celery inspect ping`) and does not give it the time, or asks one that cannot answer.
Why: the question starts Python and the application, goes over the broker, and waits a second for answers unless it is for one worker.
Kubernetes gives it one second unless it is told otherwise; so the probe fails and the worker is restarted for ever. With the pool `solo` it
fails while a task runs. When the broker is away, all workers are restarted.
Example: `livenessProbe: {exec: {command: [celery, -A, shop, inspect, ping]}}`.
Fix: no liveness probe; or `--destination celery@$HOSTNAME` with `timeoutSeconds: 20` and a long period.
Source: measured with celery 5.7.0: 0.6 s for an empty application; 2.9 s of CPU with Django; kombu 5.7 `pidbox.py`, 2026-11.",
        ),
        (
            codes::WORKER_CONCURRENCY,
            "\
What: a Celery worker with a limit for CPU that does not say how many tasks run side by side.
Why: it starts as many processes as the node has cores, each with the application and its models, whatever the limit is.
Example: `celery -A shop worker` with `limits: {cpu: \"1\", memory: 2Gi}` on a node with 16 cores.
Fix: `--concurrency=1`; Celery 5.7 knows `--concurrency=auto`, which goes by the limit. The application may set it too, so this is advice.
Source: billiard 4.2 `cpu_count`, 2026-11.",
        ),
        (
            codes::WORKER_GRACE,
            "\
What: a Celery worker whose tasks may run longer than its pod is given to end.
Why: the worker finishes its tasks when it is told to end, and is killed when the time is over; the task is lost, or runs again from the start.
Example: `--time-limit=600` with the usual 30 seconds of grace.
Fix: `terminationGracePeriodSeconds` above the limit; or `REMAP_SIGTERM: SIGQUIT` with `worker_soft_shutdown_timeout` and late acknowledgement.
Source: measured with celery 5.7.0, 2026-11.",
        ),
    ],
    rule: Rule::Graph(run),
};

/// The seconds between the signal to end and the end (Kubernetes `core/v1`, `terminationGracePeriodSeconds`).
const GRACE: i64 = 30;

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    for program in programs(graph, &[Application::CeleryWorker]) {
        check_signal(&program, found);
        check_grace(&program, found);
        check_concurrency(&program, found);
        for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
            check_probe(&program, probe, found);
        }
    }
}

fn check_signal(program: &Program<'_, '_>, found: &mut Report) {
    if program.command.shell.is_some_and(|shell| !shell.gives_way) && !program.pod.spec.is_true("shareProcessNamespace") {
        let place = program.command.words.first().map_or(program.place(), |word| word.place);
        let words = "the shell keeps the signal to end to itself, and the worker is killed within its tasks";
        let told = program.owner().warning(codes::WORKER_SIGNAL, place, words);
        found.push(told.help("let the shell make way: `exec celery ...`"));
    }
}

fn check_grace(program: &Program<'_, '_>, found: &mut Report) {
    let Some(word) = program.command.option(&["--time-limit"]) else { return };
    let Some(limit) = whole_seconds(&word.text) else { return };
    let grace = program.pod.spec.integer("terminationGracePeriodSeconds").unwrap_or(GRACE);
    if limit > grace && program.environment.get("REMAP_SIGTERM").is_absent() {
        let words = format!("tasks may run {limit} seconds, and the pod has {grace} to end");
        let told = program.owner().warning(codes::WORKER_GRACE, word.place, words);
        found.push(told.help(format!("set `terminationGracePeriodSeconds` above {limit}")));
    }
}

/// Seconds, of which Celery takes parts too.
fn whole_seconds(text: &str) -> Option<i64> {
    text.split('.').next()?.parse().ok()
}

fn check_concurrency(program: &Program<'_, '_>, found: &mut Report) {
    const OPTIONS: [&str; 4] = ["-c", "--concurrency", "--autoscale", "worker_concurrency"];
    let command = &program.command;
    let is_told =
        command.option(&OPTIONS).is_some() || command.words.iter().any(|word| word.text.contains("worker_concurrency="));
    let pool = command.option(&["-P", "--pool"]).is_none_or(|pool| pool.text == "prefork" || pool.text == "processes");
    let limit = program.container.node.dig(&["resources", "limits", "cpu"]);
    if let Some(limit) = limit.filter(|_| pool && !is_told && !command.may_have_more()) {
        let words = "without `--concurrency` it starts as many processes as the node has cores";
        found.push(program.owner().info(codes::WORKER_CONCURRENCY, limit, words).help("write how many: `--concurrency=1`"));
    }
}

fn check_probe(program: &Program<'_, '_>, probe: &str, found: &mut Report) {
    let Some(whole) = program.container.node.get(probe) else { return };
    let Some(place) = whole.dig(&["exec", "command"]) else { return };
    let words: Vec<&str> = place.as_sequence().unwrap_or_default().iter().filter_map(Node::as_str).collect();
    let line = words.join(" ");
    if !line.contains("celery") || !line.contains("inspect ping") {
        return;
    }
    let parts: Vec<&str> = line.split_whitespace().collect();
    let is_for_one = parts.iter().any(|part| part.starts_with("-d") || part.starts_with("--destination"));
    let patience = whole.integer("timeoutSeconds").unwrap_or(1);
    let waits = waits(&parts);
    let (owner, code) = (program.owner(), codes::WORKER_PROBE);
    let is_liveness = probe == "livenessProbe";
    let is_solo = program.command.option(&["-P", "--pool"]).is_some_and(|pool| pool.text == "solo");
    let told = if !is_for_one && waits.is_some_and(|waits| patience <= waits) {
        let words = format!(
            "the question waits {} s for answers of all workers, and the probe {patience} s: it always fails",
            waits.unwrap_or(1)
        );
        owner.error(code, place, words).help("ask one worker, `--destination celery@$HOSTNAME`, and set `timeoutSeconds: 20`")
    } else if is_liveness && is_solo {
        let words = "with the pool `solo` the worker answers no question while a task runs";
        owner.warning(code, place, words).help("leave out the liveness probe")
    } else if patience < 3 {
        let words = format!("the question starts Python and the application, and has {patience} s for it");
        owner.warning(code, place, words).help("set `timeoutSeconds: 20`, and a long `periodSeconds`")
    } else if is_liveness {
        let words = "when the broker is away, all workers are restarted";
        owner.info(code, place, words).help("leave out the liveness probe, or ask for a file that the worker touches")
    } else {
        return;
    };
    found.push(told);
}

/// How long the question waits for answers: a second unless it says otherwise (celery 5.7 `bin/control.py`).
fn waits(parts: &[&str]) -> Option<i64> {
    let Some(at) = parts.iter().position(|part| *part == "-t" || part.starts_with("--timeout")) else { return Some(1) };
    let text = parts[at].split_once('=').map(|(_, text)| text).or_else(|| parts.get(at + 1).copied())?;
    whole_seconds(text)
}
