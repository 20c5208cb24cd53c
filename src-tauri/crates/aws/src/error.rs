//! What can go wrong between the wizard and AWS, and the one question that matters after a mutating call: was it certainly not carried out?

use std::error::Error;
use std::fmt;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use gangway_model::{ChangeId, Message, message};

use crate::scrub::scrub;

/// A call that did not end well.
#[derive(Debug)]
pub struct AwsError {
    /// The operation as AWS names it: `DescribeVpcs`.
    pub operation: &'static str,
    /// What it was.
    pub kind: AwsErrorKind,
    /// AWS's id of the request, for their support.
    pub request_id: Option<String>,
    /// The chain of causes, scrubbed of secrets.
    source: Option<Box<Cause>>,
}

/// What it was. `code` is AWS's error code and `text` AWS's own sentence, scrubbed of secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AwsErrorKind {
    /// There are no credentials, they can't be loaded, or AWS does not know them.
    NoCredentials,
    /// There were credentials, and they have run out: the user signs in again.
    CredentialsExpired,
    /// The request was too old when it arrived. EC2 says the same of credentials that have run out ("Error codes for the Amazon EC2 API").
    RequestExpired,
    /// The signature is of another time than AWS's own: the clock of this computer is wrong.
    ClockWrong,
    /// The Region does not accept the caller: unknown credentials, or a Region that the account has not turned on.
    NotAccepted {
        /// AWS's error code.
        code: String,
    },
    /// AWS knows the caller and does not allow the call.
    AccessDenied {
        /// AWS's error code.
        code: String,
        /// AWS's own sentence.
        text: String,
    },
    /// Too many calls at once; later it will work.
    Throttled {
        /// AWS's error code.
        code: String,
    },
    /// What the call is about does not exist, or does not exist yet: reads are eventually consistent.
    NotFound {
        /// AWS's error code.
        code: String,
        /// AWS's own sentence.
        text: String,
    },
    /// AWS said no: certainly not carried out.
    Refused {
        /// AWS's error code.
        code: String,
        /// AWS's own sentence.
        text: String,
    },
    /// No connection could be made: certainly not sent.
    NoNetwork,
    /// An answer that is not AWS's.
    NotUnderstood,
    /// AWS could not answer a question (5xx).
    Unavailable {
        /// AWS's error code.
        code: String,
    },
    /// A question was sent, and no usable answer came back (timeout, reset): nothing hangs on it.
    NoAnswer,
    /// A change was sent, and no usable answer came back (timeout, reset, 5xx): a change may have been carried out.
    Interrupted,
    /// What was to be removed does not carry the onboarding's tag: nothing was sent.
    NotOurs {
        /// Its id or ARN.
        id: String,
        /// The onboarding that it belongs to by its tag, when it has one.
        owner: Option<String>,
    },
    /// An input is still the result of another change.
    NotResolved {
        /// The change whose result is missing.
        change: ChangeId,
    },
}

/// Whether the call only asks or changes something: the same broken answer means different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A read: nothing depends on whether it was carried out.
    Asking,
    /// A mutating call.
    Changing,
}

impl AwsError {
    /// An error that does not come from the SDK.
    pub(crate) fn new(operation: &'static str, kind: AwsErrorKind) -> Self {
        Self { operation, kind, request_id: None, source: None }
    }

    /// The same error with one sentence of detail for experts.
    pub(crate) fn because(mut self, text: impl fmt::Display) -> Self {
        self.source = Some(Box::new(Cause { text: scrub(&text.to_string()), source: self.source.take() }));
        self
    }

    /// A member that AWS always sends is missing.
    pub(crate) fn missing(operation: &'static str, member: &str) -> Self {
        Self::new(operation, AwsErrorKind::NotUnderstood).because(format_args!("the answer has no {member}"))
    }

    /// Whether a mutating call that ended like this has certainly not been carried out, so that it may be sent again.
    #[must_use]
    pub fn certainly_not_done(&self) -> bool {
        !matches!(self.kind, AwsErrorKind::NotUnderstood | AwsErrorKind::Interrupted)
    }

