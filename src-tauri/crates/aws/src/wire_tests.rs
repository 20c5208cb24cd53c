//! Every way in which an endpoint can fail a call, played by a server with canned answers, and what it means for reads and for changes.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use gangway_model::{Call, CallTag, Input, Region};

use crate::account::Patience;
use crate::{Account, AwsError, AwsErrorKind, Credentials, Secret};

/// What the server does with every request.
#[derive(Clone)]
enum Play {
    Answer {
        status: &'static str,
        kind: &'static str,
        body: String,
    },
    /// Reads the request and closes.
    Close,
    /// Sends half of what it promised and closes.
    CutShort,
    /// Reads the request and never answers.
    Hang,
}

struct Server {
    port: u16,
    requests: Arc<AtomicUsize>,
    stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    fn start(play: Play) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (requests, stopping) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let (count, stop) = (Arc::clone(&requests), Arc::clone(&stopping));
        let thread = std::thread::spawn(move || {
            let mut silent = Vec::new();
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(mut stream) = stream else { continue };
                if read_request(&mut stream).is_none() {
                    continue;
                }
                count.fetch_add(1, Ordering::SeqCst);
                match &play {
                    Play::Answer { status, kind, body } => {
                        let length = body.len();
                        let head =
                            format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n");
                        let _ = write!(stream, "{head}x-amzn-RequestId: request-1\r\n\r\n{body}");
                    }
                    Play::CutShort => {
                        let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 500\r\n\r\n<Describe");
                    }
                    Play::Close => {}
                    Play::Hang => silent.push(stream),
                }
            }
        });
        Self { port, requests, stopping, thread: Some(thread) }
    }

    fn answering(status: &'static str, kind: &'static str, body: impl Into<String>) -> Self {
        Self::start(Play::Answer { status, kind, body: body.into() })
    }

    fn ec2_error(status: &'static str, code: &str, text: &str) -> Self {
        let error = format!("<Errors><Error><Code>{code}</Code><Message>{text}</Message></Error></Errors>");
        Self::answering(status, "text/xml", format!("<Response>{error}<RequestID>request-2</RequestID></Response>"))
    }

    fn seen(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Reads head and body of one request; `None` when the other side only knocked.
fn read_request(stream: &mut TcpStream) -> Option<()> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let read = stream.read(&mut chunk).ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:").map(str::to_owned));
            if body.len() >= length.and_then(|length| length.trim().parse().ok()).unwrap_or(0) {
                return Some(());
            }
        }
    }
}

fn region() -> Region {
    Region::parse("eu-west-1").unwrap()
}

async fn account(port: u16) -> Account {
    let patience = Patience {
        connect: Duration::from_secs(1),
        attempt: Duration::from_millis(700),
        operation: Duration::from_secs(5),
        ..Patience::default()
    };
    let secret = Secret::new("very-secret-text");
    let credentials = Credentials::Rehearsal { access_key_id: "PRACTICESELLER".to_owned(), secret, patience };
    Account::connect(credentials, Some(format!("http://127.0.0.1:{port}")), Some(region())).await.unwrap()
}

/// Asks once and changes once.
async fn both(server: &Server) -> (AwsError, AwsError) {
    let account = account(server.port).await;
    let read = account.vpcs(&region()).await.unwrap_err();
    let before = server.seen();
    let create = Call::CreateEndpointService {
        load_balancer: Input::existing("arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/a/50dc6c495c0c9188"),
        acceptance_required: true,
        private_dns_name: None,
        supported_ip_address_types: Vec::new(),
        supported_regions: Vec::new(),
    };
    let tags = [CallTag { key: "gangway:change".to_owned(), value: "x".to_owned() }];
    let change = account.perform(&region(), &create, "token", &tags).await.unwrap_err();
    assert_eq!(server.seen(), before + 1, "a change is sent exactly once");
    for error in [&read, &change] {
        let everything = format!("{error:?} {error}");
        assert!(!everything.contains("very-secret-text") && !everything.to_lowercase().contains("authorization"), "{everything}");
    }
    (read, change)
}

#[tokio::test]
async fn nobody_listens() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let started = Instant::now();
    let error = account(port).await.identity().await.unwrap_err();
    assert_eq!(error.kind, AwsErrorKind::NoNetwork);
    assert!(error.certainly_not_done());
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn refusals_are_certain() {
    let (read, change) = both(&Server::ec2_error("403 Forbidden", "UnauthorizedOperation", "You are not authorized.")).await;
    let denied = AwsErrorKind::AccessDenied { code: "UnauthorizedOperation".to_owned(), text: "You are not authorized.".to_owned() };
    assert_eq!((&read.kind, &change.kind), (&denied, &denied));
    assert!(change.certainly_not_done());
    assert_eq!(change.operation, "CreateVpcEndpointServiceConfiguration");
    assert!(change.request_id.is_some());

    let (read, _) = both(&Server::ec2_error("400 Bad Request", "InvalidParameter", "Not like this.")).await;
    assert_eq!(read.message().code, "aws-refused");
    let (read, _) = both(&Server::ec2_error("400 Bad Request", "InvalidVpcID.NotFound", "The vpc ID does not exist")).await;
    assert!(read.is_not_found());
}

