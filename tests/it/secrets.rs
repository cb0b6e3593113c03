//! `mlkube secrets`: which Secrets have to exist, for people, for programs, and as a script to fill in.

use crate::harness::{Test, assert_snapshot, clean_command};

/// Secrets of every kind: given, invented, copied into another namespace, a certificate, and access to images.
const SPEC: &str = "\
apiVersion: mlkube/v1
project: shop
profile: minikube
pullSecrets: [regcred]
services:
  api:
    image: ghcr.io/acme/api:1.4.2
    port: 8000
    env: {WANDB_API_KEY: secret(keys/wandb), DATABASE_URL: secret(keys/database-url)}
    uses: [cache, db]
    expose: {host: api.example.com}
redis:
  cache: {disk: 1Gi}
postgres:
  db: {version: 17, disk: 5Gi}
workers:
  trainer:
    namespace: shop-training
    image: ghcr.io/acme/api:1.4.2
    command: [python, -m, train]
    uses: [cache]
routing: {tls: {secret: shop-tls}}
";

fn secrets(arguments: &[&str]) -> Test {
    Test::new().file("mlkube.yaml", SPEC).args(["secrets"].into_iter().chain(arguments.iter().copied()))
}

#[test]
fn every_form_is_as_before() {
    for (name, arguments) in [("text", &[][..]), ("json", &["-o", "json"]), ("template", &["-o", "template"])] {
        let output = secrets(arguments).run().success();
        assert_snapshot("secrets", name, &format!("mlkube secrets {}", arguments.join(" ")), &output.stdout);
    }
}

#[test]
fn the_list_for_programs_is_json_and_names_every_key() {
    let output = secrets(&["-o", "json"]).run().success();
    let list: Vec<serde_json::Value> = serde_json::from_str(&output.stdout).expect("JSON");
    let names: Vec<String> = list
        .iter()
        .flat_map(|secret| {
            let name = format!("{}/{}", secret["namespace"].as_str().unwrap(), secret["name"].as_str().unwrap());
            secret["keys"].as_array().unwrap().iter().map(move |key| format!("{name}/{}", key["key"].as_str().unwrap()))
        })
        .collect();
    assert_eq!(
        names,
        [
            "shop/cache/password",
            "shop/db/password",
            "shop/db/username",
            "shop/keys/database-url",
            "shop/keys/wandb",
            "shop/regcred/.dockerconfigjson",
            "shop/shop-tls/tls.crt",
            "shop/shop-tls/tls.key",
            "shop-training/cache/password",
            "shop-training/regcred/.dockerconfigjson",
        ]
    );
}

/// A template that is not filled in makes nothing, and is no manifest.
#[test]
fn the_script_waits_for_its_values() {
    let output = secrets(&["-o", "template"]).run().success();
    assert!(serde_yaml::from_str::<serde_yaml::Value>(&output.stdout).is_err(), "a manifest:\n{}", output.stdout);
    let test = Test::new().file("secrets.sh", &output.stdout);
    let run = clean_command("sh").arg(test.path("secrets.sh")).output().expect("a shell");
    assert!(!run.status.success());
    let (said, told) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(said.contains("wandb=") && told.contains("give these lines a value first"), "{said}{told}");
}

/// With its values the script hands every Secret to `kubectl`, which is played by a script that writes down what it is told.
#[cfg(unix)]
#[test]
fn the_script_makes_every_secret() {
    use std::os::unix::fs::PermissionsExt;
    let script = secrets(&["-o", "template"]).run().success().stdout;
    let filled = script.replace("database-url=\n", "database-url=postgres://db\n").replace("wandb=\n", "wandb=a$b \"c\"\n");
    let test = Test::new().file("secrets.sh", filled);
    let player = "#!/bin/sh\nprintf '%s\\n' \"$*\" >> \"$LOG\"\ncase \"$*\" in *get*) exit 1;; *stdin*) cat >> \"$LOG\";; esac\n";
    test.write("bin/kubectl", player);
    std::fs::set_permissions(test.path("bin/kubectl"), std::fs::Permissions::from_mode(0o755)).expect("a program");
    let path = format!("{}:{}", test.path("bin").display(), std::env::var("PATH").expect("a path"));
    let run = clean_command("sh")
        .arg(test.path("secrets.sh"))
        .env("PATH", path)
        .env("LOG", test.path("log"))
        .output()
        .expect("a shell");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let log = test.read("log");
    for words in [
        "-n shop create secret generic cache",
        "wandb=a$b \"c\"",
        "-n shop create secret tls shop-tls",
        "create namespace shop-training",
    ] {
        assert!(log.contains(words), "`{words}` is not in:\n{log}");
    }
}

#[test]
fn a_spec_that_needs_none_says_so() {
    Test::new().file("mlkube.yaml", crate::cli::SPEC).args(["secrets"]).run().success().writes("no Secrets are needed");
}

#[test]
fn a_wrong_spec_is_told_as_by_a_render() {
    let spec = crate::cli::SPEC.replace("port", "prot");
    Test::new().file("mlkube.yaml", spec).args(["secrets"]).run().failure(1).says("unknown key `prot`");
}
