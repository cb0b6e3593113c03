//! What becomes of a value that cannot be decoded as it was written.

use crate::source::Span;

/// What stands where a value is wrong or missing.
///
/// A guess is for nothing but to look at the rest: what is found with each of two unlike guesses does not come of either. That a key is
/// there is no guess, so that a value which fits stands for a wrong one, and not nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Guess {
    /// Nothing: there is no value as a whole then.
    #[default]
    Never,
    /// Something that fits.
    One,
    /// Something that fits, and unlike that of [`Self::One`] where two values fit.
    Other,
}

/// How to go on when something is wrong, and what was learned then.
#[derive(Debug, Default)]
pub struct Recovery {
    /// What stands where a value is wrong or missing.
    pub guess: Guess,
    /// Whether anything was wrong.
    pub is_broken: bool,
    /// Whether nothing was found that fits in a place, so that it was left out.
    pub is_unsure: bool,
    /// Unknown keys that were most likely meant as one that is not there.
    pub misspelt: Vec<Misspelt>,
}

/// A key that was most likely meant as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misspelt {
    /// Where it stands.
    pub key: Span,
    /// What was meant.
    pub meant: String,
}

impl Recovery {
    /// Goes on with guesses.
    pub fn with(guess: Guess) -> Self {
        Self { guess, ..Self::default() }
    }

    /// Whether the value is no good for looking at the rest: with the other guess something is left out in the same way.
    pub fn is_in_vain(&self) -> bool {
        self.is_unsure && self.guess == Guess::Other
    }

    /// Adds what was learned of another part of the same text.
    pub fn add(&mut self, other: Self) {
        self.is_broken |= other.is_broken;
        self.is_unsure |= other.is_unsure;
        self.misspelt.extend(other.misspelt);
    }
}
