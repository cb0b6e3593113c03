//! Good manifests with one thing broken: exactly that is found, at exactly that place, and nothing that follows from it.
//!
//! Each row of [`MISTAKES`] is a mistake that people make. It is made at each place of `tests/manifests/good/shop.yaml` that it fits, one at a
//! time, and where no other object matters at each such place of all good manifests.

use crate::harness::{files_below, root};
use mlkube::Text;
use mlkube::diag::{Report, Severity};
use mlkube::fields::KubeVersion;
use mlkube::source::{Sources, Span};
use mlkube::validation::{Request, validate};
use mlkube::yaml::{Limits, Node, Step, Value, read_documents};
use std::fs;
use std::ops::Range;

/// A mistake.
struct Mistake {
    kind: &'static str,
    /// The way to the value: keys with points between them, `*` for each item or entry; a number for one item.
    path: &'static str,
    change: Change,
    /// What has to be found, and nothing else.
    code: &'static str,
    /// What follows from it for somebody else, who has to hear it too.
    also: &'static [&'static str],
    /// Whether it is one in whatever manifest.
    anywhere: bool,
}

/// How a manifest is changed, and where that has to be found.
enum Change {
    /// Another value, which is the place.
    Value(&'static str),
    /// Another value, in which a text is the place.
    Part(&'static str, &'static str),
    /// Another key, which is the place.
    Key(&'static str),
    /// The entry once more, whose key is the place.
    Twice,
    /// No such entry: the place is the key of the map in which it is missing, or its beginning.
    Missing,
    /// Another value; the place is that of another one, so many levels up, along a way.
    Elsewhere(&'static str, usize, &'static str),
}

use Change::{Elsewhere, Key, Missing, Part, Twice, Value as New};

/// A mistake for what stands around it.
const fn row(code: &'static str, kind: &'static str, path: &'static str, change: Change) -> Mistake {
    Mistake { kind, path, change, code, also: &[], anywhere: false }
}

/// A mistake by itself.
const fn any(code: &'static str, kind: &'static str, path: &'static str, change: Change) -> Mistake {
    Mistake { anywhere: true, ..row(code, kind, path, change) }
}

/// A mistake that somebody else suffers from.
const fn and(also: &'static [&'static str], mistake: Mistake) -> Mistake {
    Mistake { also, ..mistake }
}

const POD: &str = "spec.template.spec";

/// Mistakes by what is wrong. `@` in a path stands for the spec of a workload's pods.
const MISTAKES: &[Mistake] = &[
    // The text.
    any("MLK0002", "Deployment", "metadata.name", Twice),
    any("MLK0002", "Service", "spec.selector", Twice),
    any("MLK0002", "ConfigMap", "data.*", Twice),
    // The schema.
    any("MLK1101", "Deployment", "spec.strategy", Key("strategie")),
    any("MLK1101", "Deployment", "@.containers.*.imagePullPolicy", Key("imagePullPolcy")),
    any("MLK1101", "Deployment", "@.containers.*.readinessProbe", Key("readynessProbe")),
    any("MLK1101", "HorizontalPodAutoscaler", "spec.minReplicas", Key("minReplica")),
    any("MLK1103", "StatefulSet", "spec.replicas", New("three")),
    any("MLK1103", "Deployment", "@.containers.*.env.*.value", New("true")),
    any("MLK1103", "Deployment", "@.containers.*.args", New("--port=8000")),
    any("MLK1103", "CronJob", "spec.schedule", New("5")),
    any("MLK1103", "ConfigMap", "data.workers", New("4")),
    any("MLK1104", "Service", "spec.ports.*.port", Missing),
    any("MLK1104", "Deployment", "spec.selector", Missing),
    any("MLK1104", "Ingress", "spec.rules.*.http.paths.*.pathType", Missing),
    any("MLK1104", "RoleBinding", "roleRef", Missing),
    any("MLK1106", "Deployment", "@.containers.*.imagePullPolicy", New("Sometimes")),
    any("MLK1106", "Ingress", "spec.rules.*.http.paths.*.pathType", New("prefix")),
    any("MLK1106", "StatefulSet", "spec.podManagementPolicy", New("Serial")),
    any("MLK1109", "Secret", "data.dsn", New("not base64!")),
    and(&["MLK2016"], row("MLK1120", "Role", "kind", New("Rule"))),
    any("MLK1301", "HorizontalPodAutoscaler", "apiVersion", New("autoscaling/v2beta2")),
    any("MLK1301", "PodDisruptionBudget", "apiVersion", New("policy/v1beta1")),
    any("MLK1301", "CronJob", "apiVersion", New("batch/v1beta1")),
    // What servers demand besides.
    any("MLK0502", "Deployment", "metadata.labels.app", New("no label")),
    any("MLK1201", "NetworkPolicy", "metadata.name", New("Api_Policy")),
    any("MLK1201", "ServiceMonitor", "metadata.name", New("-api")),
    any("MLK1205", "CronJob", "spec.jobTemplate.spec.template.spec.containers.0.name", New("Report")),
    and(&["MLK2003"], row("MLK1206", "Deployment", "@.containers.0.ports.1.name", New("http"))),
    any("MLK1207", "Deployment", "@.containers.*.env.2.name", New("\"A=B\"")),
    row("MLK0507", "Deployment", "@.containers.0.env.2.name", New("LOG_LEVEL")),
    any("MLK1215", "Deployment", "@.containers.0.ports.1.containerPort", New("70000")),
    any("MLK1215", "StatefulSet", "spec.replicas", New("-1")),
    any("MLK1215", "Service", "spec.ports.1.port", New("70000")),
    any("MLK1216", "Deployment", "spec.strategy.rollingUpdate.maxSurge", New("quarter")),
    row("MLK1218", "Deployment", "@.volumes.0.emptyDir", New("{}, hostPath: {path: /tmp}")),
    and(&["MLK1112", "MLK2305"], row("MLK1206", "StatefulSet", "@.containers.0.volumeMounts.1.mountPath", New("/data"))),
    row(
        "MLK1222",
        "Deployment",
        "@.containers.*.livenessProbe.periodSeconds",
        Part("20\n            successThreshold: 2", "2\n"),
    ),
    any("MLK1108", "Deployment", "@.containers.0.resources.requests.memory", New("512 MB")),
    row("MLK1225", "Deployment", "@.containers.0.resources.requests.memory", New("1Gi")),
    any("MLK1230", "CronJob", "spec.schedule", New("\"0 */5 * * * *\"")),
    any("MLK1231", "CronJob", "spec.jobTemplate.spec.template.spec.restartPolicy", New("Always")),
    any("MLK1234", "Deployment", "@.containers.0.image", New("ghcr.io/Acme/api:1.4.2")),
    and(&["MLK0504"], row("MLK1236", "Deployment", "@.securityContext.runAsUser", New("0"))),
    and(&["MLK2111"], row("MLK1240", "Service", "spec.ports.1.name", New("http"))),
    any("MLK1248", "NetworkPolicy", "spec.egress.*.to.*.ipBlock.cidr", New("10.20.0.0/33")),
    row("MLK1251", "HorizontalPodAutoscaler", "spec.minReplicas", New("20")),
    any("MLK1254", "RoleBinding", "roleRef.kind", New("ClusterRoles")),
    // What objects say of each other.
    row("MLK2001", "Deployment", "spec.selector.matchLabels.app", New("apis")),
    row("MLK2003", "Service", "spec.ports.0.targetPort", New("htpp")),
    row("MLK2004", "Deployment", "@.containers.*.env.*.valueFrom.configMapKeyRef.name", New("settings")),
    row("MLK2006", "Deployment", "@.containers.*.env.*.valueFrom.configMapKeyRef.key", New("loglevel")),
    row("MLK2005", "Deployment", "@.containers.0.env.*.valueFrom.secretKeyRef.name", New("database")),
    row("MLK2007", "Deployment", "@.containers.0.env.1.valueFrom.secretKeyRef.key", New("url")),
    row("MLK2008", "Deployment", "@.containers.*.volumeMounts.0.name", New("tmpp")),
    row("MLK2010", "Deployment", "@.volumes.*.persistentVolumeClaim.claimName", New("model")),
    row("MLK2011", "Deployment", "@.serviceAccountName", New("apis")),
    row("MLK2012", "Deployment", "@.containers.*.readinessProbe.httpGet.port", New("web")),
    row(
        "MLK2014",
        "Deployment",
        "@.topologySpreadConstraints.*.labelSelector.matchLabels.app",
        Elsewhere("other", 2, "matchLabels"),
    ),
    row("MLK2015", "StatefulSet", "spec.serviceName", New("nowhere")),
    row("MLK2016", "RoleBinding", "roleRef.name", New("apis")),
    row("MLK2101", "HorizontalPodAutoscaler", "spec.scaleTargetRef.name", New("web")),
    row("MLK2106", "Ingress", "spec.rules.*.http.paths.*.backend.service.name", New("apis")),
    row("MLK2107", "Ingress", "spec.rules.*.http.paths.*.backend.service.port.name", New("https")),
    row("MLK2111", "ServiceMonitor", "spec.endpoints.*.port", New("metric")),
];

/// A change that was made.
struct Broken {
    text: String,
    /// The place that has to be found.
    at: usize,
}

/// The objects of a text; a mistake in it has no objects.
fn objects(text: &str) -> Vec<Node> {
    let mut sources = Sources::default();
    let source = sources.add("good.yaml", text);
    read_documents(source, text, &Limits::default(), &mut Report::default())
}

/// Every way in an object that a path means.
fn ways(node: &Node, path: &[&str], way: &[Step], found: &mut Vec<Vec<Step>>) {
    let Some((first, rest)) = path.split_first() else { return found.push(way.to_vec()) };
    let mut go = |step: Step, child: &Node| ways(child, rest, &[way, &[step]].concat(), found);
    match &node.value {
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate().filter(|(index, _)| *first == "*" || *first == index.to_string()) {
                go(Step::Index(index), item);
            }
        }
        Value::Mapping(map) => {
            for (key, child) in map.iter().filter(|(key, _)| *first == "*" || *first == &*key.name) {
                go(Step::Key(key.name.to_string()), child);
            }
        }
        _ => {}
    }
}

