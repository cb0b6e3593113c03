//! Scalers that cannot scale.

use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::FIXED_SCALER,
        "\
What: a HorizontalPodAutoscaler or ScaledObject whose least and most pods are the same number.
Why: it measures and changes nothing, and hides that the number is fixed.
Example: `minReplicas: 3` with `maxReplicas: 3`.
Fix: raise the upper bound, or write `replicas: 3` into the workload and take the scaler out.",
    )],
    rule: Rule::Object(run),
};

fn run(object: Object<'_>, _: &Context<'_>, found: &mut Report) {
    let (least, most, default) = match (object.group(), object.kind) {
        ("autoscaling", "HorizontalPodAutoscaler") => ("minReplicas", "maxReplicas", 1),
        ("keda.sh", "ScaledObject") => ("minReplicaCount", "maxReplicaCount", 0),
        _ => return,
    };
    let Some(spec) = object.spec() else { return };
    let Some((place, number)) = spec.get(most).and_then(|node| Some((node, node.as_integer()?))) else { return };
    // KEDA can still scale to nothing.
    if spec.get("idleReplicaCount").is_none() && spec.integer(least).unwrap_or(default) == number {
        let message = format!("the least and the most pods are both {number}");
        found.push(object.info(codes::FIXED_SCALER, place, message).help("raise the upper bound, or take the scaler out"));
    }
}
