use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;

/// A certificate authority's PEM, and a server that shows a certificate of it for these names.
fn authority(names: &[&str], expired: bool) -> (String, TlsAcceptor) {
    let mut root = CertificateParams::default();
    root.distinguished_name.push(rcgen::DnType::CommonName, format!("the authority of {names:?}"));
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root_key = KeyPair::generate().unwrap();
    let pem = root.self_signed(&root_key).unwrap().pem();
    let mut leaf = CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap();
    if expired {
        leaf.not_before = rcgen::date_time_ymd(2020, 1, 1);
        leaf.not_after = rcgen::date_time_ymd(2020, 2, 1);
    }
    let key = KeyPair::generate().unwrap();
    let leaf = leaf.signed_by(&key, &Issuer::new(root, root_key)).unwrap().pem();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(leaf.as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes()).unwrap(),
        )
        .unwrap();
    (pem, TlsAcceptor::from(Arc::new(config)))
}

/// What the gateway of a test does.
#[derive(Clone)]
enum Behind {
    Refuses(u8),
    Silent,
    Plain(&'static str),
    Tls(TlsAcceptor, &'static str),
}

async fn answer(mut stream: impl Stream, said: &str) {
    let mut request = [0; 512];
    let _request = stream.read(&mut request).await;
    let _told = stream.write_all(said.as_bytes()).await;
    let _ended = stream.shutdown().await;
}

/// A gateway on loopback, of as many connections as are made.
async fn gateway(behind: Behind) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let behind = behind.clone();
            tokio::spawn(async move {
                let mut greeting = [0; 3];
                stream.read_exact(&mut greeting).await.unwrap();
                stream.write_all(&[5, 0]).await.unwrap();
                let mut head = [0; 5];
                stream.read_exact(&mut head).await.unwrap();
                let mut rest = vec![0; usize::from(head[4]) + 2];
                stream.read_exact(&mut rest).await.unwrap();
                let reply = |code| [5, code, 0, 1, 10, 0, 0, 7, 1, 187];
                match behind {
                    Behind::Refuses(code) => stream.write_all(&reply(code)).await.unwrap(),
                    Behind::Silent => tokio::time::sleep(Duration::from_secs(60)).await,
                    Behind::Plain(said) => {
                        stream.write_all(&reply(0)).await.unwrap();
                        answer(stream, said).await;
                    }
                    Behind::Tls(acceptor, said) => {
                        stream.write_all(&reply(0)).await.unwrap();
                        if let Ok(stream) = acceptor.accept(stream).await {
                            answer(stream, said).await;
                        }
                    }
                }
            });
        }
    });
    address
}

async fn tried(behind: Behind, root: &str, tls: Option<&str>, path: Option<&str>) -> AddressSeen {
    let way = Way { gateway: gateway(behind).await, trust_root_pem: root.to_owned() };
    let net = Net { way: Some(way), timeout: Duration::from_millis(1500), ..Net::internet() };
    let order = ProbeOrder {
        host: DnsName::parse("nlb.example.com").unwrap(),
        port: 443,
        tls: tls.map(str::to_owned),
        http: path.map(|path| HttpOrder { path: path.to_owned(), host: "api.example.com".to_owned() }),
    };
    let mut seen = probe(&net, &order).await.unwrap();
    assert_eq!(seen.addresses.len(), 1);
    seen.addresses.remove(0)
}

#[tokio::test]
async fn tells_open_from_closed_silent_and_without_a_way() {
    let open = tried(Behind::Plain(""), "", None, None).await;
    assert_eq!((open.address.as_str(), open.fault, open.tls, open.http), ("10.0.0.7", None, None, None));
    assert!(open.millis.is_some());
    for (behind, expected) in [
        (Behind::Refuses(5), Fault::Closed),
        (Behind::Refuses(4), Fault::NoRoute),
        (Behind::Refuses(6), Fault::Silent),
        (Behind::Silent, Fault::Silent),
    ] {
        let seen = tried(behind, "", Some("api.example.com"), Some("/")).await;
        assert_eq!((seen.fault, seen.millis, seen.tls, seen.http), (Some(expected), None, None, None));
    }
}

#[tokio::test]
async fn the_status_is_what_the_server_says_and_nothing_where_it_speaks_something_else() {
    for (said, expected) in [("HTTP/1.1 204 No Content\r\n\r\n", Some(204)), ("220 mail ESMTP\r\n", None), ("", None)] {
        let seen = tried(Behind::Plain(said), "", None, Some("/health")).await;
        assert_eq!(seen.http, Some(HttpSeen { status: expected }), "{said}");
    }
}

#[tokio::test]
async fn the_certificate_is_told_as_it_is() {
    let ok = "HTTP/1.1 200 OK\r\n\r\n";
    let (root, server) = authority(&["*.example.com"], false);
    let seen = tried(Behind::Tls(server.clone(), ok), &root, Some("api.example.com"), Some("/")).await;
    let tls = seen.tls.unwrap();
    assert_eq!((tls.spoken, tls.covers, tls.trust, tls.names), (true, true, Some(Trust::Trusted), vec!["*.example.com".to_owned()]));
    assert_eq!(seen.http.unwrap().status, Some(200));

    let other = tried(Behind::Tls(server.clone(), ok), &root, Some("api.example.org"), None).await.tls.unwrap();
    assert_eq!((other.spoken, other.covers, other.trust), (true, false, Some(Trust::Trusted)));

    let (strangers, _) = authority(&["x.example.com"], false);
    let stranger = tried(Behind::Tls(server, ok), &strangers, Some("api.example.com"), None).await.tls.unwrap();
    assert_eq!((stranger.spoken, stranger.covers, stranger.trust), (true, true, Some(Trust::UnknownAuthority)));

    let (root, late) = authority(&["api.example.com"], true);
    let late = tried(Behind::Tls(late, ok), &root, Some("api.example.com"), None).await.tls.unwrap();
    assert_eq!((late.spoken, late.trust), (true, Some(Trust::Expired)));

    let none = tried(Behind::Plain(ok), &root, Some("api.example.com"), Some("/")).await;
    let tls = none.tls.unwrap();
    assert_eq!((tls.spoken, tls.names.len(), tls.trust, none.http), (false, 0, None, None));
}

#[test]
fn a_path_is_one_line_of_visible_signs() {
    for (path, expected) in [("/", true), ("/health?full=1", true), ("health", false), ("/a b", false), ("/a\r\nX: y", false), ("", false)]
    {
        assert_eq!(is_path(path), expected, "{path:?}");
    }
}
