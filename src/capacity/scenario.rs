//! The three moments at which a project is counted.

/// When a project is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// Nothing is asked of it: autoscalers at their fewest, KEDA at none where it may, one-off Jobs done.
    Least,
    /// What `kubectl apply` brings up: replicas as written, one-off Jobs running.
    Start,
    /// Everything at once: autoscalers at their most, every rollout under way, every Job and CronJob running.
    Most,
}

impl Scenario {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 3] = [Self::Least, Self::Start, Self::Most];

    /// Its words in a table.
    pub fn words(self) -> &'static str {
        match self {
            Self::Least => "at least",
            Self::Start => "at start",
            Self::Most => "at most",
        }
    }

    /// Its key in JSON and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Least => "least",
            Self::Start => "start",
            Self::Most => "most",
        }
    }

    /// Its place in what is counted once for each.
    pub(super) fn index(self) -> usize {
        self as usize
    }
}
