//! Permissions that are as good as many others.

use super::{rules, words};
use crate::checks::{Check, Context, Rule};
use crate::diag::{Code, Diagnostic, Report, codes};
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::checks::security) const CHECK: Check = Check {
    pages: &[
        (
            codes::WIDE_RULE,
            "\
What: a rule with `*`: every resource, every group, or every verb. A warning if Secrets are among what it reaches, else advice.
Why: `*` is also everything that comes later: the resources of the next operator, and verbs such as `escalate`.
Example: `{apiGroups: [\"*\"], resources: [\"*\"], verbs: [\"*\"]}` for a program that starts Jobs.
Fix: list what the program really asks for; its log names what it may not do.",
        ),
        (
            codes::SECRET_READER,
            "\
What: a rule that lets its subjects read every Secret, and not only those of some names. A warning in a ClusterRole, advice in a Role.
Why: among the Secrets of a cluster are the passwords of every database, and tokens of accounts that may do more.
Example: `{apiGroups: [\"\"], resources: [secrets], verbs: [get, list]}` in a ClusterRole.
Fix: name the Secrets with `resourceNames`, use a Role instead of a ClusterRole, or mount the Secret.",
        ),
        (
            codes::POD_MAKER,
            "\
What: a rule that lets its subjects make pods themselves, or run commands in pods. A warning in a ClusterRole, advice in a Role.
Why: a pod can mount every Secret and take every account of its namespace, and who is in a container has what the container has.
Example: `{apiGroups: [\"\"], resources: [pods/exec], verbs: [create]}` in a ClusterRole.
Fix: use a Role in the namespace where it is needed, or let a controller make the pods.",
        ),
        (
            codes::ESCALATION,
            "\
What: a rule that lets its subjects give themselves more permissions: `escalate` and `bind` of roles, `impersonate`, tokens of accounts,
the kubelet behind `nodes/proxy`, webhooks that see and change every request, and approval of certificates.
Why: whoever has it is as good as an administrator of the cluster, although no rule says so.
Example: `{apiGroups: [\"\"], resources: [nodes/proxy], verbs: [get]}` for a Prometheus, which needs `nodes/metrics` only.
Fix: take it out, or hold it down to objects of some names with `resourceNames`.",
        ),
    ],
    rule: Rule::Object(run),
};

/// A permission that is worth more than it looks.
struct Grant {
    code: Code,
    group: &'static str,
    resources: &'static [&'static str],
    verbs: &'static [&'static str],
    /// Whether it is no more than advice if it holds for one namespace only.
    is_mild_in_role: bool,
    /// What the subjects of the role can do.
    words: &'static str,
    help: &'static str,
}

const READ: &[&str] = &["get", "list", "watch"];
const WRITE: &[&str] = &["create", "update", "patch"];
const NAMES: &str = "hold it down to some names with `resourceNames`";

/// Source: Kubernetes documentation, "Role Based Access Control Good Practices", section "Privilege escalation risks" (2026-11).
const GRANTS: &[Grant] = &[
    grant(codes::SECRET_READER, ["", "read every Secret"], &["secrets"], READ, NAMES).mild(),
    grant(
        codes::POD_MAKER,
        ["", "make pods, which can mount every Secret and take every account"],
        &["pods"],
        &["create"],
        "let a controller make the pods",
    )
    .mild(),
    grant(
        codes::POD_MAKER,
        ["", "run commands in pods"],
        &["pods/exec", "pods/attach"],
        &["create", "get"],
        "give it to people for as long as they need it",
    )
    .mild(),
    grant(
        codes::POD_MAKER,
        ["", "run commands in pods"],
        &["pods/ephemeralcontainers"],
        &["update", "patch"],
        "give it to people for as long as they need it",
    )
    .mild(),
    grant(
        codes::ESCALATION,
        ["rbac.authorization.k8s.io", "give themselves every permission"],
        &["roles", "clusterroles"],
        &["escalate", "bind"],
        NAMES,
    ),
    grant(codes::ESCALATION, ["", "act as somebody else"], &["users", "groups", "serviceaccounts"], &["impersonate"], NAMES),
    grant(codes::ESCALATION, ["", "take the tokens of every account"], &["serviceaccounts/token"], &["create"], NAMES),
    grant(
        codes::ESCALATION,
        ["", "run commands in every pod by way of the kubelet"],
        &["nodes/proxy"],
        &["get", "create"],
        "what reads metrics needs `nodes/metrics` only",
    ),
    grant(
        codes::ESCALATION,
        ["admissionregistration.k8s.io", "see and change every request by a webhook"],
        &["mutatingwebhookconfigurations", "validatingwebhookconfigurations"],
        WRITE,
        NAMES,
    ),
    grant(
        codes::ESCALATION,
        ["certificates.k8s.io", "approve certificates for everybody"],
        &["certificatesigningrequests/approval"],
        &["update", "patch"],
        "let the signer of the cluster approve them",
    ),
];

