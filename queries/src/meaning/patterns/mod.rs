//! Patterns that the engine reads in another language than PostgreSQL: of `SIMILAR TO` and of `to_char`.

mod dates;
mod similar;

use datafusion::common::config::ConfigOptions;
use datafusion::common::not_impl_err;
use datafusion::common::tree_node::Transformed;
use datafusion::error::Result;
use datafusion::logical_expr::{BinaryExpr, Expr, Like, LogicalPlan, Operator, lit};
use datafusion::optimizer::AnalyzerRule;
use datafusion::scalar::ScalarValue;

use super::walk::rewrite;

/// The rule that translates both.
#[derive(Debug)]
pub(super) struct Patterns;

impl AnalyzerRule for Patterns {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        rewrite(plan, |expr, _| match expr {
            Expr::BinaryExpr(binary) => Ok(regex(binary)),
            Expr::SimilarTo(like) => Ok(Transformed::yes(similar_to(like)?)),
            Expr::ScalarFunction(mut call) if call.func.name() == "to_char" => {
                if let [_, pattern] = call.args.as_mut_slice() {
                    to_char_pattern(pattern)?;
                }
                Ok(Transformed::yes(Expr::ScalarFunction(call)))
            }
            other => Ok(Transformed::no(other)),
        })
    }

    fn name(&self) -> &str {
        "patterns"
    }
}

/// The text of a literal; `Some(None)` for NULL.
fn literal(expr: &Expr) -> Option<Option<&str>> {
    match expr {
        Expr::Alias(alias) => literal(&alias.expr),
        Expr::Cast(cast) => literal(&cast.expr),
        Expr::Literal(ScalarValue::Null, _) => Some(None),
        Expr::Literal(value, _) => value.try_as_str(),
        _ => None,
    }
}

fn similar_to(like: Like) -> Result<Expr> {
    let Some(pattern) = literal(&like.pattern) else {
        return not_impl_err!(
            "the pattern of SIMILAR TO must be a text or a parameter; LIKE takes a column too"
        );
    };
    let right = match pattern {
        None => Expr::Literal(ScalarValue::Utf8(None), None),
        Some(pattern) => match similar::regex(pattern, like.escape_char) {
            Ok(regex) => lit(regex),
            Err(problem) => return not_impl_err!("SIMILAR TO: {problem}"),
        },
    };
    let op = if like.negated { Operator::RegexNotMatch } else { Operator::RegexMatch };
    Ok(Expr::BinaryExpr(BinaryExpr::new(like.expr, op, Box::new(right))))
}

/// A dot stands for a line break too, as in PostgreSQL. Of `.*` alone, which it does not look at, the engine would
/// say that NULL is no match (apache/datafusion #24379).
fn regex(mut binary: BinaryExpr) -> Transformed<Expr> {
    use Operator::{RegexIMatch, RegexMatch, RegexNotIMatch, RegexNotMatch};
    let is_regex = matches!(binary.op, RegexMatch | RegexIMatch | RegexNotMatch | RegexNotIMatch);
    let dotted = match literal(&binary.right) {
        Some(Some(pattern)) if is_regex && pattern.contains('.') => format!("(?s){pattern}"),
        _ => return Transformed::no(Expr::BinaryExpr(binary)),
    };
    binary.right = Box::new(lit(dotted));
    Transformed::yes(Expr::BinaryExpr(binary))
}

fn to_char_pattern(pattern: &mut Expr) -> Result<()> {
    let Some(text) = literal(pattern) else {
        return not_impl_err!("the pattern of to_char must be a text or a parameter");
    };
    let Some(text) = text.filter(|text| !text.contains('%')) else { return Ok(()) };
    match dates::strftime(text) {
        Ok(translated) => *pattern = lit(translated),
        Err(problem) => return not_impl_err!("to_char: {problem}"),
    }
    Ok(())
}
