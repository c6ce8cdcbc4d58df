//! Signs that PostgreSQL's users write as one, and the generic dialect reads as two, or as something else.

use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};

/// PostGIS's distance between two geometries.
pub(super) const DISTANCE: &str = "<->";
/// A member of a JSON object or array, as JSON.
pub(super) const MEMBER: &str = "->";
/// The same as text.
pub(super) const MEMBER_TEXT: &str = "->>";

/// Whether an operator of ours binds as PostgreSQL's `any other operator`.
pub(super) fn is_ours(sign: &str) -> bool {
    [DISTANCE, MEMBER, MEMBER_TEXT].contains(&sign)
}

/// The tokens with our operators as one each. `<` and `->` right behind it mean nothing beside each other: the dialect that
/// knows `<->` by itself would also take `point`, `line` and `box` before a text for types of PostgreSQL's that are not
/// here. `->` before a text, a number or a placeholder is a member of JSON; elsewhere it begins what a lambda computes.
pub(super) fn joined(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let mut joined: Vec<TokenWithSpan> = Vec::with_capacity(tokens.len());
    let mut tokens = tokens.into_iter().peekable();
    while let Some(mut token) = tokens.next() {
        let sign = |sign: &str| Token::CustomBinaryOperator(sign.to_owned());
        match (joined.last_mut(), &token.token) {
            (Some(before), Token::Arrow) if before.token == Token::Lt => {
                before.token = sign(DISTANCE);
                before.span = before.span.union(&token.span);
                continue;
            }
            (_, Token::LongArrow) => token.token = sign(MEMBER_TEXT),
            (_, Token::Arrow) => {
                let mut between = Vec::new();
                // A place counted from the end has a minus.
                let mut minus = false;
                while let Some(next) = tokens.next_if(|next| match next.token {
                    Token::Whitespace(_) => true,
                    Token::Minus => !std::mem::replace(&mut minus, true),
                    _ => false,
                }) {
                    between.push(next);
                }
                if tokens.peek().is_some_and(|next| names_a_member(&next.token, minus)) {
                    token.token = sign(MEMBER);
                }
                joined.push(token);
                joined.extend(between);
                continue;
            }
            _ => {}
        }
        joined.push(token);
    }
    joined
}

fn names_a_member(token: &Token, minus: bool) -> bool {
    match token {
        Token::Number(..) => true,
        Token::SingleQuotedString(_) | Token::Placeholder(_) => !minus,
        _ => false,
    }
}
