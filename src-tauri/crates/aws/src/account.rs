//! One set of credentials, and a client for each API and Region made when it is first needed.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::identity::IdentityCache;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::future::pagination_stream::PaginationStream;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use gangway_model::{AccountId, Region};
use tokio::sync::OnceCell;

use crate::error::{AwsError, AwsErrorKind, Purpose};
use crate::profiles::{self, HowSignedIn, ProfileCard};
use crate::read::Zone;
use crate::sign_in::SignedIn;
use crate::survey::Pace;

/// Where the credentials come from. The wizard stores none.
#[derive(Debug, Clone)]
pub enum Credentials {
    /// A profile of the AWS CLI, by name, and nothing else: variables of the environment do not get in its way.
    Profile(String),
    /// `AWS_ACCESS_KEY_ID` and its companions.
    Environment,
    /// A role of somebody who has signed in with IAM Identity Center here.
    SignedIn(SignedIn),
    /// Placeholder keys for an endpoint on this machine: the practice account and test servers.
    Rehearsal {
        /// The placeholder id; servers tell accounts apart by it.
        access_key_id: String,
        /// The placeholder secret.
        secret: Secret,
        /// How long the endpoint may take.
        patience: Patience,
    },
}

/// Text that is never shown: no `Display`, no `Serialize`, a `Debug` that hides it.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Wraps it.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
    /// For the one request that needs it.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hidden]")
    }
}

/// Who the credentials belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account.
    pub account: AccountId,
    /// The ARN of the user or the assumed role.
    pub arn: String,
}

/// One set of credentials at AWS or at another endpoint. Cheap to clone.
#[derive(Clone)]
pub struct Account {
    shared: Arc<Shared>,
}

struct Shared {
    config: SdkConfig,
    home: Option<Region>,
    signs_in: bool,
    clients: Mutex<HashMap<Region, Arc<Clients>>>,
}

/// The clients of one Region, twice: reads are retried by the SDK, changes never are (the engine retries them, after a look).
pub(crate) struct Clients {
    pub(crate) ec2: aws_sdk_ec2::Client,
    pub(crate) elb: aws_sdk_elasticloadbalancingv2::Client,
    pub(crate) acm: aws_sdk_acm::Client,
    pub(crate) quotas: aws_sdk_servicequotas::Client,
    pub(crate) ec2_once: aws_sdk_ec2::Client,
    pub(crate) elb_once: aws_sdk_elasticloadbalancingv2::Client,
    pub(crate) acm_once: aws_sdk_acm::Client,
    /// Zones do not change while the wizard runs, and load balancers and targets only give their names.
    pub(crate) zones: OnceCell<Vec<Zone>>,
    /// Lasts as long as the account does: a second survey must not begin with fresh buckets that AWS does not have.
    pub(crate) pace: Pace,
}

/// A whole list, however many pages it has, must be there within this time; an endpoint may also invent pages forever.
const ALL_PAGES: Duration = Duration::from_secs(120);

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("home", &self.shared.home).field("endpoint", &self.shared.config.endpoint_url()).finish()
    }
}

