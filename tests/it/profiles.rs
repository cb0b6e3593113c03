//! Profiles of a project's own: where they are found, what they come to, and how two are compared.

use crate::harness::{Output, Test, assert_snapshot, root};
use mlkube::profile::BUILTIN;
use std::fmt::Write;

const SPEC: &str = "\
apiVersion: mlkube/v1
project: shop
services:
  api:
    image: ghcr.io/acme/api:1.4.2
    port: 8000
    expose: {nodePort: 30080}
";

/// A cluster on which ports of nodes are allowed, as they are on no built-in one but those for a laptop.
const OPEN: &str = "extends: eks\nexposure: [node-port]\n";

fn project() -> Test {
    Test::new().file("mlkube.yaml", SPEC)
}

/// The standard error of a run that has to fail, as a snapshot.
fn told(name: &str, test: &Test) {
    let output = test.run().failure(1);
    assert_snapshot("profiles", name, "mlkube render -p my-cluster", &output.stderr);
}

#[test]
fn a_profile_beside_the_spec_is_found_by_its_name() {
    let test = project().file("profiles/my-cluster.yaml", OPEN);
    test.args(["render", "-p", "my-cluster"]).run().success().says("for the profile my-cluster");
    let named = format!("profile: my-cluster\n{SPEC}");
    let test = Test::new().file("sub/mlkube.yaml", named).file("sub/profiles/my-cluster.yaml", OPEN);
    let test = test.args(["render", "-f", "sub/mlkube.yaml"]);
    test.run().success().writes("nodePort: 30080");
    test.below("sub/deeper/still").args(["render"]).run().success().writes("nodePort: 30080");
}

#[test]
fn a_path_leads_on_from_where_it_is_named() {
    let named = format!("profile: ./clusters/open.yaml\n{SPEC}");
    let test = Test::new().file("sub/mlkube.yaml", named).file("sub/clusters/open.yaml", OPEN).file("here.yaml", OPEN);
    let test = test.args(["render", "-f", "sub/mlkube.yaml"]);
    test.run().success().says("for the profile open");
    let test = test.args(["render", "-f", "sub/mlkube.yaml", "-p", "here.yaml"]);
    test.run().success().says("for the profile here");
    let test = test.args(["render", "-f", "sub/mlkube.yaml", "-p", "clusters/open.yaml"]);
    test.run().failure(1).says("MLK0401").says("there is no profile in `clusters/open.yaml`");
}

#[test]
fn own_profiles_extend_one_another() {
    let test = project()
        .file("profiles/my-cluster.yaml", "extends: base\nnodes: {count: 7}\n")
        .file("profiles/base.yaml", "extends: ../clusters/lowest.yaml\nexposure: [node-port]\n")
        .file("clusters/lowest.yaml", "extends: eks\nexposure: []\nnodes: {count: 5, zones: 2}\n")
        .args(["profiles", "show", "--resolved", "my-cluster"]);
    let output = test.run().success();
    assert_snapshot("profiles", "resolved", "mlkube profiles show --resolved my-cluster", &output.stdout);
    test.args(["render", "-p", "my-cluster"]).run().success();
}

#[test]
fn overlays_belong_to_a_profile_by_its_own_name() {
    let replicas = |number: u8| format!("services: {{api: {{replicas: {number}}}}}\n");
    let test = project()
        .file("profiles/my-cluster.yaml", OPEN)
        .file("overlays/my-cluster.yaml", replicas(5))
        .file("overlays/eks.yaml", replicas(7));
    test.args(["render", "-p", "my-cluster"]).run().success().writes("  replicas: 5\n");
    let test = project().file("elsewhere/my-cluster.yaml", OPEN).file("overlays/my-cluster.yaml", replicas(6));
    test.args(["render", "-p", "elsewhere/my-cluster.yaml"]).run().success().writes("  replicas: 6\n");
}

#[test]
fn two_profiles_of_a_name_are_refused() {
    let test = project().file("profiles/eks.yaml", "extends: generic\n").args(["render", "-p", "eks"]);
    told("name-of-a-built-in-one", &test);
    test.args(["profiles", "show", "eks"]).run().failure(1).says("MLK0417");
    let named = format!("profile: ./eks.yaml\n{SPEC}");
    told("path-with-the-name-of-a-built-in-one", &Test::new().file("mlkube.yaml", named).file("eks.yaml", OPEN).args(["render"]));
}

#[test]
fn circles_come_to_an_end() {
    let test = project()
        .file("profiles/my-cluster.yaml", "# One.\nextends: second\n")
        .file("profiles/second.yaml", "extends: ./third.yaml\n")
        .file("profiles/third.yaml", "extends: ../profiles/my-cluster.yaml\n")
        .args(["render", "-p", "my-cluster"]);
    told("circle", &test);
    let mut test = project();
    for number in 0..40 {
        test = test.file(&format!("profiles/p{number}.yaml"), format!("extends: p{}\n", number + 1));
    }
    test.args(["render", "-p", "p0"]).run().failure(1).says("MLK0416");
}

