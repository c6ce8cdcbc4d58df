//! What the failures of everything below this interface are to a client.

use super::code::Code;
use super::error::ApiError;
use crate::accounts::AccountError;
use crate::jobs::JobError;
use crate::planning::PlanningError;
use crate::scenarios::freeze::FreezeError;
use crate::scenarios::store::StateError;
use crate::scenarios::store::bounds::Exceeded;
use mcda::PlanError;

impl From<JobError> for ApiError {
    fn from(error: JobError) -> Self {
        match error {
            JobError::Busy => Self::new(Code::Busy, "Too many computations wait for their turn.")
                .hint("Try again in a few seconds."),
            JobError::Panicked | JobError::Threads(_) => Self::internal(error),
        }
    }
}

impl From<PlanError> for ApiError {
    fn from(error: PlanError) -> Self {
        if error.is_solvers() {
            return Self::internal(error);
        }
        let result = Self::new(Code::InvalidPlan, format!("`{}`: {}.", error.field, error.problem));
        match error.hint {
            Some(hint) => result.hint(hint),
            None => result,
        }
    }
}

impl From<PlanningError> for ApiError {
    fn from(error: PlanningError) -> Self {
        match error {
            PlanningError::Cancelled => Self::new(Code::Cancelled, "Nobody waited for the answer."),
            PlanningError::Plan(error) => error.into(),
            PlanningError::Query(error) => error.into(),
            PlanningError::Dataset(error) => Self::internal(error),
        }
    }
}

/// What an error says, as a sentence.
fn sentence(error: &impl std::fmt::Display) -> String {
    let mut text = format!("{error}.");
    if let Some(first) = text.get(..1).map(str::to_uppercase) {
        text.replace_range(..1, &first);
    }
    text
}

impl From<StateError> for ApiError {
    fn from(error: StateError) -> Self {
        let detail = sentence(&error);
        match error {
            StateError::NotFound(_) => Self::new(Code::ScenarioNotFound, detail),
            StateError::NoEntry(_) => Self::new(Code::RecordNotFound, detail)
                .hint("GET /api/v1/registry lists what is recorded; with `withdrawn=true` what was taken back too."),
            StateError::Entry(_) => Self::new(Code::RecordRefused, detail),
            StateError::Conflict { .. } => Self::new(Code::VersionConflict, detail)
                .hint("Read the scenario again, and make the change to what it is now."),
            StateError::Frozen => {
                Self::new(Code::ScenarioFrozen, detail).hint("Duplicate it, and change the copy.")
            }
            StateError::NotFrozen => Self::new(Code::ScenarioNotFrozen, detail),
            StateError::Sign(_) => Self::new(Code::SignatureRefused, detail),
            StateError::Bound(exceeded) => {
                let (code, hint) = exceeded_as(&exceeded);
                Self::new(code, detail).hint(hint)
            }
            StateError::Full => Self::new(Code::StorageFull, detail).hint(
                "Nothing was changed, and everything can still be read. Make room on the disk of the state, or raise \
                 `limits.state_bytes`; then try again.",
            ),
            StateError::Locked => Self::new(Code::StateLocked, detail)
                .hint("Nothing was changed. Try again when the other program has finished."),
            StateError::Altered(_) => Self::new(Code::StateAltered, detail).hint(
                "Nothing of it is given out. Tell the operator: `desmigratif check --state DIR` says what is wrong, and \
                 docs/operations.md how a backup is restored.",
            ),
            other => Self::internal(other),
        }
    }
}

