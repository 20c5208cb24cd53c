//! What an operation gets to work with, and the small things many operations share.

use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::error::AwsError;
use crate::state::{Place, Tx};

/// One operation being carried out: who asks, where, when, and the transaction it happens in.
pub(crate) struct Ask<'a> {
    pub tx: &'a Tx<'a>,
    /// The caller's account and Region.
    pub place: Place<'a>,
    /// ARN of the caller.
    pub caller: &'a str,
    pub user_id: &'a str,
    /// World time, milliseconds since the epoch.
    pub now: i64,
    /// The endpoint's name and port as the client wrote them; empty where nobody did.
    pub host: &'a str,
}

impl Ask<'_> {
    /// An ARN in the caller's account and Region.
    pub fn arn(&self, service: &str, rest: &str) -> String {
        format!("arn:aws:{service}:{}:{}:{rest}", self.place.region, self.place.account)
    }
}

/// Takes the parameters into the operation's own type. Its fields are the parameters the practice account honours; a
/// parameter that AWS knows and the operation does not is refused instead of ignored.
pub(crate) fn parse<T: DeserializeOwned>(input: Value) -> Result<T, AwsError> {
    serde_json::from_value(input)
        .map_err(|error| AwsError::new("UnsupportedOperation", format!("The practice account does not play this parameter: {error}")))
}

/// A fresh id: the prefix and 17 hex digits, as EC2 writes them.
pub(crate) fn new_id(prefix: &str) -> String {
    format!("{prefix}-{}", hex(17))
}

/// Random hex digits, 32 at most.
pub(crate) fn hex(digits: usize) -> String {
    let mut text = Uuid::new_v4().simple().to_string();
    // The version digit of a UUID is always 4: not for an id that should look like AWS's.
    text.replace_range(12..13, "");
    text.replace_range(15..16, "");
    text.truncate(digits);
    text
}

/// The same hex digits for the same words: ids of what every fresh world holds, so that pictures and scripts repeat.
pub(crate) fn fixed_hex(words: &[&str], digits: usize) -> String {
    let digest = Sha256::digest(words.join("/"));
    let halves = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.filter_map(|half| char::from_digit(u32::from(half), 16)).take(digits).collect()
}