#[test]
fn a_spec_from_standard_input_has_no_profiles_beside_it() {
    let test = Test::new().file("profiles/my-cluster.yaml", OPEN).stdin(SPEC);
    let test = test.args(["render", "-f", "-", "-p", "my-cluster"]);
    test.run().failure(1).says("MLK0401");
    test.args(["render", "-f", "-", "-p", "profiles/my-cluster.yaml"]).run().success();
}

#[test]
fn own_profiles_are_listed_and_shown() {
    let test = project()
        .file("profiles/my-cluster.yaml", "# Ours.\nextends: eks\n")
        .file("profiles/described.yaml", "extends: eks\ndescription: the one in the cellar\n")
        .file("profiles/broken.yaml", "extends: nobody\n")
        .file("profiles/notes.txt", "no profile");
    let test = test.args(["profiles", "list"]);
    let output = test.run().success();
    let own: Vec<&str> = output.stdout.lines().skip(BUILTIN.len()).collect();
    let inherited = output.stdout.lines().find_map(|line| line.strip_prefix("eks ")).expect("eks is built in").trim();
    assert_eq!(own.len(), 3, "{own:?}");
    assert!(own[0].starts_with("broken ") && own[0].contains("has errors"), "{own:?}");
    assert!(own[1].starts_with("described ") && own[1].ends_with("the one in the cellar"), "{own:?}");
    let inherited = inherited.strip_prefix("1.35  ").expect("its version of Kubernetes");
    assert_eq!(own[2], format!("my-cluster     1.35  like eks: {inherited}"));
    let test = test.args(["profiles", "list", "-o", "json"]);
    let read: serde_json::Value = serde_json::from_str(&test.run().success().stdout).expect("JSON");
    let listed = read.as_array().expect("a list");
    assert_eq!(listed.len(), BUILTIN.len() + 3);
    let broken = serde_json::json!({
        "name": "broken", "builtIn": false, "extends": "nobody", "kubernetes": null, "description": null
    });
    assert_eq!(listed[BUILTIN.len()], broken);
    assert_eq!(listed[0]["kubernetes"], "1.35");
    let test = test.args(["profiles", "show", "my-cluster"]);
    assert_eq!(test.run().success().stdout, "# Ours.\nextends: eks\n");
    let test = test.args(["profiles", "show", "broken"]);
    assert_eq!(test.run().success().stdout, "extends: nobody\n", "a file is shown as it is");
    test.args(["profiles", "show", "--resolved", "broken"]).run().failure(1).says("MLK0401");
    let elsewhere = Test::new().file("sub/mlkube.yaml", SPEC).file("sub/profiles/my-cluster.yaml", OPEN);
    elsewhere.args(["profiles", "-f", "sub/mlkube.yaml", "list"]).run().success().writes("\nmy-cluster ");
}

/// Custom resources in files are those that the cluster is said to serve, by its profile, by the spec, or by their definition.
#[test]
fn files_bring_what_the_cluster_serves() {
    let route = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\nspec: {rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}]}\n";
    let widget = "apiVersion: acme.example/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: 3}\n";
    let with = |profile: &str, file: &str| {
        let test = Test::new().file("mlkube.yaml", format!("{SPEC}extra: [extra.yaml]\n")).file("extra.yaml", file);
        test.file("profiles/own.yaml", format!("extends: minikube\n{profile}")).args(["render", "-p", "own"]).run()
    };
    with("", route).failure(1).says("MLK0407").says("HTTPRoute/r needs the Gateway API").says("profiles/minikube.yaml");
    with("crds: [gateway.networking.k8s.io]", route).success();
    with("crds: [httproutes.gateway.networking.k8s.io]", route).success();
    with("", widget).success().says("MLK1121");
    let output = with("crds: [widgets.acme.example]", widget).success();
    assert!(!output.stderr.contains("MLK1121"), "{}", output.stderr);
    with("crds: [acme.example/v1]", widget).failure(1).says("write it without a version: `acme.example`");
}

/// Programs read a profile as what it comes to.
#[test]
fn a_profile_is_shown_to_programs() {
    let test = project().file("profiles/my-cluster.yaml", "extends: eks\nspot: null\nnodes: {count: 7}\n");
    let test = test.args(["profiles", "show", "my-cluster", "-o", "json"]);
    let read: serde_json::Value = serde_json::from_str(&difference(&test).stdout).expect("JSON");
    assert_eq!(read["nodes"]["count"], 7);
    assert_eq!(read["storage"]["default"], "gp3");
    assert!(read.get("spot").is_none() && read.get("extends").is_none(), "{read}");
}