    /// Whether what was asked for does not exist (yet).
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self.kind, AwsErrorKind::NotFound { .. })
    }

    /// The catalogue's message: `aws-…` with `operation` and, where AWS gave them, `code` and `text`.
    #[must_use]
    pub fn message(&self) -> Message {
        let said = |id: &str, code: &str, text: &str| message(id).with("code", code).with("text", text);
        match &self.kind {
            AwsErrorKind::NotOurs { id, .. } => message("aws-not-ours").with("id", id),
            AwsErrorKind::NoCredentials => message("aws-no-credentials"),
            AwsErrorKind::CredentialsExpired => message("aws-credentials-expired"),
            AwsErrorKind::RequestExpired => message("aws-request-expired").with("operation", self.operation),
            AwsErrorKind::ClockWrong => message("aws-clock-wrong").with("operation", self.operation),
            AwsErrorKind::NotAccepted { code } => message("aws-not-accepted").with("code", code),
            AwsErrorKind::AccessDenied { code, text } => said("aws-access-denied", code, text),
            AwsErrorKind::Throttled { code } => message("aws-throttled").with("code", code),
            AwsErrorKind::NotFound { code, text } => said("aws-not-found", code, text),
            AwsErrorKind::Refused { code, text } => said(refusal(code), code, text),
            AwsErrorKind::NotResolved { change } => said("aws-refused", "NotResolved", &change.to_string()),
            AwsErrorKind::NoNetwork => message("aws-no-network"),
            AwsErrorKind::NotUnderstood => message("aws-not-understood"),
            AwsErrorKind::Unavailable { code } => message("aws-unavailable").with("code", code),
            AwsErrorKind::NoAnswer => message("aws-no-answer"),
            AwsErrorKind::Interrupted => message("aws-interrupted"),
        }
        .with("operation", self.operation)
    }

    /// The SDK's error in our words. `signs_in`: the credentials come from IAM Identity Center, whose sign-ins run out.
    pub(crate) fn from_sdk<E>(operation: &'static str, purpose: Purpose, signs_in: bool, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: Error + ProvideErrorMetadata + Send + Sync + 'static,
    {
        let kind = match error {
            SdkError::ServiceError(answer) => answered(purpose, answer.raw().status().as_u16(), answer.err()),
            SdkError::ResponseError(_) => broken_answer(purpose, error),
            _ => not_answered(purpose, signs_in, error),
        };
        let kind = match kind {
            // Whether the credentials are known at all is what this question finds out.
            AwsErrorKind::NotAccepted { .. } if operation == "GetCallerIdentity" => AwsErrorKind::NoCredentials,
            kind => kind,
        };
        let in_body = error.as_service_error().and_then(|said| said.meta().request_id());
        let request_id = in_body.or_else(|| error.request_id()).map(|id| id.chars().filter(char::is_ascii_graphic).take(80).collect());
        tracing::debug!(operation, ?kind, request_id, "call failed");
        Self { operation, kind, request_id, source: Some(Box::new(Cause::chain(error))) }
    }
}

