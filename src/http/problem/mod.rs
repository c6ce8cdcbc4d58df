//! What goes wrong, as clients see it: the table of codes, the error that handlers return, the document
//! that it becomes, and the id by which it is found in the log.

mod causes;
pub mod code;
pub mod error;
pub mod request_id;

pub use code::Code;
pub use error::{ApiError, ApiResult, Problem};
pub use request_id::RequestId;
