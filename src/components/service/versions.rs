//! Versions of a service that run side by side, each with its share of the requests.

use super::spec::REPLICAS;
use crate::components::contract::{Backend, Match, Surroundings};
use crate::components::parts::{self, Edges, GpuSpec, ModelSpec, Placement, Program, Replicas, ScaleSpec, SpreadSpec};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Bytes, CookieName, Cpu, Environment, HeaderName, HeaderValue, Image, Name, Range};
use crate::layers::Place;
use crate::yaml::Step;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

/// A version of a service. What it does not say it has from the service.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct VersionSpec {
    /// The container image.
    #[serde(default)]
    image: Option<Image>,
    /// Its pods, or the fewest of them if there is a `scale`. With 0 it stands still and can come back.
    #[serde(default)]
    replicas: Option<u16>,
    /// The per cent of all requests that it gets; one version may leave it out and gets the rest.
    #[serde(default)]
    #[schemars(range(max = 100))]
    weight: Option<u16>,
    /// Requests that it gets whatever the weights say.
    #[serde(default)]
    when: Option<WhenSpec>,
    /// A number of pods that follows the load.
    #[serde(default)]
    scale: Option<ScaleSpec>,
    /// The command.
    #[serde(default)]
    command: Option<Vec<String>>,
    /// The arguments of the command.
    #[serde(default)]
    args: Option<Vec<String>>,
    /// CPU from request to limit.
    #[serde(default)]
    cpu: Option<Range<Cpu>>,
    /// Memory from request to limit.
    #[serde(default)]
    memory: Option<Range<Bytes>>,
    /// Accelerators.
    #[serde(default)]
    gpu: Option<GpuSpec>,
    /// Whether nodes will do that cost less and may go at any time.
    #[serde(default)]
    spot: Option<bool>,
    /// The model.
    #[serde(default)]
    model: Option<ModelSpec>,
    /// Environment variables, beside those of the service and instead of those with the same name.
    #[serde(default)]
    env: Environment,
}

/// What marks a request; exactly one of `header` and `cookie`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WhenSpec {
    /// A header with a certain value.
    #[serde(default)]
    header: Option<HeaderName>,
    /// The header's value.
    #[serde(default)]
    value: Option<HeaderValue>,
    /// A cookie whose value is `always`.
    #[serde(default)]
    cookie: Option<CookieName>,
}

/// A version, settled. A service without versions is one that gets everything.
#[derive(Debug)]
pub(super) struct Version {
    /// What it runs.
    pub(super) program: Program,
    /// The per cent of requests.
    pub(super) weight: u16,
    /// Requests that it gets whatever the weights say.
    pub(super) matched: Option<Match>,
}

/// What the service says for versions that say nothing.
#[derive(Debug)]
pub(super) struct Shared {
    /// The program of a version that says nothing; without an image if only versions have one.
    pub(super) program: Program,
    /// Whether the service itself has an image.
    pub(super) has_image: bool,
    /// A fixed number of pods.
    pub(super) replicas: Option<u16>,
    /// A number that follows the load.
    pub(super) scale: Option<ScaleSpec>,
    /// How pods are kept apart.
    pub(super) spread: SpreadSpec,
    /// Accelerators.
    pub(super) gpu: Option<GpuSpec>,
    /// Whether nodes may go.
    pub(super) spot: bool,
}

impl Shared {
    /// The one version of a service that has none.
    pub(super) fn only_version(self, around: &Surroundings<'_>, report: &mut Report) -> Version {
        let Self { mut program, has_image: _, replicas, scale, spread, gpu: _, spot: _ } = self;
        program.replicas = parts::resolve_replicas(replicas, scale.as_ref(), REPLICAS, around, report);
        program.spread = spread.settle(&program.replicas, around.profile);
        Version { program, weight: 100, matched: None }
    }
}

/// The service's image, or else the first that a version names; `service` is the service.
pub(super) fn image(
    own: Option<Image>,
    versions: &IndexMap<Name, VersionSpec>,
    service: &Place<'_>,
    report: &mut Report,
) -> Option<Image> {
    let image = own.or_else(|| versions.values().find_map(|version| version.image.clone()));
    if image.is_none() {
        report_images(versions, service, report);
    }
    image
}

/// Reports that neither the service nor its versions, of which there may be none, have an image; `service` is the service.
fn report_images(versions: &IndexMap<Name, VersionSpec>, service: &Place<'_>, report: &mut Report) {
    if versions.is_empty() {
        report.push(
            Diagnostic::error(codes::MISSING_KEY, "neither an image nor a version")
                .at(service.key("versions").key_span())
                .help("add `image: …`, or versions with one each"),
        );
    }
    for name in versions.keys() {
        report.push(no_image(name, &service.key("versions").key(name.as_str())));
    }
}

