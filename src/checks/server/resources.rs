//! What containers ask for: amounts that cannot be read, contradict each other, or are not what was meant.

use super::forms::is_qualified_name;
use super::look::given;
use super::quantity::Quantity;
use super::{Check, Context, Rule};
use crate::diag::{Code, Report, codes};
use crate::manifest::{Object, Pod};
use crate::yaml::{Key, Node};

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::BAD_RESOURCE_NAME,
            "\
What: a request or limit for something that no container can have.
Why: the API server refuses the pod.
Example: `limits: {gpu: 1}`, and `storage: 10Gi`, which is for claims.
Fix: write `cpu`, `memory`, `ephemeral-storage`, `hugepages-SIZE`, or the name with a domain: `nvidia.com/gpu`.",
        ),
        (
            codes::BAD_AMOUNT,
            "\
What: an amount that Kubernetes cannot read, that is negative, or that is no whole number where only whole things are counted.
Why: the API server refuses the object.
Example: `memory: 512MB`, `cpu: 1.5 cores`, `nvidia.com/gpu: 0.5`.
Fix: write a number with one of the suffixes `m`, `k`, `M`, `G`, `T`, `Ki`, `Mi`, `Gi`, `Ti`, without a space: `512Mi`.",
        ),
        (
            codes::REQUEST_ABOVE_LIMIT,
            "\
What: a request that is larger than the limit, or not equal to it where it has to be: GPUs and huge pages cannot be shared.
Why: the API server refuses the pod.
Example: `requests: {memory: 2Gi}` with `limits: {memory: 1Gi}`; a request for `nvidia.com/gpu` without a limit.
Fix: raise the limit or lower the request; for GPUs write the limit only.",
        ),
        (
            codes::UNLIKELY_AMOUNT,
            "\
What: an amount that can be read and is surely not what was meant.
Why: the API server takes it. Then no node has so much CPU, or no process starts with so little memory.
Example: `cpu: 500Mi` are 524 million cores, `memory: 512` are 512 bytes, `memory: 512m` is half a byte.
Fix: count CPU in cores, `500m` or `2`, and memory in bytes with a suffix, `512Mi`.",
        ),
    ],
    rule: Rule::Pod(run),
};

/// More cores than any node has (the largest machines of the clouds have 1,920, 2026-11).
const CORES: Quantity = Quantity::whole(4_096);
/// Less memory than any process needs to begin.
const LITTLE_MEMORY: Quantity = Quantity::whole(1_024 * 1_024);

fn run(pod: &Pod<'_>, _: &Context<'_>, report: &mut Report) {
    for container in pod.containers() {
        if let Some(resources) = given(container.node, "resources") {
            check(pod.owner, resources, report);
        }
    }
    if let Some(resources) = given(pod.spec, "resources") {
        check(pod.owner, resources, report);
    }
}

/// Kubernetes `ValidateContainerResourceRequirements`, 2026-10.
fn check<'a>(object: Object<'a>, resources: &'a Node, report: &mut Report) {
    for part in ["requests", "limits"] {
        for (key, value) in resources.entries(part) {
            check_name(object, key, value, report);
            if let Some(amount) = read(object, &key.name, value, report) {
                check_amount(object, resources, part, (key, value), amount, report);
            }
        }
    }
    check_pairs(object, resources, report);
}

fn check_name<'a>(object: Object<'a>, key: &Key, value: &'a Node, report: &mut Report) {
    let name = &*key.name;
    let is_plain = matches!(name, "cpu" | "memory" | "ephemeral-storage") || name.starts_with("hugepages-");
    let is_known = if name.contains('/') { is_qualified_name(name) } else { is_plain };
    if !is_known {
        let found = object.error(codes::BAD_RESOURCE_NAME, value, format!("containers cannot have `{name}`"));
        let help = match name {
            "gpu" | "gpus" => "write the name with its domain: `nvidia.com/gpu`",
            "storage" => "disk of a container is `ephemeral-storage`; `storage` is for claims",
            _ => "write `cpu`, `memory`, `ephemeral-storage`, or a name with a domain such as `nvidia.com/gpu`",
        };
        report.push(found.at(object.key_place(key)).help(help));
    }
}

