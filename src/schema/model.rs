//! What a schema says.

use super::table::Definition;
use super::versions::Versions;
use regex::{Regex, RegexBuilder};
use std::borrow::Cow;
use std::sync::OnceLock;

/// A name or a word: of the tables, or of a CustomResourceDefinition.
pub type Text = Cow<'static, str>;

/// What a value has to be.
#[derive(Debug, Default)]
pub struct Schema {
    /// The kind of value.
    pub shape: Shape,
    /// What it must keep to beyond that.
    pub limits: Option<Box<Limits>>,
}

/// A kind of value, as Kubernetes decodes it.
#[derive(Debug, Default)]
pub enum Shape {
    /// Anything.
    #[default]
    Any,
    /// A string.
    String,
    /// Bytes in base64.
    Bytes,
    /// A point in time (RFC 3339).
    Time,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// An amount: a number, or a string such as `250m`.
    Quantity,
    /// A whole number or a string, such as a port or its name.
    IntOrString,
    /// A list.
    List(Box<Schema>),
    /// A map with any keys.
    Map(Box<Schema>),
    /// A map with known fields.
    Object(Box<Object>),
    /// What a definition of the tables says.
    Named(&'static Definition),
}

/// The fields of a map.
#[derive(Debug, Default)]
pub struct Object {
    /// By name.
    fields: Box<[Field]>,
    /// Whether other fields are kept.
    pub open: bool,
    /// Which of them go together.
    pub choices: Box<[Choice]>,
}

/// How many of some parts a map must have, and may have.
#[derive(Debug)]
pub struct Choice {
    /// So many at least.
    pub least: usize,
    /// So many at most.
    pub most: usize,
    /// The parts: the fields that each consists of.
    pub parts: Box<[Box<[Text]>]>,
}

impl Choice {
    /// Exactly one (`one`), one or none (`most`), one or more (`least`), or none (`not`) of the parts; none if there is no such form.
    pub fn new(form: &str, parts: Box<[Box<[Text]>]>) -> Option<Self> {
        let (least, most) = match form {
            "one" => (1, 1),
            "most" => (0, 1),
            "least" => (1, parts.len()),
            "not" => (0, 0),
            _ => return None,
        };
        Some(Self { least, most, parts })
    }
}

/// A field.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: Text,
    /// Whether it must be there.
    pub need: Need,
    /// The versions of Kubernetes that know it.
    pub versions: Versions,
    /// What it holds.
    pub schema: Schema,
}

/// Whether a field must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It may be absent.
    Optional,
    /// The published schemas of these versions ask for it; servers take an absent one as empty.
    Lenient(Versions),
    /// A server refuses an object without it.
    Required,
}

/// What a value must keep to; absent limits do not bind.
#[derive(Debug, Default)]
pub struct Limits {
    /// The words that it may be; none means any.
    pub words: Box<[Text]>,
    /// What a string must match.
    pub pattern: Option<Pattern>,
    /// The least number.
    pub minimum: Option<f64>,
    /// The greatest number.
    pub maximum: Option<f64>,
    /// The fewest characters.
    pub min_length: Option<usize>,
    /// The most characters.
    pub max_length: Option<usize>,
    /// The fewest items.
    pub min_items: Option<usize>,
    /// The most items.
    pub max_items: Option<usize>,
    /// The fewest entries of a map.
    pub min_entries: Option<usize>,
    /// The most entries of a map.
    pub max_entries: Option<usize>,
    /// The fields that tell the items of a list apart.
    pub keys: Box<[Text]>,
    /// How items that are not told apart are dealt with.
    pub twice: Twice,
    /// Whether the items of a list are told apart by their values.
    pub set: bool,
    /// What a server writes when the field is absent.
    pub default: Option<Text>,
}

/// What happens to a list in which the same key stands twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Twice {
    /// Server-side apply refuses it.
    #[default]
    Unappliable,
    /// Every server refuses it.
    Refused,
}

/// A regular expression, compiled when a value first meets it.
#[derive(Debug)]
pub struct Pattern {
    text: Text,
    compiled: OnceLock<Option<Regex>>,
}

/// A compiled expression may take this many bytes; CustomResourceDefinitions are input, too.
const COMPILED: usize = 1 << 20;

impl Pattern {
    /// Takes the text of an expression.
    pub fn new(text: impl Into<Text>) -> Self {
        Self { text: text.into(), compiled: OnceLock::new() }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The expression; none if it is not one.
    pub fn compiled(&self) -> Option<&Regex> {
        let compile = || RegexBuilder::new(&self.text).size_limit(COMPILED).dfa_size_limit(COMPILED).build().ok();
        self.compiled.get_or_init(compile).as_ref()
    }

    /// Whether a text fits; an expression that cannot be compiled takes everything.
    pub fn fits(&self, text: &str) -> bool {
        self.compiled().is_none_or(|compiled| compiled.is_match(text))
    }
}

impl Schema {
    /// A schema without limits.
    pub fn of(shape: Shape) -> Self {
        Self { shape, limits: None }
    }

    /// The fields, if it is a map with known ones.
    pub fn object(&self) -> Option<&Object> {
        match &self.shape {
            Shape::Object(object) => Some(object),
            Shape::Named(definition) => definition.schema().object(),
            _ => None,
        }
    }
}

impl Object {
    /// An object of these fields.
    pub fn new(mut fields: Vec<Field>, open: bool) -> Self {
        fields.sort_by(|one, two| one.name.cmp(&two.name));
        Self { fields: fields.into(), open, choices: Box::default() }
    }

    /// The same, with what is said of fields that go together.
    #[must_use]
    pub fn choosing(mut self, choices: Vec<Choice>) -> Self {
        self.choices = choices.into();
        self
    }

    /// The fields, by name.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field of a name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        let index = self.fields.binary_search_by(|field| (*field.name).cmp(name)).ok()?;
        self.fields.get(index)
    }
}
