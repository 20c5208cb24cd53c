//! From a code to a token, and from an old token to a new one.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sdk_ssooidc::operation::create_token::CreateTokenOutput;
use gangway_model::Timestamp;

use super::{SignIn, SignInCode, SignInError};
use crate::account::{Secret, sign_in_config};
use crate::error::{AwsError, AwsErrorKind, Purpose};

/// What the program calls itself; the user reads it in her browser.
const CLIENT_NAME: &str = "Gangway";
/// Lists accounts and roles and gets their credentials; with it a token can be renewed.
const SCOPE: &str = "sso:account:access";
const BY_DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";
const BY_RENEWAL: &str = "refresh_token";

/// RFC 8628 section 3.5: "slow_down" adds five seconds to the interval.
const SLOWER_BY: Duration = Duration::from_secs(5);
/// RFC 8628 section 3.2: where the server names no interval.
const USUAL_INTERVAL: Duration = Duration::from_secs(5);
/// A token is renewed this long before it ends, so that it lasts for the question it is for.
const AHEAD: Duration = Duration::from_secs(60);
/// A disturbance of so many questions in a row is told instead of waited out.
const PATIENCE: u32 = 4;

/// What is held of one portal.
#[derive(Default)]
pub(super) struct Session {
    client: Option<Client>,
    pending: Option<Pending>,
    token: Option<Token>,
    /// Counts the codes, so that who waits for an old one notices.
    codes: u64,
}

/// This program, as the portal knows it.
#[derive(Clone)]
struct Client {
    id: String,
    secret: Secret,
    ends: SystemTime,
}

#[derive(Clone)]
struct Pending {
    number: u64,
    client: Client,
    device_code: Secret,
    interval: Duration,
    ends: SystemTime,
}

struct Token {
    access: Secret,
    renewal: Option<Secret>,
    client: Client,
    ends: SystemTime,
}

/// What came of one question for the token.
enum Answered {
    Granted,
    Pending,
    TooFast,
    /// No answer that says anything about the code.
    Disturbed(AwsError),
}

impl SignIn {
    /// Asks for a code. A code that was given out before is given up.
    ///
    /// # Errors
    /// [`SignInError::NoPortal`], or what AWS and the network say.
    pub async fn begin(&self) -> Result<SignInCode, SignInError> {
        const OPERATION: &str = "StartDeviceAuthorization";
        let client = self.client().await?;
        let sent = self
            .oidc()
            .await
            .start_device_authorization()
            .client_id(&client.id)
            .client_secret(client.secret.expose())
            .start_url(self.start_url())
            .send()
            .await;
        let answer = sent.map_err(|error| {
            let refused = error.as_service_error().is_some_and(|said| said.is_invalid_request_exception());
            let told = AwsError::from_sdk(OPERATION, Purpose::Asking, false, &error);
            if refused { SignInError::NoPortal(told) } else { SignInError::Aws(told) }
        })?;
        let missing = |member| AwsError::missing(OPERATION, member);
        let device_code = answer.device_code().ok_or_else(|| missing("deviceCode"))?;
        let user_code = answer.user_code().ok_or_else(|| missing("userCode"))?.to_owned();
        let link = answer.verification_uri_complete().or(answer.verification_uri()).ok_or_else(|| missing("verificationUri"))?.to_owned();
        let ends = SystemTime::now() + seconds(answer.expires_in());
        let interval = Some(seconds(answer.interval())).filter(|interval| !interval.is_zero()).unwrap_or(USUAL_INTERVAL);
        let mut session = self.shared.session.lock().await;
        session.codes += 1;
        let number = session.codes;
        session.pending = Some(Pending { number, client, device_code: Secret::new(device_code), interval, ends });
        Ok(SignInCode { user_code, link, expires_at: stamp(ends) })
    }

    /// Waits until the code was dealt with in the browser.
    ///
    /// # Errors
    /// [`SignInError::Denied`], [`SignInError::CodeExpired`], [`SignInError::GivenUp`], or what AWS and the network say.
    pub async fn finish(&self) -> Result<(), SignInError> {
        let first = self.shared.session.lock().await.pending.clone().ok_or(SignInError::GivenUp)?;
        let (mut interval, mut disturbed) = (first.interval, 0);
        loop {
            tokio::time::sleep(interval).await;
            let current = self.shared.session.lock().await.pending.as_ref().map(|pending| pending.number);
            if current != Some(first.number) {
                return Err(SignInError::GivenUp);
            }
            if first.ends <= SystemTime::now() {
                self.give_up().await;
                return Err(SignInError::CodeExpired);
            }
            match self.ask(&first).await {
                Ok(Answered::Granted) => return Ok(()),
                Ok(Answered::Pending) => disturbed = 0,
                Ok(Answered::TooFast) => interval += SLOWER_BY,
                Ok(Answered::Disturbed(_)) if disturbed < PATIENCE => disturbed += 1,
                Ok(Answered::Disturbed(error)) => return Err(error.into()),
                Err(error) => {
                    self.give_up().await;
                    return Err(error);
                }
            }
        }
    }

    /// Waits for no code any more.
    pub async fn give_up(&self) {
        self.shared.session.lock().await.pending = None;
    }

    /// Forgets the session, after it was ended at the portal where that can be reached.
    pub async fn sign_out(&self) {
        let held = self.shared.session.lock().await.token.take();
        if let Some(token) = held {
            let ended = self.portal().await.logout().access_token(token.access.expose()).send().await;
            if let Err(error) = ended {
                let error = AwsError::from_sdk("Logout", Purpose::Changing, true, &error);
                tracing::info!(%error, "the session could not be ended at the portal");
            }
        }
    }

