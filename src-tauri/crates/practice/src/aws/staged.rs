//! What a story lays out in the accounts before it begins: carried out by the same functions as a client's calls, so that
//! nothing stands there that no call could have made.

use serde_json::Value;

use super::ask::Ask;
use super::dispatch;
use super::error::AwsError;
use crate::state::{Place, Tx};

/// Who acts, and when: an account in a Region at a point in world time.
#[derive(Clone, Copy)]
pub(crate) struct Stage<'a> {
    pub(crate) tx: &'a Tx<'a>,
    /// 12 digits.
    pub(crate) account: &'a str,
    /// A Region's code.
    pub(crate) region: &'a str,
    /// World time in ms: what is made now can be made to look old.
    pub(crate) now: i64,
}

impl Stage<'_> {
    /// Carries an operation out; parameters and answer have the models' member names.
    ///
    /// # Errors
    /// What the operation answers to any client.
    pub(crate) fn act(&self, service: &str, action: &str, input: Value) -> Result<Value, AwsError> {
        let operation = dispatch::operation(service, action)
            .ok_or_else(|| AwsError::new("InvalidAction", format!("{service} has no operation {action} here")))?;
        let caller = format!("arn:aws:iam::{}:user/somebody", self.account);
        let place = Place { account: self.account, region: self.region };
        operation(&Ask { tx: self.tx, place, caller: &caller, user_id: "AIDAPRACTICESOMEBODY", now: self.now, host: "" }, input)
    }
}
