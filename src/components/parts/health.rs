//! How a server tells that it is well.

use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Duration, HttpPath};
use crate::k8s::probe::Check;
use crate::layers::Place;
use crate::yaml::{WordOrMap, word_or_map};
use k8s_openapi::api::core::v1::{Container, Probe};
use schemars::JsonSchema;
use serde::Deserialize;

/// One path for everything, `/healthz`, or one for each question: `{live: /livez, ready: /readyz}`.
#[derive(Clone, Debug)]
pub struct HealthSpec(Questions);

/// The map form.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Questions {
    /// Answers 200 while the process works; it must not ask databases or models, whose trouble no restart mends.
    live: QuestionSpec,
    /// Answers 200 when requests can be served: the model is loaded, what it needs is there.
    ready: QuestionSpec,
}

/// What is asked: a path, or a map that also says how often.
#[derive(Clone, Debug)]
pub(crate) struct QuestionSpec(AskedPath);

/// The map form.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AskedPath {
    /// The path.
    path: HttpPath,
    /// How often it is asked; every 20 s whether it lives, every 10 s whether it is ready, if not given.
    #[serde(default)]
    every: Option<Duration>,
    /// How many failures in a row count; 6 and 3 if not given.
    #[serde(default)]
    #[schemars(range(min = 1))]
    failures: Option<u16>,
    /// The time that an answer may take; 5 s, or `every` if that is less, if not given.
    #[serde(default)]
    timeout: Option<Duration>,
}

impl WordOrMap for HealthSpec {
    type Word = HttpPath;
    type Map = Questions;
    const EXPECTED: &'static str = "a path such as `/healthz`, or `{live: /livez, ready: /readyz}`";

    fn of_word(path: HttpPath) -> Self {
        Self(Questions { live: QuestionSpec::of_word(path.clone()), ready: QuestionSpec::of_word(path) })
    }

    fn of_map(map: Questions) -> Self {
        Self(map)
    }
}

impl WordOrMap for QuestionSpec {
    type Word = HttpPath;
    type Map = AskedPath;
    const EXPECTED: &'static str = "a path such as `/healthz`, or `{path: /healthz, every: 10s, failures: 3}`";

    fn of_word(path: HttpPath) -> Self {
        Self(AskedPath { path, every: None, failures: None, timeout: None })
    }

    fn of_map(map: AskedPath) -> Self {
        Self(map)
    }
}

word_or_map!(HealthSpec, "Health", "One path for everything, or one for each question.");
word_or_map!(QuestionSpec, "Question", "A path, or a map that also says how often it is asked.");

/// The checks of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Whether the process works.
    live: Question,
    /// Whether it can serve.
    ready: Question,
    /// The seconds that it may take to start.
    startup: u32,
    /// The path that a load balancer asks, if there is one.
    pub path: Option<String>,
}

/// A check, and how it differs from the usual.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Question {
    check: Check,
    every: Option<i32>,
    failures: Option<i32>,
    timeout: Option<i32>,
}

impl Health {
    /// Checks that are made as often as usual.
    pub fn usual(live: Check, ready: Check, startup: u32) -> Self {
        Self { live: Question::usual(live), ready: Question::usual(ready), startup, path: None }
    }

    /// Checks of the port called `port`: by the paths of the spec, or else by opening it. `place` is where the spec stands.
    pub fn resolve(spec: Option<HealthSpec>, startup: u32, port: &'static str, place: &Place<'_>, report: &mut Report) -> Self {
        match spec {
            Some(HealthSpec(Questions { live, ready })) => Self {
                path: Some(ready.0.path.as_str().to_owned()),
                live: live.resolve(port, &place.key("live"), report),
                ready: ready.resolve(port, &place.key("ready"), report),
                startup,
            },
            None => Self::usual(Check::Tcp { port }, Check::Tcp { port }, startup),
        }
    }

    /// Gives a container its probes. The start is watched by the question for readiness, so that a model that still loads
    /// neither gets requests nor is killed.
    pub fn probe(&self, container: &mut Container) {
        container.startup_probe = Some(self.ready.check.startup(self.startup));
        container.readiness_probe = Some(self.ready.tuned(self.ready.check.readiness()));
        container.liveness_probe = Some(self.live.tuned(self.live.check.liveness()));
    }
}

impl QuestionSpec {
    fn resolve(self, port: &'static str, place: &Place<'_>, report: &mut Report) -> Question {
        let Self(AskedPath { path, every, failures, timeout }) = self;
        for (key, is_none) in [
            ("every", every.is_some_and(|every| every.seconds() == 0)),
            ("timeout", timeout.is_some_and(|timeout| timeout.seconds() == 0)),
            ("failures", failures == Some(0)),
        ] {
            if is_none {
                report.push(
                    Diagnostic::error(codes::BAD_VALUE, format!("`{key}` has to be more than nothing"))
                        .at(place.key(key).span())
                        .help("Kubernetes takes 1 or more, or leave it out"),
                );
            }
        }
        let seconds = |duration: Duration| i32::try_from(duration.seconds()).unwrap_or(i32::MAX);
        Question {
            check: Check::Http { path: path.as_str().to_owned(), port },
            every: every.map(seconds),
            failures: failures.map(i32::from),
            timeout: timeout.map(seconds),
        }
    }
}

impl Question {
    fn usual(check: Check) -> Self {
        Self { check, every: None, failures: None, timeout: None }
    }

    /// The probe with what the spec says of it. An answer is not waited for longer than until the next question.
    fn tuned(&self, mut probe: Probe) -> Probe {
        if let Some(every) = self.every {
            probe.period_seconds = Some(every);
            probe.timeout_seconds = probe.timeout_seconds.map(|usual| usual.min(every));
        }
        if let Some(timeout) = self.timeout {
            probe.timeout_seconds = Some(timeout);
        }
        if let Some(failures) = self.failures {
            probe.failure_threshold = Some(failures);
        }
        probe
    }
}
