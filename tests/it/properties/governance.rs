//! Rules of the whole project add to objects and change nothing.

use super::entries::entries;
use super::spec::spec;
use super::{config, rendered, string};
use crate::render::documents;
use proptest::prelude::*;
use serde_json::{Value, json};

/// The kinds of what runs once. A TrainJob names its runtime.
const RUNS_ONCE: [&str; 5] = ["Job", "JobSet", "RayJob", "TrainJob", "TrainingRuntime"];

proptest! {
    #![proptest_config(config())]

    /// Rules of the whole project reach every pod, and change nothing else.
    #[test]
    fn governance_only_adds(entries in entries()) {
        let plain = spec(&entries);
        let mut governed = plain.clone();
        governed["namespaces"] = json!({"shop": {"quota": {"cpu": "1000", "memory": "10Ti", "pods": 1000}}, "more": {}});
        governed["priorities"] = json!(true);
        governed["pullSecrets"] = json!(["regcred"]);
        let mut objects = documents(&rendered(&governed.to_string()));
        for object in &mut objects {
            match object["kind"].as_str().unwrap_or_default() {
                "ServiceAccount" => {
                    let secrets = object.as_object_mut().expect("a map").remove("imagePullSecrets");
                    prop_assert_eq!(secrets, Some(json!([{"name": "regcred"}])));
                }
                "Deployment" | "StatefulSet" | "Job" => {
                    prop_assert!(remove_priority(&mut object["spec"]["template"]), "no priority");
                }
                "CronJob" => {
                    prop_assert!(remove_priority(&mut object["spec"]["jobTemplate"]["spec"]["template"]), "no priority");
                }
                _ => {}
            }
        }
        let mine = ["ResourceQuota", "LimitRange", "PriorityClass"];
        let is_of_both = |object: &&Value| {
            !mine.contains(&object["kind"].as_str().unwrap_or_default())
                && string(object, "/metadata/namespace") != "more"
                && string(object, "/metadata/name") != "more"
                // The name of what runs once is the hash of its pods.
                && !RUNS_ONCE.contains(&string(object, "/kind"))
        };
        let before = documents(&rendered(&plain.to_string()));
        let (after, before): (Vec<_>, Vec<_>) =
            (objects.iter().filter(is_of_both).collect(), before.iter().filter(is_of_both).collect());
        prop_assert_eq!(after, before);
    }
}

fn remove_priority(template: &mut Value) -> bool {
    template["spec"].as_object_mut().is_some_and(|pod| pod.remove("priorityClassName").is_some())
}