fn no_image(name: &Name, place: &Place<'_>) -> Diagnostic {
    Diagnostic::error(codes::MISSING_KEY, format!("nothing says which image `{name}` runs"))
        .at(place.key_span())
        .help("add `image: …` here, or to the service for all versions")
}

/// Settles the versions, of which there may be none; `around` and its place are the service's.
pub(super) fn resolve(
    versions: IndexMap<Name, VersionSpec>,
    shared: Shared,
    edges: &mut Edges,
    around: &Surroundings<'_>,
    report: &mut Report,
) -> Vec<Version> {
    if versions.is_empty() {
        vec![shared.only_version(around, report)]
    } else {
        side_by_side(versions, &shared, edges, around, report)
    }
}

fn side_by_side(
    versions: IndexMap<Name, VersionSpec>,
    shared: &Shared,
    edges: &mut Edges,
    around: &Surroundings<'_>,
    report: &mut Report,
) -> Vec<Version> {
    let place = around.place.key("versions");
    let weights = weights(&versions, &place, report);
    if let Some(scale) = &shared.scale {
        parts::refuse_both(shared.replicas, &around.place, report);
        let place = around.place.key("scale");
        scale.check(around, &place, report);
        if scale.name.is_some() && versions.len() > 1 {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "one name for the autoscalers of several versions")
                    .at(place.key("name").span())
                    .help("take it out, and each is called like its version; or name them in the `scale` of each version"),
            );
        }
    }
    let mut settled: Vec<Version> = Vec::with_capacity(versions.len());
    for ((name, version), weight) in versions.into_iter().zip(weights) {
        let place = place.key(name.as_str());
        let is_rest = version.weight.is_none();
        let matched = version.when.as_ref().and_then(|when| when.resolve(&place.key("when"), report));
        if matched.is_some() && settled.iter().any(|other| other.matched == matched) {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "another version gets these requests already")
                    .at(place.key("when").key_span())
                    .help("mark the requests of each version differently"),
            );
        }
        let program = version.program(&name, shared, edges, around, report);
        if weight > 0 && program.replicas.most() == 0 {
            report.push(without_pods(&name, weight, is_rest, &place));
        }
        settled.push(Version { program, weight, matched });
    }
    settled
}

/// A share of requests that nobody would answer.
fn without_pods(name: &Name, weight: u16, is_rest: bool, place: &Place<'_>) -> Diagnostic {
    let (share, cause) = if is_rest {
        (format!("the rest, which is {weight} %"), place.key_span())
    } else {
        (format!("{weight} %"), place.key("weight").span())
    };
    Diagnostic::error(codes::IDLE_WEIGHT, format!("`{name}` gets {share} of the requests, and has no pods"))
        .at(place.key("replicas").span())
        .related(cause, "its share")
        .help("give it pods, or its share to another version: nobody would answer these requests")
}

/// The weight of each version in per cent; the one that leaves it out gets the rest. `place` is the map of versions.
fn weights(versions: &IndexMap<Name, VersionSpec>, place: &Place<'_>, report: &mut Report) -> Vec<u16> {
    let weight = |name: &Name| place.key(name.as_str()).key("weight");
    let given: u32 = versions.values().filter_map(|version| version.weight).map(u32::from).sum();
    let mut open = versions.iter().filter(|(_, version)| version.weight.is_none()).map(|(name, _)| name);
    let (first, second) = (open.next(), open.next());
    if let (Some(first), Some(second)) = (first, second) {
        report.push(
            Diagnostic::error(codes::MISSING_KEY, format!("neither `{first}` nor `{second}` says its weight"))
                .at(place.key(second.as_str()).key_span())
                .related(place.key(first.as_str()).key_span(), "this one gets the rest")
                .help("give all versions but one a `weight` in per cent; 0 is one, too"),
        );
    } else if given > 100 || (first.is_none() && given != 100) {
        let last = versions.iter().rev().find(|(_, version)| version.weight.is_some_and(|weight| weight > 0));
        let place = last.map_or(place.clone(), |(name, _)| weight(name));
        report.push(
            Diagnostic::error(codes::BAD_VALUE, format!("the weights are {given} % in all"))
                .at(place.span())
                .help("let them be 100, or leave one out: that version gets the rest"),
        );
    }
    let rest = u16::try_from(100_u32.saturating_sub(given)).unwrap_or(0);
    versions.values().map(|version| version.weight.unwrap_or(rest)).collect()
}

