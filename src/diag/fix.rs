//! The change of a text that is the one safe answer to a finding.

use crate::source::Span;

/// A change at one place, after which the finding is gone and nothing else has another meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is changed; every byte outside of it stays.
    pub span: Span,
    /// How.
    pub change: Change,
}

/// How a place is changed. None of these repeats a value of the text, which may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// What stands there is put in quotes, exactly as it is written.
    Quote,
    /// The quotes around it are taken off.
    Unquote,
    /// One word is written instead of another; quotes stay.
    Word {
        /// What has to stand there.
        old: Box<str>,
        /// What is written instead.
        new: Box<str>,
    },
}

impl Fix {
    /// What stands at the place afterwards; none if something else stands there than the change is meant for.
    pub fn replacement(&self, written: &str) -> Option<String> {
        match &self.change {
            Change::Quote => is_plain(written).then(|| format!("\"{written}\"")),
            Change::Unquote => in_quotes(written).map(|(_, inside)| inside.to_owned()).filter(|inside| is_plain(inside)),
            Change::Word { old, new } if **old == *written => Some(new.to_string()),
            Change::Word { old, new } => {
                let (quote, _) = in_quotes(written).filter(|(_, inside)| **old == **inside)?;
                Some(format!("{quote}{new}{quote}"))
            }
        }
    }
}

/// Whether a text is a bare word or number, which means itself in quotes of either kind.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._+-~".contains(&byte))
}

/// The quote around a text, and what is inside.
fn in_quotes(text: &str) -> Option<(char, &str)> {
    let of = |quote: char| Some((quote, text.strip_prefix(quote)?.strip_suffix(quote)?));
    of('"').or_else(|| of('\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn becomes(change: Change, written: &str) -> Option<String> {
        Fix { span: Span::default(), change }.replacement(written)
    }

    #[test]
    fn only_what_is_meant_is_changed() {
        let quoted = |written| becomes(Change::Quote, written);
        assert_eq!(quoted("1e3").as_deref(), Some("\"1e3\""));
        assert_eq!(quoted("yes").as_deref(), Some("\"yes\""));
        for other in ["", "\"8080\"", "'8080'", "|\n  8080", "*port", "!!int 8080", "a b"] {
            assert_eq!(quoted(other), None, "{other}");
        }
        assert_eq!(becomes(Change::Unquote, "'2'").as_deref(), Some("2"));
        assert_eq!(becomes(Change::Unquote, "2"), None);
        assert_eq!(becomes(Change::Unquote, "\"\\u0032\""), None);
        let word = |written| becomes(Change::Word { old: "a/v1beta1".into(), new: "a/v1".into() }, written);
        assert_eq!(word("a/v1beta1").as_deref(), Some("a/v1"));
        assert_eq!(word("\"a/v1beta1\"").as_deref(), Some("\"a/v1\""));
        assert_eq!(word("'a/v1beta1'").as_deref(), Some("'a/v1'"));
        for other in ["a/v1beta2", "'a/v1beta1", "\"a\\/v1beta1\""] {
            assert_eq!(word(other), None, "{other}");
        }
    }
}
