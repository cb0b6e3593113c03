//! CustomResourceDefinitions of the input.

use super::{found, only, versions};
use crate::diag::{Severity, codes};

/// A definition of Widgets in two versions, one of them not served, and the Widget of a test.
fn widget(spec: &str) -> String {
    format!(
        r#"
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: widgets.example.com}}
spec:
  group: example.com
  scope: Cluster
  names: {{plural: widgets, kind: Widget}}
  versions:
    - name: v1alpha1
      served: false
      storage: false
      schema: {{openAPIV3Schema: {{type: object}}}}
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            spec:
              type: object
              required: [size, color]
              properties:
                size: {{type: integer, format: int32, minimum: 1, maximum: 9}}
                color: {{type: string, enum: [red, green], default: red}}
                name: {{type: string, pattern: "^[a-z]+$", minLength: 2, maxLength: 5}}
                port: {{x-kubernetes-int-or-string: true}}
                tags: {{type: array, maxItems: 2, x-kubernetes-list-type: set, items: {{type: string}}}}
                labels: {{type: object, additionalProperties: {{type: string}}}}
                free: {{type: object, x-kubernetes-preserve-unknown-fields: true}}
                steps: {{type: array, x-kubernetes-preserve-unknown-fields: true, items: {{type: object}}}}
                doors:
                  type: array
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [side]
                  items:
                    type: object
                    properties: {{side: {{type: string, default: left}}, open: {{type: boolean}}}}
                roof:
                  type: object
                  properties: {{flat: {{type: object}}, steep: {{type: object}}, moss: {{type: boolean}}, tiles: {{type: boolean}}, tin: {{type: string, default: a}}}}
                  oneOf: [{{required: [flat]}}, {{required: [steep]}}]
                  not: {{required: [moss, tiles]}}
                wall:
                  type: object
                  properties: {{stone: {{type: string}}, wood: {{type: string}}, paint: {{type: string}}, paper: {{type: string}}, tin: {{type: string, default: a}}}}
                  anyOf: [{{required: [stone]}}, {{required: [wood]}}]
                  allOf:
                    - oneOf: [{{not: {{anyOf: [{{required: [paint]}}, {{required: [paper]}}]}}}}, {{required: [paint]}}, {{required: [paper]}}]
                    # What is said with more than keys, and about what a server fills in, is not judged.
                    - oneOf: [{{required: [stone], properties: {{stone: {{enum: [a]}}}}}}, {{required: [wood]}}]
                    - oneOf: [{{required: [tin]}}, {{required: [stone]}}]
---
apiVersion: example.com/v1
kind: Widget
metadata: {{name: a}}
spec: {spec}
"#
    )
}

#[test]
fn good_ones_are_good() {
    let spec = "{size: 3, name: abc, port: http, tags: [a, b], labels: {a: b}, free: {a: {b: 1}}, steps: [{run: a}], doors: [{side: a}, {open: true}]}";
    let found = found(&widget(spec), versions(28, 37));
    assert!(found.is_empty(), "{found:#?}");
}

/// Two variants in one folder: nobody knows which of them is applied.
#[test]
fn definitions_that_contradict_each_other_bind_nobody() {
    let one = widget("{size: 1, sise: 2}");
    let (definition, object) = one.rsplit_once("---").expect("an object");
    let twice = |other: &str| found(&format!("{definition}---{other}---{object}"), versions(37, 37));
    assert_eq!(twice(definition).len(), 1, "the same twice is the same");
    assert!(twice(&definition.replace("color: {", "sise: {type: integer}\n                color: {")).is_empty());
}

#[test]
fn each_limit_binds() {
    for (spec, code, place) in [
        ("{}", codes::FIELD_MISSING, "spec"),
        ("{size: 0}", codes::BEYOND_SCHEMA, "0"),
        ("{size: 10}", codes::BEYOND_SCHEMA, "10"),
        ("{size: x}", codes::WRONG_TYPE, "x"),
        ("{size: 1, color: blue}", codes::NO_SUCH_WORD, "blue"),
        ("{size: 1, color: ''}", codes::NO_SUCH_WORD, "''"),
        ("{size: 1, name: ABC}", codes::BEYOND_SCHEMA, "ABC"),
        ("{size: 1, name: a}", codes::BEYOND_SCHEMA, "a"),
        ("{size: 1, name: abcdef}", codes::BEYOND_SCHEMA, "abcdef"),
        ("{size: 1, port: 1.5}", codes::WRONG_TYPE, "1.5"),
        ("{size: 1, tags: [a, b, c]}", codes::BEYOND_SCHEMA, "[a, b, c]"),
        ("{size: 1, tags: [a, a]}", codes::ITEM_TWICE, "a"),
        ("{size: 1, tags: [~]}", codes::EMPTY_ITEM, "~"),
        ("{size: 1, labels: {a: 1}}", codes::WRONG_TYPE, "1"),
        ("{size: 1, doors: [{open: true}, {side: left}]}", codes::ITEM_TWICE, "left"),
        ("{size: 1, sise: 2}", codes::NO_SUCH_FIELD, "sise"),
    ] {
        let (found, at, words) = only(&widget(spec));
        assert_eq!((found.id, &*at), (code.id, place), "{spec}: {words}");
    }
}