impl VersionSpec {
    /// What the version runs.
    fn program(self, name: &Name, shared: &Shared, edges: &mut Edges, around: &Surroundings<'_>, report: &mut Report) -> Program {
        let mut steps = ["versions", name.as_str()].map(|key| Step::Key(key.to_owned())).to_vec();
        let place = &around.place.path(&steps);
        let Self { image, replicas, weight: _, when: _, scale, command, args, cpu, memory, gpu, spot, model, env } = self;
        let mut program = shared.program.clone();
        program.owner = around.owner.with_version(name.as_str());
        match image {
            Some(image) => {
                parts::check_image(&image, around.profile, &place.key("image"), report);
                program.image = image;
            }
            None if !shared.has_image => report.push(no_image(name, place)),
            None => {}
        }
        program.command = command.unwrap_or(program.command);
        program.args = args.unwrap_or(program.args);
        program.cpu = cpu.unwrap_or(program.cpu);
        if let Some(memory) = memory {
            program.memory = memory;
            parts::check_shared_memory(program.shared_memory, memory, &around.place, &place.key("memory"), report);
        }
        program.environment.extend(env);
        steps.push(Step::Key("model".to_owned()));
        program.take_model(model, &steps, edges, around, report);
        program.replicas = pods(replicas, scale.as_ref(), shared, around, place, report);
        program.spread = shared.spread.settle(&program.replicas, around.profile);
        if gpu.is_some() || spot.is_some() {
            let spot = spot.unwrap_or(shared.spot);
            program.placement = Placement::resolve(gpu.as_ref().or(shared.gpu.as_ref()), spot, around, place, report);
        }
        program
    }
}

/// The pods of a version. With an autoscaler, its own or the service's, `replicas` is the fewest of them. `version` is
/// where it stands.
fn pods(
    replicas: Option<u16>,
    scale: Option<&ScaleSpec>,
    shared: &Shared,
    around: &Surroundings<'_>,
    version: &Place<'_>,
    report: &mut Report,
) -> Replicas {
    if let Some(scale) = scale {
        scale.check(around, &version.key("scale"), report);
        parts::refuse_queue(Some(scale), &version.key("scale"), report);
    }
    if replicas == Some(0) {
        return Replicas::Fixed(0);
    }
    let (scale, place) = match (scale, &shared.scale) {
        (Some(own), _) => (own, version.key("scale")),
        (None, Some(shared)) => (shared, around.place.key("scale")),
        (None, None) => return Replicas::Fixed(replicas.or(shared.replicas).unwrap_or(REPLICAS)),
    };
    let place_of_min = if replicas.is_some() { version.key("replicas") } else { place.key("min") };
    let min = replicas.or(scale.min);
    if min.is_none() {
        report.push(parts::no_minimum(version).help("add `replicas: …` here, or `min: …` to the `scale`"));
    }
    scale.settle(min, &place_of_min, &place, around, report)
}

impl WhenSpec {
    fn resolve(&self, place: &Place<'_>, report: &mut Report) -> Option<Match> {
        let Self { header, value, cookie } = self;
        let problem = match (header, value, cookie) {
            (Some(header), Some(value), None) => {
                return Some(Match::Header { name: header.to_string(), value: value.to_string() });
            }
            (None, None, Some(cookie)) => return Some(Match::Cookie(cookie.to_string())),
            (Some(_), _, Some(_)) => "`header` and `cookie` both mark the requests",
            (Some(_), None, None) => "the header has no value",
            (None, Some(_), _) => "a value of no header",
            (None, None, None) => "nothing marks the requests",
        };
        report.push(
            Diagnostic::error(codes::BAD_VALUE, problem)
                .at(place.key_span())
                .help("write `{header: X-Model, value: v2}`, or `{cookie: NAME}` for a cookie with the value `always`"),
        );
        None
    }
}

impl Version {
    /// The name of its Service: the service's own, or one for the version.
    pub(super) fn service<'a>(&'a self, address: &'a str) -> std::borrow::Cow<'a, str> {
        match &self.program.owner.version {
            Some(_) => self.program.owner.derived(None).into(),
            None => address.into(),
        }
    }
}

/// The Services among which requests are shared: those with pods.
pub(super) fn backends(versions: &[Version], like: &Backend) -> Vec<Backend> {
    let runs = |version: &Version| version.program.replicas.most() > 0;
    // Without any pods, which was reported or is meant, there is still a Service.
    let all_stand_still = !versions.iter().any(runs);
    versions
        .iter()
        .filter(|version| all_stand_still || runs(version))
        .map(|version| Backend {
            service: version.service(&like.service).into_owned(),
            weight: version.weight,
            matched: version.matched.clone(),
            ..like.clone()
        })
        .collect()
}

/// The version that gets the most requests; the first of equals.
pub(super) fn main(versions: &[Version]) -> &Version {
    let first = &versions[0];
    versions.iter().fold(first, |most, version| if version.weight > most.weight { version } else { most })
}
