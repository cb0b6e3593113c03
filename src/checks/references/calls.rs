//! Addresses of Services that programs are given: whether the Service is there, has the port, and may be called.

use super::super::{Check, Context, Rule};
use super::address::{Address, addresses, is_label};
use super::backend::{ports, shown};
use super::find::{is_slip, of_namespace, place_of};
use super::reach::Policies;
use crate::diag::{Diagnostic, Report, Severity, codes};
use crate::manifest::{Container, Graph, Object, Pod, Selector};
use crate::yaml::Node;
use std::collections::HashSet;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::DNS_NAME,
            "\
What: an address in a variable, an argument or a ConfigMap of a Service that is not in its namespace.
Why: the name cannot be resolved: the program fails when it first needs the other one.
Example: `http://mlflow.ml.svc:5000` while the Service is called `mlflow-server`.
Fix: correct the name; a short name means the namespace of the caller.",
        ),
        (
            codes::DNS_PORT,
            "\
What: an address in a variable, an argument or a ConfigMap with a port that the Service does not have.
Why: nobody listens there: the call hangs until it times out.
Example: `http://api:8000` for a Service with `port: 80` and `targetPort: 8000`.
Fix: write the port of the Service, not that of the container. Headless Services lead to the ports of the containers.",
        ),
        (
            codes::POLICY_FORBIDS,
            "\
What: an address that a pod is given, while the network policies among the objects let no packet from this pod to that Service:
policies for what goes out of the one, or for what comes into the other.
Why: the call hangs until it times out.
Example: `REDIS_URL: redis://cache:6379` in a pod whose policy for `Egress` allows DNS only.
Fix: add a rule. Ports in policies are those of the pods, not of the Service. Labels beside each other in one item of `from`
or `to` have to hold both; items of the list are alternatives.",
        ),
    ],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    let namespaces = graph.objects().iter().map(|object| object.namespace).collect();
    let mut caller = Caller { graph, context, found, policies: Policies::new(graph), namespaces };
    for pod in graph.pods() {
        for container in pod.containers() {
            caller.check_container(pod, container);
        }
    }
    for map in graph.of_kind("ConfigMap") {
        for (_, place) in map.tree().entries("data") {
            for address in addresses(place.as_str().unwrap_or_default()) {
                caller.check(map, None, place, address);
            }
        }
    }
}

struct Caller<'a, 'b> {
    graph: &'b Graph<'a>,
    context: &'b Context<'b>,
    found: &'b mut Report,
    policies: Policies<'a>,
    /// The namespaces that objects are in.
    namespaces: HashSet<&'a str>,
}

/// Names of variables whose addresses are compared, and not called.
fn is_compared(variable: &str) -> bool {
    ["ORIGIN", "CORS", "ISSUER", "AUDIENCE", "NO_PROXY"].iter().any(|word| variable.to_ascii_uppercase().contains(word))
}