impl Account {
    /// Prepares the clients; nothing is sent yet. `endpoint` is for anything that is not AWS: HTTPS anywhere, plain HTTP only on this machine
    /// and only with [`Credentials::Rehearsal`], which in turn go nowhere else. `default_region` is the one whose STS is asked.
    ///
    /// # Errors
    /// `Refused` for an endpoint outside these rules, `NoCredentials` for a profile that does not exist.
    pub async fn connect(credentials: Credentials, endpoint: Option<String>, default_region: Option<Region>) -> Result<Self, AwsError> {
        check_endpoint(&credentials, endpoint.as_deref())?;
        let mut home = default_region;
        let mut signs_in = false;
        let config = match credentials {
            Credentials::Rehearsal { access_key_id, secret, patience } => {
                let keys = aws_credential_types::Credentials::new(access_key_id, secret.0, None, None, "rehearsal");
                rehearsal(endpoint, patience).credentials_provider(SharedCredentialsProvider::new(keys)).build()
            }
            Credentials::SignedIn(role) => {
                signs_in = true;
                let region = home.get_or_insert_with(|| role.session().region().clone());
                let region = aws_config::Region::new(region.to_string());
                match endpoint {
                    Some(_) => rehearsal(endpoint, Patience::default()).credentials_provider(SharedCredentialsProvider::new(role)).build(),
                    None => loader(None).region(region).credentials_provider(role).load().await,
                }
            }
            Credentials::Environment => {
                let card = known_card(|card| card.how == HowSignedIn::Environment, "no AWS_ACCESS_KEY_ID").await?;
                let region = choose_region(&mut home, &card);
                loader(endpoint).region(region).credentials_provider(EnvironmentVariableCredentialsProvider::new()).load().await
            }
            Credentials::Profile(name) => {
                let card = known_card(|card| card.name == name && card.how != HowSignedIn::Environment, "no such profile").await?;
                signs_in = card.how == HowSignedIn::IdentityCenter;
                let region = choose_region(&mut home, &card);
                let place = ProviderConfig::without_region().with_region(Some(region.clone()));
                let provider = ProfileFileCredentialsProvider::builder().configure(&place).profile_name(&name).build();
                loader(endpoint).region(region).profile_name(&name).credentials_provider(provider).load().await
            }
        };
        Ok(Self { shared: Arc::new(Shared { config, home, signs_in, clients: Mutex::default() }) })
    }

    /// Who the credentials belong to. Needs no permission.
    ///
    /// # Errors
    /// Any kind but `Refused` and `NotFound`, commonly.
    pub async fn identity(&self) -> Result<Identity, AwsError> {
        const OPERATION: &str = "GetCallerIdentity";
        let config = aws_sdk_sts::config::Builder::from(&self.shared.config).region(self.home_region()).build();
        let sent = aws_sdk_sts::Client::from_conf(config).get_caller_identity().send().await;
        let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Asking, &error))?;
        let account = answer.account().and_then(|id| AccountId::parse(id).ok());
        Ok(Identity {
            account: account.ok_or_else(|| AwsError::missing(OPERATION, "Account"))?,
            arn: answer.arn().ok_or_else(|| AwsError::missing(OPERATION, "Arn"))?.to_owned(),
        })
    }

    /// The Regions that the account may use, sorted.
    ///
    /// # Errors
    /// As any read.
    pub async fn regions(&self) -> Result<Vec<Region>, AwsError> {
        const OPERATION: &str = "DescribeRegions";
        let config = aws_sdk_ec2::config::Builder::from(&self.shared.config).region(self.home_region()).build();
        let sent = aws_sdk_ec2::Client::from_conf(config).describe_regions().all_regions(false).send().await;
        let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Asking, &error))?;
        let mut regions: Vec<Region> =
            answer.regions().iter().filter_map(|region| Region::parse(region.region_name().unwrap_or_default()).ok()).collect();
        regions.sort();
        Ok(regions)
    }

    /// IAM has no Regions; the home Region says which partition's it is.
    pub(crate) fn iam(&self) -> aws_sdk_iam::Client {
        aws_sdk_iam::Client::from_conf(aws_sdk_iam::config::Builder::from(&self.shared.config).region(self.home_region()).build())
    }

    /// Route 53 has no Regions; the home Region says which partition's it is. Sent `once`, nothing is retried: for changes.
    pub(crate) fn route53(&self, once: bool) -> aws_sdk_route53::Client {
        let config = aws_sdk_route53::config::Builder::from(&self.shared.config).region(self.home_region());
        aws_sdk_route53::Client::from_conf(if once { config.retry_config(RetryConfig::disabled()) } else { config }.build())
    }

    /// The Region of the profile, or the one that was asked for.
    #[must_use]
    pub fn home(&self) -> Option<&Region> {
        self.shared.home.as_ref()
    }

    /// The Region that is asked where none is meant.
    fn home_region(&self) -> aws_config::Region {
        sdk_region(self.shared.home.as_ref())
    }

    pub(crate) fn clients(&self, region: &Region) -> Arc<Clients> {
        let mut known = self.shared.clients.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(region.clone()).or_insert_with(|| Arc::new(Clients::new(&self.shared.config, region))))
    }

    pub(crate) fn failed<E>(&self, operation: &'static str, purpose: Purpose, error: &SdkError<E, HttpResponse>) -> AwsError
    where
        E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
    {
        AwsError::from_sdk(operation, purpose, self.shared.signs_in, error)
    }

    /// Every item of every page.
    pub(crate) async fn all<T, E>(
        &self,
        operation: &'static str,
        mut pages: PaginationStream<Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<Vec<T>, AwsError>
    where
        E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
    {
        let reading = async {
            let mut items = Vec::new();
            while let Some(item) = pages.next().await {
                items.push(item.map_err(|error| self.failed(operation, Purpose::Asking, &error))?);
            }
            Ok(items)
        };
        tokio::time::timeout(ALL_PAGES, reading).await.unwrap_or_else(|_| Err(AwsError::new(operation, AwsErrorKind::NoAnswer)))
    }
}

impl Clients {
    fn new(config: &SdkConfig, region: &Region) -> Self {
        let region = aws_config::Region::new(region.to_string());
        let ec2 = aws_sdk_ec2::config::Builder::from(config).region(region.clone());
        let elb = aws_sdk_elasticloadbalancingv2::config::Builder::from(config).region(region.clone());
        let acm = aws_sdk_acm::config::Builder::from(config).region(region.clone());
        let quotas = aws_sdk_servicequotas::config::Builder::from(config).region(region);
        let once = RetryConfig::disabled;
        Self {
            ec2_once: aws_sdk_ec2::Client::from_conf(ec2.clone().retry_config(once()).build()),
            elb_once: aws_sdk_elasticloadbalancingv2::Client::from_conf(elb.clone().retry_config(once()).build()),
            acm_once: aws_sdk_acm::Client::from_conf(acm.clone().retry_config(once()).build()),
            ec2: aws_sdk_ec2::Client::from_conf(ec2.build()),
            elb: aws_sdk_elasticloadbalancingv2::Client::from_conf(elb.build()),
            acm: aws_sdk_acm::Client::from_conf(acm.build()),
            quotas: aws_sdk_servicequotas::Client::from_conf(quotas.build()),
            zones: OnceCell::new(),
            pace: Pace::default(),
        }
    }
}

/// How long an endpoint may take. Tests of what happens when it takes too long have less than a person.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the connection.
    pub connect: Duration,
    /// For one answer.
    pub attempt: Duration,
    /// For a call with all its attempts.
    pub operation: Duration,
    /// At most before the second attempt; twice as much before each further one.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { connect: seconds(3), attempt: seconds(20), operation: seconds(30), pause: Duration::from_millis(500) }
    }
}

