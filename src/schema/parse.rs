//! Reads the text of the tables in `data/schemas`.
//!
//! A definition begins at the start of a line: its name, a type, and words that say more. The fields of an `object` follow, one a line,
//! each with a blank before it: `containers! []core.v1.Container unique=name`. Definitions are separated by an empty line and in order.
//!
//! - Types are `string`, `bytes`, `time`, `int32`, `int64`, `number`, `boolean`, `quantity`, `int-or-string`, `any`, `object`, the name of
//!   a definition, `[]` with the type of the items, or `{}` with the type of the values.
//! - `!` behind the name of a field: a server refuses an object without it. `?`: only the published
//!   schemas of the versions in `asked=28-32` ask for it.
//! - `in=28-30,33`: the minor versions of Kubernetes that know it.
//! - `enum=A|B`, `pattern=`, `min=`, `max=`, `minlen=`, `maxlen=`, `minitems=`, `maxitems=`, `minprops=`, `maxprops=`: limits.
//! - `keys=a,b`: fields that tell the items of a list apart when it is applied; `unique=a,b`: a server refuses two that are alike;
//!   `set`: the items themselves differ.
//! - `default=`: what a server writes when it is absent.
//! - `open`: fields that are not named are kept. `kind=`, `cluster`: see `table`.
//! - `one=a|b`, `most=`, `least=`, `not=`: how many of some fields an object has: exactly one, at most one, at least one, or none of them;
//!   `a+b` are two that count together.
//!
//! What would end a word is written as `%` and two hexadecimal digits.

use super::model::{Choice, Field, Limits, Need, Object, Pattern, Schema, Shape, Text, Twice};
use super::table::Definition;
use super::versions::Versions;

/// Finds a definition by name.
type Names = fn(&str) -> Option<&'static Definition>;

/// Reads what stands behind the name of a definition.
pub(super) fn definition(text: &'static str, names: Names) -> Result<Schema, String> {
    let mut lines = text.lines();
    let head = lines.next().unwrap_or_default();
    let Some(words) = head.strip_prefix("object") else {
        return Ok(described(head, names)?.schema);
    };
    let fields: Result<Vec<Field>, String> = lines.map(|line| field(line.trim_start(), names)).collect();
    let open = words.split(' ').any(|word| word == "open");
    let choices = words.split(' ').filter_map(choice).collect();
    Ok(Schema::of(Shape::Object(Box::new(Object::new(fields?, open).choosing(choices)))))
}

/// Reads `one=a|b`.
fn choice(word: &'static str) -> Option<Choice> {
    let (form, parts) = word.split_once('=')?;
    Choice::new(form, parts.split('|').map(|part| part.split('+').map(plain).collect()).collect())
}

fn field(line: &'static str, names: Names) -> Result<Field, String> {
    let (name, rest) = line.split_once(' ').ok_or_else(|| format!("no type in `{line}`"))?;
    let (name, need) = match (name.strip_suffix('!'), name.strip_suffix('?')) {
        (Some(name), _) => (name, Need::Required),
        (_, Some(name)) => (name, Need::Lenient(Versions::ALL)),
        _ => (name, Need::Optional),
    };
    let Described { schema, versions, asked } = described(rest, names)?;
    let need = asked.map_or(need, Need::Lenient);
    Ok(Field { name: Text::Borrowed(name), need, versions, schema })
}

/// A type and the words behind it.
struct Described {
    schema: Schema,
    versions: Versions,
    asked: Option<Versions>,
}

fn described(text: &'static str, names: Names) -> Result<Described, String> {
    let mut words = text.split(' ');
    let shape = shape(words.next().unwrap_or_default(), names)?;
    let (mut limits, mut limited) = (Limits::default(), false);
    let (mut versions, mut asked) = (Versions::ALL, None);
    for word in words {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        let set = || Versions::parse(value).ok_or_else(|| format!("no versions in `{word}`"));
        match key {
            "in" => versions = set()?,
            "asked" => asked = Some(set()?),
            _ => {
                limit(&mut limits, key, value).ok_or_else(|| format!("no limit: `{word}`"))?;
                limited = true;
            }
        }
    }
    Ok(Described { schema: Schema { shape, limits: limited.then(|| Box::new(limits)) }, versions, asked })
}

fn shape(word: &str, names: Names) -> Result<Shape, String> {
    if let Some(items) = word.strip_prefix("[]") {
        return Ok(Shape::List(Box::new(Schema::of(shape(items, names)?))));
    }
    if let Some(values) = word.strip_prefix("{}") {
        return Ok(Shape::Map(Box::new(Schema::of(shape(values, names)?))));
    }
    Ok(match word {
        "any" => Shape::Any,
        "string" => Shape::String,
        "bytes" => Shape::Bytes,
        "time" => Shape::Time,
        "int32" => Shape::Int32,
        "int64" => Shape::Int64,
        "number" => Shape::Number,
        "boolean" => Shape::Boolean,
        "quantity" => Shape::Quantity,
        "int-or-string" => Shape::IntOrString,
        name => Shape::Named(names(name).ok_or_else(|| format!("no definition is called `{name}`"))?),
    })
}

fn limit(limits: &mut Limits, key: &str, value: &'static str) -> Option<()> {
    let count = || value.parse().ok();
    match key {
        "enum" => limits.words = value.split('|').map(plain).collect(),
        "pattern" => limits.pattern = Some(Pattern::new(plain(value))),
        "min" => limits.minimum = Some(value.parse().ok()?),
        "max" => limits.maximum = Some(value.parse().ok()?),
        "minlen" => limits.min_length = Some(count()?),
        "maxlen" => limits.max_length = Some(count()?),
        "minitems" => limits.min_items = Some(count()?),
        "maxitems" => limits.max_items = Some(count()?),
        "minprops" => limits.min_entries = Some(count()?),
        "maxprops" => limits.max_entries = Some(count()?),
        "keys" => limits.keys = value.split(',').map(Text::Borrowed).collect(),
        "unique" => {
            limits.keys = value.split(',').map(Text::Borrowed).collect();
            limits.twice = Twice::Refused;
        }
        "set" => limits.set = true,
        "default" => limits.default = Some(plain(value)),
        _ => return None,
    }
    Some(())
}

/// A word as it was before separators were written as numbers.
fn plain(word: &'static str) -> Text {
    if !word.contains('%') {
        return Text::Borrowed(word);
    }
    let mut parts = word.split('%');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let letter = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        text.push(char::from(letter.unwrap_or(b'%')));
        text.push_str(part.get(2..).unwrap_or_default());
    }
    Text::Owned(text)
}