impl<'a> Caller<'a, '_> {
    fn check_container(&mut self, pod: &Pod<'a>, container: Container<'a>) {
        let variables = container.node.items("env");
        for variable in variables {
            let (Some(name), Some(place)) = (variable.text("name"), variable.get("value")) else { continue };
            let Some(text) = place.as_str().filter(|_| !is_compared(name)) else { continue };
            let beside = || self.host_and_port(pod.owner, variables, name, text);
            if let Some((address, place)) = bare(name, text).map(|address| (address, place)).or_else(beside) {
                self.check(pod.owner, Some(pod), place, address);
            }
            for address in addresses(text) {
                self.check(pod.owner, Some(pod), place, address);
            }
        }
        for place in ["command", "args"].iter().flat_map(|key| container.node.items(key)) {
            for address in addresses(place.as_str().unwrap_or_default()) {
                // What a program is told without a port it calls at one that it knows itself: MinIO its peers at 9000, for one.
                self.check(pod.owner, Some(pod), place, Address { usual_port: None, ..address });
            }
        }
    }

    /// `REDIS_HOST` and `REDIS_PORT` make an address.
    fn host_and_port<'n>(
        &self,
        from: Object<'a>,
        variables: &'a [Node],
        name: &str,
        host: &'n str,
    ) -> Option<(Address<'n>, &'a Node)> {
        let first = name.strip_suffix("HOST")?;
        let (service, namespace) = host.split_once('.').map_or((host, None), |(service, namespace)| (service, Some(namespace)));
        self.graph.find("Service", namespace.unwrap_or(from.namespace), service)?;
        let other = variables
            .iter()
            .find(|other| other.text("name").and_then(|name| name.strip_prefix(first)).is_some_and(|rest| rest == "PORT"));
        let place = other?.get("value")?;
        let port = place.as_str()?.parse().ok()?;
        Some((Address { name: service, namespace, is_service: false, port: Some(port), usual_port: None }, place))
    }

    fn check(&mut self, from: Object<'a>, pod: Option<&Pod<'a>>, place: &'a Node, address: Address<'_>) {
        let namespace = address.namespace.unwrap_or(from.namespace);
        match self.graph.find("Service", namespace, address.name) {
            Some(service) if self.graph.has_twin(service) => {}
            Some(service) => self.check_port(from, pod, place, address, service),
            None => self.check_missing(from, place, address, namespace),
        }
    }

    /// A name that no Service has. Short names may mean anything, and names with two labels a host on the internet.
    fn check_missing(&mut self, from: Object<'a>, place: &'a Node, address: Address<'_>, namespace: &str) {
        let Address { name, is_service, .. } = address;
        let provided = self.graph.provided();
        if provided.find("Service", namespace, name).is_some()
            || provided.may_have("Service", namespace)
            || (!is_service && !self.namespaces.contains(namespace))
        {
            return;
        }
        let slip = || self.graph.of_kind("Service").find(|service| service.namespace == namespace && is_slip(name, service.name));
        let is_placed = address.namespace.is_some();
        // Whoever brings a namespace along with Services in it brings all of them, most likely.
        let brings_all = || {
            self.graph.find("Namespace", "", namespace).is_some()
                && self.graph.of_kind("Service").any(|service| service.namespace == namespace)
        };
        let message = format!("there is no Service `{name}`{}", of_namespace(namespace));
        let told = if let Some(other) = slip() {
            let warning = from.warning(codes::DNS_NAME, place, message).help(format!("did you mean `{}`?", other.name));
            warning.related(place_of(other), "this one is there")
        } else if is_placed && self.context.closed && !from.is_rendered() {
            from.error(codes::DNS_NAME, place, message).help("correct the address, or add the Service")
        } else if is_placed && is_service && brings_all() {
            from.warning(codes::DNS_NAME, place, message).help("correct the address, or add the Service")
        } else if is_service && !from.is_rendered() {
            from.info(codes::DNS_NAME, place, message).help("see that the Service is there")
        } else {
            return;
        };
        self.push(told);
    }

    fn check_port(
        &mut self,
        from: Object<'a>,
        pod: Option<&Pod<'a>>,
        place: &'a Node,
        address: Address<'_>,
        service: Object<'a>,
    ) {
        let (Some(number), Some(ports)) = (address.port.or(address.usual_port), ports(service)) else { return };
        let port = ports.iter().find(|port| port.integer("port") == Some(i64::from(number)));
        let is_headless = service.spec().is_some_and(|spec| spec.text("clusterIP") == Some("None"));
        let labels = service.spec().and_then(|spec| spec.get("selector"));
        let selector = labels.map(Selector::of_labels).filter(|selector| !selector.is_empty());
        let pods: Vec<Pod<'a>> =
            selector.iter().flat_map(|selector| self.graph.selected(service.namespace, selector)).copied().collect();
        if port.is_none() && !(is_headless && may_listen(&pods, number)) {
            let is_certain = pod.is_some() && address.port.is_some();
            let severity = if is_certain { Severity::Error } else { Severity::Warning };
            // A text may talk of an address without a port for many reasons.
            if pod.is_some() || address.port.is_some() {
                self.tell_port(severity, from, place, service, number, ports);
            }
            return;
        }
        if let Some(pod) = pod {
            let target = port.filter(|_| !is_headless).map(|port| port.get("targetPort").unwrap_or(port));
            self.check_policies(pod, place, service, &pods, target, number);
        }
    }

    fn tell_port(
        &mut self,
        severity: Severity,
        from: Object<'a>,
        place: &'a Node,
        service: Object<'a>,
        number: u16,
        ports: &[Node],
    ) {
        let message = format!("the Service `{}` has no port {number}", service.name);
        let told = match severity {
            Severity::Error => from.error(codes::DNS_PORT, place, message),
            _ => from.warning(codes::DNS_PORT, place, message),
        };
        let leads_there = ports.iter().find(|port| port.integer("targetPort") == Some(i64::from(number)));
        let help = match leads_there.and_then(|port| port.integer("port")) {
            Some(own) => format!("{number} is the port of the container; call the Service at {own}"),
            None if ports.is_empty() => "the Service has no ports; add one".to_owned(),
            None => format!("its ports are {}", shown(ports)),
        };
        self.push(told.related(place_of(service), "the Service").help(help));
    }

    /// Whether some pod of the Service may be called at its port.
    fn check_policies(
        &mut self,
        pod: &Pod<'a>,
        place: &'a Node,
        service: Object<'a>,
        targets: &[Pod<'a>],
        target_port: Option<&Node>,
        number: u16,
    ) {
        if pod.spec.is_true("hostNetwork") || self.policies.is_empty() {
            return;
        }
        let mut forbidden = None;
        for target in targets {
            let port = match target_port {
                Some(port) if port.as_str().is_some() => {
                    let named = |container: Container<'a>| container.port(port.as_str()?)?.integer("containerPort");
                    target.running().find_map(named)
                }
                Some(port) => port.as_integer().or_else(|| port.integer("port")),
                None => Some(i64::from(number)),
            };
            let Some(port) = port else { return };
            match self.policies.forbidding(self.graph, pod, target, port) {
                Some(why) => forbidden = forbidden.or(Some((why, port))),
                None => return,
            }
        }
        let Some((why, port)) = forbidden else { return };
        let message = format!("no network policy lets these pods call {} at the port {port} of its pods", service.title());
        let help = if why.is_egress {
            format!("add a rule for `Egress` to {}, with the port {port}", why.policy.title())
        } else {
            format!("add a rule for `Ingress` to {}, with the port {port}", why.policy.title())
        };
        let told = pod.owner.warning(codes::POLICY_FORBIDS, place, message);
        self.push(told.related(place_of(why.policy), "this policy allows other things only").help(help));
    }

    fn push(&mut self, told: Diagnostic) {
        self.found.push(told);
    }
}

