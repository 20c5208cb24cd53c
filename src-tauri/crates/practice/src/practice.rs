//! A running practice world: its threads, from start to end.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::aws::{Aws, Resolve};
use crate::clock::WorldClock;
use crate::control::{self, Control};
use crate::dns::{NameServersAt, Names, Resolver, has_v6, roots, serve as serve_names};
use crate::faults::Faults;
use crate::gateway::{self, CertificateAuthority};
use crate::hold::Gate;
use crate::http;
use crate::log::Log;
use crate::mail::{self, AuthorityError, Port, PostOffice};
use crate::state::{State, StateError};
use crate::world::{Places, World, WorldDocument};

/// How often what waits is looked at, in real time.
const TICK: Duration = Duration::from_millis(200);
/// For tasks under way when the world ends.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// How to play a world.
#[derive(Debug, Clone)]
pub struct Options {
    /// The file that remembers the world; `None` keeps it in memory.
    pub state: Option<PathBuf>,
    /// Port of AWS and the control interface; `None` takes a free one.
    pub aws_port: Option<u16>,
    /// World seconds per real second, 1.0 is real time.
    pub speed: f64,
    /// Where the name servers listen.
    pub name_servers: NameServersAt,
    /// Whether a world that begins limits calls as AWS does; one that was stored stays as it is.
    pub limits: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { state: None, aws_port: None, speed: 1.0, name_servers: NameServersAt::Loopback, limits: false }
    }
}

/// Why a world could not be started.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// Its memory could not be opened.
    #[error(transparent)]
    State(#[from] StateError),
    /// A socket could not be opened on loopback.
    #[error("the practice world could not open a port on this machine: {0}")]
    Socket(#[source] io::Error),
    /// The wished port is taken.
    #[error("port {port} is taken, so the practice world could not be started on it")]
    PortTaken {
        /// The wished port.
        port: u16,
    },
    /// A thread could not be started.
    #[error("the practice world could not be started: {0}")]
    Thread(#[source] io::Error),
    /// The mail server's certificate could not be made or read.
    #[error("the practice mail server could not be started: {0}")]
    Mail(String),
    /// The authority of the load balancers' certificates could not be made.
    #[error("the practice networks could not be started: {0}")]
    Gateway(String),
    /// The world ended while it started.
    #[error("the practice world ended while it was starting")]
    Ended,
}

impl From<AuthorityError> for PracticeError {
    fn from(error: AuthorityError) -> PracticeError {
        match error {
            AuthorityError::State(error) => PracticeError::State(error),
            other => PracticeError::Mail(other.to_string()),
        }
    }
}

/// A world that plays on threads of its own until this is dropped.
pub struct Practice {
    document: WorldDocument,
    control: Control,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Practice {
    /// Starts a world, or goes on with the one of the state file, and returns once everything answers.
    ///
    /// # Errors
    /// [`PracticeError`]; then nothing is left running.
    pub fn start(options: Options) -> Result<Practice, PracticeError> {
        let (end, ended) = oneshot::channel();
        let (tell, told) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("practice".to_owned())
            .spawn(move || {
                let runtime = match runtime() {
                    Ok(runtime) => runtime,
                    Err(error) => {
                        let _nobody_waits = tell.send(Err(PracticeError::Thread(error)));
                        return;
                    }
                };
                play(&runtime, options, &tell, ended);
                runtime.shutdown_timeout(LAST_WORDS);
            })
            .map_err(PracticeError::Thread)?;
        match told.recv().unwrap_or(Err(PracticeError::Ended)) {
            Ok(document) => {
                let control = Control::new(&document.control);
                Ok(Practice { document, control, end: Some(end), thread: Some(thread) })
            }
            Err(error) => {
                // The thread ends by itself; its panic, if that was the reason, is in the error already.
                let _panicked = thread.join();
                Err(error)
            }
        }
    }

    /// How to reach everything. After a reset the id differs: ask the control interface then.
    pub fn world(&self) -> WorldDocument {
        self.document.clone()
    }

    /// The client of the control interface.
    pub fn control(&self) -> Control {
        self.control.clone()
    }

    /// Ends the world and waits for that; what was answered is stored.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        if let Some(end) = self.end.take() {
            let _gone_already = end.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _panicked = thread.join();
        }
    }
}

fn runtime() -> io::Result<Runtime> {
    Builder::new_multi_thread().worker_threads(2).thread_name("practice-io").enable_all().build()
}

/// Builds the world, says how to reach it, and plays until the end is asked for.
fn play(runtime: &Runtime, options: Options, tell: &mpsc::Sender<Result<WorldDocument, PracticeError>>, ended: oneshot::Receiver<()>) {
    let built = runtime.block_on(build(options));
    let (world, document) = match built {
        Ok(built) => built,
        Err(error) => {
            let _nobody_waits = tell.send(Err(error));
            return;
        }
    };
    let (stop, stopped) = mpsc::channel::<()>();
    let ticking = thread::Builder::new().name("practice-tick".to_owned()).spawn({
        let world = Arc::clone(&world);
        move || {
            while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                world.tick();
            }
        }
    });
    let ticking = match ticking {
        Ok(ticking) => ticking,
        Err(error) => {
            let _nobody_waits = tell.send(Err(PracticeError::Thread(error)));
            return;
        }
    };
    if tell.send(Ok(document)).is_ok() {
        // An error means that the owner is gone, which is an end as well.
        let _dropped = runtime.block_on(ended);
    }
    drop(stop);
    let _panicked = ticking.join();
    world.gate.release();
    if let Err(error) = world.state.transact(|tx| world.clock.store(tx)) {
        tracing::warn!(%error, "the practice clock was not stored");
    }
}