/// Makes a mistake at one place.
fn make(text: &str, object: &Node, way: &[Step], change: &Change) -> Option<Broken> {
    let (value, key) = (object.at_path(way)?.span.range(), object.key_at_path(way).map(Span::range));
    let put = |range: Range<usize>, with: &str| [&text[..range.start], with, &text[range.end..]].concat();
    Some(match change {
        New(with) => Broken { text: put(value.clone(), with), at: value.start },
        Part(with, part) => {
            let changed = put(value.clone(), with);
            let at = value.start + changed[value.start..].find(part)?;
            Broken { text: changed, at }
        }
        Key(with) => Broken { at: key.clone()?.start, text: put(key?, with) },
        Twice => {
            let key = key?;
            let indentation = key.start - text[..key.start].rfind('\n')? - 1;
            // An entry that follows a dash or stands in braces has no line of its own.
            if !text[key.start - indentation..key.start].trim().is_empty() {
                return None;
            }
            let between = format!("\n{}", " ".repeat(indentation));
            Broken {
                text: put(value.end..value.end, &(between.clone() + &text[key.start..value.end])),
                at: value.end + between.len(),
            }
        }
        Missing => {
            let (key, (_, above)) = (key?, way.split_last()?);
            let line = text[..key.start].rfind('\n')?;
            if !text[line..key.start].trim().is_empty() {
                return None;
            }
            let at = match object.key_at_path(above) {
                Some(key) => key.range().start,
                None if above.is_empty() => object.get("kind")?.span.range().start,
                None => object.at_path(above)?.span.range().start,
            };
            Broken { text: put(line..value.end, ""), at }
        }
        Elsewhere(with, up, key) => {
            let above = [&way[..way.len() - up], &[Step::Key((*key).to_owned())]].concat();
            Broken { at: object.key_at_path(&above)?.range().start, text: put(value, with) }
        }
    })
}

