//! TOML.

use super::fault::Fault;
use super::formats::{Format, ends_in};
use super::template;
use crate::diag::codes;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use toml_parser::parser::{Event, EventKind, EventReceiver, RecursionGuard, ValidateWhitespace, parse_document};
use toml_parser::{ParseError, Source};

pub(super) const FORMAT: Format = Format { name: "TOML", recognize: |name, _| ends_in(name, &[".toml"]), check };

/// As many values in each other as are followed.
const DEEPEST: u32 = 80;

fn check(text: &str, faults: &mut Vec<Fault>) {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut errors: Vec<ParseError> = Vec::new();
    let mut events: Vec<Event> = Vec::new();
    {
        let mut collect = |event: Event| events.push(event);
        let mut receiver = ValidateWhitespace::new(&mut collect, source);
        let mut receiver = RecursionGuard::new(&mut receiver as &mut dyn EventReceiver, DEEPEST);
        parse_document(&tokens, &mut receiver, &mut errors);
    }
    for event in &events {
        if let (EventKind::Scalar, Some(raw)) = (event.kind(), source.get(event)) {
            let mut decoded = std::borrow::Cow::Borrowed("");
            let _kind = raw.decode_scalar(&mut decoded, &mut errors);
        }
    }
    if let Some(error) = errors.first() {
        let span = error.unexpected().or(error.context());
        let range = span.map_or(0..0, |span| span.start()..span.end());
        if !error.description().contains("recursion") && !template::explains(text, &range) {
            let fault = Fault::error(codes::TOML_SYNTAX, range, format!("not TOML: {}", error.description()));
            faults.push(fault.help("mend the place that is shown; texts need quotes"));
        }
        return;
    }
    faults.extend(twice(&source, &events));
}

/// Keys and tables that are there twice.
fn twice(source: &Source<'_>, events: &[Event]) -> Vec<Fault> {
    let mut keys = Keys::default();
    let mut faults = Vec::new();
    let mut header = false;
    for event in events {
        let range = event.span().start()..event.span().end();
        match event.kind() {
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                keys.path.clear();
                header = true;
            }
            EventKind::StdTableClose | EventKind::ArrayTableClose => {
                header = false;
                if let Some(name) = keys.enter(event.kind() == EventKind::ArrayTableClose) {
                    let start = keys.path_start.unwrap_or(range.start);
                    faults.push(wrong(start..range.start.max(start + 1), format!("table `{name}` is there twice")));
                }
            }
            EventKind::SimpleKey => {
                if keys.path.is_empty() {
                    keys.path_start = Some(range.start);
                }
                let mut name = std::borrow::Cow::Borrowed("");
                if let Some(raw) = source.get(event) {
                    raw.decode_key(&mut name, &mut Vec::<ParseError>::new());
                }
                keys.path.push(name.into_owned());
            }
            EventKind::KeyValSep if !header => {
                if let Some(name) = keys.assign() {
                    let start = keys.path_start.unwrap_or(range.start);
                    faults.push(wrong(start..range.start, format!("key `{name}` is given twice")));
                }
            }
            EventKind::InlineTableOpen | EventKind::ArrayOpen => keys.open(event.kind() == EventKind::ArrayOpen),
            EventKind::InlineTableClose | EventKind::ArrayClose => keys.close(),
            EventKind::ValueSep => keys.next(),
            _ => {}
        }
    }
    faults
}

fn wrong(range: Range<usize>, message: String) -> Fault {
    Fault::error(codes::TOML_SYNTAX, range, message).help("keep one of the two")
}

/// The keys so far, each with the way to it.
#[derive(Default)]
struct Keys {
    /// The words of the key that is being read.
    path: Vec<String>,
    path_start: Option<usize>,
    /// The way to what is open: tables, and positions in lists.
    scopes: Vec<String>,
    table: String,
    seen: BTreeSet<String>,
    lists: BTreeMap<String, usize>,
    /// The value that is being read.
    value: String,
    items: Vec<usize>,
}

impl Keys {
    /// Enters the table of a header; tells its name if it was there.
    fn enter(&mut self, list: bool) -> Option<String> {
        let path = std::mem::take(&mut self.path);
        let mut way = String::new();
        for (index, word) in path.iter().enumerate() {
            way = format!("{way}\u{1f}{word}");
            let is_end = index + 1 == path.len();
            match self.lists.get_mut(&way) {
                Some(count) => {
                    if is_end && list {
                        *count += 1;
                    }
                    let count = *count;
                    way = format!("{way}\u{1f}{count}");
                }
                None if is_end && list => {
                    self.lists.insert(way.clone(), 0);
                    way.push_str("\u{1f}0");
                }
                None => {}
            }
        }
        self.table = way;
        self.scopes.clear();
        self.items.clear();
        let is_new = list || self.seen.insert(self.table.clone());
        (!is_new).then(|| path.join("."))
    }

    /// Takes a key for a value; tells its name if it was there.
    fn assign(&mut self) -> Option<String> {
        let path = std::mem::take(&mut self.path);
        let around = self.scopes.last().unwrap_or(&self.table);
        self.value = format!("{around}\u{1f}{}", path.join("\u{1f}"));
        let is_new = self.seen.insert(self.value.clone());
        (!is_new).then(|| path.join("."))
    }

    fn open(&mut self, list: bool) {
        let item = self.items.last().map_or(String::new(), |item| format!("\u{1f}{item}"));
        self.scopes.push(format!("{}{item}\u{1f}", self.value));
        self.items.push(0);
        if list {
            self.value = self.scopes.last().cloned().unwrap_or_default();
        }
    }

    fn close(&mut self) {
        self.value = self.scopes.pop().unwrap_or_default();
        self.items.pop();
        self.path.clear();
    }

    fn next(&mut self) {
        self.path.clear();
        if let Some(item) = self.items.last_mut() {
            *item += 1;
        }
    }
}
