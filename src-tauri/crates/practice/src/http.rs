//! The one HTTP listener, on loopback: `/practice/...` is the control interface, everything else is AWS.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::aws::{self, Answer, Call, Loss, Mishap};
use crate::clock::real_ms;
use crate::control;
use crate::hold::{HeldRequest, HoldWhen};
use crate::log::LoggedRequest;
use crate::wire::{End, Torn, Wire};
use crate::world::World;

/// The largest request; ACM's and EC2's own are far smaller.
const LARGEST_BODY: usize = 4 << 20;
/// Connections at a time, held ones included.
const CONNECTIONS: usize = 512;
/// For a client that connects and says nothing.
const HEADER_TIME: Duration = Duration::from_secs(30);

/// A connection that ends without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection was closed without an answer")]
struct Cut;

/// Serves until the runtime ends.
pub(crate) async fn serve(world: Arc<World>, listener: TcpListener, control: Router) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (world, control) = (Arc::clone(&world), control.clone());
        tokio::spawn(async move {
            let end = End::default();
            let wire = Wire::new(stream, end.clone());
            let service = service_fn(move |request| answer(Arc::clone(&world), control.clone(), end.clone(), request));
            let mut connection = http1::Builder::new();
            connection.timer(TokioTimer::new()).header_read_timeout(HEADER_TIME);
            if let Err(error) = connection.serve_connection(TokioIo::new(wire), service).await {
                tracing::debug!(%error, "connection ended");
            }
            drop(place);
        });
    }
}

/// Whether the path belongs to the control interface.
fn is_control(path: &str) -> bool {
    path == "/practice" || path.starts_with("/practice/")
}

async fn answer(world: Arc<World>, control: Router, end: End, request: Request<Incoming>) -> Result<Response<Body>, Cut> {
    let request = request.map(Body::new);
    if !is_control(request.uri().path()) {
        return answer_aws(world, end, request).await;
    }
    if let Some(refusal) = refuse_web_page(request.uri().path(), request.headers()) {
        return Ok(refusal);
    }
    TowerToHyperService::new(control).call(request).await.map_err(|never| match never {})
}

/// A page in a browser on this machine must not steer the world: not by a name that leads to loopback (the host is
/// checked), not from elsewhere (browsers send an origin with every such request that changes something). The page on which a
/// code is answered is the world's own: its form comes from there.
fn refuse_web_page(path: &str, headers: &HeaderMap) -> Option<Response<Body>> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let local = matches!(name, "127.0.0.1" | "localhost" | "[::1]");
    let from = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let own = path == control::DEVICE && from == Some(&format!("http://{host}"));
    if local && (own || !headers.contains_key(header::ORIGIN)) {
        return None;
    }
    Some(plain(StatusCode::FORBIDDEN, "{\"error\":\"The control interface is not for web pages.\"}"))
}

fn plain(status: StatusCode, body: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

async fn answer_aws(world: Arc<World>, end: End, request: Request<Body>) -> Result<Response<Body>, Cut> {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return Ok(plain(StatusCode::PAYLOAD_TOO_LARGE, "{\"error\":\"The request is too large.\"}"));
    };
    let request = aws::Request {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: headers(&head.headers),
        body: body.to_vec(),
    };
    let call = world.aws.read(&request);
    let arrival = (real_ms(), world.clock.now_ms());
    let held = HeldRequest {
        service: call.service.clone(),
        action: call.action.clone(),
        region: call.region.clone(),
        account: call.account.clone(),
        mutating: call.mutating,
    };
    let pass = world.gate.pass(&held);
    if pass.stop == Some(HoldWhen::Before) {
        world.log.push(logged(&call, None, arrival));
        world.gate.stand(&held, pass).await;
        return Err(Cut);
    }
    // Carried out on a thread of its own, to the end, whether or not the client still waits.
    let carried_out = tokio::task::spawn_blocking({
        let world = Arc::clone(&world);
        move || carry_out(&world, &request, &call, arrival)
    });
    match carried_out.await.map_err(|_| Cut)? {
        Outcome::Kept(mishap) => meet(&world, &end, mishap).await,
        Outcome::Answered { answer, late, loss } => {
            if let Some(late) = late {
                tokio::time::sleep(late).await;
            }
            if pass.stop == Some(HoldWhen::After) {
                world.gate.stand(&held, pass).await;
            }
            match loss {
                Some(Loss::Whole) => Err(Cut),
                Some(Loss::Half) => Ok(response(answer, |body| Body::new(Torn::new(body)))),
                None => Ok(response(answer, Body::from)),
            }
        }
    }
}

/// What became of a call.
enum Outcome {
    /// It was not carried out.
    Kept(Mishap),
    /// It was carried out or refused, and that is stored.
    Answered { answer: Answer, late: Option<Duration>, loss: Option<Loss> },
}

fn carry_out(world: &World, request: &aws::Request, call: &Call, arrival: (i64, i64)) -> Outcome {
    if let Some(mishap) = aws::mishap(&world.faults, call) {
        world.log.push(logged(call, None, arrival));
        return Outcome::Kept(mishap);
    }
    let late = aws::lateness(&world.faults, call);
    let loss = aws::loss(&world.faults, call);
    let answer = world.aws.answer(request, call);
    world.log.push(logged(call, Some(&answer), arrival));
    Outcome::Answered { answer, late, loss }
}

/// What a client sees of a call that never reached AWS.
async fn meet(world: &World, end: &End, mishap: Mishap) -> Result<Response<Body>, Cut> {
    match mishap {
        Mishap::Unanswered => {
            // Dropped when the client goes.
            world.gate.released().await;
            Err(Cut)
        }
        Mishap::Reset => {
            end.reset();
            Err(Cut)
        }
        Mishap::Closed => Err(Cut),
        Mishap::Page(status) => {
            let mut response = Response::new(Body::from(PAGE));
            *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
            response.headers_mut().insert(header::SERVER, HeaderValue::from_static("practice-proxy"));
            Ok(response)
        }
    }
}

/// What a proxy of a company's network says instead of AWS.
const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Web gateway</title></head><body><h1>The page can't be shown</h1>\
<p>The web gateway of this practice company could not reach the server.</p></body></html>\n";

fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect()
}

fn response(answer: Answer, body: impl FnOnce(Vec<u8>) -> Body) -> Response<Body> {
    let mut response = Response::new(body(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (header::HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn logged(call: &Call, answer: Option<&Answer>, (real_ms, world_ms): (i64, i64)) -> LoggedRequest {
    LoggedRequest {
        number: 0,
        service: call.service.clone(),
        action: call.action.clone(),
        region: call.region.clone(),
        account: call.account.clone(),
        mutating: call.mutating,
        parameters: call.parameters.clone(),
        status: answer.map_or(0, |answer| answer.status),
        error: answer.and_then(|answer| answer.error.clone()),
        real_ms,
        world_ms,
    }
}

/// The listener of the wished port, or of a free one.
pub(crate) async fn bind(port: Option<u16>) -> io::Result<TcpListener> {
    TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, port.unwrap_or(0))).await
}