    /// Whether there is a session. It may have been ended elsewhere.
    pub async fn is_open(&self) -> bool {
        self.shared.session.lock().await.token.is_some()
    }

    async fn ask(&self, pending: &Pending) -> Result<Answered, SignInError> {
        const OPERATION: &str = "CreateToken";
        let sent = self
            .oidc()
            .await
            .create_token()
            .client_id(&pending.client.id)
            .client_secret(pending.client.secret.expose())
            .grant_type(BY_DEVICE)
            .device_code(pending.device_code.expose())
            .send()
            .await;
        let error = match sent {
            Ok(answer) => {
                let token = token(&answer, &pending.client, None).ok_or_else(|| AwsError::missing(OPERATION, "accessToken"))?;
                let mut session = self.shared.session.lock().await;
                session.token = Some(token);
                session.pending = None;
                return Ok(Answered::Granted);
            }
            Err(error) => error,
        };
        let code = error.as_service_error().and_then(|said| said.meta().code().map(str::to_owned)).unwrap_or_default();
        let told = AwsError::from_sdk(OPERATION, Purpose::Asking, false, &error);
        match code.as_str() {
            "AuthorizationPendingException" => Ok(Answered::Pending),
            "SlowDownException" => Ok(Answered::TooFast),
            "AccessDeniedException" => Err(SignInError::Denied),
            // The second: the token was given, and its answer got lost. The code is good for nothing any more either way.
            "ExpiredTokenException" | "InvalidGrantException" => Err(SignInError::CodeExpired),
            _ => match told.kind {
                AwsErrorKind::NoAnswer
                | AwsErrorKind::NoNetwork
                | AwsErrorKind::Unavailable { .. }
                | AwsErrorKind::Throttled { .. }
                | AwsErrorKind::NotUnderstood => Ok(Answered::Disturbed(told)),
                _ => Err(told.into()),
            },
        }
    }

    /// The access token, renewed where it is about to end.
    pub(super) async fn token(&self) -> Result<Secret, SignInError> {
        // Held throughout: two questions at once must not renew twice.
        let mut session = self.shared.session.lock().await;
        let Some(held) = &session.token else { return Err(SignInError::Over) };
        if held.ends > SystemTime::now() + AHEAD {
            return Ok(held.access.clone());
        }
        let Some(renewal) = held.renewal.clone() else {
            session.token = None;
            return Err(SignInError::Over);
        };
        let client = held.client.clone();
        let sent = self
            .oidc()
            .await
            .create_token()
            .client_id(&client.id)
            .client_secret(client.secret.expose())
            .grant_type(BY_RENEWAL)
            .refresh_token(renewal.expose())
            .send()
            .await;
        match sent {
            Ok(answer) => {
                let renewed = token(&answer, &client, Some(renewal)).ok_or_else(|| AwsError::missing("CreateToken", "accessToken"))?;
                let access = renewed.access.clone();
                session.token = Some(renewed);
                Ok(access)
            }
            // The portal has said no: nothing but a new sign-in helps. What is only disturbed is tried again with the next question.
            Err(error) if error.as_service_error().is_some_and(|said| !said.is_internal_server_exception()) => {
                session.token = None;
                Err(SignInError::Over)
            }
            Err(error) => Err(AwsError::from_sdk("CreateToken", Purpose::Asking, false, &error).into()),
        }
    }

    /// The portal does not know this token any more.
    pub(super) async fn forget(&self, token: &Secret) {
        let mut session = self.shared.session.lock().await;
        if session.token.as_ref().is_some_and(|held| held.access.expose() == token.expose()) {
            session.token = None;
        }
    }

    async fn client(&self) -> Result<Client, SignInError> {
        const OPERATION: &str = "RegisterClient";
        let known = self.shared.session.lock().await.client.clone();
        if let Some(client) = known.filter(|client| client.ends > SystemTime::now() + AHEAD) {
            return Ok(client);
        }
        let sent = self.oidc().await.register_client().client_name(CLIENT_NAME).client_type("public").scopes(SCOPE).send().await;
        let answer = sent.map_err(|error| AwsError::from_sdk(OPERATION, Purpose::Asking, false, &error))?;
        let missing = |member| AwsError::missing(OPERATION, member);
        let ends = u64::try_from(answer.client_secret_expires_at()).unwrap_or_default();
        let client = Client {
            id: answer.client_id().ok_or_else(|| missing("clientId"))?.to_owned(),
            secret: Secret::new(answer.client_secret().ok_or_else(|| missing("clientSecret"))?),
            ends: UNIX_EPOCH + Duration::from_secs(ends),
        };
        self.shared.session.lock().await.client = Some(client.clone());
        Ok(client)
    }

    /// Asked once: a token that was given and got lost can't be had again, and whoever waits asks again anyway.
    async fn oidc(&self) -> aws_sdk_ssooidc::Client {
        let config = sign_in_config(self.region(), self.endpoint()).await;
        let once = aws_config::retry::RetryConfig::disabled();
        aws_sdk_ssooidc::Client::from_conf(aws_sdk_ssooidc::config::Builder::from(&config).retry_config(once).build())
    }
}

fn token(answer: &CreateTokenOutput, client: &Client, old_renewal: Option<Secret>) -> Option<Token> {
    Some(Token {
        access: Secret::new(answer.access_token()?),
        renewal: answer.refresh_token().map(Secret::new).or(old_renewal),
        client: client.clone(),
        ends: SystemTime::now() + seconds(answer.expires_in()),
    })
}

fn seconds(count: i32) -> Duration {
    Duration::from_secs(u64::try_from(count).unwrap_or_default())
}

fn stamp(at: SystemTime) -> Timestamp {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
