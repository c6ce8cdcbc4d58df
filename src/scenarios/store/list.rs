//! The list of scenarios: from the events, and without the plans in them.

use rusqlite::{Connection, Row};

use super::{FrozenSummary, ScenarioLine, StateError, Status, Store};

/// For each scenario its first event, the last one that holds a plan, the one that froze it, and its last one. Bodies are
/// opened only where something of them is listed.
const LINES: &str = "
    WITH told AS (
        SELECT scenario, count(*) AS version, min(seq) AS made, max(seq) AS last,
            max(CASE WHEN action NOT IN ('frozen', 'signed') THEN seq END) AS saved,
            max(CASE WHEN action = 'frozen' THEN seq END) AS frozen
        FROM events WHERE scenario IS NOT NULL GROUP BY scenario)
    SELECT told.scenario AS id, told.version,
        CASE WHEN json_valid(saved.body) THEN json_extract(saved.body, '$.name') END AS name,
        CASE WHEN json_valid(saved.body) THEN json_extract(saved.body, '$.plan.round') END AS round,
        CASE WHEN made.action = 'duplicated' AND json_valid(made.body)
            THEN json_extract(made.body, '$.parent') END AS parent,
        made.at AS created_at, made.by AS created_by, last.at AS updated_at, last.by AS updated_by,
        frozen.body AS frozen,
        EXISTS (SELECT 1 FROM events WHERE scenario = told.scenario AND action = 'signed' AND json_valid(body)
            AND json_extract(body, '$.level') = 'ministry' AND json_extract(body, '$.decision') = 'approved') AS signed
    FROM told
        JOIN events AS made ON made.seq = told.made
        JOIN events AS last ON last.seq = told.last
        JOIN events AS saved ON saved.seq = told.saved
        LEFT JOIN events AS frozen ON frozen.seq = told.frozen
    ORDER BY last.at DESC, id DESC";

impl Store {
    /// All scenarios, the last changed first.
    ///
    /// # Errors
    /// When the database cannot be read, and [`StateError::Altered`] where an event is none of this program's.
    pub fn list(&self) -> Result<Vec<ScenarioLine>, StateError> {
        self.read(lines)
    }
}

fn lines(connection: &Connection) -> Result<Vec<ScenarioLine>, StateError> {
    let mut query = connection.prepare_cached(LINES)?;
    let rows = query.query_map([], |row| Ok(line(row)))?;
    rows.map(|row| row?).collect()
}

fn line(row: &Row<'_>) -> Result<ScenarioLine, StateError> {
    let id: String = row.get("id")?;
    let altered = || StateError::Altered(format!("scenario {id}: its history cannot be read"));
    let frozen: Option<String> = row.get("frozen")?;
    let frozen: Option<FrozenSummary> = frozen
        .map(|body| serde_json::from_str(&body))
        .transpose()
        .map_err(|_unreadable| altered())?;
    let status = match (&frozen, row.get("signed")?) {
        (None, _) => Status::Draft,
        (Some(_), false) => Status::Frozen,
        (Some(_), true) => Status::Signed,
    };
    Ok(ScenarioLine {
        name: row.get::<_, Option<String>>("name")?.ok_or_else(altered)?,
        version: row.get("version")?,
        status,
        round: row.get("round")?,
        parent: row.get("parent")?,
        created_at: row.get("created_at")?,
        created_by: row.get("created_by")?,
        updated_at: row.get("updated_at")?,
        updated_by: row.get("updated_by")?,
        frozen,
        id,
    })
}
