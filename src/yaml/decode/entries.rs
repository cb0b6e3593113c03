//! The entries of a map and the items of a list, without those that are left out.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess};

use super::attempt::{Attempt, StandIn, identity};
use super::error::{DecodeError, Fault, Site};
use super::joined::Part;
use super::key::KeyDeserializer;
use super::node::NodeDeserializer;
use crate::source::Span;
use crate::yaml::{Key, Mapping, Node};

/// Which keys of a map are known.
#[derive(Clone, Copy)]
pub(super) enum Known<'a> {
    /// Any.
    All,
    /// Those of a struct.
    Fields {
        /// The fields.
        fields: &'static [&'static str],
        /// Keys that others decode.
        others: &'a [&'a str],
        /// Whether there are other structs of the same map.
        part: Part,
    },
}

impl Known<'_> {
    /// Whether the visitor knows a key.
    fn has(&self, key: &str) -> bool {
        match self {
            Self::All => true,
            Self::Fields { fields, .. } => fields.contains(&key),
        }
    }
}

/// Hands a map to a visitor, entry by entry.
pub(super) struct Entries<'a, I> {
    /// The entries to come.
    rest: I,
    /// The map itself.
    mapping: &'a Mapping,
    /// The node of the map.
    owner: &'a Node,
    known: Known<'a>,
    stand_ins: std::slice::Iter<'a, StandIn>,
    attempt: &'a Attempt,
    current: Current<'a>,
}

/// The entry whose key was handed out last.
#[derive(Clone, Copy)]
enum Current<'a> {
    Nothing,
    Entry(&'a Key, &'a Node),
    StandIn(StandIn),
}

/// A map's entries for a visitor.
pub(super) fn entries<'a>(
    mapping: &'a Mapping,
    owner: &'a Node,
    known: Known<'a>,
    attempt: &'a Attempt,
) -> Entries<'a, impl Iterator<Item = (&'a Key, &'a Node)>> {
    let stand_ins = attempt.stand_ins(owner).iter();
    Entries { rest: mapping.iter(), mapping, owner, known, stand_ins, attempt, current: Current::Nothing }
}

impl<'a, I: Iterator<Item = (&'a Key, &'a Node)>> Entries<'a, I> {
    /// Puts an error of the map as a whole where it belongs.
    #[cold]
    #[inline(never)]
    pub(super) fn explain(&self, mut error: DecodeError, named: Span) -> DecodeError {
        let failure = error.failure();
        if failure.site.is_some() {
            return error;
        }
        match (&mut failure.fault, self.current) {
            (Fault::Missing { key, known, removal }, _) => {
                *removal = self.mapping.removal(key).map(|key| key.span);
                *known = self.owner.get(key).is_some_and(|node| self.attempt.skips(node));
                error.blaming(Site { node: identity(self.owner), span: named })
            }
            (Fault::Twice(_), Current::Entry(key, node)) => error.blaming(Site { node: identity(node), span: key.span }),
            _ => error,
        }
    }

    /// The value of the entry whose key was handed out last.
    #[inline(never)]
    fn value(&self) -> Result<NodeDeserializer<'a>, DecodeError> {
        match self.current {
            Current::Entry(key, node) => Ok(NodeDeserializer::new(node, key.span, self.attempt)),
            Current::StandIn(StandIn { choice, .. }) => Ok(NodeDeserializer::made_up(self.attempt.made_up(choice), self.attempt)),
            Current::Nothing => Err(DecodeError::new(Fault::Incomplete)),
        }
    }

    /// Blames the value that was handed out last; one that was made up is refused, whatever is wrong with it.
    #[cold]
    #[inline(never)]
    fn blame(&self, error: DecodeError, value: NodeDeserializer<'a>) -> DecodeError {
        match self.current {
            Current::StandIn(StandIn { key, .. }) => {
                let site = Site { node: identity(self.owner), span: self.owner.span };
                DecodeError::new(Fault::StandIn(key)).blaming(site)
            }
            Current::Entry(..) | Current::Nothing => value.blame(error),
        }
    }

    /// Blames a key; one that is unknown to a type which reads the map by itself is reported like any other.
    #[cold]
    #[inline(never)]
    fn blame_key(&self, mut error: DecodeError, key: &Key, site: Site) -> DecodeError {
        let failure = error.failure();
        if let (Fault::Key { known, .. }, None) = (&failure.fault, failure.site) {
            self.attempt.unknown_key(key, self.owner, self.mapping, known);
            failure.fault = Fault::Incomplete;
        }
        error.blaming(site)
    }

    /// The next entry that is neither left out nor unknown.
    #[inline(never)]
    fn next_entry(&mut self) -> Option<(&'a Key, &'a Node)> {
        loop {
            let (key, node) = self.rest.next()?;
            if self.attempt.skips(node) {
                continue;
            }
            if self.known.has(&key.name) {
                return Some((key, node));
            }
            self.check_unknown(key);
        }
    }

    /// Reports a key that nobody knows, once it is clear that nobody does.
    fn check_unknown(&self, key: &Key) {
        let Known::Fields { fields, others, part } = self.known else { return };
        let is_known =
            part == Part::Early || others.contains(&&*key.name) || self.attempt.is_of_early_part(self.owner, &key.name);
        if !is_known {
            let known = [&self.attempt.keys_of_early_parts(self.owner), fields, others].concat();
            self.attempt.unknown_key(key, self.owner, self.mapping, &known);
        }
    }
}

impl<'de, I: Iterator<Item = (&'de Key, &'de Node)>> MapAccess<'de> for Entries<'de, I> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        if let Some((key, node)) = self.next_entry() {
            self.current = Current::Entry(key, node);
            let site = Site { node: identity(node), span: key.span };
            return seed.deserialize(KeyDeserializer(key)).map(Some).map_err(|error| self.blame_key(error, key, site));
        }
        let Some(stand_in) = self.stand_ins.find(|stand_in| self.known.has(stand_in.key)) else { return Ok(None) };
        self.current = Current::StandIn(*stand_in);
        seed.deserialize(BorrowedStrDeserializer::new(stand_in.key)).map(Some)
    }

    // Once for each type of a value, and not once for each key that has one.
    #[inline(never)]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DecodeError> {
        match self.value() {
            Ok(value) => seed.deserialize(value).map_err(|error| self.blame(error, value)),
            Err(error) => Err(error),
        }
    }
}

/// Hands a list to a visitor, item by item.
pub(super) struct Items<'a> {
    /// The items to come.
    pub(super) items: std::slice::Iter<'a, Node>,
    /// What is left out.
    pub(super) attempt: &'a Attempt,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = DecodeError;

    #[inline(never)]
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DecodeError> {
        match self.next_item() {
            Some(item) => item.seed(seed).map(Some),
            None => Ok(None),
        }
    }
}

impl<'a> Items<'a> {
    /// The next item that is not left out.
    #[inline(never)]
    fn next_item(&mut self) -> Option<NodeDeserializer<'a>> {
        let node = self.items.find(|node| !self.attempt.skips(node))?;
        // An item has no key of its own.
        Some(NodeDeserializer::new(node, node.start(), self.attempt))
    }
}
