//! A practice world whose clock only the test moves, with the SDK's clients for both accounts and boto3 beside them.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::http::Response;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use gangway_practice::{Control, Options, Practice};

use crate::states::{self, States};

pub const REGION: &str = "eu-west-1";
pub const SELLER: &str = "111122223333";
pub const CUSTOMER: &str = "444455556666";

/// The SDK's clients of one account.
pub struct Clients {
    pub sts: aws_sdk_sts::Client,
    pub ec2: aws_sdk_ec2::Client,
    pub elb: aws_sdk_elasticloadbalancingv2::Client,
    pub acm: aws_sdk_acm::Client,
    pub iam: aws_sdk_iam::Client,
    pub quotas: aws_sdk_servicequotas::Client,
    pub route53: aws_sdk_route53::Client,
}

impl Clients {
    fn new(endpoint: &str, key: &str) -> Clients {
        let credentials = Credentials::new(key, "practice", None, None, "practice");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(REGION))
            .endpoint_url(endpoint)
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build();
        Clients {
            sts: aws_sdk_sts::Client::new(&config),
            ec2: aws_sdk_ec2::Client::new(&config),
            elb: aws_sdk_elasticloadbalancingv2::Client::new(&config),
            acm: aws_sdk_acm::Client::new(&config),
            iam: aws_sdk_iam::Client::new(&config),
            quotas: aws_sdk_servicequotas::Client::new(&config),
            route53: aws_sdk_route53::Client::new(&config),
        }
    }
}

/// boto3 in a process of its own (`states.py`), which ends when its standard input closes, so also when this process dies.
struct Boto3 {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Boto3 {
    /// `None` only when GANGWAY_WITHOUT_PEERS=1 says that a machine without boto3 is meant.
    fn start(endpoint: &str) -> Option<Boto3> {
        let python = std::env::var("GANGWAY_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let there = Command::new(&python).args(["-c", "import boto3"]).output().is_ok_and(|output| output.status.success());
        if !there {
            let text = format!("SKIPPED: no boto3 with {python}; ./test installs it and sets GANGWAY_PYTHON");
            assert!(std::env::var("GANGWAY_WITHOUT_PEERS").is_ok_and(|set| set == "1"), "{text}");
            eprintln!("{text}");
            return None;
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sdk/states.py");
        let mut process = Command::new(python).arg(script).arg(endpoint).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        Some(Boto3 { input: process.stdin.take(), output: BufReader::new(process.stdout.take().unwrap()), process })
    }

    fn states(&mut self) -> States {
        writeln!(self.input.as_mut().unwrap(), "states").unwrap();
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("boto3 answered {line:?}: {error}"))
    }
}

impl Drop for Boto3 {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub struct World {
    pub seller: Clients,
    pub customer: Clients,
    pub control: Control,
    boto3: Boto3,
    /// Number of the last request that was not the SDK's own, by ranges: `(from, to]` were boto3's.
    foreign: Vec<(u64, u64)>,
    _practice: Practice,
}

impl World {
    pub fn start() -> Option<World> {
        let practice = Practice::start(Options { speed: 0.0, ..Options::default() }).unwrap();
        let endpoint = practice.world().aws.endpoint;
        let boto3 = Boto3::start(&endpoint)?;
        let (seller, customer) = (Clients::new(&endpoint, "PRACTICESELLER"), Clients::new(&endpoint, "PRACTICECUSTOMER"));
        Some(World { seller, customer, control: practice.control(), boto3, foreign: Vec::new(), _practice: practice })
    }

    /// World time goes on, and then both clients look.
    pub async fn passes(&mut self, seconds: i64) -> States {
        self.control.set_clock(None, Some(seconds * 1000)).unwrap();
        self.agreed().await
    }

    /// The states that the SDK and boto3 both see. What waits for name servers is looked after a few times a second, so a look of the one
    /// may fall before a change and the other's after it: then both look again.
    pub async fn agreed(&mut self) -> States {
        let mut last = None;
        for _ in 0..3 {
            let mine = states::seen(&self.seller, &self.customer).await;
            let from = self.last_request();
            let theirs = self.boto3.states();
            self.foreign.push((from, self.last_request()));
            if mine == theirs {
                return mine;
            }
            last = Some((mine, theirs));
        }
        let (mine, theirs) = last.unwrap();
        let differ: Vec<_> = mine.keys().chain(theirs.keys()).filter(|what| mine.get(*what) != theirs.get(*what)).collect();
        panic!("the SDK and boto3 disagree about {differ:?}: {mine:?} and {theirs:?}");
    }

    /// Waits for what the world does by itself a few times a second, once its clock says so.
    pub async fn until(&mut self, what: &str, wanted: &str) {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let seen = self.agreed().await;
            if seen.get(what).is_some_and(|state| state == wanted) {
                return;
            }
            assert!(Instant::now() < deadline, "{what} is {:?}, not {wanted}", seen.get(what));
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Service and operation of every request that the SDK made.
    pub fn called(&self) -> Vec<(String, String)> {
        let requests = self.control.requests(0).unwrap();
        assert_eq!(requests.first().map(|request| request.number), Some(1), "the log no longer holds the first request");
        let own = requests.into_iter().filter(|request| !self.foreign.iter().any(|(from, to)| (from + 1..=*to).contains(&request.number)));
        own.map(|request| (request.service, request.action)).collect()
    }

    fn last_request(&self) -> u64 {
        self.control.requests(0).unwrap().last().map_or(0, |request| request.number)
    }
}

/// The call is refused with that code.
pub fn refused<T: std::fmt::Debug, E: ProvideErrorMetadata + std::fmt::Debug>(code: &str, outcome: Result<T, SdkError<E, Response>>) {
    let error = outcome.expect_err("a refusal");
    assert_eq!(error.code(), Some(code), "{error:?}");
}