impl Patience {
    fn timeouts(self) -> TimeoutConfig {
        TimeoutConfig::builder()
            .connect_timeout(self.connect)
            .operation_attempt_timeout(self.attempt)
            .operation_timeout(self.operation)
            .build()
    }
}

fn retries() -> RetryConfig {
    // A person is waiting: without a network, four attempts at a connection end within some fifteen seconds. Where AWS is asked too much,
    // they last long enough for Elastic Load Balancing's bucket of 40 calls to take in some twenty more.
    RetryConfig::standard().with_max_attempts(4).with_max_backoff(Duration::from_secs(2))
}

/// `app/gangway` in the user agent: the seller's IT finds the wizard's calls in CloudTrail by it.
fn app_name() -> Option<AppName> {
    AppName::new("gangway").ok()
}

fn loader(endpoint: Option<String>) -> aws_config::ConfigLoader {
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .retry_config(retries())
        .timeout_config(Patience::default().timeouts())
        // Credential programs may ask the user for something.
        .identity_cache(IdentityCache::lazy().load_timeout(Duration::from_secs(25)).build());
    if let Some(name) = app_name() {
        loader = loader.app_name(name);
    }
    match endpoint {
        Some(url) => loader.endpoint_url(url),
        None => loader,
    }
}

async fn known_card(fits: impl Fn(&ProfileCard) -> bool, why: &str) -> Result<ProfileCard, AwsError> {
    let found = profiles::from_files().await?.into_iter().find(fits);
    found.ok_or_else(|| AwsError::new("LoadProfiles", AwsErrorKind::NoCredentials).because(why))
}

/// The Region asked for, the profile's, or us-east-1. Left open, the SDK would look for a metadata server that no desktop has.
fn choose_region(home: &mut Option<Region>, card: &ProfileCard) -> aws_config::Region {
    if home.is_none() {
        *home = card.region.as_deref().and_then(|region| Region::parse(region).ok());
    }
    sdk_region(home.as_ref())
}

