//! The command line: exit codes, where a spec is found, flags and variables, colour, pipes, and the small commands.

use crate::harness::{PROGRAM, Test, clean_command, for_each};
use mlkube::fields::KubeVersion;
use std::fmt::Write;
use std::io::Read;
use std::process::Stdio;

/// The shortest spec with a service.
pub(crate) const SPEC: &str = "apiVersion: mlkube/v1\nproject: shop\nprofile: minikube\nservices:\n  api: {image: \"ghcr.io/acme/api:1.4.2\", port: 8000}\n";
const BROKEN: &str = "apiVersion: mlkube/v1\nproject: shop\nprofile: minikube\nservices:\n  api: {image: \"ghcr.io/acme/api:1.4.2\", prot: 8000}\n";

/// The spec in a folder.
fn shop() -> Test {
    Test::new().file("mlkube.yaml", SPEC).args(["render"])
}

#[test]
fn a_spec_that_is_fine_ends_with_0() {
    let output = shop().run().success();
    assert!(output.stdout.starts_with("---\napiVersion: v1\nkind: Namespace\n"), "{}", output.stdout);
    output.says("9 objects for the profile minikube");
}

/// Files of `extra` are found from the folder of the spec, in the order of their names.
#[test]
fn extra_files_stand_beside_the_spec() {
    let map = |name: &str| format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n");
    let test = Test::new().file("mlkube.yaml", format!("{SPEC}extra: [k8s/*.yaml]\n")).below("deep").args(["render"]);
    for (file, name) in [("k8s/b.yaml", "second"), ("k8s/a.yaml", "first"), ("k8s/c.txt", "third")] {
        test.write(file, map(name));
    }
    let output = test.run().success().writes("name: first").writes("name: second").says("11 objects");
    assert!(!output.stdout.contains("name: third"));
}

/// Definitions come before everything that could be of their kind, and say whether that has a namespace.
#[test]
fn definitions_come_first() {
    let extra = "\
apiVersion: acme.com/v1
kind: Gauge
metadata: {name: fuel}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gauges.acme.com}
spec:
  group: acme.com
  scope: Cluster
  names: {kind: Gauge, plural: gauges}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
";
    let spec = format!("{SPEC}extra: [extra.yaml]\n");
    let output = Test::new().file("mlkube.yaml", spec).file("extra.yaml", extra).args(["render"]).run().success();
    assert!(output.stdout.starts_with("---\napiVersion: apiextensions.k8s.io/v1\n"), "{}", output.stdout);
    let gauge = output.stdout.split("---\n").find(|object| object.contains("kind: Gauge\nmetadata")).expect("the object");
    assert!(!gauge.contains("namespace:"), "{gauge}");
}

#[test]
fn a_wrong_spec_ends_with_1() {
    Test::new().file("mlkube.yaml", BROKEN).args(["render"]).run().failure(1).says("unknown key `prot`");
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    let wrong: [&[&str]; 10] = [
        &["render", "--nosuch"],
        &["render", "extra"],
        &["render", "-o", "xml"],
        &["render", "--check"],
        &["render", "-o", "json", "--output-dir", "out"],
        &["render", "--color", "sometimes"],
        &["rendr"],
        &["profiles", "show"],
        &["completions", "tcsh"],
        &["profiles", "nosuch"],
    ];
    for_each(
        wrong,
        |arguments| arguments.join(" "),
        |arguments| {
            shop().args(*arguments).run().failure(2).says("--help");
        },
    );
}

#[test]
fn what_cannot_be_read_ends_with_2() {
    shop().args(["render", "-f", "nosuch.yaml"]).run().failure(2).says("cannot read nosuch.yaml");
    shop().args(["render", "--overlay", "nosuch.yaml"]).run().failure(2).says("cannot read nosuch.yaml");
    shop().file("folder/a", "").args(["render", "-f", "folder"]).run().failure(2).says("cannot read folder");
}

