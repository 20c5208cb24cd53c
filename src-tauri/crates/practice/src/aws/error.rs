//! AWS's errors: a code that clients act on, and a message for people.

use crate::state::StateError;

/// An error as AWS answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AwsError {
    /// HTTP status; 0 means what the service's model says for the code, 400 otherwise.
    pub status: u16,
    pub code: String,
    pub message: String,
}

impl AwsError {
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> AwsError {
        AwsError { status: 0, code: code.into(), message: message.into() }
    }

    pub fn with_status(status: u16, code: &str, message: impl Into<String>) -> AwsError {
        AwsError { status, code: code.into(), message: message.into() }
    }

    /// A rule of the model that the tables don't carry: EC2's model hardly marks required members.
    pub fn missing(parameter: &str) -> AwsError {
        AwsError::new("MissingParameter", format!("The request must contain the parameter {parameter}"))
    }
}

impl From<StateError> for AwsError {
    fn from(error: StateError) -> AwsError {
        AwsError::with_status(500, "InternalFailure", error.to_string())
    }
}
