//! Whether a regular expression matches a text without letters.

use regex_syntax::ast::parse::ParserBuilder;
use regex_syntax::ast::{AssertionKind, Ast, RepetitionKind, RepetitionRange};

/// Whether an expression matches a text without letters; none if it cannot be read here.
pub(super) fn matches_nothing(pattern: &str) -> Option<bool> {
    // The depth is limited, and with it the recursion below.
    ParserBuilder::new().nest_limit(100).build().parse(pattern).ok().map(|ast| is_nullable(&ast))
}

fn is_nullable(ast: &Ast) -> bool {
    match ast {
        Ast::Empty(_) | Ast::Flags(_) => true,
        Ast::Literal(_) | Ast::Dot(_) | Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_) => false,
        Ast::Assertion(assertion) => matches!(
            assertion.kind,
            AssertionKind::StartLine
                | AssertionKind::EndLine
                | AssertionKind::StartText
                | AssertionKind::EndText
                | AssertionKind::NotWordBoundary
        ),
        Ast::Repetition(repetition) => {
            let may_be_absent = match &repetition.op.kind {
                RepetitionKind::ZeroOrOne | RepetitionKind::ZeroOrMore => true,
                RepetitionKind::OneOrMore => false,
                RepetitionKind::Range(
                    RepetitionRange::Exactly(least) | RepetitionRange::AtLeast(least) | RepetitionRange::Bounded(least, _),
                ) => *least == 0,
            };
            may_be_absent || is_nullable(&repetition.ast)
        }
        Ast::Group(group) => is_nullable(&group.ast),
        Ast::Alternation(alternation) => alternation.asts.iter().any(is_nullable),
        Ast::Concat(concatenation) => concatenation.asts.iter().all(is_nullable),
    }
}

#[cfg(test)]
mod tests {
    use super::matches_nothing;

    #[test]
    fn expressions_that_need_no_letter() {
        for empty in ["", ".*", "a?", "a|", "(a|b*)", "^$", "(?i)", "a{0,3}", "(?:)"] {
            assert_eq!(matches_nothing(empty), Some(true), "{empty}");
        }
        for full in [".+", "a", "a|b", "[ab]", "\\d", "a{2}", "(a|b)c*"] {
            assert_eq!(matches_nothing(full), Some(false), "{full}");
        }
        assert_eq!(matches_nothing("("), None);
    }
}
