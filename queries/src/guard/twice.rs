//! `SELECT code, code`: what stands twice in a list gets a name of its own, `code_2`, as results name their columns.
//!
//! PostgreSQL answers two columns of one name; the engine refuses them, and a row of JSON could not hold both.

use std::collections::{HashMap, HashSet};

use datafusion::sql::sqlparser::ast::{
    Expr, Ident, Select, SelectItem, SetExpr, WildcardAdditionalOptions,
};

/// Names what stands in the list of a SELECT for the second time and later.
pub(super) fn name_repeated(select: &mut Select) {
    if select.projection.len() < 2 {
        return;
    }
    let everything = select.projection.iter().any(|item| {
        matches!(item, SelectItem::Wildcard(options) if *options == WildcardAdditionalOptions::default())
    });
    let names = select.projection.iter().filter_map(|item| match item {
        SelectItem::UnnamedExpr(expr) => Some(name_of(expr)),
        SelectItem::ExprWithAlias { alias, .. } => Some(folded(alias)),
        _ => None,
    });
    let mut taken: HashSet<String> = names.collect();
    let mut seen = HashSet::new();
    // Where the last one of a name ended: a list of ten thousand times the same must not begin at two each time.
    let mut last: HashMap<String, usize> = HashMap::new();
    for item in &mut select.projection {
        let SelectItem::UnnamedExpr(expr) = item else { continue };
        // Whatever a list without its names can mean is among all columns already.
        let repeated = everything && is_column(bare(expr));
        if seen.insert(text_of(expr)) && !repeated {
            continue;
        }
        let name = name_of(expr);
        let last = last.entry(name.clone()).or_insert(1);
        let free = loop {
            *last += 1;
            let free = format!("{name}_{last}");
            if taken.insert(free.clone()) {
                break free;
            }
        };
        let expr = super::distinct::taken(expr);
        *item = SelectItem::ExprWithAlias { expr, alias: Ident::with_quote('"', free) };
    }
}

fn is_column(expr: &Expr) -> bool {
    matches!(expr, Expr::Identifier(_) | Expr::CompoundIdentifier(_))
}

/// What two items of one name have in common; the engine names a subquery by what it selects.
fn text_of(expr: &Expr) -> String {
    let expr = bare(expr);
    match (expr, selected(expr)) {
        (Expr::Identifier(name), _) => folded(name),
        // DATE '2024-05-19' becomes what '2024-05-19'::date becomes.
        (Expr::TypedString(text), _) => text.value.to_string(),
        (_, Some(inner)) => inner,
        _ => expr.to_string(),
    }
}

fn name_of(expr: &Expr) -> String {
    match bare(expr) {
        Expr::CompoundIdentifier(parts) => parts.last().map(folded).unwrap_or_default(),
        _ => text_of(expr),
    }
}

/// What becomes another type: `x::int` has the name of `x`, in the engine and in PostgreSQL.
fn bare(mut expr: &Expr) -> &Expr {
    while let Expr::Cast { expr: inner, .. } | Expr::Nested(inner) = expr {
        expr = inner;
    }
    expr
}

/// The one thing that a subquery selects.
fn selected(expr: &Expr) -> Option<String> {
    let Expr::Subquery(query) = expr else { return None };
    let SetExpr::Select(select) = query.body.as_ref() else { return None };
    match select.projection.first()? {
        SelectItem::UnnamedExpr(expr) => Some(name_of(expr)),
        SelectItem::ExprWithAlias { alias, .. } => Some(folded(alias)),
        _ => None,
    }
}

/// As the engine reads a name.
pub(super) fn folded(name: &Ident) -> String {
    if name.quote_style.is_some() { name.value.clone() } else { name.value.to_lowercase() }
}
