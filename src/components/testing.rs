//! Entries as tests want them: built by themselves, from a text.

use super::Kind;
use super::contract::{Entrance, Links, Metrics, Objects, Surroundings};
use crate::diag::Report;
use crate::k8s::{Entry, Owner};
use crate::layers::Place;
use crate::profile;
use crate::source::{Sources, Span};
use crate::yaml::{Recovery, read_document};
use std::collections::BTreeSet;

/// The objects and the metrics of an entry called `entry`, in a project that is monitored.
pub(super) fn monitored(kind: &Kind, text: &str) -> (Vec<Entry>, Vec<Metrics>) {
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let profile = profile::load("minikube", None, &mut sources, &mut report).expect("a profile");
    let source = sources.add("entry.yaml", text);
    let tree = read_document(source, text, &mut report).expect("a tree");
    let start = Span { end: tree.span.start + 1, ..tree.span };
    let written = (kind.decode)(&tree, start, &mut Recovery::default(), &mut report).expect("an entry");
    let owner = Owner { project: "shop".to_owned(), name: "entry".to_owned(), namespace: "shop".to_owned(), version: None };
    let around = Surroundings {
        owner,
        profile: &profile,
        entrance: &Entrance::default(),
        operators: &BTreeSet::new(),
        monitored: true,
        prometheus: None,
        watches: Some(&BTreeSet::new()),
        place: Place::root(&tree),
    };
    let component = written.resolve(&around, &mut report).expect("a component");
    assert!(report.is_empty(), "{report:?}");
    let mut objects = Objects::new();
    component.build(&Links::default(), &mut objects);
    (objects.into_entries(), component.metrics().to_vec())
}