#[test]
fn without_a_spec_it_says_what_to_do() {
    Test::new().args(["render"]).run().failure(2).says("no mlkube.yaml").says("-f FILE");
}

#[test]
fn without_a_command_it_shows_help() {
    Test::new().run().failure(2).says("Usage:").says("Exit codes:");
}

#[test]
fn a_spec_comes_from_standard_input() {
    let by_file = shop().run().success();
    let by_pipe = Test::new().args(["render", "-f", "-"]).stdin(SPEC).run().success();
    assert_eq!(by_file.stdout, by_pipe.stdout);
    Test::new().args(["render", "-f", "-"]).stdin(BROKEN).run().failure(1).says("<stdin>:5:");
    Test::new().args(["render", "-f", "-"]).stdin("").run().failure(1).says("MLK0005");
}

/// Overlays stand beside a spec, and standard input has no place beside it.
#[test]
fn standard_input_has_no_overlays_of_its_own() {
    let test = Test::new().file("overlays/minikube.yaml", "namespace: other\n").args(["render", "-f", "-"]).stdin(SPEC);
    assert!(!test.run().success().stdout.contains("other"));
}

#[test]
fn a_spec_is_found_in_a_folder_above_with_its_overlays() {
    let test = shop().file("overlays/minikube.yaml", "services: {api: {replicas: 7}}\n").below("deep/er");
    test.run().success().writes("replicas: 7");
    let test = Test::new().file("mlkube.yaml", BROKEN).below("deep/er").args(["render"]);
    let output = test.run().failure(1);
    let message = output.stderr.replace('\\', "/");
    assert!(message.contains("--> ../../mlkube.yaml:5:"), "a path that works from here:\n{message}");
}

#[test]
fn the_nearest_spec_wins() {
    let test = shop().file("deep/mlkube.yaml", SPEC.replace("shop", "near")).below("deep/er");
    test.run().success().writes("name: near").does_not_say("shop");
}

/// Each flag with its variable, and what is seen of it.
#[test]
fn every_flag_has_a_variable() {
    let other = SPEC.replace("shop", "other");
    let cases: [(&str, &str, &str); 7] = [
        ("MLKUBE_FILE", "other.yaml", "namespace: other"),
        ("MLKUBE_PROFILE", "eks", "topologySpreadConstraints"),
        ("MLKUBE_OVERLAY", "one.yaml,two.yaml", "replicas: 5"),
        ("MLKUBE_SET", "services.api.replicas=9", "replicas: 9"),
        ("MLKUBE_NAMESPACE", "elsewhere", "namespace: elsewhere"),
        ("MLKUBE_OUTPUT", "json", "\"kind\": \"List\""),
        ("MLKUBE_KUBE_VERSION", "1.30", "enforce-version: v1.30"),
    ];
    for_each(
        cases,
        |(variable, ..)| (*variable).to_owned(),
        |(variable, value, seen)| {
            let test = shop()
                .file("other.yaml", &other)
                .file("one.yaml", "services: {api: {replicas: 4}}\n")
                .file("two.yaml", "services: {api: {replicas: 5}}\n");
            assert!(!test.run().success().stdout.contains(seen), "`{seen}` is there without the variable too");
            test.env(variable, value).run().success().writes(seen);
        },
    );
}

/// The version of the command line is the one that is rendered for, whatever the profile's cluster runs.
#[test]
fn a_version_of_kubernetes_wins_over_the_profile() {
    let render = |arguments: &[&str]| shop().args(["render"]).more_args(arguments).run();
    render(&[]).success().writes("enforce-version: v1.36").does_not_say("Kubernetes");
    let older = render(&["--kube-version", "1.34"]).success();
    older.writes("enforce-version: v1.34").says("9 objects for the profile minikube with Kubernetes 1.34");
    let flag = shop().env("MLKUBE_KUBE_VERSION", "1.30").args(["render", "--kube-version", "1.31"]).run().success();
    flag.writes("enforce-version: v1.31");
    for version in ["v1.30", "1.30.4", "v1.30.5-gke.1014001"] {
        render(&["--kube-version", version]).success().writes("enforce-version: v1.30");
    }
    for version in ["1.27", "1.38", "1.30.x", "latest", "1.30..1.31"] {
        render(&["--kube-version", version]).failure(2).says("versions go from 1.28 to 1.37");
    }
    shop().args(["secrets", "--kube-version", "1.30"]).run().success();
}

