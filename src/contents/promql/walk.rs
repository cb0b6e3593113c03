//! The parts of an expression.

use promql_parser::parser::{Expr, VectorSelector};

/// The expressions directly inside one.
pub(super) fn children(expression: &Expr) -> Vec<&Expr> {
    match expression {
        Expr::Aggregate(aggregate) => vec![&*aggregate.expr],
        Expr::Unary(unary) => vec![&*unary.expr],
        Expr::Binary(binary) => vec![&*binary.lhs, &*binary.rhs],
        Expr::Paren(inner) => vec![&*inner.expr],
        Expr::Subquery(subquery) => vec![&*subquery.expr],
        Expr::Call(call) => call.args.args.iter().map(|argument| &**argument).collect(),
        Expr::NumberLiteral(_)
        | Expr::StringLiteral(_)
        | Expr::VectorSelector(_)
        | Expr::MatrixSelector(_)
        | Expr::Extension(_) => Vec::new(),
    }
}

/// Every part of an expression, the whole first.
pub(super) fn parts(expression: &Expr) -> Vec<&Expr> {
    let mut parts = Vec::new();
    let mut waiting = vec![expression];
    while let Some(part) = waiting.pop() {
        parts.push(part);
        waiting.extend(children(part).into_iter().rev());
    }
    parts
}

/// An expression without the parentheses around it.
pub(super) fn bare(mut expression: &Expr) -> &Expr {
    while let Expr::Paren(inner) = expression {
        expression = &inner.expr;
    }
    expression
}

/// The name of the series that a selector picks, if it is written in front of the braces.
pub(super) fn name(selector: &VectorSelector) -> &str {
    selector.name.as_deref().unwrap_or_default()
}

/// A number, with its sign.
pub(super) fn number(expression: &Expr) -> Option<f64> {
    match bare(expression) {
        Expr::NumberLiteral(literal) => Some(literal.val),
        Expr::Unary(unary) => number(&unary.expr).map(|number| -number),
        _ => None,
    }
}
