//! Parser events to trees.

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};

use granit_parser::{Event, ScanError, StructureStyle, Tag};

use super::frame::{Content, Finished, Frame, Next, OpenMapping, Size};
use super::key::{key_of, mergeable};
use super::limits::{Limits, Used};
use super::problem;
use super::scalar::{Scalar, ends_in_colon, unfit};
use super::syntax::{self, Surroundings};
use super::tag;
use crate::diag::{Diagnostic, Report};
use crate::source::Span;
use crate::yaml::{Key, Node, Value, resolve};

/// Whether to go on reading.
type Progress = ControlFlow<()>;

/// Puts the trees of a text together, event by event.
pub(super) struct Builder<'a> {
    text: &'a str,
    /// The place of the text in its source.
    origin: Span,
    limits: &'a Limits,
    used: &'a mut Used,
    report: &'a mut Report,
    frames: Vec<Frame>,
    anchors: BTreeMap<usize, Anchor>,
    /// Where the last scalar stands.
    last_scalar: Range<usize>,
    /// Whether the current document lacks something that could not be read.
    broken: bool,
    root: Option<Node>,
    documents: Vec<Node>,
}

/// As many anchors as are searched for the one that was meant.
const MOST_SUGGESTIONS: usize = 1000;

/// A value with a name to repeat it by; without the value as long as its end was not seen.
struct Anchor {
    name: String,
    span: Span,
    value: Option<(Node, Size)>,
}

impl<'a> Builder<'a> {
    /// A builder for a text that starts where `origin` starts.
    pub(super) fn new(text: &'a str, origin: Span, limits: &'a Limits, used: &'a mut Used, report: &'a mut Report) -> Self {
        Self {
            text,
            origin,
            limits,
            used,
            report,
            frames: Vec::new(),
            anchors: BTreeMap::new(),
            last_scalar: 0..0,
            broken: false,
            root: None,
            documents: Vec::new(),
        }
    }

    /// The documents that could be read.
    pub(super) fn finish(self) -> Vec<Node> {
        self.documents
    }

    /// Takes the next event.
    pub(super) fn take(&mut self, event: Event, span: &granit_parser::Span) -> Progress {
        self.event(event, span)?;
        self.go_on()
    }

    fn problem(&mut self, problem: Diagnostic) {
        self.used.problem(problem, self.report);
    }

    /// Whether it is worth while to read on.
    fn go_on(&self) -> Progress {
        if self.used.goes_on() { Progress::Continue(()) } else { Progress::Break(()) }
    }

    fn event(&mut self, event: Event, span: &granit_parser::Span) -> Progress {
        let range = span.byte_range().unwrap_or_default();
        match event {
            Event::DocumentStart(..) => self.start_document(),
            Event::DocumentEnd => self.end_document(),
            Event::Scalar(text, style, anchor, tag) => {
                self.count(1, &range)?;
                let tag = tag.as_deref().map(|tag| self.tag(tag, span));
                return self.scalar(Scalar { text: text.into(), style, anchor, tag, range });
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.check_tag("seq", tag.as_deref(), span);
                return self.open(&range, anchor, style, Content::Sequence(Vec::new()));
            }
            Event::MappingStart(style, anchor, tag) => {
                self.check_tag("map", tag.as_deref(), span);
                return self.open(&range, anchor, style, Content::Mapping(OpenMapping::default()));
            }
            Event::SequenceEnd | Event::MappingEnd => return self.close(&range),
            Event::Anchor(id, name) => self.name_anchor(id, name.into_owned(), &range),
            Event::Alias(id) => return self.alias(id, &range),
            Event::UnresolvedAlias(name) => self.unknown_alias(&name, &range),
            _ => {}
        }
        Progress::Continue(())
    }

    /// Takes the error that ends the current document.
    pub(super) fn fail(&mut self, error: &ScanError) -> Progress {
        let around = Surroundings {
            text: self.text,
            at: error.marker().byte_offset().unwrap_or(self.text.len()).min(self.text.len()),
            last_scalar: self.last_scalar.clone(),
            depth: self.limits.depth,
            open_bracket: self.frames.iter().rev().find(|frame| frame.flow).map(|frame| self.local(frame.span.start)),
        };
        let explanation = syntax::explain(error.kind(), &around);
        self.problem(
            Diagnostic::error(explanation.code, explanation.message)
                .at(self.span(&explanation.range))
                .maybe_help(explanation.help),
        );
        self.start_document();
        self.go_on()
    }

    fn start_document(&mut self) {
        self.frames.clear();
        self.anchors.clear();
        self.root = None;
        self.broken = false;
    }

    fn end_document(&mut self) {
        // A document without a value is what `---` after the last document leaves behind.
        let root = self.root.take().filter(|node| !(node.is_null() && node.span.range().is_empty()));
        if let Some(node) = root
            && !self.broken
        {
            self.documents.push(node);
        }
    }

