//! What functions there are, for completion and documentation.

use datafusion::execution::SessionState;
use datafusion::logical_expr::Documentation;

use super::spec::SpatialFunction;

/// From which rows a function computes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FunctionKind {
    /// One value from the values of a row.
    Scalar,
    /// One value from a group of rows.
    Aggregate,
    /// One value from the neighbours of a row.
    Window,
    /// Rows, where a table stands.
    Table,
}

/// A function that queries may call.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = FunctionInfo))]
pub struct FunctionEntry {
    /// The name.
    pub name: String,
    /// From which rows it computes: `scalar`, `aggregate`, `window` or `table`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub kind: FunctionKind,
    /// Arguments and result.
    pub signature: String,
    /// What it does, in English.
    pub description_en: String,
    /// What it does, in Indonesian; English where nobody has translated it.
    pub description_id: String,
    /// Whether it is one of the spatial functions.
    pub spatial: bool,
}

/// Every function of `state`, by name.
pub(crate) fn describe(state: &SessionState) -> Vec<FunctionEntry> {
    let mut entries: Vec<FunctionEntry> = Vec::new();
    for (name, function) in state.scalar_functions() {
        let mut entry = entry(name, FunctionKind::Scalar, function.documentation());
        if let Some(ours) = function.inner().downcast_ref::<SpatialFunction>() {
            ours.spec.id.clone_into(&mut entry.description_id);
            entry.name = ours.spec.name.to_owned();
        }
        entries.push(entry);
    }
    entries.extend(
        state
            .aggregate_functions()
            .iter()
            .map(|(name, f)| entry(name, FunctionKind::Aggregate, f.documentation())),
    );
    entries.extend(
        state
            .window_functions()
            .iter()
            .map(|(name, f)| entry(name, FunctionKind::Window, f.documentation())),
    );
    entries.sort_by_key(|entry| (entry.name.to_lowercase(), entry.kind));
    entries
}

fn entry(name: &str, kind: FunctionKind, documentation: Option<&Documentation>) -> FunctionEntry {
    let (signature, description) = match documentation {
        Some(doc) => (doc.syntax_example.clone(), doc.description.trim().to_owned()),
        None => (format!("{name}(...)"), String::new()),
    };
    FunctionEntry {
        name: name.to_owned(),
        kind,
        signature,
        description_id: description.clone(),
        description_en: description,
        spatial: name.starts_with("st_") || name.starts_with("box"),
    }
}
