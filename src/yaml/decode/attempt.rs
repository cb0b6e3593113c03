//! What earlier rounds have taught about a tree.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use super::error::{DecodeError, Fault, Site};
use super::stand_in::{CHOICES, MadeUp};
use super::{Guess, Misspelt, ROUNDS, ROUNDS_WITH_GUESSES, Recovery, words};
use crate::diag::{Code, Diagnostic, codes, nearest};
use crate::source::Span;
use crate::yaml::{Key, Mapping, Node, Value};

/// What to leave out and what to make up, and what was found.
pub(super) struct Attempt {
    /// What stands where a value is wrong or missing.
    guess: Guess,
    /// The nodes that are left out.
    skipped: HashSet<usize>,
    /// The nodes instead of which a made-up value stands, and which one.
    replaced: HashMap<usize, usize>,
    /// Whether no made-up value fitted instead of a node.
    is_unsure: bool,
    /// The required keys, by map, that get a made-up value, and which one.
    stand_ins: HashMap<usize, Vec<StandIn>>,
    /// The entries of a map that was written as nothing.
    empty: Mapping,
    /// What stands where a value is made up.
    nothing: Node,
    found: RefCell<Found>,
}

/// A required key that gets a made-up value.
#[derive(Clone, Copy)]
pub(super) struct StandIn {
    /// The key.
    pub(super) key: &'static str,
    /// Which of the made-up values is tried now.
    pub(super) choice: usize,
}

/// What a round finds without being stopped by it.
#[derive(Default)]
struct Found {
    findings: Vec<Finding>,
    /// The unknown keys that were reported.
    unknown: HashSet<usize>,
    /// The keys, by map, for which an unknown one was most likely meant.
    meant: HashSet<(usize, String)>,
    /// The same, by the place of the unknown key.
    misspelt: Vec<Misspelt>,
    /// The keys that others than the last type have, by the map that they share.
    early_parts: HashMap<usize, Vec<&'static [&'static str]>>,
}

/// A problem, unless it comes of another.
struct Finding {
    diagnostic: Diagnostic,
    /// The map and its key that is missing, if that is the problem. An unknown key that was meant for it may be found later.
    missing: Option<(usize, String)>,
}

/// The identity of a part of the tree, which stays in its place during all rounds.
pub(super) fn identity<T>(part: &T) -> usize {
    std::ptr::from_ref(part).addr()
}

impl Attempt {
    /// An attempt that has learned nothing yet.
    pub(super) fn new(guess: Guess) -> Self {
        Self {
            guess,
            skipped: HashSet::new(),
            replaced: HashMap::new(),
            is_unsure: false,
            stand_ins: HashMap::new(),
            empty: Mapping::new(),
            nothing: Node { span: Span::default(), value: Value::Null },
            found: RefCell::default(),
        }
    }

    /// Everything that was found in all rounds; what it teaches about the text goes into `recovery`.
    pub(super) fn finish(self, recovery: &mut Recovery) -> Vec<Diagnostic> {
        let Found { findings, meant, misspelt, .. } = self.found.into_inner();
        recovery.is_broken |= !findings.is_empty();
        recovery.is_unsure |= self.is_unsure;
        recovery.misspelt.extend(misspelt);
        let stands = |finding: &Finding| finding.missing.as_ref().is_none_or(|missing| !meant.contains(missing));
        findings.into_iter().filter(stands).map(|finding| finding.diagnostic).collect()
    }

    /// How often the tree may be decoded.
    pub(super) fn rounds(&self) -> usize {
        if self.guess == Guess::Never { ROUNDS } else { ROUNDS_WITH_GUESSES }
    }

    /// Whether the value may be handed out: nothing was left out or made up, or that is wanted.
    pub(super) fn gives_value(&self) -> bool {
        self.guess != Guess::Never || self.skipped.is_empty() && self.stand_ins.is_empty()
    }

    /// The entries of a map that was written as nothing.
    pub(super) fn empty(&self) -> &Mapping {
        &self.empty
    }