/// Whether a pod declares a port, or none at all.
fn may_listen(pods: &[Pod<'_>], number: u16) -> bool {
    let declared = || pods.iter().flat_map(Pod::running).flat_map(|container| container.node.items("ports"));
    declared().next().is_none() || declared().any(|port| port.integer("containerPort") == Some(i64::from(number)))
}

/// A variable whose whole value is `service:port`; an image looks the same.
fn bare<'n>(variable: &str, text: &'n str) -> Option<Address<'n>> {
    let (host, port) = text.split_once(':')?;
    let port = port.parse().ok().filter(|port| *port >= 80)?;
    if variable.to_ascii_uppercase().contains("IMAGE") {
        return None;
    }
    let (name, namespace) = host.split_once('.').map_or((host, None), |(name, namespace)| (name, Some(namespace)));
    let is_host = is_label(name) && namespace.is_none_or(is_label);
    is_host.then_some(Address { name, namespace, is_service: false, port: Some(port), usual_port: None })
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn an_image_is_no_address() {
        assert_eq!(bare("REDIS", "redis:6379").and_then(|address| address.port), Some(6379));
        assert_eq!(bare("REDIS_IMAGE", "redis:6379"), None);
        assert_eq!(bare("REDIS", "redis:7"), None);
        assert_eq!(bare("TIME", "12:30"), None);
    }
}