#[tokio::test]
async fn expired_and_unknown_credentials() {
    let (read, change) = both(&Server::ec2_error("403 Forbidden", "ExpiredToken", "The security token has expired")).await;
    assert_eq!((read.kind, change.kind), (AwsErrorKind::CredentialsExpired, AwsErrorKind::CredentialsExpired));
    let (read, change) = both(&Server::ec2_error("401 Unauthorized", "AuthFailure", "not able to validate")).await;
    assert_eq!([read.message().code, change.message().code], ["aws-not-accepted", "aws-not-accepted"]);
    assert!(change.certainly_not_done());
}

#[tokio::test]
async fn throttling_is_retried_for_reads_only() {
    let server = Server::ec2_error("503 Service Unavailable", "RequestLimitExceeded", "Request limit exceeded.");
    let (read, change) = both(&server).await;
    let throttled = AwsErrorKind::Throttled { code: "RequestLimitExceeded".to_owned() };
    assert_eq!((&read.kind, &change.kind), (&throttled, &throttled));
    assert!(change.certainly_not_done());
    assert_eq!(server.seen(), 4 + 1);
}

#[tokio::test]
async fn a_page_of_html_is_not_understood_and_leaves_a_change_in_doubt() {
    let page = "<html><head><title>Internal Server Error</title></head><body>no</body></html>";
    let (read, change) = both(&Server::answering("500 Internal Server Error", "text/html", page)).await;
    assert_eq!((&read.kind, &change.kind), (&AwsErrorKind::NotUnderstood, &AwsErrorKind::Interrupted));
    assert!(!change.certainly_not_done());
    let (read, change) = both(&Server::answering("200 OK", "text/html", page)).await;
    assert_eq!((&read.kind, &change.kind), (&AwsErrorKind::NotUnderstood, &AwsErrorKind::Interrupted));
    let (read, change) = both(&Server::answering("404 Not Found", "text/plain", "no such page")).await;
    assert_eq!((&read.kind, &change.kind), (&AwsErrorKind::NotUnderstood, &AwsErrorKind::NotUnderstood));
    assert!(!change.certainly_not_done());
}

#[tokio::test]
async fn a_server_error_of_aws_leaves_a_change_in_doubt() {
    let (read, change) = both(&Server::ec2_error("500 Internal Server Error", "InternalError", "An internal error has occurred")).await;
    assert_eq!([read.message().code, change.message().code], ["aws-unavailable", "aws-interrupted"]);
}

#[tokio::test]
async fn lost_answers() {
    for play in [Play::Close, Play::CutShort, Play::Hang] {
        let (read, change) = both(&Server::start(play)).await;
        assert_eq!((&read.kind, &change.kind), (&AwsErrorKind::NoAnswer, &AwsErrorKind::Interrupted));
        assert!(!change.certainly_not_done());
    }
}

#[tokio::test]
async fn acm_speaks_json_and_means_the_same() {
    let body = r#"{"__type":"AccessDeniedException","Message":"User is not authorized to perform: acm:ListCertificates"}"#;
    let server = Server::answering("400 Bad Request", "application/x-amz-json-1.1", body);
    let error = account(server.port).await.certificates(&region()).await.unwrap_err();
    assert_eq!(error.message().code, "aws-access-denied");
    let server = Server::answering("200 OK", "application/x-amz-json-1.1", "<html></html>");
    let error = account(server.port).await.certificates(&region()).await.unwrap_err();
    assert_eq!(error.kind, AwsErrorKind::NotUnderstood);
}

#[tokio::test]
async fn an_answer_without_an_account_is_nonsense() {
    let body = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult/></GetCallerIdentityResponse>";
    let server = Server::answering("200 OK", "text/xml", body);
    let error = account(server.port).await.identity().await.unwrap_err();
    assert_eq!(error.kind, AwsErrorKind::NotUnderstood);
    assert_eq!(error.message().code, "aws-not-understood");
}

#[tokio::test]
async fn a_profile_that_does_not_exist() {
    let error = Account::connect(Credentials::Profile("no such profile".to_owned()), None, None).await.unwrap_err();
    assert_eq!(error.kind, AwsErrorKind::NoCredentials);
}
