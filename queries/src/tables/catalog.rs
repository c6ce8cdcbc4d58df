//! A catalogue that cannot be written to.
//!
//! The engine's own catalogues accept new tables; these do not, whatever statement reaches them.

use std::sync::Arc;

use datafusion::catalog::{CatalogProvider, CatalogProviderList, SchemaProvider, TableProvider};
use datafusion::error::Result;

use super::memory::TableMap;

/// The one catalogue.
pub(crate) const CATALOG: &str = "desmigratif";
/// The one schema.
pub(crate) const SCHEMA: &str = "main";
/// What PostgreSQL calls the schema that is meant where none is named; its users write `public.villages`.
const SAME_SCHEMA: &str = "public";

/// A list with one catalogue, one schema and these tables.
pub(crate) fn read_only_catalog(tables: TableMap) -> Arc<dyn CatalogProviderList> {
    Arc::new(Catalogs { catalog: Arc::new(Catalog { schema: Arc::new(Tables { tables }) }) })
}

#[derive(Debug)]
struct Catalogs {
    catalog: Arc<Catalog>,
}

impl CatalogProviderList for Catalogs {
    /// Registers nothing; the signature has no way to refuse.
    fn register_catalog(
        &self,
        _: String,
        _: Arc<dyn CatalogProvider>,
    ) -> Option<Arc<dyn CatalogProvider>> {
        None
    }

    fn catalog_names(&self) -> Vec<String> {
        vec![CATALOG.to_owned()]
    }

    fn catalog(&self, name: &str) -> Option<Arc<dyn CatalogProvider>> {
        (name == CATALOG).then(|| Arc::clone(&self.catalog) as Arc<dyn CatalogProvider>)
    }
}

#[derive(Debug)]
struct Catalog {
    schema: Arc<Tables>,
}

impl CatalogProvider for Catalog {
    fn schema_names(&self) -> Vec<String> {
        vec![SCHEMA.to_owned()]
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        [SCHEMA, SAME_SCHEMA]
            .contains(&name)
            .then(|| Arc::clone(&self.schema) as Arc<dyn SchemaProvider>)
    }
}

#[derive(Debug)]
struct Tables {
    tables: TableMap,
}

#[async_trait::async_trait]
impl SchemaProvider for Tables {
    fn table_names(&self) -> Vec<String> {
        self.tables.keys().cloned().collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        Ok(self.tables.get(name).cloned())
    }

    fn table_exist(&self, name: &str) -> bool {
        self.tables.contains_key(name)
    }
}
