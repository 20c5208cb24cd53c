//! The server side of the control interface. Handlers block for a transaction at most, on threads for that.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{ClockForm, ClockReading, LimitsSwitch, Refusal, device};
use crate::aws::{AwsError, SignInForm, approval};
use crate::dns::{FormError, PanelForm, RecordForm, ReplaceForm};
use crate::faults::{FaultError, FaultForm};
use crate::hold::HoldForm;
use crate::state::StateError;
use crate::stories::{self, StoryError};
use crate::world::World;

/// All routes; the path of each starts with `/practice`.
pub(crate) fn router(world: Arc<World>) -> Router {
    Router::new()
        .route("/practice/world", get(world_document))
        .route("/practice/clock", get(clock).post(set_clock))
        .route("/practice/clock/next", get(next))
        .route("/practice/clock/skip", post(skip))
        .route("/practice/limits", get(limits).post(set_limits))
        .route("/practice/zones", get(zones))
        .route("/practice/records", post(publish))
        .route("/practice/records/remove", post(remove))
        .route("/practice/records/replace", post(replace))
        .route("/practice/panel", get(panel).post(set_panel))
        .route("/practice/mailbox", get(mailbox))
        .route("/practice/mail", get(mail))
        .route("/practice/resources", get(resources))
        .route("/practice/overview", get(overview))
        .route("/practice/requests", get(requests))
        .route("/practice/faults", get(faults).post(begin_fault))
        .route("/practice/faults/end", post(end_fault))
        .route("/practice/stories", get(stories))
        .route("/practice/stories/begin", post(begin_story))
        .route("/practice/stories/end", post(end_story))
        .route("/practice/hold", get(hold).post(set_hold))
        .route("/practice/release", post(release))
        .route("/practice/sign-ins", get(sign_ins).post(decide_sign_in))
        .route("/practice/sign-ins/end", post(end_sign_ins))
        .route(device::PATH, get(device::page).post(device::answer))
        .route("/practice/reset", post(reset))
        .fallback(|| async { refuse(StatusCode::NOT_FOUND, "There is no such page in the control interface.") })
        .with_state(world)
}

pub(super) type Shared = State<Arc<World>>;

/// Which log entries to answer.
#[derive(Deserialize)]
struct Since {
    #[serde(default)]
    since: u64,
}

/// Which mail to answer.
#[derive(Deserialize)]
struct Which {
    id: String,
}

async fn world_document(State(world): Shared) -> Response {
    stored(world, |world| world.document()).await
}

async fn clock(State(world): Shared) -> Response {
    json(&reading(&world))
}

async fn set_clock(State(world): Shared, body: Bytes) -> Response {
    let form: ClockForm = match read(&body) {
        Ok(form) => form,
        Err(refusal) => return *refusal,
    };
    if form.speed.is_some_and(|speed| !speed.is_finite() || speed < 0.0) {
        return refuse(StatusCode::BAD_REQUEST, "The speed is a number of world seconds per second, 0 or more.");
    }
    if form.advance_ms.is_some_and(|step| step < 0) {
        return refuse(StatusCode::BAD_REQUEST, "The clock can't go back.");
    }
    stored(world, move |world| {
        if let Some(speed) = form.speed {
            world.clock.set_speed(speed);
        }
        if let Some(step) = form.advance_ms {
            world.clock.advance(step);
        }
        world.state.transact(|tx| world.clock.store(tx))?;
        Ok(reading(world))
    })
    .await
}

fn reading(world: &World) -> ClockReading {
    ClockReading { now_ms: world.clock.now_ms(), speed: world.clock.speed() }
}

/// What happens next by itself; `null` when nothing is waited for.
async fn next(State(world): Shared) -> Response {
    foretold(apart(move || world.next()).await)
}

async fn skip(State(world): Shared) -> Response {
    foretold(apart(move || world.skip()).await)
}

fn foretold<T: Serialize>(done: Option<Result<T, AwsError>>) -> Response {
    match done {
        Some(Ok(value)) => json(&value),
        Some(Err(error)) => refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.message),
        None => broken(),
    }
}

async fn limits(State(world): Shared) -> Response {
    json(&LimitsSwitch { on: world.aws.limits() })
}

