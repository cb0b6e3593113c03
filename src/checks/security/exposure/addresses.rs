//! Services that take addresses for themselves.

use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Object;

pub(in crate::checks::security) const CHECK: Check = Check {
    pages: &[(
        codes::EXTERNAL_IPS,
        "\
What: a Service with `externalIPs`.
Why: all nodes send what goes to these addresses to the Service, whomever they belong to: who may write Services can listen to the
traffic of others (CVE-2020-8554). The field is deprecated since Kubernetes 1.36.
Example: `externalIPs: [203.0.113.7]`.
Fix: `type: LoadBalancer`, with the load balancers of the cloud or of MetalLB.",
    )],
    rule: Rule::Object(run),
};

fn run(service: Object<'_>, _: &Context<'_>, report: &mut Report) {
    let Some(spec) = service.spec().filter(|_| service.is("", "Service")) else { return };
    if let Some(first) = spec.items("externalIPs").first() {
        let message = "the Service takes addresses for itself that may be somebody else's";
        report.push(service.warning(codes::EXTERNAL_IPS, first, message).help("let a load balancer give it an address"));
    }
}
