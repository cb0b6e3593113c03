//! Services that face the outside in a way that the cluster does not have.

use super::{Check, Rule};
use crate::diag::{Diagnostic, Report, codes};
use crate::k8s::Object;
use crate::k8s::graph::Graph;
use crate::profile::{Profile, ServiceExposure};

pub(super) const CHECK: Check = Check {
    code: codes::EXPOSURE_UNABLE,
    docs: "\
What: a Service of the type LoadBalancer or NodePort, where the profile does not allow Services to face the outside in this way.
Why: without anybody who makes load balancers such a Service waits forever; and a port of the nodes leads past TLS, limits and
health checks.
Example: `type: LoadBalancer` in a file of `extra`, rendered for minikube.
Fix: let it be a ClusterIP, and expose the entry by a host; or say in a profile of the cluster's own what it allows.",
    rule: Rule::Cluster(run),
};

fn run(graph: &Graph<'_>, profile: &Profile, report: &mut Report) {
    for entry in graph.entries() {
        let Object::Service(service) = &entry.object else { continue };
        let Some(kind) = service.spec.as_ref().and_then(|spec| spec.type_.as_deref()) else { continue };
        let way = match kind {
            "LoadBalancer" => ServiceExposure::LoadBalancer,
            "NodePort" => ServiceExposure::NodePort,
            _ => continue,
        };
        if profile.exposure.contains(&way) {
            continue;
        }
        report.push(
            Diagnostic::error(
                codes::EXPOSURE_UNABLE,
                format!("{} is of the type {kind}, which the profile does not allow", entry.object.title()),
            )
            .at(entry.origin)
            .related(profile.fact(&["exposure"]), "how Services may face the outside")
            .help("let it be a ClusterIP, and let the world in by a host: `expose: {host: ...}`")
            .help(profile.way_out(&format!("exposure: [{}]", way.word()))),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cluster, found_on, owner};
    use super::*;
    use crate::k8s::service::{Port, service};

    fn typed(kind: &str) -> Object {
        let mut service = service(&owner(), "service", "api", Port { name: "http", number: 80, target: 8000 });
        service.spec.as_mut().unwrap().type_ = Some(kind.to_owned());
        service.into()
    }

    #[test]
    fn a_service_faces_the_outside_where_the_cluster_lets_it() {
        for (profile, kind, fires) in [
            ("minikube", "LoadBalancer", true),
            ("minikube", "NodePort", false),
            ("eks", "LoadBalancer", false),
            ("eks", "NodePort", true),
            ("eks", "ClusterIP", false),
        ] {
            let found = found_on(&cluster(profile), &CHECK, [typed(kind)]);
            assert_eq!(found, if fires { vec![codes::EXPOSURE_UNABLE] } else { vec![] }, "{kind} on {profile}");
        }
    }
}