    fn scalar(&mut self, scalar: Scalar) -> Progress {
        let span = self.span(&scalar.written(self.text));
        self.last_scalar = scalar.range.clone();
        let quoted = scalar.is_string();
        if !self.frames.last().is_some_and(Frame::wants_key) {
            let size = Size::of_text(&scalar.text);
            let node = Node { span, value: self.value(scalar.text, quoted, scalar.tag, span) };
            return self.finished(scalar.anchor, Finished { node, written: span, size });
        }
        // The parser writes what is not there as `~`.
        let missing = scalar.range.is_empty() && !quoted;
        let in_brackets = self.frames.last().is_some_and(|frame| frame.flow);
        let key = if in_brackets && !quoted && ends_in_colon(&self.text[scalar.range.end..]) {
            let span = self.span(&(scalar.range.start..scalar.range.end + 1));
            Some(Key { span, name: format!("{}:", scalar.text).into(), quoted })
        } else {
            (!missing).then(|| Key { span, name: scalar.text.clone().into_string().into(), quoted })
        };
        if scalar.anchor != 0 {
            let node = Node { span, value: self.value(scalar.text, quoted, scalar.tag, span) };
            self.define(scalar.anchor, &node, Size::of_text(node.as_str().unwrap_or_default()), span)?;
        }
        self.key(key.ok_or_else(|| Box::new(problem::no_key(span))), span);
        Progress::Continue(())
    }

    /// What a scalar means.
    fn value(&mut self, text: Box<str>, quoted: bool, tag: Option<tag::ScalarTag>, span: Span) -> Value {
        if quoted && !matches!(tag, Some(tag::ScalarTag::Kind(_))) {
            return Value::String { text, quoted: true };
        }
        let value = resolve(&text);
        if let Some(problem) = unfit(&value, tag, &text, span) {
            self.problem(problem);
            return Value::String { text, quoted };
        }
        value
    }

    fn open(&mut self, range: &Range<usize>, anchor: usize, style: StructureStyle, content: Content) -> Progress {
        self.count(1, range)?;
        if self.frames.len() >= self.limits.depth {
            return self.stop(problem::too_deep(self.limits.depth, self.span(range)));
        }
        self.frames.push(Frame::new(self.span(range), anchor, style == StructureStyle::Flow, content));
        Progress::Continue(())
    }

    fn close(&mut self, range: &Range<usize>) -> Progress {
        let Some(frame) = self.frames.pop() else { return Progress::Continue(()) };
        let mut span = frame.span;
        if frame.flow {
            span.end = self.span(range).end;
        }
        let value = match frame.content {
            Content::Sequence(mut items) => {
                items.shrink_to_fit();
                Value::Sequence(items)
            }
            Content::Mapping(open) => {
                let map = open.close();
                let is_item = frame.flow && !self.text[self.local(span.start)..].starts_with('{');
                let text = map.keys().next().filter(|key| is_item && self.text[..self.local(key.span.end)].ends_with(':'));
                if let Some(key) = text {
                    // `[fd00::]` is a list of one text.
                    span = key.span;
                    resolve(&key.name)
                } else {
                    Value::Mapping(map)
                }
            }
        };
        let node = Node { span, value };
        self.finished(frame.anchor, Finished { node, written: span, size: frame.size })
    }

    fn alias(&mut self, id: usize, range: &Range<usize>) -> Progress {
        let written = self.span(range);
        let Some(anchor) = self.anchors.get(&id) else { return Progress::Continue(()) };
        let Some((node, size)) = &anchor.value else {
            self.problem(problem::alias_inside_itself(&anchor.name, written, anchor.span));
            self.attach_nothing(written);
            return Progress::Continue(());
        };
        let (size, defined) = (*size, anchor.span);
        if self.used.repeated.saturating_add(size.weight) > self.limits.repeated {
            return self.stop(problem::too_much_repeated(written, defined));
        }
        if self.frames.len() + size.height > self.limits.depth {
            return self.stop(problem::too_deep(self.limits.depth, written));
        }
        let node = node.clone();
        self.used.repeated += size.weight;
        self.count(size.weight, range)?;
        self.attach(Finished { node, written, size });
        Progress::Continue(())
    }

    fn unknown_alias(&mut self, name: &str, range: &Range<usize>) {
        let written = self.span(range);
        let known = self.anchors.values().take(MOST_SUGGESTIONS).map(|anchor| &*anchor.name);
        self.problem(problem::unknown_anchor(name, known, written));
        self.attach_nothing(written);
    }

