//! Tokens for a program without a browser: it introduces itself, gets a code, shows it, and asks until the code was dealt with.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Client, Device, Renewal, START_URL, SignInState, Token};
use crate::aws::ask::{Ask, hex};
use crate::aws::error::AwsError;
use crate::clock::real_ms;
use crate::state::Place;

/// 90 days ("Register client" in the IAM Identity Center OIDC API reference says when; this is what AWS gives).
const CLIENT_LASTS_MS: i64 = 90 * 24 * 3_600_000;
/// For dealing with a code in the browser, in seconds.
const CODE_LASTS: i64 = 600;
/// Between two questions, in seconds.
const INTERVAL: i64 = 1;
/// An access token, in seconds.
const TOKEN_LASTS: i64 = 3600;
/// A user's session at the portal.
const SESSION_LASTS_MS: i64 = 8 * 3_600_000;

const BY_DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";
const BY_RENEWAL: &str = "refresh_token";

pub(super) fn denied() -> AwsError {
    AwsError::new("AccessDeniedException", "The user has denied the request.")
}

pub(super) fn expired() -> AwsError {
    AwsError::new("ExpiredTokenException", "The device code has expired.")
}

pub(super) fn slow_down() -> AwsError {
    AwsError::new("SlowDownException", "The client is asking too often.")
}

fn invalid_request(why: &str) -> AwsError {
    AwsError::new("InvalidRequestException", why)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::aws) struct RegisterClient {
    client_name: String,
    client_type: String,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    grant_types: Vec<String>,
}

pub(in crate::aws) fn register_client(ask: &Ask<'_>, input: RegisterClient) -> Result<Value, AwsError> {
    if input.client_type != "public" {
        return Err(AwsError::new("InvalidClientMetadataException", "Only clients of the type public are played."));
    }
    if let Some(scope) = input.scopes.iter().find(|scope| *scope != "sso:account:access") {
        return Err(AwsError::new("InvalidScopeException", format!("The scope {scope} is not known.")));
    }
    if let Some(grant) = input.grant_types.iter().find(|grant| ![BY_DEVICE, BY_RENEWAL].contains(&grant.as_str())) {
        return Err(AwsError::new("UnsupportedGrantTypeException", format!("The grant type {grant} is not played.")));
    }
    let (id, secret, now) = (hex(22), format!("practice{}", hex(30)), real_ms());
    let expires_ms = now + CLIENT_LASTS_MS;
    let client = Client { secret: secret.clone(), name: input.client_name, renews: !input.scopes.is_empty(), expires_ms };
    ask.tx.put(Place::WORLD, &id, &client)?;
    Ok(json!({
        "clientId": id, "clientSecret": secret, "clientIdIssuedAt": now / 1000, "clientSecretExpiresAt": expires_ms / 1000,
    }))
}

fn client(ask: &Ask<'_>, id: &str, secret: &str) -> Result<Client, AwsError> {
    let client: Option<Client> = ask.tx.get(Place::WORLD, id)?;
    client
        .filter(|client| client.secret == secret && client.expires_ms > real_ms())
        .ok_or_else(|| AwsError::new("InvalidClientException", "The client is not registered, or its registration has run out."))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::aws) struct StartDeviceAuthorization {
    client_id: String,
    client_secret: String,
    start_url: String,
}

pub(in crate::aws) fn start_device_authorization(ask: &Ask<'_>, input: StartDeviceAuthorization) -> Result<Value, AwsError> {
    let client = client(ask, &input.client_id, &input.client_secret)?;
    if input.start_url.trim_end_matches(['/', '#']) != START_URL {
        return Err(invalid_request("There is no instance of IAM Identity Center with this start URL in this Region."));
    }
    let (code, user_code) = (format!("practice{}", hex(30)), user_code());
    let expires_ms = real_ms() + CODE_LASTS * 1000;
    let device =
        Device { user_code: user_code.clone(), client: input.client_id, client_name: client.name, expires_ms, state: SignInState::Waiting };
    ask.tx.put(Place::WORLD, &code, &device)?;
    let page = format!("http://{}/practice/device", ask.host);
    Ok(json!({
        "deviceCode": code, "userCode": user_code, "verificationUri": page,
        "verificationUriComplete": format!("{page}?user_code={user_code}"), "expiresIn": CODE_LASTS, "interval": INTERVAL,
    }))
}

