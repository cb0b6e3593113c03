//! Why a text is not YAML, in words that say what to change.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::ErrorKind;

use crate::diag::{Code, codes};

/// The longest key that readers of YAML accept.
const LONGEST_KEY: usize = 1024;

/// Where the parser stopped, and what stands there.
pub(super) struct Surroundings<'a> {
    /// The whole text.
    pub(super) text: &'a str,
    /// Where it stopped, at a character's first byte.
    pub(super) at: usize,
    /// The last scalar before.
    pub(super) last_scalar: Range<usize>,
    /// The nesting that is allowed.
    pub(super) depth: usize,
    /// The innermost bracket that is still open.
    pub(super) open_bracket: Option<usize>,
}

/// A syntax error for people.
pub(super) struct Explanation {
    /// The code.
    pub(super) code: Code,
    /// The place to change.
    pub(super) range: Range<usize>,
    /// What is wrong.
    pub(super) message: String,
    /// What to do.
    pub(super) help: Option<String>,
}

/// Explains one error of the parser.
pub(super) fn explain(kind: &ErrorKind, around: &Surroundings) -> Explanation {
    use ErrorKind as Kind;
    if let Some(bracket) = unclosed_bracket(kind, around) {
        return bracket;
    }
    match kind {
        Kind::TabInBlockIndentation
        | Kind::TabInIndentation
        | Kind::TabNotAllowed
        | Kind::TabInPlainScalar
        | Kind::TabAtBlockScalarStart => around.tab(),
        Kind::UnclosedQuotedScalar | Kind::InvalidQuotedScalarIndent | Kind::DocumentIndicatorInQuotedScalar => {
            around.unclosed_quote()
        }
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => around.word(
            "text after the closing quote",
            "a `'` inside single quotes is written `''`, a `\"` inside double quotes `\\\"`",
        ),
        Kind::UnknownQuotedScalarEscape | Kind::InvalidQuotedScalarHexEscape | Kind::InvalidUnicodeEscape => around
            .line("unknown escape in double quotes", "write `\\\\` for a backslash, or use single quotes, which know no escapes"),
        Kind::InvalidLowSurrogateHexEscape
        | Kind::InvalidLowSurrogate
        | Kind::MissingLowSurrogate
        | Kind::UnpairedLowSurrogate => around.line("half of a surrogate pair in an escape", "write the character itself"),
        Kind::MappingValueNotAllowed => around.misplaced_colon(),
        Kind::SimpleKeyExpected | Kind::InvalidSimpleKey => around.word(
            "neither `key: value` nor a list item",
            "write `key: value`; a text that goes on in the next line is indented deeper than its key",
        ),
        Kind::ExpectedBlockMappingKey if around.is_behind_dash() => {
            around.word("a list item among the keys of a map", "put the list under a key of its own, or remove the `- `")
        }
        Kind::ExpectedBlockMappingKey | Kind::InvalidIndentation | Kind::InvalidBlockScalarIndent => {
            around.word("indented like no line above", "indent it exactly like the keys that it belongs to")
        }
        Kind::ExpectedBlockSequenceEntry => around
            .word("a list item has to start with `- `", "write `- ` before it, or indent it like the key that it belongs to"),
        Kind::BlockSequenceEntryNotAllowed | Kind::BlockEntryInFlowCollection => around.character(
            "a list item cannot start here",
            "start the list in a line of its own, or write `[a, b]`; a text that starts with `- ` needs quotes",
        ),
        Kind::UnexpectedCharacter { .. } => around.unexpected_character(),
        Kind::MismatchedFlowCollectionEnd { open, close } => {
            around.character(&format!("`{open}` closed with `{close}`"), "close it with the bracket that belongs to it")
        }
        Kind::UnexpectedEofBlockMapping | Kind::UnexpectedEofBlockSequence if around.text[around.at..].starts_with(',') => {
            around.unexpected_character()
        }
        Kind::RecursionLimitExceeded => Explanation {
            code: codes::YAML_LIMIT,
            ..around.character(&format!("nested more than {} levels deep", around.depth), "take the value apart")
        },
        other => {
            let (message, help) = rarely(other);
            around.word(&message, help)
        }
    }
}

