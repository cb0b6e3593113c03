//! Decoding: what fits, and every problem of what does not.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

use super::{Problem, problems};
use crate::diag::Report;
use crate::source::{Sources, Span};
use crate::yaml::{Joined, decode, decode_known, read_document};

/// A name of lowercase letters, digits and dashes.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name(String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
            return Ok(Self(text));
        }
        Err(D::Error::custom(format!("MLK0105: `{text}` is no name\nuse lowercase letters, digits and `-`\nsay `a`, not `A`")))
    }
}

/// Thousandths of a core: a number of cores or a text such as `250m`.
#[derive(Debug, PartialEq)]
struct Cores(u64);

impl<'de> Deserialize<'de> for Cores {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CoresVisitor;
        impl Visitor<'_> for CoresVisitor {
            type Value = Cores;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an amount of cores such as `500m` or `2`")
            }

            fn visit_u64<E: Error>(self, cores: u64) -> Result<Cores, E> {
                Ok(Cores(cores * 1000))
            }

            fn visit_f64<E: Error>(self, cores: f64) -> Result<Cores, E> {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a test")]
                Ok(Cores((cores * 1000.0) as u64))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Cores, E> {
                let digits = text.strip_suffix('m').and_then(|digits| digits.parse().ok());
                digits.map(Cores).ok_or_else(|| E::custom(format!("`{text}` is no amount of cores")))
            }
        }
        deserializer.deserialize_any(CoresVisitor)
    }
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Spec {
    project: Name,
    #[serde(default)]
    services: BTreeMap<Name, Service>,
    #[serde(default)]
    queue: Option<Queue>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Service {
    image: String,
    port: u16,
    #[serde(default)]
    replicas: u32,
    #[serde(default)]
    cpu: Option<Cores>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    args: Vec<String>,
    #[serde(default)]
    pull_policy: Option<PullPolicy>,
    #[serde(default)]
    mounts: Vec<Mount>,
    #[serde(default)]
    ready: bool,
    #[serde(default)]
    source: Option<Source>,
}

#[derive(Debug, PartialEq, Deserialize)]
enum PullPolicy {
    Always,
    IfNotPresent,
    Never,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Mount {
    name: String,
    path: String,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Queue {
    memory: Option<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Source {
    Git { url: String, depth: u8 },
    Local(String),
    Pair(u8, u8),
    Nothing,
}

/// The value of a text, and its problems.
fn decoded<T: serde::de::DeserializeOwned>(text: &str) -> (Option<T>, Vec<Problem>) {
    decoded_known(text, &[])
}

fn decoded_known<T: serde::de::DeserializeOwned>(text: &str, also_known: &[&str]) -> (Option<T>, Vec<Problem>) {
    let mut sources = Sources::default();
    let source = sources.add("spec.yaml", text);
    let mut report = Report::default();
    let node = read_document(source, text, &mut report).expect("the text of a test is YAML");
    let value = decode_known(&node, Span::new(source, 0..1), also_known, &mut report);
    (value, problems(&sources, &report))
}

fn service(text: &str) -> (Option<Service>, Vec<Problem>) {
    decoded(&format!("image: a\nport: 1\n{text}"))
}

/// Expects one problem: its code, its place with the text there, its message, its help.
#[track_caller]
fn expect_one(found: &[Problem], id: &str, place: (usize, usize, &str), message: &str, help: &[&str]) {
    let [problem] = found else { panic!("{found:#?}") };
    assert_eq!((problem.id, problem.place()), (id, place), "{problem:#?}");
    assert_eq!(problem.message, message);
    assert_eq!(problem.help, help);
}

#[test]
fn a_spec_without_a_problem_is_decoded() {
    let (spec, problems) = decoded::<Spec>(
        "project: shop\nqueue:\nservices:\n  api:\n    image: nginx\n    port: 80\n    cpu: 250m\n    env: {A: b}\n    \
         args:\n    pullPolicy: Always\n    mounts: [{name: a, path: /a}]\n    source: {git: {url: u, depth: 1}}\n",
    );
    assert_eq!(problems, []);
    let spec = spec.expect("nothing is wrong");
    assert_eq!(spec.queue, None, "nothing written is the absence of an optional value");
    let api = &spec.services[&Name("api".to_owned())];
    assert_eq!((api.port, &api.cpu, api.args.len()), (80, &Some(Cores(250)), 0));
    assert_eq!(api.source, Some(Source::Git { url: "u".to_owned(), depth: 1 }));
}

#[test]
fn nothing_written_is_an_empty_map() {
    let (queues, problems) = decoded::<BTreeMap<String, Queue>>("queue:\n");
    assert_eq!((queues, problems), (Some(BTreeMap::from([("queue".to_owned(), Queue::default())])), vec![]));
}

#[test]
fn ten_mistakes_are_ten_problems() {
    let (spec, problems) = decoded::<Spec>(concat!(
        "project: Shop\n",
        "services:\n",
        "  api:\n",
        "    imgae: nginx\n",
        "    port: 70000\n",
        "    replicas: two\n",
        "    cpu: fast\n",
        "    env: {DEBUG: true, LEVEL: x, RATE: 0.5}\n",
        "    args: --port\n",
        "  Worker:\n",
        "    image: worker\n",
        "  batch:\n",
        "    port: 1\n",
        "    pullPolicy: always\n",
        "    mounts:\n",
        "    - name: a\n",
        "    - {}\n",
        "quue: {memory: 1}\n",
    ));
    assert_eq!(spec, None);
    let found: Vec<_> = problems.iter().map(|problem| (problem.id, problem.place(), &*problem.message)).collect();
    let expected = [
        ("MLK0105", (1, 10, "Shop"), "`Shop` is no name"),
        ("MLK0101", (4, 5, "imgae"), "unknown key `imgae`"),
        ("MLK0104", (5, 11, "70000"), "`70000` is not between 0 and 65535"),
        ("MLK0103", (6, 15, "two"), "expected a whole number, found a string"),
        ("MLK0104", (7, 10, "fast"), "`fast` is no amount of cores"),
        ("MLK0103", (8, 18, "true"), "expected a string, found a boolean"),
        ("MLK0103", (8, 40, "0.5"), "expected a string, found a number"),
        ("MLK0103", (9, 11, "--port"), "expected a list, found a string"),
        ("MLK0105", (10, 3, "Worker"), "`Worker` is no name"),
        ("MLK0102", (12, 3, "batch"), "missing key `image`"),
        ("MLK0104", (14, 17, "always"), "unknown value `always`"),
        ("MLK0102", (16, 7, "name"), "missing key `path`"),
        ("MLK0102", (17, 7, "{}"), "missing key `name`"),
        ("MLK0102", (17, 7, "{}"), "missing key `path`"),
        ("MLK0101", (18, 1, "quue"), "unknown key `quue`"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn unknown_keys_do_not_cost_the_value() {
    let (service, problems) = service("replcas: 3\n");
    assert!(service.is_some());
    expect_one(&problems, "MLK0101", (3, 1, "replcas"), "unknown key `replcas`", &["did you mean `replicas`?"]);
    let (_, problems) = decoded::<Mount>("name: a\npath: b\nzookeeper: 1\n");
    expect_one(&problems, "MLK0101", (3, 1, "zookeeper"), "unknown key `zookeeper`", &["the keys here are `name`, `path`"]);
}

#[test]
fn a_key_that_is_there_is_not_suggested() {
    let (_, problems) = decoded::<Mount>("name: a\npath: b\nnames: c\n");
    expect_one(&problems, "MLK0101", (3, 1, "names"), "unknown key `names`", &["the keys here are `name`, `path`"]);
}

#[test]
fn keys_that_others_decode_are_known() {
    let (mount, problems) = decoded_known::<Mount>("name: a\npath: b\nextra: [1]\n", &["extra"]);
    assert!(mount.is_some() && problems.is_empty());
    let (_, problems) = decoded_known::<Mount>("name: a\npath: b\nextr: [1]\n", &["extra"]);
    expect_one(&problems, "MLK0101", (3, 1, "extr"), "unknown key `extr`", &["did you mean `extra`?"]);
}

#[test]
fn joined_types_share_a_map() {
    type Both = Joined<Mount, Joined<Queue, Service>>;
    let (both, problems) = decoded::<Both>("memory: 1Gi\nname: a\nimage: b\nport: 1\npath: /a\n");
    assert_eq!(problems, []);
    let Joined(mount, Joined(queue, service)) = both.expect("nothing is wrong");
    assert_eq!((&*mount.path, queue.memory.as_deref(), service.port), ("/a", Some("1Gi"), 1));

    let (_, problems) = decoded::<Both>("memory: 5\nnmae: a\nimgae: b\nport: x\ncpu: 1\nzookeeper: 2\n");
    let found: Vec<_> = problems.iter().map(|problem| (problem.place(), &*problem.message)).collect();
    let expected = [
        ((1, 1, "m"), "missing key `path`"),
        ((1, 9, "5"), "expected a string, found a whole number"),
        ((2, 1, "nmae"), "unknown key `nmae`"),
        ((3, 1, "imgae"), "unknown key `imgae`"),
        ((4, 7, "x"), "expected a whole number, found a string"),
        ((6, 1, "zookeeper"), "unknown key `zookeeper`"),
    ];
    assert_eq!(found, expected, "a missing key for which another was meant is no problem of its own");
    assert_eq!((&*problems[2].help[0], &*problems[3].help[0]), ("did you mean `name`?", "did you mean `image`?"));
    assert!(problems[5].help[0].starts_with("the keys here are `name`, `path`, `memory`, `image`, `port`"), "{problems:#?}");

    let (_, problems) = decoded::<Both>("[a]\n");
    let help = ["write `name: value` lines, without `-` before them"];
    expect_one(&problems, "MLK0103", (1, 1, "[a]"), "expected a map, found a list", &help);
}

#[test]
fn every_missing_key_is_reported_where_the_value_is_named() {
    let (_, problems) = decoded::<Spec>("project: a\nservices:\n  api: {}\n");
    let found: Vec<_> = problems.iter().map(|problem| (problem.place(), &*problem.message)).collect();
    assert_eq!(found, [((3, 3, "api"), "missing key `image`"), ((3, 3, "api"), "missing key `port`")]);
    assert_eq!(problems[0].help, ["add `image: …` here"]);
    let (_, problems) = decoded::<Spec>("project: a\nservices:\n  api:\n");
    assert_eq!(problems.len(), 2, "nothing written lacks the same keys as an empty map: {problems:#?}");
    let (_, problems) = decoded::<Mount>("name: a\n");
    expect_one(&problems, "MLK0102", (1, 1, "n"), "missing key `path`", &["add `path: …` here"]);
}

#[test]
fn a_required_key_with_a_bad_value_is_not_missing() {
    let (_, problems) = decoded::<Service>("image: [a]\n");
    let found: Vec<_> = problems.iter().map(|problem| &*problem.message).collect();
    assert_eq!(found, ["missing key `port`", "expected a string, found a list"]);
}

#[test]
fn values_of_the_wrong_kind_come_with_advice() {
    let quotes = ["put it in quotes, so that it is read as a string"];
    let (_, problems) = service("env: {PORT: 8000}\n");
    expect_one(&problems, "MLK0103", (3, 13, "8000"), "expected a string, found a whole number", &quotes);
    let (_, problems) = service("replicas: \"3\"\n");
    expect_one(&problems, "MLK0103", (3, 11, "\"3\""), "expected a whole number, found a string", &["write `3` without quotes"]);
    let (_, problems) = service("ready: 'yes'\n");
    expect_one(&problems, "MLK0103", (3, 8, "'yes'"), "expected a boolean, found a string", &["write `yes` without quotes"]);
    let (_, problems) = service("replicas:\n");
    let help = ["give it a value, or remove the key"];
    expect_one(&problems, "MLK0103", (3, 9, ""), "expected a whole number, found nothing", &help);
    let (_, problems) = service("mounts: {}\n");
    expect_one(
        &problems,
        "MLK0103",
        (3, 9, "{}"),
        "expected a list, found a map",
        &["write its items in brackets, `[a, b]`, or one a line after `- `"],
    );
    let (_, problems) = service("mounts: [5]\n");
    expect_one(
        &problems,
        "MLK0103",
        (3, 10, "5"),
        "expected a map, found a whole number",
        &["write its keys below it, one a line: `key: value`"],
    );
    let (_, problems) = service("cpu: [1]\n");
    let message = "expected an amount of cores such as `500m` or `2`, found a list";
    expect_one(&problems, "MLK0103", (3, 6, "[1]"), message, &["write an amount of cores such as `500m` or `2`"]);
    let (_, problems) = service("pullPolicy: off\n");
    expect_one(&problems, "MLK0103", (3, 13, "off"), "expected a string, found a boolean", &quotes);
}

#[test]
fn numbers_have_bounds() {
    let (_, problems) = service("replicas: -1\n");
    let help = ["write a whole number from 0 to 4294967295"];
    expect_one(&problems, "MLK0104", (3, 11, "-1"), "`-1` is not between 0 and 4294967295", &help);
    let (_, problems) = service("replicas: 1.5\n");
    expect_one(&problems, "MLK0103", (3, 11, "1.5"), "expected a whole number, found a number", &["write a whole number"]);
}

#[test]
fn variants_are_words_or_maps_of_one_key() {
    let (value, problems) = service("pullPolicy: Alwyas\n");
    assert_eq!(value, None);
    expect_one(&problems, "MLK0104", (3, 13, "Alwyas"), "unknown value `Alwyas`", &["did you mean `Always`?"]);
    let (_, problems) = service("pullPolicy: x\n");
    let help = ["write one of `Always`, `IfNotPresent`, `Never`"];
    expect_one(&problems, "MLK0104", (3, 13, "x"), "unknown value `x`", &help);

    for (text, expected) in [
        ("local: a", Source::Local("a".to_owned())),
        ("pair: [1, 2]", Source::Pair(1, 2)),
        ("nothing:", Source::Nothing),
        ("nothing", Source::Nothing),
    ] {
        assert_eq!(decoded::<Source>(text), (Some(expected), vec![]), "{text}");
    }
    let (_, problems) = decoded::<Source>("git: {url: 5, dept: 1}\n");
    let found: Vec<_> = problems.iter().map(|problem| (problem.place(), &*problem.message)).collect();
    let expected = [((1, 12, "5"), "expected a string, found a whole number"), ((1, 15, "dept"), "unknown key `dept`")];
    assert_eq!(found, expected, "the unknown key is the missing one");
    let (_, problems) = decoded::<Source>("gti: {}\n");
    expect_one(&problems, "MLK0104", (1, 1, "gti"), "unknown value `gti`", &["did you mean `git`?"]);
    let (_, problems) = decoded::<Source>("{git: {}, local: a}\n");
    let message = "expected exactly one of `git`, `local`, `pair`, `nothing`, found 2 keys";
    expect_one(&problems, "MLK0104", (1, 1, "{git: {}, local: a}"), message, &[]);
    let (_, problems) = decoded::<Source>("local\n");
    expect_one(&problems, "MLK0104", (1, 1, "local"), "`local` needs a value: write `local: …`", &[]);
    let (_, problems) = decoded::<Source>("pair: [1, 2, x]\n");
    assert_eq!(problems, []);
    let (_, problems) = decoded::<Source>("pair: [1]\n");
    expect_one(&problems, "MLK0104", (1, 7, "[1]"), "expected tuple variant Source::Pair with 2 elements, found 1", &[]);
}

#[test]
fn types_speak_with_their_own_code_and_help() {
    let (_, problems) = decoded::<BTreeMap<Name, u8>>("fine: 1\nBad: 2\n");
    let help = ["use lowercase letters, digits and `-`", "say `a`, not `A`"];
    expect_one(&problems, "MLK0105", (2, 1, "Bad"), "`Bad` is no name", &help);
}

#[test]
fn numbers_reach_types_as_they_were_written() {
    for (text, expected) in [("2", 2000), ("0.5", 500), ("250m", 250)] {
        assert_eq!(decoded::<Cores>(text), (Some(Cores(expected)), vec![]));
    }
}

#[test]
fn a_bad_root_is_one_problem() {
    let (_, problems) = decoded::<Spec>("[a]\n");
    expect_one(
        &problems,
        "MLK0103",
        (1, 1, "[a]"),
        "expected a map, found a list",
        &["write `name: value` lines, without `-` before them"],
    );
}

#[test]
fn what_an_alias_repeats_is_reported_once() {
    let (_, problems) = decoded::<Vec<BTreeMap<String, String>>>("- &a {x: 1}\n- *a\n");
    expect_one(
        &problems,
        "MLK0103",
        (1, 10, "1"),
        "expected a string, found a whole number",
        &["put it in quotes, so that it is read as a string"],
    );
}

#[test]
fn rounds_are_bounded() {
    let text = "- x\n".repeat(2000);
    let (value, problems) = decoded::<Vec<u8>>(&text);
    assert_eq!(value, None);
    assert!((100..2000).contains(&problems.len()), "{}", problems.len());
}

#[test]
fn keys_with_two_names_are_given_once() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Aliased {
        #[serde(alias = "memory")]
        mem: u8,
    }
    assert_eq!(decoded("memory: 1\n"), (Some(Aliased { mem: 1 }), vec![]));
    let (_, problems) = decoded::<Aliased>("mem: 1\nmemory: 2\n");
    expect_one(&problems, "MLK0002", (2, 1, "memory"), "key `mem` given under two of its names", &["keep one of the two"]);
}

#[test]
fn the_report_of_a_call_is_only_added_to() {
    let mut sources = Sources::default();
    let source = sources.add("a", "x");
    let mut report = Report::default();
    let node = read_document(source, "x", &mut report).expect("a text of one word");
    assert_eq!(decode::<String>(&node, node.span, &mut report), Some("x".to_owned()));
    assert!(report.is_empty());
}