/// `BCDF-GHJK`: letters that make no words (RFC 8628 section 6.1).
fn user_code() -> String {
    const LETTERS: [char; 16] = ['B', 'C', 'D', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'S', 'T'];
    let digits = hex(8);
    let letters = digits.chars().filter_map(|digit| LETTERS.get(digit.to_digit(16)? as usize));
    let mut code: String = letters.collect();
    code.insert(4, '-');
    code
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::aws) struct CreateToken {
    client_id: String,
    client_secret: String,
    grant_type: String,
    device_code: Option<String>,
    refresh_token: Option<String>,
}

pub(in crate::aws) fn create_token(ask: &Ask<'_>, input: CreateToken) -> Result<Value, AwsError> {
    let client = client(ask, &input.client_id, &input.client_secret)?;
    match (input.grant_type.as_str(), input.device_code, input.refresh_token) {
        (BY_DEVICE, Some(code), _) => by_device(ask, &client, &input.client_id, &code),
        (BY_RENEWAL, _, Some(token)) => by_renewal(ask, &input.client_id, &token),
        (BY_DEVICE | BY_RENEWAL, ..) => Err(invalid_request("The grant itself is missing.")),
        (other, ..) => Err(AwsError::new("UnsupportedGrantTypeException", format!("The grant type {other} is not played."))),
    }
}

fn by_device(ask: &Ask<'_>, client: &Client, client_id: &str, code: &str) -> Result<Value, AwsError> {
    let device: Option<Device> = ask.tx.get(Place::WORLD, code)?;
    let invalid = || AwsError::new("InvalidGrantException", "The device code is not known, or was used already.");
    let mut device = device.filter(|device| device.client == client_id).ok_or_else(invalid)?;
    let now = real_ms();
    match device.state(now) {
        SignInState::Denied => return Err(denied()),
        SignInState::Expired => return Err(expired()),
        SignInState::Used => return Err(invalid()),
        SignInState::Waiting => return Err(AwsError::new("AuthorizationPendingException", "Nobody has answered in the browser yet.")),
        SignInState::Approved => {}
    }
    device.state = SignInState::Used;
    ask.tx.put(Place::WORLD, code, &device)?;
    let mut answer = token(ask, now + TOKEN_LASTS * 1000)?;
    if client.renews {
        let renewal = format!("practice{}", hex(30));
        ask.tx.put(Place::WORLD, &renewal, &Renewal { client: client_id.to_owned(), ends_ms: now + SESSION_LASTS_MS })?;
        if let Some(members) = answer.as_object_mut() {
            members.insert("refreshToken".to_owned(), renewal.into());
        }
    }
    Ok(answer)
}

fn by_renewal(ask: &Ask<'_>, client_id: &str, renewal: &str) -> Result<Value, AwsError> {
    let now = real_ms();
    let there: Option<Renewal> = ask.tx.get(Place::WORLD, renewal)?;
    let there = there.filter(|there| there.client == client_id && there.ends_ms > now);
    let there = there.ok_or_else(|| AwsError::new("InvalidGrantException", "The refresh token is not known, or its session is over."))?;
    let mut answer = token(ask, (now + TOKEN_LASTS * 1000).min(there.ends_ms))?;
    if let Some(members) = answer.as_object_mut() {
        members.insert("refreshToken".to_owned(), renewal.into());
    }
    Ok(answer)
}

fn token(ask: &Ask<'_>, expires_ms: i64) -> Result<Value, AwsError> {
    let token = format!("practice{}", hex(30));
    ask.tx.put(Place::WORLD, &token, &Token { expires_ms })?;
    Ok(json!({ "accessToken": token, "tokenType": "Bearer", "expiresIn": (expires_ms - real_ms()) / 1000 }))
}