/// The rarer errors.
fn rarely(kind: &ErrorKind) -> (Cow<'static, str>, &'static str) {
    use ErrorKind as Kind;
    let (message, help) = match kind {
        Kind::MisplacedFlowCollectionEnd => ("a closing bracket that nothing opened", QUOTES),
        Kind::UnexpectedEofImplicitFlowMapping | Kind::ExpectedNodeContent => {
            ("a value is missing here", "write the value, or remove what asks for it")
        }
        Kind::ExpectedFlowMappingSeparator => ("a `,` or `}` is missing before this", QUOTES),
        Kind::ExpectedFlowSequenceSeparator => ("a `,` or `]` is missing before this", QUOTES),
        Kind::InvalidColonPlacement => ("a `:` is misplaced here", QUOTES),
        Kind::ExpectedDocumentStart | Kind::InvalidDocumentEnd => {
            ("text after the end of the document", "start a new document with `---`, or remove the text")
        }
        Kind::BomInsideDocument => ("a byte-order mark inside the text", "remove it; it cannot be seen in most editors"),
        Kind::CommentNotSeparated => {
            ("a comment needs a blank before its `#`", "write a blank before it, or put the value in quotes")
        }
        Kind::CommentInterceptedScalar => {
            ("a comment inside a text of several lines", "move the comment to a line above, or put the text in quotes")
        }
        Kind::MissingAnchorOrAliasName => ("`&` or `*` without a name", "put the value in quotes"),
        Kind::InvalidBlockScalarHeader => {
            ("only a comment can follow `|` or `>` in its line", "start the text in the next line, or put it in quotes")
        }
        other => {
            return (
                Cow::Owned(format!("not YAML: {other}")),
                "compare the line with the ones around it; put unusual texts in quotes",
            );
        }
    };
    (Cow::Borrowed(message), help)
}

const QUOTES: &str = "check the brackets of this line; put texts that contain any in quotes";

/// Errors that a missing closing bracket causes further down are errors of the bracket.
fn unclosed_bracket(kind: &ErrorKind, around: &Surroundings) -> Option<Explanation> {
    use ErrorKind as Kind;
    let opened = match kind {
        Kind::UnclosedFlowCollection { .. } => {
            if around.text[around.at..].starts_with(['[', '{']) {
                around.at
            } else {
                around.open_bracket?
            }
        }
        Kind::UnexpectedEofFlowSequence | Kind::UnexpectedEofFlowMapping | Kind::UnexpectedEof => around.open_bracket?,
        Kind::InvalidColonPlacement
        | Kind::ExpectedFlowMappingSeparator
        | Kind::ExpectedFlowSequenceSeparator
        | Kind::InvalidFlowScalarIndent
        | Kind::UnexpectedEofImplicitFlowMapping
        | Kind::BlockEntryInFlowCollection => {
            around.open_bracket.filter(|&opened| around.text[opened..around.at.max(opened)].contains('\n'))?
        }
        _ => return None,
    };
    let open = around.text[opened..].chars().next()?;
    let close = if open == '{' { '}' } else { ']' };
    Some(Explanation {
        code: codes::YAML_SYNTAX,
        range: opened..opened + open.len_utf8(),
        message: format!("`{open}` is never closed"),
        help: Some(format!("write the `{close}` that belongs to it")),
    })
}

impl Explanation {
    fn new(range: Range<usize>, message: &str, help: &str) -> Self {
        Self { code: codes::YAML_SYNTAX, range, message: message.to_owned(), help: Some(help.to_owned()) }
    }
}

