//! What a search on a few of many entries does not tell.

use super::field::Field;
use std::fmt;

/// Entries and fields that were not looked at, because others are like them.
#[derive(Debug)]
pub struct LeftOut {
    /// How many entries there are that may have a part in the object as well.
    pub entries: usize,
    /// The fields that come from them.
    pub fields: Vec<Field>,
    /// The fields of which they give a part.
    pub partly: Vec<Field>,
}

impl LeftOut {
    /// Whether everything was looked at.
    pub fn is_nothing(&self) -> bool {
        self.fields.is_empty() && self.partly.is_empty()
    }

    /// Leaves out what is not asked for.
    pub fn narrow(&mut self, asked: &[String]) {
        for fields in [&mut self.fields, &mut self.partly] {
            fields.retain(|field| field.path.is_within(asked));
        }
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let many = |number: usize, one: &str, several: &str| match number {
            1 => format!("1 more {one}"),
            number => format!("{number} more {several}"),
        };
        let entries = many(self.entries, "entry", "entries");
        if let Some(last) = self.fields.last() {
            let fields = many(self.fields.len(), "field", "fields");
            writeln!(formatter, "{fields} from {entries}, alike; name one to see it, such as {}", last.path)?;
        }
        if !self.partly.is_empty() {
            let fields: Vec<String> = self.partly.iter().map(|field| field.path.to_string()).collect();
            writeln!(formatter, "{entries} have a part in {}, alike", fields.join(", "))?;
        }
        Ok(())
    }
}
