//! Patterns that the engine reads in another language than PostgreSQL: of `SIMILAR TO` and of `to_char`, and regular expressions.

mod dates;
mod expressions;
mod similar;

use datafusion::common::config::ConfigOptions;
use datafusion::common::not_impl_err;
use datafusion::common::tree_node::Transformed;
use datafusion::error::Result;
use datafusion::logical_expr::{BinaryExpr, Expr, Like, LogicalPlan, Operator, lit};
use datafusion::optimizer::AnalyzerRule;
use datafusion::scalar::ScalarValue;

use super::walk::rewrite;

/// The rule that translates them.
#[derive(Debug)]
pub(super) struct Patterns;

impl AnalyzerRule for Patterns {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        rewrite(plan, |expr, _| match expr {
            Expr::BinaryExpr(binary) => regex(binary),
            Expr::SimilarTo(like) => Ok(Transformed::yes(similar_to(like)?)),
            Expr::ScalarFunction(mut call) if call.func.name() == "to_char" => {
                if let [_, pattern] = call.args.as_mut_slice() {
                    to_char_pattern(pattern)?;
                }
                Ok(Transformed::yes(Expr::ScalarFunction(call)))
            }
            Expr::ScalarFunction(mut call) if EXPRESSIONS.contains(&call.func.name()) => {
                let changed = of_call(call.func.name(), &mut call.args)?;
                let call = Expr::ScalarFunction(call);
                Ok(if changed { Transformed::yes(call) } else { Transformed::no(call) })
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

/// The functions whose second argument is a regular expression.
const EXPRESSIONS: &[&str] =
    &["regexp_replace", "regexp_match", "regexp_like", "regexp_count", "regexp_instr"];

/// A dot stands for a line break too, as in PostgreSQL. Of `.*` alone, which it does not look at, the engine would
/// say that NULL is no match (apache/datafusion #24379).
fn regex(mut binary: BinaryExpr) -> Result<Transformed<Expr>> {
    use Operator::{RegexIMatch, RegexMatch, RegexNotIMatch, RegexNotMatch};
    let is_regex = matches!(binary.op, RegexMatch | RegexIMatch | RegexNotMatch | RegexNotIMatch);
    if !is_regex {
        return Ok(Transformed::no(Expr::BinaryExpr(binary)));
    }
    let Some(read) = translated(&binary.right, true)? else {
        return Ok(Transformed::no(Expr::BinaryExpr(binary)));
    };
    binary.right = Box::new(lit(read));
    Ok(Transformed::yes(Expr::BinaryExpr(binary)))
}

/// The expression in the engine's language; `None` where it is no text, or says the same there.
fn translated(pattern: &Expr, dotted: bool) -> Result<Option<String>> {
    let Some(Some(pattern)) = literal(pattern) else { return Ok(None) };
    match expressions::regex(pattern, dotted) {
        Ok(read) if read == pattern => Ok(None),
        Ok(read) => Ok(Some(read)),
        Err(problem) => not_impl_err!("{problem}"),
    }
}

/// Whether an argument of a function with a regular expression was put into the engine's language.
fn of_call(name: &str, args: &mut [Expr]) -> Result<bool> {
    let mut changed = false;
    // With other flags a dot may be no line break.
    let flags = args.iter().skip(2).filter_map(literal).flatten();
    let dotted = match name {
        "regexp_replace" => {
            args.get(3).is_none_or(|flags| literal(flags).flatten().is_some_and(plain))
        }
        _ => flags.last().is_none_or(plain),
    };
    if let Some(pattern) = args.get_mut(1) {
        let lacks = |text: &str| name == "regexp_match" && expressions::may_lack_a_group(text);
        if literal(pattern).flatten().is_some_and(lacks) {
            return not_impl_err!(
                "groups of regexp_match that may have no part in a match; write (b?) for (b)?, or regexp_replace(x, pattern, '\\1')"
            );
        }
        if let Some(read) = translated(pattern, dotted)? {
            *pattern = lit(read);
            changed = true;
        }
    }
    if let ("regexp_replace", Some(text)) = (name, args.get_mut(2))
        && let Some(Some(written)) = literal(text)
    {
        match expressions::replacement(written) {
            Ok(read) if read == written => {}
            Ok(read) => {
                *text = lit(read);
                changed = true;
            }
            Err(problem) => return not_impl_err!("{problem}"),
        }
    }
    Ok(changed)
}

/// Flags that change nothing about lines.
fn plain(flags: &str) -> bool {
    flags.chars().all(|flag| matches!(flag, 'g' | 'i'))
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
