//! The table of error codes: the one place that knows which code has which status and title.
//!
//! Clients decide by `code`, and the browser translates by it; a code is never renamed.

use axum::http::StatusCode;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $name:literal $status:ident $title:literal;)*) => {
        /// Why a request failed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $variant,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The value of the member `code`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The HTTP status that goes with it.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)* }
            }

            /// A short summary, the same for every occurrence.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
        }
    };
}

codes! {
    // The request line and its parameters.
    /// No route has this path.
    NotFound "not_found" NOT_FOUND "There is nothing at this address";
    /// The route exists, but not for this method.
    MethodNotAllowed "method_not_allowed" METHOD_NOT_ALLOWED "This address does not answer this method";
    /// The `Host` header names a host this server does not answer for.
    HostNotAllowed "host_not_allowed" MISDIRECTED_REQUEST "This server does not answer for that host name";
    /// A page of another site sent what changes or costs something.
    OriginNotAllowed "origin_not_allowed" FORBIDDEN "Pages of other sites may not do this here";
    /// Whoever asks may not do that.
    Forbidden "forbidden" FORBIDDEN "You may not do this here";
    /// Nobody has signed in, and this needs it.
    SignInRequired "sign_in_required" UNAUTHORIZED "Sign in first";
    /// The login or the password is wrong.
    WrongCredentials "wrong_credentials" UNAUTHORIZED "The login or the password is wrong";
    /// The password is right, and a code of the second factor is missing.
    SecondFactorRequired "second_factor_required" UNAUTHORIZED "A code of the second factor is missing";
    /// The code of the second factor is wrong, or was taken before.
    WrongCode "wrong_code" UNAUTHORIZED "The code is wrong";
    /// Signing needs a second factor, and whoever signs has none.
    SecondFactorMissing "second_factor_missing" FORBIDDEN "Signing needs a second factor";
    /// Too many wrong tries to sign in.
    TooManyTries "too_many_tries" TOO_MANY_REQUESTS "Too many tries in a short time";
    /// The password was given too long ago for this.
    ProofRequired "proof_required" FORBIDDEN "Give your password once more";
    /// A password that cannot be used.
    PasswordRefused "password_refused" BAD_REQUEST "The password cannot be used";
    /// The invitation, or the code for the first administrator, does not hold.
    InvitationInvalid "invitation_invalid" FORBIDDEN "The invitation or the code does not hold";
    /// The sign-in with the OpenID provider did not come to its end.
    OpenidRefused "openid_refused" FORBIDDEN "The sign-in with the provider did not come to its end";
    /// The OpenID provider does not answer as it should.
    OpenidUnavailable "openid_unavailable" BAD_GATEWAY "The sign-in's provider does not answer";
    /// Somebody has this login already.
    LoginTaken "login_taken" CONFLICT "Somebody has this login already";
    /// Nobody has this account, or no token this id.
    AccountNotFound "account_not_found" NOT_FOUND "There is no such account or token";
    /// Without this administrator there would be none.
    LastAdministrator "last_administrator" CONFLICT "Somebody has to manage accounts";
    /// The plan, or what is recorded, reaches beyond the area that somebody may plan or record for.
    OutsideOwnArea "outside_own_area" FORBIDDEN "This reaches beyond your area";
    /// A query parameter that this route does not know.
    UnknownParameter "unknown_parameter" BAD_REQUEST "A parameter is not known";
    /// A query parameter that this route needs is absent.
    MissingParameter "missing_parameter" BAD_REQUEST "A parameter is missing";
    /// A query or path parameter has a value that cannot be used.
    InvalidParameter "invalid_parameter" BAD_REQUEST "A parameter has a value that cannot be used";
    /// A text is not a Kemendagri code.
    InvalidCode "invalid_code" BAD_REQUEST "A text is not an area code";
    /// The cursor was not issued by this server for this list.
    InvalidCursor "invalid_cursor" BAD_REQUEST "The cursor does not belong to this list";

    // The body.
    /// The body is not JSON.
    InvalidJson "invalid_json" BAD_REQUEST "The body is not valid JSON";
    /// The body is JSON of another shape.
    InvalidBody "invalid_body" BAD_REQUEST "The body has a value that cannot be used";
    /// A field of the body that this route does not know.
    UnknownField "unknown_field" BAD_REQUEST "A field of the body is not known";
    /// The plan contradicts itself, the dataset or its candidates.
    InvalidPlan "invalid_plan" BAD_REQUEST "The plan cannot be computed";
    /// The geometry of the body is not usable.
    InvalidGeometry "invalid_geometry" BAD_REQUEST "The geometry cannot be used";
    /// The file of a list cannot be read as a table.
    InvalidList "invalid_list" BAD_REQUEST "The file cannot be read as a list";
    /// The list speaks of single persons.
    PersonalData "personal_data" UNPROCESSABLE_ENTITY "The list has data of persons";
    /// The list is not the one that was previewed.
    ListChanged "list_changed" PRECONDITION_FAILED "The list is not the one that was seen";
    /// A row of the list is wrong, or none says anything.
    ListUnready "list_unready" UNPROCESSABLE_ENTITY "The list cannot be taken as it is";
    /// The body is longer than allowed.
    PayloadTooLarge "payload_too_large" PAYLOAD_TOO_LARGE "The body is too large";
    /// The body did not arrive in time.
    BodyTimeout "body_timeout" REQUEST_TIMEOUT "The body did not arrive in time";
    /// The body's content type is not one this route reads.
    UnsupportedMediaType "unsupported_media_type" UNSUPPORTED_MEDIA_TYPE "The body has a content type that is not read here";
    /// None of the formats that `Accept` or `format` ask for can be given.
    NotAcceptable "not_acceptable" NOT_ACCEPTABLE "None of the requested formats can be given";

    // Things that are not there.
    /// No area has this code.
    AreaNotFound "area_not_found" NOT_FOUND "No area has this code";
    /// An area had this code; what came of it has others, which the member `successors` lists.
    AreaChanged "area_changed" NOT_FOUND "This code is gone";
    /// No tile layer has this name.
    LayerNotFound "layer_not_found" NOT_FOUND "No tile layer has this name";
    /// No table of one's own has this name.
    TableNotFound "table_not_found" NOT_FOUND "No table of one's own has this name";
    /// The table was imported before there were tiles of such tables.
    TableNotTiled "table_not_tiled" CONFLICT "This table has no map tiles yet";
    /// The tile address lies outside the pyramid.
    TileNotFound "tile_not_found" NOT_FOUND "There is no such tile";
    /// Zoom, column or row that no tile has.
    TileAddressInvalid "tile_address_invalid" BAD_REQUEST "No tile can have this zoom, column and row";
    /// No style has this name.
    StyleNotFound "style_not_found" NOT_FOUND "No style has this name";
    /// No statement of this id is running.
    StatementNotFound "statement_not_found" NOT_FOUND "No statement with this id is running";
    /// No named question has this name.
    QueryNotFound "query_not_found" NOT_FOUND "No named question has this name";

    // What people record.
    /// Rows that cannot be recorded; the member `rows` says which and why.
    RowsRefused "rows_refused" UNPROCESSABLE_ENTITY "Rows cannot be recorded";
    /// Nobody has recorded this.
    RecordNotFound "record_not_found" NOT_FOUND "There is no such record";
    /// What was recorded is not in the state in which this could be done to it.
    RecordRefused "record_refused" CONFLICT "This cannot be done to the record";
    /// As much is recorded as is kept, or may be at once.
    TooManyRecords "too_many_records" CONFLICT "More is recorded than is kept";

    // Scenarios.
    /// No scenario has this id.
    ScenarioNotFound "scenario_not_found" NOT_FOUND "No scenario has this id";
    /// The village did not compete in this scenario.
    NotACandidate "not_a_candidate" NOT_FOUND "The village did not compete in this scenario";
    /// The change does not name the version it was made to.
    VersionRequired "version_required" PRECONDITION_REQUIRED "The change does not say which version it was made to";
    /// The scenario was changed since it was read.
    VersionConflict "version_conflict" PRECONDITION_FAILED "Someone else has changed the scenario meanwhile";
    /// The scenario is frozen.
    ScenarioFrozen "scenario_frozen" CONFLICT "The scenario is frozen";
    /// The scenario is not frozen.
    ScenarioNotFrozen "scenario_not_frozen" CONFLICT "The scenario is not frozen";
    /// The signature does not fit what was signed before.
    SignatureRefused "signature_refused" CONFLICT "The signature cannot be added";
    /// No set of villages satisfies the plan.
    SelectionInfeasible "selection_infeasible" UNPROCESSABLE_ENTITY "No set of villages satisfies the plan";
    /// The villages that were picked are not those that the plan selects.
    BasketDiffers "basket_differs" UNPROCESSABLE_ENTITY "The basket is not the set that the plan selects";
    /// A text that would be saved has too many letters.
    TextTooLong "text_too_long" BAD_REQUEST "A text is longer than is kept";
    /// A text that would be saved holds NUL or another control character.
    TextInvalid "text_invalid" BAD_REQUEST "A text holds signs that are not kept";
    /// A plan that would be saved has too many rows of its own, or bytes.
    PlanTooLarge "plan_too_large" PAYLOAD_TOO_LARGE "The plan is larger than is kept";
    /// There are as many scenarios as there may be.
    TooManyScenarios "too_many_scenarios" CONFLICT "There are as many scenarios as are kept";
    /// The scenario has as many versions as it may have.
    TooManyVersions "too_many_versions" CONFLICT "The scenario has as many versions as are kept";
    /// There is no room for what would be saved.
    StorageFull "storage_full" INSUFFICIENT_STORAGE "There is no room to save";
    /// Another program holds the saved state.
    StateLocked "state_locked" SERVICE_UNAVAILABLE "Another program holds what is saved";
    /// What is saved is not what its history says.
    StateAltered "state_altered" INTERNAL_SERVER_ERROR "What is saved was altered outside of this program";

    // SQL; the names are those of `queries::Code`.
    /// The statement cannot be parsed.
    SqlSyntax "sql_syntax" BAD_REQUEST "The statement is not valid SQL";
    /// The statement names a table that does not exist.
    UnknownTable "unknown_table" BAD_REQUEST "A table is not known";
    /// The statement names a column that does not exist.
    UnknownColumn "unknown_column" BAD_REQUEST "A column is not known";
    /// The statement names a function that does not exist.
    UnknownFunction "unknown_function" BAD_REQUEST "A function is not known";
    /// The parts of the statement do not fit together.
    SqlType "sql_type" BAD_REQUEST "The parts of the statement do not fit together";
    /// A value could not be computed.
    SqlEvaluation "sql_evaluation" BAD_REQUEST "A value of the statement could not be computed";
    /// The engine does not support the statement.
    SqlUnsupported "sql_unsupported" BAD_REQUEST "The engine does not support this statement";
    /// The statement is not one that may run here.
    StatementForbidden "statement_forbidden" FORBIDDEN "This statement may not run here";
    /// The statement is deeper, or reads more tables, than can be planned safely.
    StatementTooComplex "statement_too_complex" BAD_REQUEST "The statement is too deep or reads too much";
    /// A parameter of the statement is missing, superfluous or of another type.
    ParameterInvalid "parameter_invalid" BAD_REQUEST "A parameter of the statement cannot be used";
    /// More rows were asked for than are given.
    TooManyRows "too_many_rows" BAD_REQUEST "More rows were asked for than are given";
    /// The statement or its answer has more bytes than allowed.
    TooLarge "too_large" PAYLOAD_TOO_LARGE "The statement or its answer is too large";
    /// The statement needs more memory than it may use.
    OutOfMemory "out_of_memory" UNPROCESSABLE_ENTITY "The statement needs too much memory";
    /// The statement ran longer than allowed.
    QueryTimeout "query_timeout" GATEWAY_TIMEOUT "The statement took too long";
    /// The rows have no geometry, but the format needs one.
    NoGeometry "no_geometry" UNPROCESSABLE_ENTITY "The rows have no geometry";

    // The server's own state.
    /// Nothing that draws maps runs on this machine.
    MapsUnavailable "maps_unavailable" NOT_IMPLEMENTED "Maps are not drawn by this server";
    /// Too many requests of this kind are under way.
    Busy "busy" TOO_MANY_REQUESTS "The server is busy";
    /// There is no memory left for what the request takes.
    ServerMemory "server_memory" SERVICE_UNAVAILABLE "The server has no memory left for this";
    /// Whoever asked went away, or the server stops.
    Cancelled "cancelled" SERVICE_UNAVAILABLE "The computation was ended";
    /// The answer took longer than this route allows.
    Timeout "timeout" GATEWAY_TIMEOUT "The answer took too long";
    /// The server stops and has not answered by then.
    Stopping "stopping" SERVICE_UNAVAILABLE "The server stops";
    /// A defect of the server; the log has the cause.
    Internal "internal" INTERNAL_SERVER_ERROR "Something went wrong in the server";
}

