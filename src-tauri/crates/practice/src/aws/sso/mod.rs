//! IAM Identity Center as a person meets it who signs in with a device code: `oidc` gives tokens (RFC 8628 and the IAM Identity
//! Center OIDC API reference), `portal` lists her accounts and roles and gives their credentials (IAM Identity Center Portal API
//! reference), and `approval` stands for her browser. Times are real ones: clients renew by the clock of their own machine.

pub(crate) mod approval;
pub(super) mod oidc;
pub(super) mod portal;

use serde::{Deserialize, Serialize};

use super::call::{CUSTOMER, Call, SELLER};
use super::error::AwsError;
use super::trouble;
use crate::faults::Faults;
use crate::state::Record;

/// Where the practice company signs in; another address is nobody's.
pub(crate) const START_URL: &str = "https://practice.awsapps.com/start";
/// Who signs in.
const USER: &str = "ann.lee@practice.example";

/// What the practice company has given its user: account, name, mail address and the permission sets in it.
const ASSIGNED: [(&str, &str, &str, &[&str]); 4] = [
    (SELLER, "Practice product", "aws+product@practice.example", &["ProductEngineer", "ReadOnly"]),
    (CUSTOMER, "Practice customer", "aws+customer@practice.example", &["ConnectionTester"]),
    ("777788889999", "Practice DNS", "aws+dns@practice.example", &["DnsAdministrator"]),
    ("222233334444", "Practice Marketplace listing", "aws+listing@practice.example", &["ListingManager"]),
];

/// A program that has introduced itself.
#[derive(Debug, Serialize, Deserialize)]
struct Client {
    secret: String,
    name: String,
    /// Whether it asked for `sso:account:access`: its tokens can then be renewed.
    renews: bool,
    expires_ms: i64,
}

impl Record for Client {
    const KIND: &'static str = "sign-in-client";
}

/// What became of a device code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInState {
    /// Nobody has answered in the browser yet.
    Waiting,
    /// She said yes, and the program has not asked again yet.
    Approved,
    /// She said no.
    Denied,
    /// It ran out.
    Expired,
    /// The program has its token.
    Used,
}

/// A device code that was given out.
#[derive(Debug, Serialize, Deserialize)]
struct Device {
    user_code: String,
    client: String,
    client_name: String,
    expires_ms: i64,
    state: SignInState,
}

impl Record for Device {
    const KIND: &'static str = "sign-in-device";
}

impl Device {
    /// Where it stands now.
    fn state(&self, now: i64) -> SignInState {
        match self.state {
            SignInState::Waiting | SignInState::Approved if self.expires_ms <= now => SignInState::Expired,
            state => state,
        }
    }
}

/// An access token.
#[derive(Debug, Serialize, Deserialize)]
struct Token {
    expires_ms: i64,
}

impl Record for Token {
    const KIND: &'static str = "sign-in-token";
}

/// What renews access tokens for as long as the user's session lasts.
#[derive(Debug, Serialize, Deserialize)]
struct Renewal {
    client: String,
    ends_ms: i64,
}

impl Record for Renewal {
    const KIND: &'static str = "sign-in-renewal";
}

/// The error that stands for the answer to somebody who signs in. What is wrong with keys and signatures is nothing to her.
pub(super) fn refusal(faults: &Faults, call: &Call) -> Option<AwsError> {
    let oidc = call.service == "sso-oauth";
    if call.action == "CreateToken"
        && let Some(fault) = faults.strike("sign-in-fails", |_| true)
    {
        return Some(match fault.text("how") {
            "denied" => oidc::denied(),
            "expired" => oidc::expired(),
            _ => oidc::slow_down(),
        });
    }
    let fault = faults.strike("call-fails", |fault| trouble::meant(fault, call))?;
    Some(match (fault.text("error"), oidc) {
        ("ServiceUnavailable", _) => trouble::unavailable(),
        ("Throttling", _) => trouble::throttled(call),
        ("AccessDenied", true) => oidc::denied(),
        ("AccessDenied", false) => portal::forbidden(),
        ("ExpiredToken", true) => oidc::expired(),
        ("ExpiredToken", false) => portal::signed_out(),
        ("InvalidParameter", _) => AwsError::new("InvalidRequestException", "A parameter has an invalid value."),
        (_, true) => AwsError::new("InternalServerException", "An internal error has occurred"),
        (_, false) => AwsError::with_status(500, "InternalFailure", "An internal error has occurred"),
    })
}