fn sdk_region(home: Option<&Region>) -> aws_config::Region {
    aws_config::Region::new(home.map_or("us-east-1".to_owned(), Region::to_string))
}

/// Nothing of the machine's own AWS settings and no proxy gets in: a rehearsal runs the same everywhere.
fn rehearsal(endpoint: Option<String>, patience: Patience) -> aws_types::sdk_config::Builder {
    let http = aws_smithy_http_client::Builder::new().build_http();
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .identity_cache(IdentityCache::lazy().build())
        .http_client(http)
        .retry_config(retries().with_initial_backoff(patience.pause))
        .timeout_config(patience.timeouts());
    config.set_endpoint_url(endpoint);
    config.set_app_name(app_name());
    config
}

/// For the questions that need no credentials: who signs in has none yet.
pub(crate) async fn sign_in_config(region: &Region, endpoint: Option<&str>) -> SdkConfig {
    let region = aws_config::Region::new(region.to_string());
    match endpoint {
        Some(url) => rehearsal(Some(url.to_owned()), Patience::default()).region(region).build(),
        None => loader(None).region(region).no_credentials().load().await,
    }
}

/// An endpoint of the practice world: plain HTTP, on this machine.
pub(crate) fn check_rehearsal(url: &str) -> Result<(), AwsError> {
    if url.starts_with("http://") && is_loopback(url) { Ok(()) } else { Err(endpoint_refused()) }
}

fn check_endpoint(credentials: &Credentials, endpoint: Option<&str>) -> Result<(), AwsError> {
    let here = endpoint.is_some_and(|url| url.starts_with("http://") && is_loopback(url));
    let elsewhere = endpoint.is_none_or(|url| url.starts_with("https://"));
    let fits = match credentials {
        Credentials::Rehearsal { .. } => here,
        // A session goes nowhere but to where it was opened.
        Credentials::SignedIn(role) => role.session().endpoint() == endpoint,
        Credentials::Profile(_) | Credentials::Environment => elsewhere,
    };
    if fits { Ok(()) } else { Err(endpoint_refused()) }
}

fn endpoint_refused() -> AwsError {
    let text = "real credentials go to AWS or to an HTTPS endpoint, placeholder keys to http:// on this machine";
    AwsError::new("Connect", AwsErrorKind::Refused { code: "Endpoint".to_owned(), text: text.to_owned() })
}

/// `http://127.0.0.1:41001`, `http://[::1]:41003/` or `http://localhost:1`, without user information.
fn is_loopback(url: &str) -> bool {
    let authority = url.split("://").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let host = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, _)) => host,
        None => authority.split(':').next().unwrap_or_default(),
    };
    !authority.contains('@') && (host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholder() -> Credentials {
        Credentials::Rehearsal {
            access_key_id: "PRACTICESELLER".to_owned(),
            secret: Secret::new("practice"),
            patience: Patience::default(),
        }
    }

    #[test]
    fn keys_and_endpoints_must_fit() {
        let fits = |credentials: &Credentials, url: Option<&str>| check_endpoint(credentials, url).is_ok();
        for url in ["http://127.0.0.1:41001", "http://[::1]:41003/", "http://localhost:4"] {
            assert!(fits(&placeholder(), Some(url)), "{url}");
            assert!(!fits(&Credentials::Environment, Some(url)), "{url}");
        }
        for url in ["http://127.0.0.1@example.com/", "http://example.com", "https://127.0.0.1:1", "http://127.0.0.1.example.com"] {
            assert!(!fits(&placeholder(), Some(url)), "{url}");
        }
        assert!(!fits(&placeholder(), None));
        assert!(fits(&Credentials::Profile("work".to_owned()), None));
        assert!(fits(&Credentials::Environment, Some("https://aws.example.com")));
    }

    #[tokio::test]
    async fn nothing_secret_is_shown() {
        let credentials = placeholder();
        assert!(!format!("{credentials:?}").contains("\"practice\""));
        let account = Account::connect(credentials, Some("http://127.0.0.1:9".to_owned()), None).await.unwrap();
        assert!(!format!("{account:?}").contains("practice"));
    }
}
