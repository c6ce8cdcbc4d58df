//! Functions that look something up in the tables: the name of an area, the nearest rows, the villages around a place.

mod exec;
mod found;
mod names;
mod nearest;
mod places;

use datafusion::logical_expr::ScalarUDF;
use datafusion::prelude::SessionContext;

use self::names::AreaName;
use self::nearest::{Around, Asked};
use crate::functions::{FunctionEntry, FunctionKind};
use crate::tables::TableMap;

/// Registers the functions over `tables`.
pub(crate) fn register(context: &SessionContext, tables: &TableMap) {
    context.register_udf(ScalarUDF::from(AreaName::new(tables)));
    let places = places::Places::new(tables);
    for asked in Asked::ALL {
        context.register_udtf(asked.name(), Around::new(asked, &places));
    }
}

/// What the functions that give rows are.
pub(crate) fn describe() -> impl Iterator<Item = FunctionEntry> {
    Asked::ALL.into_iter().map(|asked| FunctionEntry {
        name: asked.name().to_owned(),
        kind: FunctionKind::Table,
        signature: asked.signature().to_owned(),
        description_en: format!("{} Example: {}", asked.en(), asked.example()),
        description_id: format!("{} Contoh: {}", asked.id(), asked.example()),
        // Not a function of geometries: those are called for each row.
        spatial: false,
    })
}

/// Statements that call each of the functions.
#[cfg(test)]
pub(crate) fn examples() -> impl Iterator<Item = &'static str> {
    Asked::ALL.into_iter().map(Asked::example).chain([names::EXAMPLE])
}