/// Help is text that nobody computes.
#[test]
fn help_names_the_versions_that_there_are() {
    let range = format!("from {} to {}", KubeVersion::OLDEST, KubeVersion::NEWEST);
    for command in ["render", "secrets"] {
        Test::new().args([command, "--help"]).run().success().writes(&range);
    }
    Test::new().args(["validate", "--help"]).run().success().writes(&format!("{}..{}", KubeVersion::OLDEST, KubeVersion::NEWEST));
}

#[test]
fn the_folder_and_the_check_have_variables() {
    let test = shop().env("MLKUBE_OUTPUT_DIR", "out");
    test.run().success();
    assert!(test.path("out/10-namespaces.yaml").is_file());
    let test = test.env("MLKUBE_CHECK", "true").args(["render", "--set", "services.api.replicas=9"]);
    test.run().failure(1).says("70-workloads.yaml differs");
    // What people write for yes and no in variables.
    test.env("MLKUBE_CHECK", "1").run().failure(1).says("70-workloads.yaml differs");
    shop().env("MLKUBE_CHECK", "false").run().success();
}

#[test]
fn flags_beat_variables() {
    let test = shop().env("MLKUBE_PROFILE", "nosuch").env("MLKUBE_NAMESPACE", "kube-system").env("MLKUBE_OUTPUT", "json");
    let output = test.args(["render", "-p", "minikube", "-n", "elsewhere", "-o", "yaml"]).run().success();
    output.writes("namespace: elsewhere").writes("---\napiVersion: v1\n");
    // A folder that a variable names is for runs that do not ask for standard output.
    shop().env("MLKUBE_OUTPUT_DIR", "out").args(["render", "-o", "json"]).run().success().writes("\"kind\": \"List\"");
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let broken = || Test::new().file("mlkube.yaml", BROKEN);
    let coloured = |test: Test| test.run().failure(1).stderr.contains('\x1b');
    assert!(!coloured(broken().args(["render"])), "a pipe is no terminal");
    assert!(!coloured(broken().args(["render", "--color", "auto"])));
    assert!(!coloured(broken().args(["render", "--color", "never"])));
    assert!(coloured(broken().args(["render", "--color", "always"])));
    assert!(coloured(broken().args(["--color", "always", "render"])), "before the command, too");
    assert!(coloured(broken().args(["render"]).env("MLKUBE_COLOR", "always")));
    assert!(!coloured(broken().args(["render", "--color", "never"]).env("MLKUBE_COLOR", "always")));
    assert!(!coloured(broken().args(["render"]).env("NO_COLOR", "1")));
    assert!(coloured(broken().args(["render", "--color", "always"]).env("NO_COLOR", "1")), "a flag says more than a variable");
}

#[test]
fn a_bundle_has_no_colour() {
    let output = shop().args(["render", "--color", "always"]).run().success();
    assert!(!output.stdout.contains('\x1b'));
}

/// Texts of a spec reach the terminal as they are seen, not as what they do.
#[test]
fn a_text_cannot_command_the_terminal() {
    let spec = SPEC.replace("ghcr.io/acme/api:1.4.2", "a/\\e[2J\\x9b2J\\u202Eb:1");
    let output = Test::new().file("mlkube.yaml", spec).args(["render", "--color", "never"]).run().failure(1);
    let commands = |letter: char| letter != '\n' && (letter.is_control() || ('\u{202A}'..='\u{202E}').contains(&letter));
    assert!(!output.stderr.contains(commands), "{:?}", output.stderr);
}

