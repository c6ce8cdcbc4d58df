//! Signs that PostgreSQL's users write as one, and the generic dialect reads as two.

use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};

/// PostGIS's distance between two geometries.
pub(super) const DISTANCE: &str = "<->";

/// The tokens with `<` and `->` right behind it as one operator, which mean nothing beside each other. The dialect that knows
/// it by itself would also take `point`, `line` and `box` before a text for types of PostgreSQL's that are not here.
pub(super) fn joined(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let mut joined: Vec<TokenWithSpan> = Vec::with_capacity(tokens.len());
    for token in tokens {
        match joined.last_mut() {
            Some(before) if before.token == Token::Lt && token.token == Token::Arrow => {
                before.token = Token::CustomBinaryOperator(DISTANCE.to_owned());
                before.span = before.span.union(&token.span);
            }
            _ => joined.push(token),
        }
    }
    joined
}