async fn set_limits(State(world): Shared, body: Bytes) -> Response {
    let LimitsSwitch { on } = match read(&body) {
        Ok(form) => form,
        Err(refusal) => return *refusal,
    };
    stored(world, move |world| {
        world.aws.set_limits(on)?;
        Ok(LimitsSwitch { on: world.aws.limits() })
    })
    .await
}

async fn zones(State(world): Shared) -> Response {
    json(&world.names.zones())
}

async fn publish(State(world): Shared, body: Bytes) -> Response {
    fill_in(world, &body, |world, form: &RecordForm| world.names.publish(form)).await
}

async fn remove(State(world): Shared, body: Bytes) -> Response {
    fill_in(world, &body, |world, form: &RecordForm| world.names.remove(form)).await
}

async fn replace(State(world): Shared, body: Bytes) -> Response {
    fill_in(world, &body, |world, form: &ReplaceForm| world.names.replace(form)).await
}

async fn panel(State(world): Shared) -> Response {
    json(&world.names.panel())
}

async fn set_panel(State(world): Shared, body: Bytes) -> Response {
    fill_in(world, &body, |world, form: &PanelForm| {
        world.names.set_panel(form)?;
        Ok(world.names.panel())
    })
    .await
}

/// Carries out what was filled into one of the registrar's forms, and answers what came of it.
async fn fill_in<F: DeserializeOwned + Send + 'static, T: Serialize + Send + 'static>(
    world: Arc<World>,
    body: &[u8],
    work: impl FnOnce(&World, &F) -> Result<T, FormError> + Send + 'static,
) -> Response {
    let form: F = match read(body) {
        Ok(form) => form,
        Err(refusal) => return *refusal,
    };
    match apart(move || work(&world, &form)).await {
        Some(Ok(done)) => json(&done),
        Some(Err(error)) => {
            let status = match &error {
                FormError::Refused(_) => StatusCode::BAD_REQUEST,
                FormError::NotFound(_) => StatusCode::NOT_FOUND,
                FormError::State(_) => StatusCode::INTERNAL_SERVER_ERROR,
            };
            refuse(status, &error.to_string())
        }
        None => broken(),
    }
}

async fn mailbox(State(world): Shared) -> Response {
    stored(world, |world| world.post.mailbox(&world.state)).await
}

/// One mail as it came, for who wants to read it by other means.
async fn mail(State(world): Shared, Query(Which { id }): Query<Which>) -> Response {
    match apart(move || world.post.message(&world.state, &id)).await {
        Some(Ok(Some(message))) => ([(header::CONTENT_TYPE, "message/rfc822")], message).into_response(),
        Some(Ok(None)) => refuse(StatusCode::NOT_FOUND, "There is no such mail."),
        Some(Err(error)) => refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
        None => broken(),
    }
}

async fn resources(State(world): Shared) -> Response {
    stored(world, |world| world.state.transact(|tx| tx.inventory())).await
}

async fn overview(State(world): Shared) -> Response {
    stored(world, |world| world.state.transact(|tx| crate::aws::overview(tx, world.clock.now_ms()))).await
}

async fn requests(State(world): Shared, Query(Since { since }): Query<Since>) -> Response {
    json(&world.log.since(since))
}

async fn faults(State(world): Shared) -> Response {
    json(&world.faults.reading())
}

async fn begin_fault(State(world): Shared, body: Bytes) -> Response {
    let form: FaultForm = match read(&body) {
        Ok(form) => form,
        Err(refusal) => return *refusal,
    };
    let beginning = Arc::clone(&world);
    match apart(move || beginning.faults.begin(&form)).await {
        Some(Ok(fault)) => with_doors(&world, json(&fault)).await,
        Some(Err(error)) => {
            let status = match &error {
                FaultError::Refused(_) => StatusCode::BAD_REQUEST,
                FaultError::State(_) => StatusCode::INTERNAL_SERVER_ERROR,
            };
            refuse(status, &error.to_string())
        }
        None => broken(),
    }
}

/// Which fault to end; all of them without an id.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WhichFault {
    id: Option<String>,
}

async fn end_fault(State(world): Shared, body: Bytes) -> Response {
    let which: WhichFault = match read(&body) {
        Ok(which) => which,
        Err(refusal) => return *refusal,
    };
    let ended = stored(Arc::clone(&world), move |world| {
        world.faults.end(which.id.as_deref())?;
        Ok(world.faults.reading())
    });
    let answer = ended.await;
    with_doors(&world, answer).await
}

