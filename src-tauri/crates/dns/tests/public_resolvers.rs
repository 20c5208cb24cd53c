//! Where port 53 is blocked: public resolvers over HTTPS, played here with a certificate authority of the test's own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gangway_dns::{DelegationCheck, DelegationVerdict, DnsError, Net, Over, PublicResolver, SeenBy, check_delegation};
use gangway_model::DnsName;
use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::rdata::{CNAME, NS, SOA};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

const FOUR: [&str; 4] = ["ns-1.awsdns-01.com", "ns-512.awsdns-02.net", "ns-1024.awsdns-03.org", "ns-1536.awsdns-04.co.uk"];
const CHILD: &str = "api.vpce.example.com";

/// What the resolver makes of the subdomain.
#[derive(Debug, Clone)]
enum Says {
    Servers(Vec<&'static str>),
    NoName,
    Alias,
    ServFail,
    /// HTTP 500.
    Trouble,
    /// Answers to another question.
    Elsewhere,
    /// More bytes than any DNS message has.
    Endless,
    /// Takes the connection, and that is all.
    Silent,
}

fn absolute(text: &str) -> Name {
    let mut name = Name::from_ascii(text).unwrap();
    name.set_fqdn(true);
    name
}

fn answer(says: &Says, question: &[u8]) -> Vec<u8> {
    let question = Message::from_vec(question).unwrap();
    assert!(question.metadata.recursion_desired && question.metadata.id == 0);
    let query = question.queries[0].clone();
    let mut reply = Message::response(question.metadata.id, question.metadata.op_code);
    reply.metadata.recursion_available = true;
    reply.add_query(query.clone());
    let start = |zone: &str| Record::from_rdata(absolute(zone), 60, RData::SOA(SOA::new(absolute("a.b"), absolute("c.d"), 7, 9, 9, 9, 60)));
    let child = query.name.to_lowercase() == absolute(CHILD);
    match says {
        _ if !child => {
            reply.add_authority(start("example.com"));
        }
        Says::Servers(servers) if query.query_type == RecordType::NS => {
            let record = |server: &&str| Record::from_rdata(query.name.clone(), 300, RData::NS(NS(absolute(server))));
            reply.add_answers(servers.iter().map(record).collect::<Vec<_>>());
        }
        Says::Servers(_) => {
            reply.add_answer(start(CHILD));
        }
        Says::NoName => {
            reply.metadata.response_code = ResponseCode::NXDomain;
            reply.add_authority(start("example.com"));
        }
        Says::Alias => {
            reply.add_answer(Record::from_rdata(query.name.clone(), 60, RData::CNAME(CNAME(absolute("www.example.net")))));
        }
        Says::Elsewhere => reply.queries[0].name = absolute("elsewhere.test"),
        _ => reply.metadata.response_code = ResponseCode::ServFail,
    }
    reply.to_vec().unwrap()
}

async fn serve(says: Says, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    assert_eq!((request.method().as_str(), request.uri().path()), ("POST", "/dns-query"));
    assert_eq!(request.headers()["content-type"], "application/dns-message");
    let question = request.into_body().collect().await.unwrap().to_bytes();
    let response = Response::builder().header("content-type", "application/dns-message");
    let (status, body) = match says {
        Says::Trouble => (StatusCode::INTERNAL_SERVER_ERROR, Vec::new()),
        Says::Endless => (StatusCode::OK, vec![0; 1 << 20]),
        Says::Silent => std::future::pending().await,
        says => (StatusCode::OK, answer(&says, &question)),
    };
    Ok(response.status(status).body(Full::new(Bytes::from(body))).unwrap())
}

/// A resolver that says this; it ends with the test's runtime.
async fn resolver(name: &str, says: Says) -> PublicResolver {
    let key = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.signing_key.serialize_der()));
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![key.cert.der().clone()], private)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, says) = (acceptor.clone(), says.clone());
            tokio::spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else { return };
                let service = service_fn(move |request| serve(says.clone(), request));
                let _ended = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    PublicResolver { name: name.to_owned(), address, path: "/dns-query".to_owned(), trust_root_pem: Some(key.cert.pem()) }
}