/// Everything that is found but for advice: codes and places.
fn found(text: &str) -> Vec<(&'static str, Option<usize>, String)> {
    let request = Request {
        versions: Some(KubeVersion::NEWEST..=KubeVersion::NEWEST),
        profiles: &[],
        closed: text.lines().take_while(|line| line.starts_with('#')).any(|line| line == "# closed"),
        advice: false,
        crds: Vec::new(),
    };
    let text = Text { name: "broken.yaml".to_owned(), content: text.to_owned() };
    let report = validate(vec![text], &request, Sources::default(), Report::default()).report;
    let told = report.sorted();
    let counts = told.iter().filter(|found| found.severity != Severity::Info);
    counts.map(|found| (found.code.id, found.span.map(|span| span.range().start), found.headline())).collect()
}

/// What is wrong with what is found; none if it is the mistake, and who suffers from it.
fn judge(mistake: &Mistake, broken: &Broken) -> Option<String> {
    let found = found(&broken.text);
    let is_it = |(code, at, _): &(&str, Option<usize>, String)| *code == mistake.code && *at == Some(broken.at);
    let mut others: Vec<&str> = found.iter().filter(|found| !is_it(found)).map(|(code, ..)| *code).collect();
    others.sort_unstable();
    if found.iter().filter(|found| is_it(found)).count() == 1 && others == mistake.also {
        return None;
    }
    let place = |at: usize| {
        let before = &broken.text[..at];
        format!("{}:{}", before.matches('\n').count() + 1, at - before.rfind('\n').map_or(0, |line| line + 1) + 1)
    };
    let said: Vec<String> =
        found.iter().map(|(code, at, words)| format!("{code} at {}: {words}", at.map_or_else(String::new, place))).collect();
    Some(format!(
        "{} at {} is wanted for {} {}, and found is {said:#?}",
        mistake.code,
        place(broken.at),
        mistake.kind,
        mistake.path
    ))
}

