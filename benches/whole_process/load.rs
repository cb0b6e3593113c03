//! What is measured: what a process is given to do, how often it runs, and what the project expects of it.

use crate::generate;
use crate::process::Program;
use std::fs;
use std::path::Path;
use std::time::Duration;

/// What a process is given to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Load {
    /// To print its version.
    StartUp,
    /// To render the example.
    LoanDefault,
    /// To render a spec of so many services.
    Services(usize),
    /// To count and to pack the pods of such a spec.
    Capacity(usize),
    /// To explain the Deployment of the example.
    ExplainLoanDefault,
    /// To explain one Deployment among so many services.
    ExplainAmong(usize),
    /// To explain the network policy of a Redis that so many services use.
    ExplainShared(usize),
    /// To explain the settings of a Prometheus that watches so many services.
    ExplainWatching(usize),
    /// To say of each line of the example where it comes from.
    Annotate,
    /// To say so of each line of a spec of so many services.
    AnnotateServices(usize),
}

/// What the project expects.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Limit {
    /// Nothing: the figure is there to compare others with.
    None,
    /// So much time.
    Time(Duration),
    /// So much time, and so many bytes of memory.
    TimeAndMemory(Duration, u64),
    /// So many times the limits of [`Load::THOUSAND`].
    TimesThousand(u32),
}

impl Load {
    /// The size for which the limits are set.
    pub(crate) const THOUSAND: Self = Self::Services(1_000);

    /// Ten times that, to see whether the time grows with the size and not faster.
    pub(crate) const TEN_THOUSAND: Self = Self::Services(10_000);

    /// Everything that is measured, in the order of the table.
    pub(crate) const ALL: [Self; 12] = [
        Self::StartUp,
        Self::LoanDefault,
        Self::Services(1),
        Self::THOUSAND,
        Self::Capacity(1_000),
        Self::TEN_THOUSAND,
        Self::ExplainLoanDefault,
        Self::ExplainAmong(1_000),
        Self::ExplainShared(1_000),
        Self::ExplainWatching(1_000),
        Self::Annotate,
        Self::AnnotateServices(1_000),
    ];

    /// How people call it.
    pub(crate) fn name(self) -> String {
        match self {
            Self::StartUp => "start-up (`--version`)".to_owned(),
            Self::LoanDefault => "loan-default for minikube".to_owned(),
            Self::Services(1) => "1 service".to_owned(),
            Self::Services(1_000) => "1,000 services".to_owned(),
            Self::Services(10_000) => "10,000 services".to_owned(),
            Self::Services(number) => format!("{number} services"),
            Self::Capacity(number) => format!("`capacity` of {number} services"),
            Self::ExplainLoanDefault => "explain a Deployment of loan-default".to_owned(),
            Self::ExplainAmong(number) => format!("explain one of {number} Deployments"),
            Self::ExplainShared(number) => format!("explain the NetworkPolicy of a Redis that {number} services use"),
            Self::ExplainWatching(number) => format!("explain the settings of a Prometheus that watches {number} services"),
            Self::Annotate => "annotate loan-default for eks".to_owned(),
            Self::AnnotateServices(number) => format!("annotate {number} services"),
        }
    }

    /// The program with its arguments; a spec that does not exist yet is written into the folder.
    pub(crate) fn program(self, folder: &Path) -> Program {
        let mlkube = env!("CARGO_BIN_EXE_mlkube");
        match self {
            Self::StartUp => Program::new(mlkube, ["--version"]),
            Self::LoanDefault => Program::new(mlkube, ["render", "-f", "examples/loan-default/mlkube.yaml", "-p", "minikube"]),
            Self::Services(number) | Self::Capacity(number) => {
                let path = written(folder, &format!("{number}.yaml"), &generate::spec(number));
                let command = if matches!(self, Self::Capacity(_)) { "capacity" } else { "render" };
                Program::new(mlkube, [command, "-f", &path])
            }
            Self::ExplainLoanDefault => {
                Program::new(mlkube, ["explain", "Deployment/loan-api", "-f", "examples/loan-default/mlkube.yaml", "-p", "eks"])
            }
            Self::ExplainAmong(number) => {
                let path = written(folder, &format!("{number}.yaml"), &generate::spec(number));
                Program::new(mlkube, ["explain", "Deployment/service-00500", "-f", &path])
            }
            Self::ExplainShared(number) => {
                let path = written(folder, &format!("{number}-shared.yaml"), &generate::shared_spec(number, false));
                Program::new(mlkube, ["explain", "NetworkPolicy/queue", "-f", &path])
            }
            Self::ExplainWatching(number) => {
                let path = written(folder, &format!("{number}-watched.yaml"), &generate::shared_spec(number, true));
                Program::new(mlkube, ["explain", "ConfigMap/prometheus-config", "-f", &path])
            }
            Self::Annotate => {
                Program::new(mlkube, ["render", "--annotate", "-f", "examples/loan-default/mlkube.yaml", "-p", "eks"])
            }
            Self::AnnotateServices(number) => {
                let path = written(folder, &format!("{number}.yaml"), &generate::spec(number));
                Program::new(mlkube, ["render", "--annotate", "-f", &path])
            }
        }
    }

    /// How often it runs: the shorter, the more often. Other programs disturb a short run more, and the time on the processor is
    /// told in hundredths of a second for all runs together.
    pub(crate) fn runs(self, quick: bool) -> usize {
        match self {
            Self::THOUSAND | Self::TEN_THOUSAND | Self::Capacity(_) if quick => 3,
            Self::THOUSAND | Self::Capacity(_) | Self::ExplainLoanDefault | Self::ExplainAmong(_) => 11,
            Self::ExplainShared(_)
            | Self::ExplainWatching(_)
            | Self::Annotate
            | Self::AnnotateServices(_)
            | Self::TEN_THOUSAND => 5,
            _ => 101,
        }
    }

    /// What the project expects.
    pub(crate) fn limit(self) -> Limit {
        match self {
            Self::StartUp => Limit::Time(Duration::from_millis(2)),
            Self::LoanDefault => Limit::Time(Duration::from_millis(5)),
            Self::THOUSAND => Limit::TimeAndMemory(Duration::from_millis(100), 150_000_000),
            Self::TEN_THOUSAND => Limit::TimesThousand(11),
            Self::Capacity(_)
            | Self::ExplainAmong(_)
            | Self::ExplainShared(_)
            | Self::ExplainWatching(_)
            | Self::AnnotateServices(_) => Limit::Time(Duration::from_secs(1)),
            Self::Services(_) | Self::ExplainLoanDefault | Self::Annotate => Limit::None,
        }
    }
}

/// The path of a spec that is written into the folder.
fn written(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).expect("a spec to render");
    path.to_str().expect("a path of text").to_owned()
}