impl From<queries::Code> for Code {
    fn from(code: queries::Code) -> Self {
        use queries::Code as Sql;
        match code {
            Sql::SqlSyntax => Self::SqlSyntax,
            Sql::UnknownTable => Self::UnknownTable,
            Sql::UnknownColumn => Self::UnknownColumn,
            Sql::UnknownFunction => Self::UnknownFunction,
            Sql::SqlType => Self::SqlType,
            Sql::SqlEvaluation => Self::SqlEvaluation,
            Sql::SqlUnsupported => Self::SqlUnsupported,
            Sql::StatementForbidden => Self::StatementForbidden,
            Sql::StatementTooComplex => Self::StatementTooComplex,
            Sql::ParameterInvalid => Self::ParameterInvalid,
            Sql::TooManyRows => Self::TooManyRows,
            Sql::TooLarge => Self::TooLarge,
            Sql::QueryTimeout => Self::QueryTimeout,
            Sql::OutOfMemory => Self::OutOfMemory,
            Sql::Busy => Self::Busy,
            Sql::Cancelled => Self::Cancelled,
            Sql::NoGeometry => Self::NoGeometry,
            Sql::Internal => Self::Internal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_engine_and_the_table_call_a_failure_the_same() {
        for code in queries::Code::ALL {
            assert_eq!(Code::from(code).name(), code.as_str());
        }
    }

    #[test]
    fn every_code_is_unique_snake_case_and_an_error() {
        let names: HashSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.name().bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
            assert!(code.status().is_client_error() || code.status().is_server_error());
        }
    }
}
