//! Probes with time-outs that suit servers that load models.

use k8s_openapi::api::core::v1::{ExecAction, HTTPGetAction, Probe, TCPSocketAction};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// What a probe does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// Asks a path of a named port.
    Http {
        /// The path.
        path: String,
        /// The port's name.
        port: &'static str,
    },
    /// Opens a named port.
    Tcp {
        /// The port's name.
        port: &'static str,
    },
    /// Runs a command in the container.
    Command {
        /// The program and its arguments.
        argv: Vec<String>,
        /// Seconds that it may take.
        timeout: i32,
    },
}

/// Seconds that an answer may take. Kubernetes' default of one second kills servers that are merely busy.
const TIMEOUT: i32 = 5;

impl Check {
    fn timeout(&self) -> i32 {
        match self {
            Self::Http { .. } | Self::Tcp { .. } => TIMEOUT,
            Self::Command { timeout, .. } => *timeout,
        }
    }

    fn probe(&self, period: i32, failures: i32) -> Probe {
        let mut probe = Probe {
            period_seconds: Some(period),
            timeout_seconds: Some(self.timeout()),
            failure_threshold: Some(failures),
            ..Probe::default()
        };
        match self {
            Self::Http { path, port } => {
                probe.http_get = Some(HTTPGetAction {
                    path: Some(path.clone()),
                    port: IntOrString::String((*port).to_owned()),
                    ..HTTPGetAction::default()
                });
            }
            Self::Tcp { port } => {
                probe.tcp_socket =
                    Some(TCPSocketAction { port: IntOrString::String((*port).to_owned()), ..TCPSocketAction::default() });
            }
            Self::Command { argv, .. } => probe.exec = Some(ExecAction { command: Some(argv.clone()) }),
        }
        probe
    }

    /// The probe that holds the others back until the server has started, for at most `budget` seconds.
    pub fn startup(&self, budget: u32) -> Probe {
        let period = self.timeout().max(if budget > 300 { 10 } else { 5 });
        let failures = budget.div_ceil(period.unsigned_abs()).max(1);
        self.probe(period, i32::try_from(failures).unwrap_or(i32::MAX))
    }

    /// The probe that takes the pod out of the Service while it cannot answer.
    pub fn readiness(&self) -> Probe {
        self.probe(5 + TIMEOUT, 3)
    }

    /// The probe that restarts the container. It is slower than readiness, so that a busy server loses its traffic first.
    pub fn liveness(&self) -> Probe {
        self.probe(20, 6)
    }
}
