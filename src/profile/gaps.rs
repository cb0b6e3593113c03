//! What is said where a spec asks for more than a cluster can do.

use super::builtin::{BUILTIN, Builtin};
use super::facts::Facts;
use super::{Profile, load};
use crate::diag::{Diagnostic, Report, codes};
use crate::source::Sources;

impl Profile {
    /// The way out for a cluster of which a fact does not hold; `fact` is what holds instead, such as `metricsServer: true`.
    pub fn way_out(&self, fact: &str) -> String {
        match Builtin::named(&self.name) {
            Some(_) => format!(
                "if your cluster differs, write a profile of its own, `profiles/NAME.yaml`: `extends: {}` and `{fact}`",
                self.name
            ),
            None => format!("if your cluster differs, say so in its profile: `{fact}`"),
        }
    }

    /// What is said of an autoscaler that goes by CPU or memory, where nobody measures them.
    pub fn unmeasured(&self, autoscaler: &str) -> Diagnostic {
        Diagnostic::error(codes::UNMEASURED_PODS, format!("{autoscaler}, which nobody measures on the profile's cluster"))
            .related(self.fact(&["metricsServer"]), "the cluster has no metrics server")
            .help("give fixed numbers, `replicas: 2`, or let it go by something else: `queue`, `query` or `pods`")
            .help(self.way_out("metricsServer: true"))
    }
}

/// The built-in profiles of which something holds, for people: `eks` or `gke-gpu`; none if there is none. Only for messages, because
/// it reads all of them.
pub fn builtin_with(holds: impl Fn(&Facts) -> bool) -> Option<String> {
    let able = BUILTIN.iter().filter(|builtin| {
        let (mut sources, mut report) = (Sources::default(), Report::default());
        load(builtin.name, None, &mut sources, &mut report).is_some_and(|profile| holds(&profile))
    });
    let names: Vec<String> = able.map(|builtin| format!("`{}`", builtin.name)).collect();
    let (last, others) = names.split_last()?;
    Some(if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) })
}