    /// What stands where a value is made up.
    pub(super) fn nothing(&self) -> &Node {
        &self.nothing
    }

    /// Whether a node is left out.
    pub(super) fn skips(&self, node: &Node) -> bool {
        self.skipped.contains(&identity(node))
    }

    /// The made-up value that stands instead of a node.
    pub(super) fn replacement(&self, node: &Node) -> Option<MadeUp> {
        self.replaced.get(&identity(node)).map(|choice| self.made_up(*choice))
    }

    /// A made-up value: the first that fit and the last that fit are unlike, if there are two.
    pub(super) fn made_up(&self, choice: usize) -> MadeUp {
        MadeUp(if self.guess == Guess::Other { CHOICES - 1 - choice } else { choice })
    }

    /// The keys of a map that get made-up values.
    pub(super) fn stand_ins(&self, mapping: &Node) -> &[StandIn] {
        self.stand_ins.get(&identity(mapping)).map_or(&[], Vec::as_slice)
    }

    /// Notes the keys of a type that shares a map with others.
    pub(super) fn add_early_part(&self, mapping: &Node, keys: &'static [&'static str]) {
        let mut found = self.found.borrow_mut();
        let parts = found.early_parts.entry(identity(mapping)).or_default();
        if !parts.contains(&keys) {
            parts.push(keys);
        }
    }

    /// Whether a key belongs to another type of the same map, of those that were noted.
    pub(super) fn is_of_early_part(&self, mapping: &Node, key: &str) -> bool {
        self.found.borrow().early_parts.get(&identity(mapping)).is_some_and(|parts| parts.iter().any(|keys| keys.contains(&key)))
    }

    /// The keys of other types of the same map, of those that were noted.
    pub(super) fn keys_of_early_parts(&self, mapping: &Node) -> Vec<&'static str> {
        self.found.borrow().early_parts.get(&identity(mapping)).map(|parts| parts.concat()).unwrap_or_default()
    }

    /// Reports a key that no field has, once.
    pub(super) fn unknown_key(&self, key: &Key, owner: &Node, mapping: &Mapping, known: &[&str]) {
        let mut found = self.found.borrow_mut();
        if !found.unknown.insert(identity(key)) {
            return;
        }
        let meant = nearest(&key.name, known.iter().copied().filter(|known| mapping.get(known).is_none()));
        if let Some(meant) = meant {
            found.meant.insert((identity(owner), meant.to_owned()));
            found.misspelt.push(Misspelt { key: key.span, meant: meant.to_owned() });
        }
        // A layer may well have meant a key that another one has set already.
        let is_foreign = |known: &&str| mapping.key(known).is_some_and(|other| other.span.source != key.span.source);
        let meant = meant.or_else(|| nearest(&key.name, known.iter().copied().filter(is_foreign)));
        let diagnostic = unknown_key(&key.name, meant, known).at(key.span);
        found.findings.push(Finding { diagnostic, missing: None });
    }

    /// Reports what stopped a round and goes around it in the next one; breaks off if the root itself is to blame.
    pub(super) fn learn(&mut self, error: DecodeError, root: &Node) -> ControlFlow<()> {
        let failure = error.into_failure();
        let site = failure.site.unwrap_or(Site { node: identity(root), span: root.span });
        let goes_on = match failure.fault {
            Fault::Missing { key, known, removal } => {
                let is_new = self.stand_ins.get(&site.node).is_none_or(|keys| keys.iter().all(|other| other.key != key));
                if is_new && !known {
                    self.push(
                        missing_key(key).at(site.span).related(removal, "taken out here"),
                        Some((site.node, key.to_owned())),
                    );
                }
                if is_new {
                    self.stand_ins.entry(site.node).or_default().push(StandIn { key, choice: 0 });
                }
                is_new
            }
            Fault::StandIn(key) => self.next_stand_in(site.node, key),
            Fault::Refused => self.next_replacement(site.node),
            Fault::Incomplete => false,
            fault => {
                let is_known = self.replaced.contains_key(&site.node);
                if !is_known {
                    self.push(diagnostic(fault).at(site.span).maybe_help(failure.help), None);
                }
                self.guess != Guess::Never && site.node != identity(root) && self.replace(site.node)
            }
        };
        if !goes_on {
            self.skipped.insert(site.node);
            if site.node == identity(root) {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    /// Tries the next made-up value; false if there is none.
    fn next_stand_in(&mut self, mapping: usize, key: &'static str) -> bool {
        let stand_ins = self.stand_ins.get_mut(&mapping);
        let Some(stand_in) = stand_ins.and_then(|keys| keys.iter_mut().find(|other| other.key == key)) else { return false };
        stand_in.choice += 1;
        stand_in.choice < CHOICES
    }

    /// Puts a made-up value where a node is; false if there is one already, so that it is not the value that is wrong.
    fn replace(&mut self, node: usize) -> bool {
        let is_new = self.replaced.insert(node, 0).is_none();
        self.is_unsure |= !is_new;
        is_new
    }

    /// Tries the next made-up value instead of a node; false if there is none.
    fn next_replacement(&mut self, node: usize) -> bool {
        let Some(choice) = self.replaced.get_mut(&node) else { return false };
        *choice += 1;
        let goes_on = *choice < CHOICES;
        self.is_unsure |= !goes_on;
        goes_on
    }

    fn push(&mut self, diagnostic: Diagnostic, missing: Option<(usize, String)>) {
        self.found.get_mut().findings.push(Finding { diagnostic, missing });
    }
}

fn missing_key(key: &str) -> Diagnostic {
    Diagnostic::error(codes::MISSING_KEY, format!("missing key `{key}`")).help(format!("add `{key}: …` here"))
}

fn diagnostic(fault: Fault) -> Diagnostic {
    match fault {
        Fault::Custom(text) => custom(&text),
        Fault::Variant { word, known } => unknown_variant(&word, known),
        Fault::Key { word, known } => unknown_key(&word, nearest(&word, known.iter().copied()), known),
        Fault::Twice(key) => Diagnostic::error(codes::DUPLICATE_KEY, format!("key `{key}` given under two of its names"))
            .help("keep one of the two"),
        Fault::Kind { expected, found } => Diagnostic::error(codes::WRONG_KIND, format!("expected {expected}, found {found}")),
        Fault::Value(message) => Diagnostic::error(codes::BAD_VALUE, message),
        Fault::Missing { key, .. } | Fault::StandIn(key) => missing_key(key),
        Fault::Incomplete | Fault::Refused => Diagnostic::error(codes::BAD_VALUE, "incomplete value"),
    }
}

fn unknown_key(word: &str, meant: Option<&str>, known: &[&str]) -> Diagnostic {
    let help = match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if known.is_empty() => "no keys are known here; remove it".to_owned(),
        None => format!("the keys here are {}", words::list(known.iter().copied())),
    };
    Diagnostic::error(codes::UNKNOWN_KEY, format!("unknown key `{word}`")).help(help)
}

fn unknown_variant(word: &str, known: &[&str]) -> Diagnostic {
    let help = match nearest(word, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("write one of {}", words::list(known.iter().copied())),
    };
    Diagnostic::error(codes::BAD_VALUE, format!("unknown value `{word}`")).help(help)
}

/// What a type said itself: perhaps a code, a message, and lines of help.
fn custom(text: &str) -> Diagnostic {
    let coded = text.split_once(": ").and_then(|(id, rest)| Some((Code::by_id(id)?, rest)));
    let (code, text) = coded.unwrap_or((codes::BAD_VALUE, text));
    let mut lines = text.lines();
    let mut problem = Diagnostic::error(code, lines.next().unwrap_or_default());
    problem.secret = code == codes::LITERAL_CREDENTIAL;
    lines.fold(problem, Diagnostic::help)
}