    /// Fills the place of a value that does not exist, so that the rest of the document is read for further problems.
    fn attach_nothing(&mut self, written: Span) {
        self.broken = true;
        if let Some(Frame { content: Content::Mapping(open @ OpenMapping { next: Next::Key, .. }), .. }) = self.frames.last_mut()
        {
            open.next = Next::Nothing;
            return;
        }
        self.attach(Finished { node: Node { span: written, value: Value::Null }, written, size: Size::default() });
    }

    fn name_anchor(&mut self, id: usize, name: String, range: &Range<usize>) {
        let span = self.span(range);
        let anchor = self.anchors.entry(id).or_insert_with(|| Anchor { name: String::new(), span, value: None });
        anchor.name = name;
        anchor.span = span;
    }

    /// Keeps a value under its anchor.
    fn define(&mut self, id: usize, node: &Node, size: Size, span: Span) -> Progress {
        // The copy that waits for aliases is itself a repetition: nested anchors would else copy everything once a level.
        self.used.repeated = self.used.repeated.saturating_add(size.weight);
        if self.used.repeated > self.limits.repeated {
            return self.stop(problem::too_much_repeated(span, span));
        }
        let anchor = self.anchors.entry(id).or_insert_with(|| Anchor { name: String::new(), span, value: None });
        anchor.value = Some((node.clone(), size));
        Progress::Continue(())
    }

    fn finished(&mut self, anchor: usize, finished: Finished) -> Progress {
        if anchor != 0 {
            self.define(anchor, &finished.node, finished.size, finished.written)?;
        }
        self.attach(finished);
        Progress::Continue(())
    }

    /// Puts a value where it belongs: into the innermost open list or map, or at the top.
    fn attach(&mut self, finished: Finished) {
        let Finished { node, written, size } = finished;
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(node);
            return;
        };
        frame.hold(written, size);
        let open = match &mut frame.content {
            Content::Sequence(items) => return items.push(node),
            Content::Mapping(open) => open,
        };
        match std::mem::take(&mut open.next) {
            Next::Key => self.key(key_of(node, written, self.text, self.origin), written),
            Next::Value(key) => {
                let span = key.span;
                if let Err(first) = open.entries.add(key, node) {
                    self.used.problem(problem::duplicate_key(first, span), self.report);
                }
            }
            Next::Merge => match mergeable(node) {
                Some(maps) => open.merges.extend(maps),
                None => self.problem(problem::unmergeable(written)),
            },
            Next::Nothing => {}
        }
    }

    /// Takes a key for the innermost open map, or the reason why it is none.
    fn key(&mut self, key: Result<Key, Box<Diagnostic>>, written: Span) {
        let Some(frame) = self.frames.last_mut() else { return };
        frame.hold(written, Size::of_text(key.as_ref().map_or("", |key| &key.name)));
        let Content::Mapping(open) = &mut frame.content else { return };
        open.next = match key {
            Ok(key) if !key.quoted && &*key.name == "<<" => {
                match open.merge_key {
                    Some(first) => self.used.problem(problem::second_merge(key.span, first), self.report),
                    None => open.merge_key = Some(key.span),
                }
                Next::Merge
            }
            Ok(key) => Next::Value(key),
            Err(problem) => {
                self.broken = true;
                self.used.problem(*problem, self.report);
                Next::Nothing
            }
        };
    }

    fn tag(&mut self, tag: &Tag, span: &granit_parser::Span) -> tag::ScalarTag {
        let known = tag::of_scalar(tag);
        if known == tag::ScalarTag::Foreign {
            self.refuse_tag(tag, span);
        }
        known
    }

    fn check_tag(&mut self, expected: &str, tag: Option<&Tag>, span: &granit_parser::Span) {
        if let Some(tag) = tag
            && !tag.is_yaml_core_schema_tag(expected)
        {
            self.refuse_tag(tag, span);
        }
    }

    fn refuse_tag(&mut self, tag: &Tag, span: &granit_parser::Span) {
        let range = span.tag_span().and_then(|span| span.byte_range()).or_else(|| span.byte_range()).unwrap_or_default();
        self.problem(problem::foreign_tag(&tag.original(), self.span(&range)));
    }

    fn count(&mut self, nodes: usize, range: &Range<usize>) -> Progress {
        self.used.nodes = self.used.nodes.saturating_add(nodes);
        if self.used.nodes > self.limits.nodes {
            return self.stop(problem::too_many_nodes(self.limits.nodes, self.span(range)));
        }
        Progress::Continue(())
    }

    fn stop(&mut self, problem: Diagnostic) -> Progress {
        self.used.stop(problem, self.report);
        Progress::Break(())
    }

    fn span(&self, range: &Range<usize>) -> Span {
        let start = self.origin.start as usize;
        Span::new(self.origin.source, start + range.start..start + range.end)
    }

    fn local(&self, offset: u32) -> usize {
        offset.saturating_sub(self.origin.start) as usize
    }
}