/// The amount of a value; what cannot be read is reported.
pub(super) fn read<'a>(object: Object<'a>, name: &str, value: &'a Node, report: &mut Report) -> Option<Quantity> {
    let text = value.scalar_text().filter(|_| value.as_bool().is_none())?;
    let mut add = |message: String, help: &str| report.push(object.error(codes::BAD_AMOUNT, value, message).help(help));
    let Some(amount) = Quantity::parse(&text) else {
        add(
            format!("`{text}` is no amount of `{name}`"),
            "write a number and a suffix such as `m`, `Mi`, `Gi`, without a space: `500m`, `512Mi`",
        );
        return None;
    };
    if amount.is_negative() {
        add(format!("`{text}` is a negative amount of `{name}`"), "write what it needs");
        return None;
    }
    if name.contains('/') && !amount.is_whole() {
        add(format!("`{name}` is counted in whole things, and this is `{text}`"), "write a whole number");
        return None;
    }
    Some(amount)
}

fn check_amount<'a>(
    object: Object<'a>,
    resources: &'a Node,
    part: &str,
    (key, value): (&Key, &'a Node),
    amount: Quantity,
    report: &mut Report,
) {
    let text = value.scalar_text().unwrap_or_default();
    let code: Code = codes::UNLIKELY_AMOUNT;
    match &*key.name {
        "cpu" if amount >= CORES => {
            let message = format!("`cpu: {text}` are more cores than any node has");
            let help = "count in cores, `2`, or in thousandths of a core, `500m`; `Mi` and `Gi` are for memory";
            // What is asked for is the limit where no request is written.
            let is_asked = part == "requests" || resources.get("requests").is_none_or(|requests| requests.get("cpu").is_none());
            let found = if is_asked { object.error(code, value, message) } else { object.warning(code, value, message) };
            report.push(found.help(help));
        }
        "memory" | "ephemeral-storage" if !amount.is_whole() => {
            let message = format!("`{text}` is a fraction of a byte");
            report.push(object.warning(code, value, message).help("`m` are thousandths; mebibytes are `Mi`"));
        }
        "memory" if amount > Quantity::ZERO && amount < LITTLE_MEMORY => {
            let message = format!("`memory: {text}` is less than a mebibyte");
            let help = "write the suffix: `512Mi`";
            let found = if part == "limits" { object.error(code, value, message) } else { object.warning(code, value, message) };
            report.push(found.help(help));
        }
        _ => {}
    }
}

fn check_pairs<'a>(object: Object<'a>, resources: &'a Node, report: &mut Report) {
    for (key, requested) in resources.entries("requests") {
        let amount = |node: &Node| node.scalar_text().and_then(|text| Quantity::parse(&text));
        let Some(request) = amount(requested) else { continue };
        let name = &*key.name;
        let is_whole_only = name.contains('/') || name.starts_with("hugepages-");
        let Some(limited) = resources.get("limits").and_then(|limits| given(limits, name)) else {
            if is_whole_only && request > Quantity::ZERO {
                let message = format!("a request for `{name}` without a limit");
                let found = object.error(codes::REQUEST_ABOVE_LIMIT, requested, message);
                report.push(found.help(format!("write the limit; the request for `{name}` follows it")));
            }
            continue;
        };
        let Some(limit) = amount(limited) else { continue };
        let (left, right) = (requested.scalar_text().unwrap_or_default(), limited.scalar_text().unwrap_or_default());
        let message = if is_whole_only && request != limit {
            format!("the request for `{name}`, {left}, is not its limit, {right}")
        } else if request > limit {
            format!("the request for `{name}`, {left}, is larger than the limit, {right}")
        } else {
            continue;
        };
        report.push(
            object
                .error(codes::REQUEST_ABOVE_LIMIT, requested, message)
                .related(object.place(limited), "the limit is here")
                .help("raise the limit or lower the request"),
        );
    }
}
