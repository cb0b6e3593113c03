//! Patches change what they name.

use super::entries::entries;
use super::spec::spec;
use super::{config, rendered};
use crate::render::documents;
use proptest::prelude::*;
use serde_json::{Value, json};

proptest! {
    #![proptest_config(config())]

    /// A patch of every Deployment reaches each of them, and nothing else.
    #[test]
    fn patches_change_what_they_name(entries in entries()) {
        let plain = spec(&entries);
        let before = documents(&rendered(&plain.to_string()));
        let is_deployment = |object: &Value| object["kind"] == "Deployment";
        prop_assume!(before.iter().any(is_deployment));
        let mut patched = plain.clone();
        patched["patches"] = json!({"Deployment/*": {"metadata": {"annotations": {"acme.com/owner": "team"}}}});
        let mut after = documents(&rendered(&patched.to_string()));
        for object in after.iter_mut().filter(|object| is_deployment(object)) {
            let annotations = object["metadata"].as_object_mut().expect("a map").remove("annotations");
            prop_assert_eq!(annotations, Some(json!({"acme.com/owner": "team"})));
        }
        prop_assert_eq!(after, before);
    }
}