impl From<AccountError> for ApiError {
    fn from(error: AccountError) -> Self {
        let detail = sentence(&error);
        match error {
            AccountError::State(error) => error.into(),
            AccountError::Secret(_) => Self::internal(detail),
            AccountError::Credentials => Self::new(Code::WrongCredentials, detail),
            AccountError::CodeMissing => Self::new(Code::SecondFactorRequired, detail)
                .hint("Send `code`, the six digits that the authenticator app shows."),
            AccountError::Code => {
                Self::new(Code::WrongCode, detail).hint("Wait for the next code of the app.")
            }
            AccountError::Slow(_) => Self::new(Code::TooManyTries, detail),
            AccountError::Password(_) => Self::new(Code::PasswordRefused, detail)
                .hint("Several words in a row are long and easy to keep."),
            AccountError::Login(_) | AccountError::Invalid(_) => {
                Self::new(Code::InvalidBody, detail)
            }
            AccountError::Taken(_) => Self::new(Code::LoginTaken, detail),
            AccountError::Invitation => Self::new(Code::InvitationInvalid, detail)
                .hint("Ask an administrator for a new one."),
            AccountError::FirstCode => Self::new(Code::InvitationInvalid, detail).hint(
                "The server prints the code at every start, as long as nobody has an account.",
            ),
            AccountError::Nobody(_) | AccountError::NoToken(_) | AccountError::NoSignIn(_) => {
                Self::new(Code::AccountNotFound, detail)
            }
            AccountError::LastAdmin(_) => Self::new(Code::LastAdministrator, detail)
                .hint("Grant the role `admin`, without an end, to somebody else first."),
        }
    }
}

/// The code of what is more than is kept, and what to do.
const fn exceeded_as(exceeded: &Exceeded) -> (Code, &'static str) {
    match exceeded {
        Exceeded::Text { .. } => (Code::TextTooLong, "Say it in fewer words."),
        Exceeded::Control { .. } => {
            (Code::TextInvalid, "Write it in one line, in letters that can be seen.")
        }
        Exceeded::Rows { .. } | Exceeded::Plan { .. } => (
            Code::PlanTooLarge,
            "Rank it without saving, or save a plan with a condition instead of rows.",
        ),
        Exceeded::Scenarios(_) => {
            (Code::TooManyScenarios, "Change one that is there, or raise `limits.scenarios`.")
        }
        Exceeded::Batch { .. } => (Code::TooManyRecords, "Record them in several parts."),
        Exceeded::Entries(_) => {
            (Code::TooManyRecords, "Tell the operator; what was withdrawn is kept and counts too.")
        }
        Exceeded::Versions(_) => (Code::TooManyVersions, "Duplicate it, and change the copy."),
    }
}

impl From<FreezeError> for ApiError {
    fn from(error: FreezeError) -> Self {
        match error {
            FreezeError::Planner(error) => error.into(),
            FreezeError::Infeasible(relax) => {
                let relax: Vec<String> =
                    relax.iter().map(|r| format!("{}: {}", r.constraint, r.detail)).collect();
                let result = Self::new(
                    Code::SelectionInfeasible,
                    "No set of villages satisfies all constraints of the plan.",
                );
                if relax.is_empty() { result } else { result.hint(relax.join("; ")) }
            }
            FreezeError::NoTime => Self::new(
                Code::SelectionInfeasible,
                "No set of villages was found in the time that the plan allows.",
            )
            .hint("Raise `constraints.time_limit_s`."),
            FreezeError::Basket { only_picked, only_selected } => Self::new(
                Code::BasketDiffers,
                format!(
                    "The plan selects {} that are not in the basket, and not {} that are.",
                    some(&only_selected),
                    some(&only_picked)
                ),
            )
            .hint("Pin what must be in the list, or select again, and save the basket."),
            FreezeError::Document(error) => Self::internal(error),
        }
    }
}

/// A count with the first codes.
fn some(codes: &[String]) -> String {
    const FIRST: usize = 3;
    let first: Vec<&str> = codes.iter().take(FIRST).map(String::as_str).collect();
    let more = if codes.len() > FIRST { ", …" } else { "" };
    let noun = if codes.len() == 1 { "village" } else { "villages" };
    match first.as_slice() {
        [] => format!("0 {noun}"),
        _ => format!("{} {noun} ({}{more})", codes.len(), first.join(", ")),
    }
}
