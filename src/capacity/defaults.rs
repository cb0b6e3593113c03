//! What namespaces give to containers that do not say what they ask for.

use crate::k8s::{Entry, Object};
use k8s_openapi::api::core::v1::{Container, LimitRangeItem, PodTemplateSpec, ResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use std::borrow::Cow;
use std::collections::BTreeMap;

type Amounts = BTreeMap<String, Quantity>;

/// What the LimitRange of each namespace gives to a container (Kubernetes pkg/apis/core/v1/defaults.go, `SetDefaults_LimitRangeItem`, and
/// plugin/pkg/admission/limitranger, 2026-11).
#[derive(Debug, Default)]
pub(super) struct Defaults<'a>(BTreeMap<&'a str, Given>);

#[derive(Debug, Default)]
struct Given {
    requests: Amounts,
    limits: Amounts,
}

impl<'a> Defaults<'a> {
    /// Reads the namespaces of a bundle.
    pub(super) fn new(entries: &'a [Entry]) -> Self {
        let mut all: BTreeMap<&str, Given> = BTreeMap::new();
        for entry in entries {
            let Object::LimitRange(range) = &entry.object else { continue };
            let given = all.entry(entry.object.namespace().unwrap_or_default()).or_default();
            let items = range.spec.iter().flat_map(|spec| &spec.limits);
            items.filter(|item| item.type_ == "Container").for_each(|item| given.add(item));
        }
        Self(all)
    }

    /// The pods as the server makes them.
    pub(super) fn fill(&self, namespace: &str, template: &mut Cow<'_, PodTemplateSpec>) {
        let Some(given) = self.0.get(namespace) else { return };
        let pod = template.spec.as_ref();
        let mut containers = pod.into_iter().flat_map(|pod| pod.init_containers.iter().flatten().chain(&pod.containers));
        if !containers.any(|container| given.adds_to(container)) {
            return;
        }
        if let Some(pod) = &mut template.to_mut().spec {
            pod.init_containers.iter_mut().flatten().chain(&mut pod.containers).for_each(|container| given.add_to(container));
        }
    }
}

impl Given {
    /// A limit that is not given is the most that is allowed, and a request that is not given is the limit, or the least that is allowed.
    fn add(&mut self, item: &LimitRangeItem) {
        let all = |amounts: &Option<Amounts>| amounts.clone().unwrap_or_default();
        let limits = over(all(&item.default), all(&item.max));
        let requests = over(over(all(&item.default_request), limits.clone()), all(&item.min));
        // The first of several holds: later ones find nothing left to give.
        self.limits = over(std::mem::take(&mut self.limits), limits);
        self.requests = over(std::mem::take(&mut self.requests), requests);
    }

    fn adds_to(&self, container: &Container) -> bool {
        let says = |name: &String, of: fn(&ResourceRequirements) -> &Option<Amounts>| {
            container.resources.as_ref().is_some_and(|resources| of(resources).as_ref().is_some_and(|all| all.contains_key(name)))
        };
        self.limits.keys().any(|name| !says(name, |resources| &resources.limits))
            || self.requests.keys().any(|name| !says(name, |resources| &resources.requests))
    }

    fn add_to(&self, container: &mut Container) {
        let resources = container.resources.get_or_insert_default();
        let limits = resources.limits.take().unwrap_or_default();
        // A server makes the limit the request of who names a limit alone, before it looks at its namespace.
        let requests = over(resources.requests.take().unwrap_or_default(), limits.clone());
        resources.requests = Some(over(requests, self.requests.clone()));
        resources.limits = Some(over(limits, self.limits.clone()));
    }
}

/// The first amounts, and those of the second that the first lack.
fn over(mut first: Amounts, second: Amounts) -> Amounts {
    for (name, amount) in second {
        first.entry(name).or_insert(amount);
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::contract::Objects;
    use k8s_openapi::api::core::v1::{LimitRange, LimitRangeSpec, PodSpec};
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

    fn amounts(all: &[(&str, &str)]) -> Amounts {
        all.iter().map(|(name, amount)| ((*name).to_owned(), Quantity((*amount).to_owned()))).collect()
    }

    #[test]
    fn what_a_container_does_not_say_its_namespace_does() {
        let item = LimitRangeItem {
            type_: "Container".to_owned(),
            default: Some(amounts(&[("cpu", "2")])),
            default_request: Some(amounts(&[("cpu", "1")])),
            max: Some(amounts(&[("memory", "8Gi")])),
            ..LimitRangeItem::default()
        };
        let metadata = ObjectMeta { name: Some("l".to_owned()), namespace: Some("shop".to_owned()), ..ObjectMeta::default() };
        let mut objects = Objects::new();
        objects.push(LimitRange { metadata, spec: Some(LimitRangeSpec { limits: vec![item] }) });
        let entries = objects.into_entries();
        let defaults = Defaults::new(&entries);
        let container = |limits: Option<Amounts>| Container {
            resources: limits.map(|limits| ResourceRequirements { limits: Some(limits), ..ResourceRequirements::default() }),
            ..Container::default()
        };
        let pod = PodSpec { containers: vec![container(None), container(Some(amounts(&[("cpu", "4")])))], ..PodSpec::default() };
        let template = PodTemplateSpec { metadata: None, spec: Some(pod) };
        let mut elsewhere = Cow::Borrowed(&template);
        defaults.fill("other", &mut elsewhere);
        assert_eq!(*elsewhere, template);
        let mut filled = Cow::Borrowed(&template);
        defaults.fill("shop", &mut filled);
        let said = filled.spec.as_ref().map(|pod| pod.containers.iter().filter_map(|container| container.resources.clone()));
        let said: Vec<_> = said.into_iter().flatten().map(|resources| (resources.requests, resources.limits)).collect();
        let whole = Some(amounts(&[("cpu", "1"), ("memory", "8Gi")]));
        let own = Some(amounts(&[("cpu", "4"), ("memory", "8Gi")]));
        assert_eq!(said, [(whole, Some(amounts(&[("cpu", "2"), ("memory", "8Gi")]))), (own.clone(), own)]);
    }
}
