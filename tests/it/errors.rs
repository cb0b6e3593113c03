//! What people see when something is wrong: a file below `tests/errors/` and a snapshot of standard error for each mistake.

use crate::fixtures::{self, Fixture};
use crate::harness::{Test, assert_snapshot, files_below, for_each, root};
use mlkube::checks;
use mlkube::diag::{Code, codes};
use std::fs;

/// What stands for a credential in fixtures. No output may repeat any of them.
const CREDENTIALS: [&str; 4] = ["hunter2", "AKIAIOSFODNN7EXAMPLE", "4711000815", "BEGIN PRIVATE KEY"];

#[test]
fn every_mistake_is_told() {
    for_each(
        fixtures::all("errors"),
        |fixture| fixture.name.clone(),
        |fixture| {
            let output = fixture.run().failure(1);
            assert_snapshot("errors", &fixture.name, &fixture.command(), &output.stderr);
        },
    );
}

/// A finding has a code and a way out; if it has a place, the line is shown.
#[test]
fn every_mistake_has_a_way_out() {
    for_each(
        fixtures::all("errors"),
        |fixture| fixture.name.clone(),
        |fixture| {
            let output = fixture.run().failure(1);
            for finding in output.stderr.split("\n\n").filter(|part| part.starts_with("error") || part.starts_with("warning")) {
                assert!(finding.contains("[MLK"), "without a code:\n{finding}");
                assert!(finding.contains("= help: "), "without a way out:\n{finding}");
            }
        },
    );
}

#[test]
fn no_credential_is_repeated() {
    let credentials = |fixture: &Fixture| {
        let input = fixture.input();
        CREDENTIALS.into_iter().filter(|credential| input.contains(credential)).collect::<Vec<_>>()
    };
    let fixtures: Vec<Fixture> = fixtures::all("errors").into_iter().filter(|fixture| !credentials(fixture).is_empty()).collect();
    assert!(fixtures.len() >= 10, "fixtures with credentials are gone");
    for_each(
        fixtures,
        |fixture| fixture.name.clone(),
        |fixture| {
            let output = fixture.run().failure(1);
            for credential in credentials(fixture) {
                assert!(!output.stderr.contains(credential), "`{credential}` is repeated:\n{}", output.stderr);
            }
        },
    );
}

#[test]
fn all_of_many_mistakes_are_told_in_one_run() {
    let fixture = fixtures::all("errors").into_iter().find(|fixture| fixture.name == "fifteen-mistakes").expect("the fixture");
    let output = fixture.run().failure(1);
    let errors = output.stderr.matches("error[MLK").count();
    assert!(errors >= 15, "only {errors} errors:\n{}", output.stderr);
}