/// Facts that clusters of a kind share are written down for each of them, where one does not extend the other; none is forgotten.
#[test]
fn clusters_of_a_kind_share_their_facts() {
    let karpenter = ["nodes.", "gpu.", "spot.", "crds"];
    let auto = ["nodes.pools.", "dns.addresses", "storage.classes.g", "routing.", "gpu.", "spot.", "crds"];
    for (one, other, differ) in [("eks", "eks-karpenter", &karpenter[..]), ("eks", "eks-auto", &auto[..])] {
        let test = Test::new().args(["profiles", "diff", one, other, "-o", "json"]);
        let read: serde_json::Value = serde_json::from_str(&difference(&test).stdout).expect("JSON");
        let paths = read["differences"].as_array().expect("a list").iter().filter_map(|found| found["path"].as_str());
        let strange: Vec<&str> = paths.filter(|path| !differ.iter().any(|start| path.starts_with(start))).collect();
        assert!(strange.is_empty(), "{one} and {other} differ in {strange:?}");
    }
}

fn difference(test: &Test) -> Output {
    let output = test.run().success();
    assert!(output.stderr.is_empty(), "{}", output.stderr);
    output
}

#[test]
fn profiles_are_compared() {
    for (one, other) in [("generic", "minikube"), ("eks", "gke-gpu")] {
        let output = difference(&Test::new().args(["profiles", "diff", one, other]));
        assert_snapshot(
            "profiles",
            &format!("diff-{one}-{other}"),
            &format!("mlkube profiles diff {one} {other}"),
            &output.stdout,
        );
    }
    let own =
        "extends: eks\nkubernetes: \"1.34\"\nspot: null\nstorage: {classes: {gp2: null, fast: {access: [ReadWriteOnce]}}}\n";
    let test = project().file("profiles/my-cluster.yaml", own);
    let test = test.args(["profiles", "diff", "eks", "my-cluster"]);
    let output = difference(&test);
    assert_snapshot("profiles", "diff-own", "mlkube profiles diff eks my-cluster", &output.stdout);
    let test = test.args(["profiles", "diff", "eks", "my-cluster", "-o", "json"]);
    let output = difference(&test);
    let read: serde_json::Value = serde_json::from_str(&output.stdout).expect("JSON");
    assert_eq!(read["differences"][0], serde_json::json!({"path": "kubernetes", "a": "1.35", "b": "1.34"}));
    assert_snapshot("profiles", "diff-own-json", "mlkube profiles diff eks my-cluster -o json", &output.stdout);
    let test = test.args(["profiles", "diff", "eks", "eks"]);
    difference(&test).writes("eks and eks have the same facts");
    let output = test.args(["profiles", "diff", "esk", "minikub"]).run().failure(1);
    output.says("did you mean `eks`?").says("did you mean `minikube`?").says("2 errors");
}

/// What `docs/profiles.md` shows of its profile is what comes out.
#[test]
fn the_page_about_profiles_shows_what_comes_out() {
    let page = std::fs::read_to_string(root().join("docs/profiles.md")).expect("the page");
    let block = |kind: &str| {
        let start = format!("```{kind}\n");
        page.split(start.as_str()).nth(1).and_then(|rest| rest.split("```").next()).unwrap_or_else(|| panic!("no {kind}"))
    };
    let test = project().file("profiles/my-cluster.yaml", block("yaml"));
    let test = test.args(["profiles", "diff", "eks", "my-cluster"]);
    let shown = format!("$ mlkube profiles diff eks my-cluster\n{}", difference(&test).stdout);
    assert_eq!(block("console"), shown);
    let mut test = test.args(["profiles", "diff", "eks", "my-cluster", "-o", "json"]);
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
    assert_eq!(read(block("json")), read(&difference(&test).stdout));
    for list in ["list", "show eks", "show --resolved my-cluster", "diff eks my-cluster"] {
        assert!(page.contains(&format!("`mlkube profiles {list}`")), "{list}");
        test = test.args(["profiles"].into_iter().chain(list.split(' ')));
        test.run().success();
    }
}

/// What `docs/profiles.md` tells people to write works as it stands there.
#[test]
fn the_page_about_profiles_is_true() {
    let page = std::fs::read_to_string(root().join("docs/profiles.md")).expect("the page");
    let block = page.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let mut rows = vec![block.to_owned()];
    let table = page.split("## What clusters often have differently").nth(1).and_then(|rest| rest.split("\n## ").next());
    for row in table.expect("the table").lines().filter(|line| line.starts_with("| ") && line.contains('`')) {
        let words = row.rsplit(" | ").next().expect("a cell");
        for code in words.split('`').skip(1).step_by(2) {
            let mut text = "extends: generic\n".to_owned();
            let _ = writeln!(text, "{code}");
            rows.push(text);
        }
    }
    assert!(rows.len() > 10, "{rows:?}");
    for text in rows {
        let spec = SPEC.replace("    expose: {nodePort: 30080}\n", "");
        let test = Test::new().file("mlkube.yaml", spec).file("profiles/my-cluster.yaml", &text);
        let output = test.args(["profiles", "show", "--resolved", "my-cluster"]).run().success();
        let said = output.stderr.replace("warning[MLK0203]", "");
        assert!(!said.contains("[MLK"), "{text}{said}");
    }
}