/// An error document arrived, or at least a status that is no success.
fn answered<E: ProvideErrorMetadata>(purpose: Purpose, status: u16, error: &E) -> AwsErrorKind {
    let text = scrub(error.message().unwrap_or_default());
    let Some(code) = error.code().map(scrub).filter(|code| !code.is_empty()) else {
        // A page that is not AWS's: nobody knows how far the request came, and behind a success or a server error it may have come all the way.
        let in_doubt = purpose == Purpose::Changing && !(300..500).contains(&status);
        return if in_doubt { AwsErrorKind::Interrupted } else { AwsErrorKind::NotUnderstood };
    };
    match code.as_str() {
        "RequestInTheFuture" | "RequestTimeTooSkewed" => AwsErrorKind::ClockWrong,
        "RequestExpired" => AwsErrorKind::RequestExpired,
        // One code for a wrong key and a wrong clock; only the sentence tells them apart ("Troubleshoot Signature Version 4 signing").
        "SignatureDoesNotMatch" | "InvalidSignatureException"
            if text.starts_with("Signature expired") || text.starts_with("Signature not yet current") =>
        {
            AwsErrorKind::ClockWrong
        }
        "ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired" => AwsErrorKind::CredentialsExpired,
        "InvalidAccessKeyId"
        | "InvalidSignatureException"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "SignatureDoesNotMatch" => AwsErrorKind::NoCredentials,
        "AuthFailure" | "InvalidClientTokenId" | "OptInRequired" | "UnrecognizedClientException" => AwsErrorKind::NotAccepted { code },
        "AccessDenied" | "AccessDeniedException" | "UnauthorizedAccess" | "UnauthorizedOperation" | "NotAuthorized" => {
            AwsErrorKind::AccessDenied { code, text }
        }
        "BandwidthLimitExceeded"
        | "EC2ThrottledException"
        | "PriorRequestNotComplete"
        | "RequestLimitExceeded"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "SlowDown"
        | "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "TooManyRequestsException" => AwsErrorKind::Throttled { code },
        "RequestTimeout" | "RequestTimeoutException" => lost(purpose),
        // A 5xx by its status, and certainly nothing was made ("Error codes for the Amazon EC2 API", server errors).
        name if is_short_of_capacity(name) => AwsErrorKind::Refused { code, text },
        _ if status >= 500 && purpose == Purpose::Asking => AwsErrorKind::Unavailable { code },
        _ if status >= 500 => AwsErrorKind::Interrupted,
        name if name.contains("NotFound") || name.ends_with(".Unknown") => AwsErrorKind::NotFound { code, text },
        _ => AwsErrorKind::Refused { code, text },
    }
}

fn is_short_of_capacity(code: &str) -> bool {
    code.starts_with("Insufficient") && code.ends_with("Capacity")
}

/// The sentence of a refusal, where what to do about it is known.
fn refusal(code: &str) -> &'static str {
    match code {
        "DuplicateListener" | "DuplicateLoadBalancerName" | "DuplicateTargetGroupName" | "InvalidGroup.Duplicate" => "aws-name-taken",
        "InvalidSubnet.Conflict" => "aws-range-taken",
        "InsufficientFreeAddressesInSubnet" => "aws-no-free-addresses",
        "DependencyViolation" | "ExistingVpcEndpointConnections" | "ResourceInUse" | "ResourceInUseException" => "aws-in-use",
        name if is_short_of_capacity(name) => "aws-no-capacity",
        name if name.starts_with("TooMany") || name.contains("LimitExceeded") => "aws-quota-reached",
        _ => "aws-refused",
    }
}

/// A successful status with a body that can't be read, or one that broke off.
fn broken_answer(purpose: Purpose, error: &(dyn Error + 'static)) -> AwsErrorKind {
    let broke_off = chain(error).any(|cause| cause.is::<std::io::Error>() || cause.is::<aws_smithy_types::byte_stream::error::Error>());
    if purpose == Purpose::Changing || broke_off { lost(purpose) } else { AwsErrorKind::NotUnderstood }
}

/// Sent, and no usable answer came back.
fn lost(purpose: Purpose) -> AwsErrorKind {
    match purpose {
        Purpose::Asking => AwsErrorKind::NoAnswer,
        Purpose::Changing => AwsErrorKind::Interrupted,
    }
}

/// Nothing came back: no credentials to sign with, no connection, or one that ended.
fn not_answered<E: Error + Send + Sync + 'static>(purpose: Purpose, signs_in: bool, error: &SdkError<E, HttpResponse>) -> AwsErrorKind {
    let no_connection = chain(error)
        .filter_map(|cause| cause.downcast_ref::<hyper_util::client::legacy::Error>())
        .any(hyper_util::client::legacy::Error::is_connect);
    if no_connection {
        return AwsErrorKind::NoNetwork;
    }
    let assuming = chain(error).find_map(|cause| cause.downcast_ref::<aws_sdk_sts::operation::assume_role::AssumeRoleError>());
    if let Some(refusal) = assuming {
        return match answered(Purpose::Asking, 400, refusal) {
            AwsErrorKind::NotUnderstood | AwsErrorKind::NotAccepted { .. } | AwsErrorKind::Refused { .. } => AwsErrorKind::NoCredentials,
            kind => kind,
        };
    }
    match chain(error).find_map(|cause| cause.downcast_ref::<CredentialsError>()) {
        Some(CredentialsError::CredentialsNotLoaded(_) | CredentialsError::InvalidConfiguration(_)) => AwsErrorKind::NoCredentials,
        Some(_) if signs_in => AwsErrorKind::CredentialsExpired,
        Some(_) => AwsErrorKind::NoCredentials,
        None => match error {
            // Never left the machine: a request that can't be written or has no endpoint.
            SdkError::ConstructionFailure(_) => AwsErrorKind::Refused { code: "NotSent".to_owned(), text: Cause::chain(error).last_text() },
            _ => lost(purpose),
        },
    }
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause| (*cause).source())
}