/// Texts that no file of the repository should hold: too large, or no text at all.
fn hostile() -> Vec<(&'static str, Vec<u8>, i32)> {
    let spec = "apiVersion: mlkube/v1\nproject: shop\n";
    let utf16 = |text: &str| [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let with = |more: &[u8]| [spec.as_bytes(), more].concat();
    vec![
        ("hostile-open-brackets", "[a: ".repeat(1 << 18).into_bytes(), 1),
        ("hostile-open-maps", "a:\n ".repeat(1 << 18).into_bytes(), 1),
        ("hostile-dashes", "- ".repeat(1 << 19).into_bytes(), 1),
        ("hostile-not-utf-8", with(b"# caf\xE9\nprofile: minikube\n"), 2),
        ("hostile-utf-16", utf16(spec), 2),
        ("hostile-nul", with(b"profile: mini\0kube\n"), 1),
        ("hostile-escape-sequence", with(b"profile: \x1b[31mred\n"), 1),
        ("hostile-larger-than-the-limit", with(&vec![b'#'; 33 << 20]), 1),
        ("hostile-long-line", with(format!("profile: {}\n", "x".repeat(2_000)).as_bytes()), 1),
        ("hostile-config-of-two-mebibytes", config_of(2 << 20), 1),
        ("hostile-many-mistakes", many_mistakes(1_000), 1),
    ]
}

/// A spec with a file that is larger than a ConfigMap may be.
fn config_of(size: usize) -> Vec<u8> {
    let text = "word ".repeat(size / 5);
    format!(
        "apiVersion: mlkube/v1\nproject: shop\nprofile: minikube\nservices:\n  api:\n    image: ghcr.io/acme/api:1.4.2\n    \
         port: 8000\n    files:\n      /etc/app/words.txt: {text}\n"
    )
    .into_bytes()
}

/// A spec with more mistakes than anybody wants to read.
fn many_mistakes(count: usize) -> Vec<u8> {
    use std::fmt::Write;
    let mut spec = "apiVersion: mlkube/v1\nproject: shop\nprofile: minikube\nservices:\n".to_owned();
    for number in 0..count {
        let _ = writeln!(spec, "  api-{number}: {{image: Acme/api, prot: 8000}}");
    }
    spec.into_bytes()
}

/// The names of the snapshots of hostile texts.
pub(crate) fn hostile_names() -> impl Iterator<Item = String> {
    hostile().into_iter().map(|(name, ..)| name.to_owned())
}

#[test]
fn hostile_texts_end_in_an_error() {
    for_each(
        hostile(),
        |(name, ..)| (*name).to_owned(),
        |(name, text, code)| {
            let output = Test::new().file("mlkube.yaml", text).args(["render"]).run().failure(*code);
            let size = output.stderr.len();
            assert!(size < 1_000_000, "{size} bytes of diagnostics");
            // A person reads the beginning; of thousands of lines a snapshot holds no more either.
            let told: String = output.stderr.lines().take(40).flat_map(|line| [&line[..floor(line, 300)], "\n"]).collect();
            assert_snapshot("errors", name, "mlkube render", &told);
        },
    );
}

/// The longest prefix of a line that is no longer than `most` bytes and ends with a whole character.
fn floor(line: &str, most: usize) -> usize {
    (0..=most.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0)
}

/// Codes that no spec can bring about: mlkube looks at what it has built itself, and builds nothing of the kind.
const GUARDS: [(&str, &str); 1] =
    [("MLK0507", "two edges that set one variable, and an entry used twice, are refused before anything is built")];

#[test]
fn every_code_has_a_fixture() {
    let snapshots = root().join("tests/snapshots");
    let texts: String = files_below(&snapshots).iter().map(|path| fs::read_to_string(path).expect("a snapshot")).collect();
    let is_guard = |id: &str| GUARDS.iter().any(|(guard, _)| *guard == id);
    // What a check finds has a manifest that says so: `manifests::every_check_fires_in_a_manifest`.
    let is_checked = |code: &Code| checks::all().flat_map(|check| check.pages).any(|(own, _)| own == code);
    let missing: Vec<&str> = codes::ALL
        .iter()
        .filter(|code| !is_checked(code))
        .map(|code| code.id)
        .filter(|id| !is_guard(id) && !texts.contains(&format!("[{id}]")))
        .collect();
    assert!(missing.is_empty(), "no fixture brings about {missing:?}");
    let seen: Vec<&str> = GUARDS.iter().map(|(id, _)| *id).filter(|id| texts.contains(&format!("[{id}]"))).collect();
    assert!(seen.is_empty(), "a spec brings about {seen:?}: take them out of the list of guards");
}

#[test]
fn guards_are_codes() {
    for (id, reason) in GUARDS {
        assert!(codes::Code::by_id(id).is_some() && !reason.is_empty(), "{id}");
    }
}

/// Images that move are for machines on which people try things out.
#[test]
fn a_local_profile_takes_latest() {
    let spec = "apiVersion: mlkube/v1\nproject: shop\nservices:\n  api: {image: \"ghcr.io/acme/api:latest\", port: 8000}\n";
    let test = Test::new().file("mlkube.yaml", spec).args(["render", "-p", "minikube"]);
    test.run().success().writes("image: ghcr.io/acme/api:latest");
    let test = test.args(["render", "-p", "eks"]);
    test.run().failure(1).says("MLK0404");
}
