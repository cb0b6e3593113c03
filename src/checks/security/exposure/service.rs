//! Services that face the outside in a way that the cluster does not have.

use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;
use crate::profile::ServiceExposure;

pub(in crate::checks::security) const CHECK: Check = Check {
    pages: &[(
        codes::EXPOSURE_UNABLE,
        "\
What: a Service of the type LoadBalancer or NodePort, where the profile does not allow Services to face the outside in this way.
Why: without anybody who makes load balancers such a Service waits forever; and a port of the nodes leads past TLS, limits and
health checks.
Example: `type: LoadBalancer` in a file of `extra`, rendered for minikube.
Fix: let it be a ClusterIP, and expose the entry by a host; or say in a profile of the cluster's own what it allows.",
    )],
    rule: Rule::Object(run),
};

fn run(service: Object<'_>, context: &Context<'_>, report: &mut Report) {
    let Some(profile) = context.profile.filter(|_| service.is("", "Service")) else { return };
    let Some(place) = service.spec().and_then(|spec| spec.get("type")) else { return };
    let (kind, way) = match place.as_str() {
        Some("LoadBalancer") => ("LoadBalancer", ServiceExposure::LoadBalancer),
        Some("NodePort") => ("NodePort", ServiceExposure::NodePort),
        _ => return,
    };
    if profile.exposure.contains(&way) {
        return;
    }
    let message = format!("it is of the type {kind}, which the profile does not allow");
    let help = if service.is_rendered() {
        "let it be a ClusterIP, and let the world in by a host: `expose: {host: ...}`"
    } else {
        "let it be a ClusterIP, and let the world in by an Ingress or a Gateway"
    };
    report.push(
        service
            .error(codes::EXPOSURE_UNABLE, place, message)
            .related(profile.fact(&["exposure"]), "how Services may face the outside")
            .help(help)
            .help(profile.way_out(&format!("exposure: [{}]", way.word()))),
    );
}