async fn build(options: Options) -> Result<(Arc<World>, WorldDocument), PracticeError> {
    // The ports first: a world that can't be reached must not touch its state.
    let listener = http::bind(options.aws_port).await.map_err(|error| match options.aws_port {
        Some(port) if error.kind() == io::ErrorKind::AddrInUse => PracticeError::PortTaken { port },
        _ => PracticeError::Socket(error),
    })?;
    let mail_listener = http::bind(None).await.map_err(PracticeError::Socket)?;
    let submission_listener = http::bind(None).await.map_err(PracticeError::Socket)?;
    let gateway_listener = http::bind(None).await.map_err(PracticeError::Socket)?;
    let with_v6 = has_v6().await;

    let state = State::open(options.state.as_deref())?;
    let clock = WorldClock::open(&state, options.speed)?;
    let faults = Faults::open(state.clone())?;
    let names = Arc::new(Names::open(state.clone(), with_v6, faults.clone(), clock.clone())?);
    let doors = serve_names(&names, options.name_servers).await.map_err(PracticeError::Socket)?;
    let resolver = Resolver::new(roots(with_v6), doors.addresses().clone());
    let resolve: Arc<dyn Resolve> = Arc::new(resolver.clone());
    let aws = Aws::open(state.clone(), clock.clone(), resolve, names.clone(), faults.clone(), options.limits)?;
    let post = PostOffice::open(&state)?;
    let authority = CertificateAuthority::make().map_err(|error| PracticeError::Gateway(error.to_string()))?;
    let places = Places {
        http: listener.local_addr().map_err(PracticeError::Socket)?,
        mail: mail_listener.local_addr().map_err(PracticeError::Socket)?,
        submission: submission_listener.local_addr().map_err(PracticeError::Socket)?,
        gateway: gateway_listener.local_addr().map_err(PracticeError::Socket)?,
        dns: doors,
        with_v6,
    };
    let (gate, log, ticking) = (Gate::new(), Log::default(), Mutex::new(()));
    let world = Arc::new(World { state, clock, names, resolver, aws, post, authority, faults, gate, log, places, ticking });
    let document = world.document()?;
    tokio::spawn({
        let world = Arc::clone(&world);
        async move { world.places.dns.keep_following(&world.names).await }
    });
    tokio::spawn(http::serve(Arc::clone(&world), listener, control::router(Arc::clone(&world))));
    tokio::spawn(gateway::serve(Arc::clone(&world), gateway_listener));
    tokio::spawn(mail::serve(Arc::clone(&world), mail_listener, Port::Implicit));
    tokio::spawn(mail::serve(Arc::clone(&world), submission_listener, Port::Submission));
    Ok((world, document))
}