/// Makes a mistake wherever it fits in a text.
fn everywhere(mistake: &Mistake, text: &str, objects: &[Node]) -> Vec<Broken> {
    let whole = mistake.path.replace('@', POD);
    let steps: Vec<&str> = whole.split('.').collect();
    let mut made = Vec::new();
    for object in objects.iter().filter(|object| object.text("kind") == Some(mistake.kind)) {
        let mut found = Vec::new();
        ways(object, &steps, &[], &mut found);
        made.extend(found.iter().filter_map(|way| make(text, object, way, &mistake.change)));
    }
    made
}

#[test]
fn one_mistake_is_one_finding_at_its_place() {
    let (mut wrong, mut made) = (Vec::new(), vec![0; MISTAKES.len()]);
    for path in files_below(&root().join("tests/manifests/good")) {
        let text = fs::read_to_string(&path).expect("a text");
        let objects = objects(&text);
        let is_shop = path.ends_with("shop.yaml");
        for (mistake, made) in MISTAKES.iter().zip(&mut made).filter(|(mistake, _)| is_shop || mistake.anywhere) {
            let all = everywhere(mistake, &text, &objects);
            *made += all.len();
            wrong.extend(all.iter().filter_map(|broken| Some(format!("{}: {}", path.display(), judge(mistake, broken)?))));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} are not as they should be:\n{}",
        wrong.len(),
        made.iter().sum::<usize>(),
        wrong.join("\n")
    );
    let never: Vec<&str> = MISTAKES.iter().zip(&made).filter(|(_, made)| **made == 0).map(|(mistake, _)| mistake.path).collect();
    assert!(never.is_empty(), "no good manifest has a place for {never:?}");
}