impl Surroundings<'_> {
    /// About the one character at which the parser stopped.
    fn character(&self, message: &str, help: &str) -> Explanation {
        let length = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        Explanation::new(self.at..self.at + length, message, help)
    }

    /// About the word at which the parser stopped.
    fn word(&self, message: &str, help: &str) -> Explanation {
        let rest = &self.text[self.at..];
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        // A word of hundreds of characters is not worth underlining.
        let length = if length == 0 || length > 200 { rest.chars().next().map_or(0, char::len_utf8) } else { length };
        Explanation::new(self.at..self.at + length, message, help)
    }

    /// About everything from where the parser stopped to the end of the line.
    fn line(&self, message: &str, help: &str) -> Explanation {
        let rest = &self.text[self.at..];
        let line = rest.lines().next().unwrap_or_default().trim_end();
        Explanation::new(self.at..self.at + line.len(), message, help)
    }

    fn unexpected_character(&self) -> Explanation {
        match self.text[self.at..].chars().next() {
            Some(character) if character.is_control() => self.character(
                &format!("control character U+{:04X}", u32::from(character)),
                "remove it; in double quotes it can be written as an escape",
            ),
            Some('`') => self.character("a value cannot start with a backtick", "put the value in quotes"),
            character => self
                .character(&format!("a value cannot start with `{}`", character.unwrap_or_default()), "put the value in quotes"),
        }
    }

    /// Whether the parser stopped behind the dash of a list item.
    fn is_behind_dash(&self) -> bool {
        let line = self.text[..self.at].rsplit('\n').next().unwrap_or_default();
        line.trim() == "-"
    }

    fn tab(&self) -> Explanation {
        let tab = match self.text[self.at..].find('\t') {
            // The parser stops at the text behind the tab or at the scalar before it.
            _ if self.text[..self.at].ends_with('\t') => self.text[..self.at].trim_end_matches('\t').len(),
            Some(after) => self.at + after,
            None => return self.character("a tab cannot indent YAML", "use spaces"),
        };
        Explanation::new(tab..tab + 1, "a tab cannot indent YAML", "use spaces")
    }

    fn unclosed_quote(&self) -> Explanation {
        let quote = if self.text[self.at..].starts_with(['"', '\'']) { Some(self.at) } else { self.opening_quote() };
        let Some(quote) = quote else { return self.character("a quote is never closed", "write the closing quote") };
        let mark = &self.text[quote..=quote];
        Explanation::new(
            quote..quote + 1,
            &format!("this `{mark}` is never closed"),
            &format!("write the closing `{mark}`; further lines of a quoted text are indented deeper than its key"),
        )
    }

    /// The first quote behind the last scalar that opens a scalar.
    fn opening_quote(&self) -> Option<usize> {
        let start = self.last_scalar.end.min(self.at);
        let mut rest = &self.text[start..self.at];
        loop {
            rest = rest.trim_start_matches(|character: char| character.is_whitespace() || "-:?,[{}]".contains(character));
            match rest.chars().next()? {
                '"' | '\'' => return Some(self.at - rest.len()),
                '#' => rest = &rest[rest.find('\n')?..],
                _ => rest = &rest[rest.find(char::is_whitespace)?..],
            }
        }
    }

    /// A second `: ` in a line, or a key that is indented into the value above it.
    fn misplaced_colon(&self) -> Explanation {
        let before = &self.text[..self.at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        if self.last_scalar.contains(&line_start) && self.last_scalar.start < line_start {
            let key = line_start + (self.text[line_start..self.at].len() - self.text[line_start..self.at].trim_start().len());
            return Explanation::new(
                key..self.at,
                "a key inside the value of the line above",
                "indent it like the keys beside it; a key that holds other keys has no value in its own line",
            );
        }
        if (self.at - line_start) > LONGEST_KEY {
            let help = "shorten it; a text that is no key needs quotes";
            return Explanation {
                code: codes::YAML_LIMIT,
                ..self.character(&format!("a key of more than {LONGEST_KEY} characters"), help)
            };
        }
        self.character("a second `:` in one line", "put the value in quotes, or start a map in a line of its own")
    }
}
