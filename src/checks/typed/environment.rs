//! Variables that a container is given twice.

use super::{Check, Rule};
use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::graph::PodTemplate;
use std::collections::HashSet;

pub(super) const CHECK: Check = Check {
    code: codes::ENVIRONMENT_TWICE,
    docs: "\
What: a container whose `env` has one name twice.
Why: the later value wins and the earlier one is there for nothing; after the next edit it may be the other way round.
Example: `REDIS_URL` from two edges.
Fix: take one out, or give it another name.",
    rule: Rule::Pod(run),
};

fn run(pod: &PodTemplate<'_>, report: &mut Report) {
    let mut names = HashSet::new();
    for container in pod.containers() {
        names.clear();
        for variable in container.env.iter().flatten().filter(|variable| !names.insert(variable.name.as_str())) {
            report.push(
                Diagnostic::error(
                    codes::ENVIRONMENT_TWICE,
                    format!(
                        "the container `{}` of {} is given `{}` twice",
                        container.name,
                        pod.entry.object.title(),
                        variable.name
                    ),
                )
                .at(pod.entry.origin)
                .help("take one out, or give it another name"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, good_pod, workload};
    use super::*;
    use crate::k8s::pod::variable;

    #[test]
    fn finds_names_twice_in_one_container() {
        let with = |names: &[&str]| {
            let mut pod = good_pod();
            pod.containers[0].env = Some(names.iter().map(|name| variable(name, "1")).collect());
            workload(pod)
        };
        assert_eq!(found(&CHECK, [with(&["A", "B", "A"])]), [codes::ENVIRONMENT_TWICE]);
        assert_eq!(found(&CHECK, [with(&["A", "B"])]), []);
    }
}