const fn grant(
    code: Code,
    [group, words]: [&'static str; 2],
    resources: &'static [&'static str],
    verbs: &'static [&'static str],
    help: &'static str,
) -> Grant {
    Grant { code, group, resources, verbs, is_mild_in_role: false, words, help }
}

impl Grant {
    const fn mild(self) -> Self {
        Self { is_mild_in_role: true, ..self }
    }

    /// The resource in a rule that gives it.
    fn given<'a>(&self, rule: &'a Node) -> Option<&'a Node> {
        let has = |key, wanted: &[&str]| words(rule, key).find(|(word, _)| *word == "*" || wanted.contains(word));
        has("apiGroups", &[self.group])?;
        has("verbs", self.verbs)?;
        let is_meant = |word: &str| {
            let every = |resource: &&str| {
                word.strip_prefix("*/").is_some_and(|sub| resource.split_once('/').is_some_and(|(_, own)| own == sub))
            };
            word == "*" || self.resources.contains(&word) || self.resources.iter().any(every)
        };
        words(rule, "resources").find(|(word, _)| is_meant(word)).map(|(_, place)| place)
    }
}

fn run(object: Object<'_>, _: &Context<'_>, report: &mut Report) {
    for rule in rules(object) {
        if let Some(found) = wide(object, rule) {
            report.push(found);
            continue;
        }
        if !rule.items("resourceNames").is_empty() {
            continue;
        }
        let given: Vec<_> = GRANTS.iter().filter_map(|grant| Some((grant, grant.given(rule)?))).collect();
        for (grant, place) in &given {
            let reach = if object.kind == "Role" { "of the namespace" } else { "of the cluster" };
            let message = match grant.code {
                codes::SECRET_READER => format!("its subjects can {} {reach}", grant.words),
                _ => format!("its subjects can {}", grant.words),
            };
            let found = if grant.is_mild_in_role && object.kind == "Role" {
                object.info(grant.code, place, message)
            } else {
                object.warning(grant.code, place, message)
            };
            report.push(found.help(grant.help));
        }
        if given.is_empty() {
            report_star(object, rule, report);
        }
    }
}

/// A rule for every resource of every group, or of Kubernetes' own first group, which has the Secrets and the pods.
fn wide<'a>(object: Object<'a>, rule: &'a Node) -> Option<Diagnostic> {
    let (_, place) = words(rule, "resources").find(|(word, _)| *word == "*")?;
    words(rule, "apiGroups").find(|(word, _)| matches!(*word, "*" | ""))?;
    let verb = words(rule, "verbs").find(|(word, _)| *word == "*" || READ.contains(word) || WRITE.contains(word))?.0;
    let does = if verb == "*" { "do everything" } else { "reach everything, Secrets and commands in pods too," };
    let reach = if object.kind == "Role" { "in the namespace" } else { "in the cluster" };
    let found = object.warning(codes::WIDE_RULE, place, format!("its subjects can {does} {reach}"));
    Some(found.help("list the resources that the program asks for"))
}

/// A `*` that reaches nothing dangerous today.
fn report_star(object: Object<'_>, rule: &Node, report: &mut Report) {
    for (key, help) in [
        ("apiGroups", "list the groups"),
        ("resources", "list the resources"),
        ("verbs", "list the verbs: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`"),
    ] {
        if let Some((_, place)) = words(rule, key).find(|(word, _)| *word == "*") {
            let message = format!("`*` in `{key}` is also everything that comes later");
            report.push(object.info(codes::WIDE_RULE, place, message).help(help));
            return;
        }
    }
}