/// The answer, once every name server is as open or closed as the faults want it.
async fn with_doors(world: &World, answer: Response) -> Response {
    match world.places.dns.follow(&world.names).await {
        Ok(()) => answer,
        Err(error) => refuse(StatusCode::INTERNAL_SERVER_ERROR, &format!("A practice name server's port can't be used: {error}.")),
    }
}

async fn stories(State(world): Shared) -> Response {
    stored(world, |world| world.state.transact(stories::reading)).await
}

/// Which story to begin.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WhichStory {
    name: String,
}

async fn begin_story(State(world): Shared, body: Bytes) -> Response {
    let which: WhichStory = match read(&body) {
        Ok(which) => which,
        Err(refusal) => return *refusal,
    };
    told(apart(move || stories::begin(&world, &which.name).and_then(|()| Ok(world.state.transact(stories::reading)?))).await)
}

async fn end_story(State(world): Shared) -> Response {
    told(apart(move || stories::end(&world).and_then(|()| Ok(world.state.transact(stories::reading)?))).await)
}

fn told<T: Serialize>(done: Option<Result<T, StoryError>>) -> Response {
    match done {
        Some(Ok(value)) => json(&value),
        Some(Err(error)) => {
            let unknown = matches!(error, StoryError::Unknown(_));
            refuse(if unknown { StatusCode::NOT_FOUND } else { StatusCode::INTERNAL_SERVER_ERROR }, &error.to_string())
        }
        None => broken(),
    }
}

async fn sign_ins(State(world): Shared) -> Response {
    stored(world, |world| approval::reading(&world.state)).await
}

async fn decide_sign_in(State(world): Shared, body: Bytes) -> Response {
    let form: SignInForm = match read(&body) {
        Ok(form) => form,
        Err(refusal) => return *refusal,
    };
    match apart(move || approval::decide(&world.state, &form).and_then(|done| Ok((done, approval::reading(&world.state)?)))).await {
        Some(Ok((true, reading))) => json(&reading),
        Some(Ok((false, _))) => refuse(StatusCode::NOT_FOUND, "There is no such code that waits for an answer."),
        Some(Err(error)) => refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
        None => broken(),
    }
}

async fn end_sign_ins(State(world): Shared) -> Response {
    stored(world, |world| {
        approval::end_all(&world.state)?;
        approval::reading(&world.state)
    })
    .await
}

async fn hold(State(world): Shared) -> Response {
    json(&world.gate.reading())
}

async fn set_hold(State(world): Shared, body: Bytes) -> Response {
    let form: HoldForm = match read(&body) {
        Ok(form) => form,
        Err(refusal) => return *refusal,
    };
    if form.nth == 0 {
        return refuse(StatusCode::BAD_REQUEST, "Requests are counted from 1.");
    }
    world.gate.hold(form);
    json(&world.gate.reading())
}

async fn release(State(world): Shared) -> Response {
    world.gate.release();
    json(&world.gate.reading())
}

async fn reset(State(world): Shared) -> Response {
    let fresh = stored(Arc::clone(&world), |world| {
        world.reset()?;
        world.document()
    });
    let answer = fresh.await;
    with_doors(&world, answer).await
}

/// Runs what reads or writes the state, and answers what it says.
async fn stored<T: Serialize + Send + 'static>(
    world: Arc<World>,
    work: impl FnOnce(&World) -> Result<T, StateError> + Send + 'static,
) -> Response {
    match apart(move || work(&world)).await {
        Some(Ok(value)) => json(&value),
        Some(Err(error)) => refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
        None => broken(),
    }
}

/// Runs what blocks on a thread for that; `None` when it panicked.
pub(super) async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Box<Response>> {
    serde_json::from_slice(body)
        .map_err(|error| Box::new(refuse(StatusCode::BAD_REQUEST, &format!("The request is not understood: {error}."))))
}

fn json<T: Serialize>(value: &T) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
        Err(_) => broken(),
    }
}

fn refuse(status: StatusCode, sentence: &str) -> Response {
    (status, json(&Refusal { error: sentence.to_owned() })).into_response()
}

fn broken() -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, "{\"error\":\"The practice world failed to answer.\"}").into_response()
}
