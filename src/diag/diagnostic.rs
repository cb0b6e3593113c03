//! One finding.

use super::{Change, Code, Fix};
use crate::source::Span;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Advice, which is told only to who asks for it.
    Info,
    /// A risk; the render goes on.
    Warning,
    /// Nothing is rendered.
    Error,
}

/// The object that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Its number among all objects of the run.
    pub index: usize,
    /// The kind.
    pub kind: String,
    /// The namespace; empty for an object of the cluster.
    pub namespace: String,
    /// The name.
    pub name: String,
    /// The way to the value inside the object: `spec.replicas`; empty for the object as a whole.
    pub path: String,
    /// Whether the object was rendered, so that the place is one of a spec and the way tells more.
    pub rendered: bool,
}

impl About {
    /// What people call the object: `Deployment/loan-api`.
    pub fn title(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }
}

/// A finding: what is wrong, where, and what to do.
///
/// The message is a lowercase phrase without a full stop. It says what is wrong by itself: it is what a person sees who can
/// be shown one line only. What to do stands in the help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The object that it is about, if there is one; the message does not name it.
    pub about: Option<Box<About>>,
    /// The place that has to change; none for a problem of the call itself.
    pub span: Option<Span>,
    /// A few words beside the underlined place.
    pub label: Option<String>,
    /// Other places that explain the problem, each with a few words.
    pub related: Vec<(Span, String)>,
    /// What to do, one way a line.
    pub help: Vec<String>,
    /// The places of this finding hold a secret, which no output may repeat.
    pub secret: bool,
    /// The one safe answer, if there is one: `mlkube validate --fix` carries it out.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A finding of this weight.
    pub fn new(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            about: None,
            span: None,
            label: None,
            related: Vec::new(),
            help: Vec::new(),
            secret: false,
            fix: None,
        }
    }

    /// A problem that stops the render.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A risk that does not stop the render.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// The message in one line, with the object that it is about.
    pub fn headline(&self) -> String {
        match &self.about {
            Some(about) => format!("{}: {}", about.title(), self.message),
            None => self.message.clone(),
        }
    }

    /// Names the object that it is about.
    #[must_use]
    pub fn about(mut self, about: About) -> Self {
        self.about = Some(Box::new(about));
        self
    }

    /// Sets the place that has to change.
    #[must_use]
    pub fn at(mut self, span: impl Into<Option<Span>>) -> Self {
        self.span = span.into();
        self
    }

    /// Puts a few words beside the place.
    #[must_use]
    pub fn label(mut self, words: impl Into<String>) -> Self {
        self.label = Some(words.into());
        self
    }

    /// Adds a place that explains the problem.
    #[must_use]
    pub fn related(mut self, span: impl Into<Option<Span>>, words: impl Into<String>) -> Self {
        if let Some(span) = span.into() {
            self.related.push((span, words.into()));
        }
        self
    }

    /// Adds a way out.
    #[must_use]
    pub fn help(mut self, words: impl Into<String>) -> Self {
        self.help.push(words.into());
        self
    }

    /// Adds a way out if there is one.
    #[must_use]
    pub fn maybe_help(self, words: Option<impl Into<String>>) -> Self {
        match words {
            Some(words) => self.help(words),
            None => self,
        }
    }

    /// Says what of the text has to change, if there is one safe answer; `span` is what is changed.
    #[must_use]
    pub fn fixed_by(mut self, span: impl Into<Option<Span>>, change: impl Into<Option<Change>>) -> Self {
        self.fix = span.into().zip(change.into()).map(|(span, change)| Fix { span, change });
        self
    }

    /// Marks the place as a secret that no output may repeat.
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
}