/// A chain of causes as sentences. The SDK's own error is not kept: its Debug shows headers and bodies.
#[derive(Debug)]
struct Cause {
    text: String,
    source: Option<Box<Cause>>,
}

impl Cause {
    fn chain(error: &(dyn Error + 'static)) -> Self {
        Self { text: scrub(&error.to_string()), source: error.source().map(|next| Box::new(Self::chain(next))) }
    }
    fn last_text(&self) -> String {
        let last = std::iter::successors(Some(self), |cause| cause.source.as_deref()).last();
        last.map(|cause| cause.text.clone()).unwrap_or_default()
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
impl Error for Cause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|cause| cause as _)
    }
}

impl fmt::Display for AwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.operation)?;
        match &self.kind {
            AwsErrorKind::NoCredentials => f.write_str("no credentials that AWS accepts"),
            AwsErrorKind::CredentialsExpired => f.write_str("the credentials have expired"),
            AwsErrorKind::RequestExpired => f.write_str("the request was too old, or the credentials have expired"),
            AwsErrorKind::ClockWrong => f.write_str("the signature is of another time"),
            AwsErrorKind::NotAccepted { code } => write!(f, "the credentials are not accepted there ({code})"),
            AwsErrorKind::AccessDenied { code, text } => write!(f, "access denied ({code}): {text}"),
            AwsErrorKind::Throttled { code } => write!(f, "too many calls ({code})"),
            AwsErrorKind::NotFound { code, text } => write!(f, "not found ({code}): {text}"),
            AwsErrorKind::Refused { code, text } => write!(f, "refused ({code}): {text}"),
            AwsErrorKind::NoNetwork => f.write_str("no connection"),
            AwsErrorKind::NotUnderstood => f.write_str("the answer is not AWS's"),
            AwsErrorKind::Unavailable { code } => write!(f, "AWS could not answer ({code})"),
            AwsErrorKind::NoAnswer => f.write_str("asked, and no usable answer came back"),
            AwsErrorKind::Interrupted => f.write_str("sent, and no usable answer came back"),
            AwsErrorKind::NotOurs { id, owner: None } => write!(f, "{id} does not carry the onboarding's tag"),
            AwsErrorKind::NotOurs { id, owner: Some(owner) } => write!(f, "{id} belongs to the onboarding {owner}"),
            AwsErrorKind::NotResolved { change } => write!(f, "the result of {change} is not known yet"),
        }
    }
}
impl Error for AwsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|cause| cause as _)
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::error::ErrorMetadata;

    use super::*;

    #[derive(Debug)]
    struct Said(ErrorMetadata);
    impl ProvideErrorMetadata for Said {
        fn meta(&self) -> &ErrorMetadata {
            &self.0
        }
    }
    fn said(purpose: Purpose, status: u16, code: &str) -> AwsErrorKind {
        let code = Some(code).filter(|code| !code.is_empty());
        let meta = code.map_or_else(ErrorMetadata::builder, |code| ErrorMetadata::builder().code(code)).message("words").build();
        answered(purpose, status, &Said(meta))
    }

    #[test]
    fn codes_fall_into_kinds() {
        use Purpose::Changing;
        assert!(matches!(said(Changing, 403, "UnauthorizedOperation"), AwsErrorKind::AccessDenied { .. }));
        assert!(matches!(said(Changing, 503, "RequestLimitExceeded"), AwsErrorKind::Throttled { .. }));
        assert!(matches!(said(Changing, 400, "InvalidVpcEndpointServiceId.NotFound"), AwsErrorKind::NotFound { .. }));
        assert!(matches!(said(Changing, 400, "LoadBalancerNotFound"), AwsErrorKind::NotFound { .. }));
        assert!(matches!(said(Changing, 400, "DuplicateListener"), AwsErrorKind::Refused { .. }));
        assert_eq!(said(Changing, 403, "ExpiredToken"), AwsErrorKind::CredentialsExpired);
        assert!(matches!(said(Changing, 401, "AuthFailure"), AwsErrorKind::NotAccepted { .. }));
        assert_eq!(said(Changing, 400, "RequestExpired"), AwsErrorKind::RequestExpired);
        assert_eq!(said(Changing, 403, "SignatureDoesNotMatch"), AwsErrorKind::NoCredentials);
        assert_eq!(said(Changing, 403, "RequestTimeTooSkewed"), AwsErrorKind::ClockWrong);
        assert!(matches!(said(Purpose::Asking, 503, "ServiceUnavailable"), AwsErrorKind::Unavailable { .. }));
        assert_eq!(said(Purpose::Asking, 408, "RequestTimeout"), AwsErrorKind::NoAnswer);
        let late =
            ErrorMetadata::builder().code("SignatureDoesNotMatch").message("Signature expired: 20260102T030405Z is now earlier").build();
        assert_eq!(answered(Changing, 403, &Said(late)), AwsErrorKind::ClockWrong);
    }

    #[test]
    fn refusals_say_what_to_do_where_that_is_known() {
        for (status, code, told) in [
            (400, "DuplicateLoadBalancerName", "aws-name-taken"),
            (400, "InvalidGroup.Duplicate", "aws-name-taken"),
            (400, "InvalidSubnet.Conflict", "aws-range-taken"),
            (400, "InsufficientFreeAddressesInSubnet", "aws-no-free-addresses"),
            (500, "InsufficientInstanceCapacity", "aws-no-capacity"),
            (503, "InsufficientCapacity", "aws-no-capacity"),
            (400, "TooManyListeners", "aws-quota-reached"),
            (400, "VpcLimitExceeded", "aws-quota-reached"),
            (400, "LimitExceededException", "aws-quota-reached"),
            (400, "ResourceInUse", "aws-in-use"),
            (400, "InvalidConfigurationRequest", "aws-refused"),
        ] {
            let error = AwsError::new("CreateListener", said(Purpose::Changing, status, code));
            assert!(matches!(error.kind, AwsErrorKind::Refused { .. }) && error.certainly_not_done(), "{code}");
            assert_eq!(error.message().code, told, "{code}");
        }
        assert!(matches!(said(Purpose::Changing, 400, "TooManyRequestsException"), AwsErrorKind::Throttled { .. }));
    }

    #[test]
    fn a_5xx_leaves_a_change_in_doubt() {
        for code in ["", "InternalError", "ServiceUnavailable"] {
            let error = AwsError::new("CreateListener", said(Purpose::Changing, 500, code));
            assert_eq!(error.kind, AwsErrorKind::Interrupted, "{code}");
            assert!(!error.certainly_not_done());
        }
        assert_eq!(said(Purpose::Asking, 500, ""), AwsErrorKind::NotUnderstood);
        assert_eq!(said(Purpose::Changing, 404, ""), AwsErrorKind::NotUnderstood);
        assert!(AwsError::new("CreateListener", AwsErrorKind::NoNetwork).certainly_not_done());
    }

    #[test]
    fn messages_carry_operation_code_and_text() {
        let message = AwsError::new("CreateListener", said(Purpose::Changing, 400, "InvalidTarget")).message();
        assert_eq!(message.code, "aws-refused");
        let names: Vec<&str> = message.params.keys().map(String::as_str).collect();
        assert_eq!(names, ["code", "operation", "text"]);
    }
}