/// What schemas say about fields that go together.
#[test]
fn choices_bind() {
    for good in [
        "{size: 1, roof: {flat: {}}}",
        "{size: 1, roof: {steep: {}, moss: true}}",
        "{size: 1, wall: {stone: b, wood: b}}",
        "{size: 1, wall: {wood: b, paper: b}}",
        "{size: 1, roof: {flat: {}, steep: ~}}",
    ] {
        let found = found(&widget(good), versions(37, 37));
        assert!(found.is_empty(), "{good}: {found:#?}");
    }
    for (spec, place, message) in [
        ("{size: 1, roof: {}}", "roof", "`spec.roof` of Widget has none of `flat` and `steep`; add `flat` or `steep`"),
        (
            "{size: 1, roof: {flat: {}, steep: {}}}",
            "steep",
            "has `flat` and `steep`, of which it may have one; take one of them out",
        ),
        (
            "{size: 1, roof: {flat: {}, tiles: true, moss: true}}",
            "moss",
            "has `moss` and `tiles`, which its schema forbids together",
        ),
        ("{size: 1, wall: {paint: a}}", "wall", "has none of `stone` and `wood`"),
        ("{size: 1, wall: {stone: a, paper: a, paint: b}}", "paint", "has `paint` and `paper`, of which it may have one"),
    ] {
        let (found, at, words) = only(&widget(spec));
        assert_eq!((found, &*at), (codes::BEYOND_SCHEMA, place), "{spec}: {words}");
        assert!(words.contains(message), "{spec}: {words}");
    }
}

/// A field that is only mistyped is not missing besides.
#[test]
fn slips_are_no_missing_choices() {
    let (code, place, _) = only(&widget("{size: 1, roof: {flatt: {}}}"));
    assert_eq!((code, &*place), (codes::NO_SUCH_FIELD, "flatt"));
}

#[test]
fn versions_that_are_not_served_are_not_known() {
    let (code, _, words) =
        only(&widget("{size: 1}").replace("example.com/v1\nkind: Widget", "example.com/v1alpha1\nkind: Widget"));
    assert_eq!(code, codes::UNCHECKED_KIND);
    assert!(words.contains("`example.com/v1`"), "{words}");
}

/// A definition is input as well: what does not make sense in it binds nobody.
#[test]
fn broken_definitions_bind_nobody() {
    for (old, new) in [
        ("pattern: \"^[a-z]+$\"", "pattern: \"(\""),
        ("minimum: 1", "minimum: many"),
        ("required: [size, color]", "required: 3"),
        ("x-kubernetes-list-map-keys: [side]", "x-kubernetes-list-map-keys: side"),
    ] {
        let text = widget("{size: 1, name: abc, doors: []}").replace(old, new);
        let findings = found(&text, versions(37, 37));
        assert!(findings.iter().all(|(_, place)| place != "abc" && place != "1"), "{findings:#?}");
    }
}

/// A cluster may have a newer release, or the experimental channel: there, only what is one letter off is certain.
#[test]
fn fields_that_the_tables_do_not_know_are_doubted() {
    let severity = |field: &str| {
        let rule = format!("backendRefs: [{{name: api, port: 80}}], {field}");
        let route = format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: a}}\nspec: {{rules: [{{{rule}}}]}}\n"
        );
        found(&route, versions(37, 37)).iter().map(|(found, _)| (found.code.id, found.severity)).collect::<Vec<_>>()
    };
    assert_eq!(severity("filters: []"), []);
    assert_eq!(severity("notYetInvented: {}"), [(codes::NO_SUCH_FIELD.id, Severity::Warning)]);
    assert_eq!(severity("filter: []"), [(codes::NO_SUCH_FIELD.id, Severity::Error)]);
}