/// Like `mlkube render | head -c 10`: more is written than a pipe holds, and nobody reads it.
#[test]
fn a_closed_pipe_is_no_error() {
    let mut spec = "apiVersion: mlkube/v1\nproject: shop\nprofile: generic\nservices:\n".to_owned();
    for number in 0..200 {
        let _ = writeln!(spec, "  api-{number}: {{image: \"ghcr.io/acme/api:1.4.2\", port: 8000}}");
    }
    let test = Test::new().file("mlkube.yaml", spec).args(["render"]);
    let mut child = test.command().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program");
    let mut beginning = [0; 10];
    let mut pipe = child.stdout.take().expect("a pipe");
    pipe.read_exact(&mut beginning).expect("the beginning of the bundle");
    drop(pipe);
    let output = child.wait_with_output().expect("the end of the program");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(!said.contains("error") && !said.contains("panicked"), "{said}");
}

#[test]
fn profiles_are_listed_and_shown() {
    let listed = Test::new().args(["profiles", "list"]).run().success();
    for builtin in mlkube::profile::BUILTIN {
        assert!(listed.stdout.lines().any(|line| line.starts_with(builtin.name)), "{}", builtin.name);
        let shown = Test::new().args(["profiles", "show", builtin.name]).run().success();
        assert_eq!(shown.stdout, builtin.text, "comments and all");
        assert!(shown.stderr.is_empty());
    }
    let unknown = Test::new().args(["profiles", "show", "minikub"]).run().failure(1);
    unknown.says("MLK0401").says("did you mean `minikube`?");
}

#[test]
fn completions_know_the_flags() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = Test::new().args(["completions", shell]).run().success();
        output.writes("output-dir").writes("profiles");
    }
}

#[test]
fn help_goes_to_standard_output_and_shows_examples() {
    let commands: [&[&str]; 9] = [
        &["render"],
        &["validate"],
        &["capacity"],
        &["profiles"],
        &["profiles", "list"],
        &["profiles", "show"],
        &["profiles", "diff"],
        &["schema"],
        &["completions"],
    ];
    for flag in ["--help", "-h"] {
        for command in commands {
            let output = Test::new().args(command.iter().chain([&flag])).run().success();
            assert!(output.stderr.is_empty(), "{}", output.stderr);
            output.writes("Examples:").writes("Usage:");
        }
        Test::new().args([flag]).run().success().writes("Exit codes:").writes("MLKUBE_PROFILE");
    }
}

/// Eighty columns are what a terminal has at least; a line that is wrapped in the middle of an example cannot be copied.
#[test]
fn examples_in_help_keep_their_lines() {
    for command in ["render", "validate", "explain", "capacity", "profiles", "schema", "completions"] {
        let output = Test::new().args([command, "--help"]).run().success();
        let examples = output.stdout.split("Examples:").nth(1).expect("examples");
        let torn: Vec<&str> = examples.lines().filter(|line| line.len() > 100).collect();
        assert!(torn.is_empty(), "too long to stand on one line: {torn:#?}");
        for line in examples.lines().filter(|line| !line.trim().is_empty()) {
            let starts = line.starts_with("  mlkube ") || line.starts_with("      ") || line.starts_with("  #");
            assert!(starts || !line.starts_with(' '), "a torn line: {line}");
        }
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let output = Test::new().args(["--version"]).run().success();
    assert_eq!(output.stdout, concat!("mlkube ", env!("CARGO_PKG_VERSION"), "\n"));
}

/// The program reads nothing but what it is told to: no configuration of the home folder, no variable that is not its own.
#[test]
fn an_empty_environment_is_enough() {
    let test = shop();
    let output = clean_command(PROGRAM).env_clear().args(["render"]).current_dir(test.path("")).output().expect("the program");
    assert_eq!(String::from_utf8_lossy(&output.stdout), test.run().success().stdout);
}
