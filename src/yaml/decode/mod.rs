//! Trees to types: plain `#[derive(Deserialize)]`, and every problem of a tree in one run.
//!
//! Serde stops at the first error. What was wrong is therefore left out and the tree decoded again, until nothing is wrong
//! any more. A required key that is missing, or whose value was left out, is filled with a made-up value meanwhile, so that
//! the keys after it are looked at too; a value that was decoded with the help of such a round is handed out only to who asks for a
//! [`Guess`].
//!
//! A field type reports a problem in its own words through [`serde::de::Error::custom`]: the first line of the text is the
//! message, each further line a help. A text that starts with a code, such as `MLK0105: `, gets that code, any other
//! the code of a bad value.

mod attempt;
mod entries;
mod error;
mod joined;
mod key;
mod node;
mod recovery;
mod stand_in;
mod variant;
mod words;

use serde::de::DeserializeOwned;

pub use self::joined::Joined;
pub use self::recovery::{Guess, Misspelt, Recovery};

use self::attempt::Attempt;
use self::node::NodeDeserializer;
use super::Node;
use crate::diag::Report;
use crate::source::Span;

/// How often a tree is decoded before the rest of its problems is left for the next run of the user.
const ROUNDS: usize = 256;

/// The same with guesses, each of which takes a round.
const ROUNDS_WITH_GUESSES: usize = 1_024;

/// Decodes a node and reports everything that does not fit.
///
/// `named` is the place that names the value, usually its key: missing keys are reported there. The value is given back if
/// nothing is missing and nothing wrong; an unknown key is reported and otherwise ignored. Nothing written counts as an
/// empty map, an empty list, or the absence of an optional value. Numbers that are whole and not negative reach a field
/// type's visitor as `u64`, negative ones as `i64`.
pub fn decode<T: DeserializeOwned>(node: &Node, named: Span, report: &mut Report) -> Option<T> {
    decode_known(node, named, &[], report)
}

/// Decodes a map some of whose keys others decode: `also_known` ones are neither unknown nor passed on to the type.
pub fn decode_known<T: DeserializeOwned>(node: &Node, named: Span, also_known: &[&str], report: &mut Report) -> Option<T> {
    recover(node, named, also_known, &mut Recovery::default(), report)
}

/// Decodes a map some of whose keys others decode, and guesses at what cannot be decoded if `recovery` asks for it. What is wrong is
/// reported all the same.
pub fn recover<T: DeserializeOwned>(
    node: &Node,
    named: Span,
    also_known: &[&str],
    recovery: &mut Recovery,
    report: &mut Report,
) -> Option<T> {
    let mut attempt = Attempt::new(recovery.guess);
    let value = decode_in_rounds(node, named, also_known, &mut attempt);
    for diagnostic in attempt.finish(recovery) {
        report.push(diagnostic);
    }
    value
}

fn decode_in_rounds<T: DeserializeOwned>(node: &Node, named: Span, also_known: &[&str], attempt: &mut Attempt) -> Option<T> {
    for _ in 0..attempt.rounds() {
        let root = NodeDeserializer { also_known, ..NodeDeserializer::new(node, named, attempt) };
        let error = match T::deserialize(root) {
            Ok(value) => return attempt.gives_value().then_some(value),
            Err(error) => root.blame(error),
        };
        if attempt.learn(error, node).is_break() {
            break;
        }
    }
    None
}