/// A network in which nothing answers on port 53.
fn blocked(public: Vec<PublicResolver>) -> Net {
    let root = "192.0.2.250".parse().unwrap();
    let closed: SocketAddr = {
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.local_addr().unwrap()
    };
    Net { addresses: [(root, closed)].into(), public, timeout: Duration::from_secs(1), ..Net::apart(vec![root], 53) }
}

async fn checked(says: [Says; 2]) -> Result<DelegationCheck, DnsError> {
    let [one, other] = says;
    let net = blocked(vec![resolver("one.resolver.test", one).await, resolver("other.resolver.test", other).await]);
    let expected: Vec<DnsName> = FOUR.iter().map(|server| DnsName::parse(server).unwrap()).collect();
    check_delegation(&net, &DnsName::parse(CHILD).unwrap(), &expected).await
}

fn codes(check: &DelegationCheck) -> Vec<&str> {
    check.findings.iter().map(|finding| finding.message.code.as_str()).collect()
}

#[tokio::test]
async fn what_resolvers_see_is_told_with_its_limits() {
    let good = || Says::Servers(FOUR.to_vec());
    let cases = [
        ([good(), good()], DelegationVerdict::Live, vec!["delegation-seen-less", "delegation-live"]),
        ([Says::NoName, Says::NoName], DelegationVerdict::NotDelegated, vec!["delegation-not-delegated", "delegation-seen-less"]),
        ([Says::Alias, Says::Alias], DelegationVerdict::Broken, vec!["delegation-cname-at-name", "delegation-seen-less"]),
        ([Says::ServFail, good()], DelegationVerdict::Broken, vec!["delegation-resolvers-fail", "delegation-seen-less"]),
        (
            [Says::Servers(FOUR[..3].to_vec()), Says::Servers(FOUR[..3].to_vec())],
            DelegationVerdict::Partly,
            vec!["delegation-partial-set", "delegation-seen-less"],
        ),
        ([good(), Says::NoName], DelegationVerdict::Partly, vec!["delegation-resolvers-differ", "delegation-seen-less"]),
        // One that is of no use does not spoil what the other says.
        ([good(), Says::Trouble], DelegationVerdict::Live, vec!["delegation-seen-less", "delegation-live"]),
        ([Says::Elsewhere, good()], DelegationVerdict::Live, vec!["delegation-seen-less", "delegation-live"]),
        ([Says::Endless, good()], DelegationVerdict::Live, vec!["delegation-seen-less", "delegation-live"]),
        ([Says::Silent, good()], DelegationVerdict::Live, vec!["delegation-seen-less", "delegation-live"]),
    ];
    for (says, verdict, wanted) in cases {
        let shown = format!("{says:?}");
        let start = Instant::now();
        let check = checked(says).await.unwrap();
        assert!(start.elapsed() < Duration::from_millis(2500), "{shown}: {:?}", start.elapsed());
        assert_eq!((check.verdict, codes(&check)), (verdict, wanted), "{shown}");
        assert_eq!(check.parent_zone, "example.com", "{shown}");
        let SeenBy::PublicResolvers { resolvers } = &check.seen_by else { panic!("{shown}: {:?}", check.seen_by) };
        assert!(!resolvers.is_empty());
        assert!(check.trace.iter().any(|line| line.over == Over::Https), "{shown}");
        assert_eq!(check.changes.len(), if verdict == DelegationVerdict::NotDelegated { 4 } else { 0 }, "{shown}");
    }
}

#[tokio::test]
async fn without_any_answer_there_is_no_network() {
    assert_eq!(checked([Says::Trouble, Says::Elsewhere]).await, Err(DnsError::NoRoot));
    // A certificate of somebody else's: whoever answers there is not asked.
    let mut stranger = resolver("one.resolver.test", Says::NoName).await;
    stranger.trust_root_pem = resolver("one.resolver.test", Says::NoName).await.trust_root_pem;
    let mut renamed = resolver("one.resolver.test", Says::NoName).await;
    renamed.name = "other.resolver.test".to_owned();
    let net = blocked(vec![stranger, renamed]);
    assert_eq!(check_delegation(&net, &DnsName::parse(CHILD).unwrap(), &[]).await, Err(DnsError::NoRoot));
}
