//! What lies on the desk: the open onboarding, and the practice world while something needs it.

use std::path::{Path, PathBuf};

use gangway_model::{AccountId, Region};
use gangway_onboarding::file::Meta;
use gangway_onboarding::view::AccountKind;
use gangway_onboarding::{Clock, Engine, SignIn, SignInCode, SignInPlace, SignedIn, Trouble, World};
use gangway_practice::{Control, ControlError, Options, Practice, RemoteClock};
use tokio::sync::Mutex;

/// World seconds per real second in the practice world, unless the user chooses otherwise: a load balancer that takes two minutes at AWS takes
/// two seconds.
const PRACTICE_SPEED: f64 = 60.0;

/// What an onboarding is called that was begun without asking for a name.
const PRACTICE_NAME: &str = "Practice product";

/// One per app.
pub struct Desk {
    /// Where the onboardings are.
    pub folder: PathBuf,
    engine: Mutex<Option<Engine>>,
    practice: Mutex<Option<Rehearsal>>,
    sign_in: Mutex<Option<SigningIn>>,
}

/// The session of IAM Identity Center that was opened last. It ends with the app.
struct SigningIn {
    session: SignIn,
    link: String,
}

/// The practice world: in this process, or one that another process serves (`GANGWAY_PRACTICE` is its control address).
struct Rehearsal {
    control: Control,
    clock: RemoteClock,
    /// Ends with this.
    _own: Option<Practice>,
}

/// Runs blocking work (files, the control interface) away from the window's threads.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Trouble> + Send + 'static) -> Result<T, Trouble> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Trouble::of("internal").caused_by(&error))?
}

pub fn practice_trouble(error: &ControlError) -> Trouble {
    match error {
        ControlError::Refused { sentence, .. } => Trouble::of("practice-refused").with("reason", sentence.as_str()),
        _ => Trouble::of("practice-gone").caused_by(error),
    }
}

impl Desk {
    /// An empty desk.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, engine: Mutex::new(None), practice: Mutex::new(None), sign_in: Mutex::new(None) }
    }

    /// The open onboarding.
    pub async fn engine(&self) -> Result<Engine, Trouble> {
        self.engine.lock().await.clone().ok_or_else(|| Trouble::of("nothing-open"))
    }

    /// The open onboarding, if any.
    pub async fn open_engine(&self) -> Option<Engine> {
        self.engine.lock().await.clone()
    }

    /// Makes an onboarding for the account of a profile, and opens it.
    pub async fn create(&self, name: &str, profile: String) -> Result<Engine, Trouble> {
        let path = gangway_onboarding::shelf::path_for(&self.folder, name);
        self.put(Engine::create(&path, name, Some(profile.clone()), World::aws(Some(profile))).await?).await
    }

    /// Asks for a code at a company's portal, or at the practice world's. A session of the same portal is gone on with, so that what is open
    /// finds itself signed in again.
    pub async fn begin_sign_in(&self, start_url: &str, region: &str, practice: bool) -> Result<SignInCode, Trouble> {
        let region = Region::parse(region.trim()).map_err(Trouble::new)?;
        let endpoint = if practice { self.practice_world().await?.endpoint } else { None };
        let wanted = SignIn::new(start_url, region, endpoint)?;
        let mut held = self.sign_in.lock().await;
        let session = match held.as_ref().map(|held| &held.session) {
            Some(session) if same_portal(session, &wanted) => session.clone(),
            _ => wanted,
        };
        *held = Some(SigningIn { session: session.clone(), link: String::new() });
        drop(held);
        let code = session.begin().await?;
        if let Some(held) = self.sign_in.lock().await.as_mut() {
            held.link.clone_from(&code.link);
        }
        Ok(code)
    }

    /// The session that was opened last.
    pub async fn sign_in(&self) -> Result<SignIn, Trouble> {
        let held = self.sign_in.lock().await;
        held.as_ref().map(|held| held.session.clone()).ok_or_else(|| Trouble::of("sign-in-over"))
    }

    /// The page on which its code is answered.
    pub async fn sign_in_link(&self) -> Result<String, Trouble> {
        let held = self.sign_in.lock().await;
        let link = held.as_ref().map(|held| held.link.clone()).filter(|link| !link.is_empty());
        link.ok_or_else(|| Trouble::of("sign-in-over"))
    }

    /// One role of the session that was opened last.
    pub async fn role(&self, account: &str, role: String) -> Result<SignedIn, Trouble> {
        Ok(self.sign_in().await?.role(AccountId::parse(account).map_err(Trouble::new)?, role))
    }

    /// The world in which a session's role acts.
    pub async fn signed_in_world(&self, role: &SignedIn) -> Result<World, Trouble> {
        let world = if role.session().endpoint().is_some() { self.practice_world().await? } else { World::aws(None) };
        Ok(world.signed_in(role.clone()))
    }

    /// Makes an onboarding for a session's role, and opens it.
    pub async fn create_signed_in(&self, name: &str, role: SignedIn) -> Result<Engine, Trouble> {
        let path = gangway_onboarding::shelf::path_for(&self.folder, name);
        let engine = Engine::create(&path, name, None, self.signed_in_world(&role).await?).await?;
        engine.remember_sign_in(&role.place()).await?;
        self.put(engine).await
    }

    /// Hands a session that was just opened over to the open onboarding, if it is the one that it needs.
    pub async fn signed_in(&self) -> Result<(), Trouble> {
        let Some(engine) = self.open_engine().await else { return Ok(()) };
        let session = self.sign_in().await?;
        match engine.sign_in_place().await? {
            Some(place) if place.start_url == session.start_url() && &place.region == session.region() => engine.signed_in_again().await,
            _ => Ok(()),
        }
    }

    /// The role that an onboarding was begun with. Its session may have to be opened again, which the onboarding says then.
    async fn role_of(&self, place: &SignInPlace, endpoint: Option<String>) -> Result<SignedIn, Trouble> {
        let wanted = SignIn::new(&place.start_url, place.region.clone(), endpoint)?;
        let mut held = self.sign_in.lock().await;
        let session = match held.as_ref().map(|held| &held.session) {
            Some(session) if same_portal(session, &wanted) => session.clone(),
            _ => {
                *held = Some(SigningIn { session: wanted.clone(), link: String::new() });
                wanted
            }
        };
        Ok(session.role(place.account_id.clone(), place.role.as_str()))
    }

    /// Makes an onboarding in the practice world, and opens it. With a story the practice world is a fresh one.
    pub async fn create_practice(&self, name: &str, story: Option<String>) -> Result<Engine, Trouble> {
        if let Some(story) = story {
            // What is open belongs to the world that ends here.
            self.close_engine().await;
            let control = self.practice().await?;
            blocking(move || control.begin_story(&story).map_err(|error| practice_trouble(&error))).await?;
            self.refresh_clock().await?;
        }
        let world = self.practice_world().await?;
        let path = gangway_onboarding::shelf::path_for(&self.folder, name);
        self.put(Engine::create(&path, name, None, world).await?).await
    }

    /// Opens an onboarding; one that is open already stays open.
    pub async fn open(&self, path: &Path) -> Result<Engine, Trouble> {
        if let Some(engine) = self.open_engine().await {
            if engine.file().path() == path {
                return Ok(engine);
            }
            self.close().await;
        }
        // The practice world may have to start first, and that needs to know what the file is bound to.
        let card = gangway_onboarding::shelf::card(path).await;
        if let Some(trouble) = card.trouble {
            return Err(trouble);
        }
        let practice = match card.account.map(|account| account.kind) {
            Some(AccountKind::Practice | AccountKind::Endpoint) => Some(self.practice_world().await?),
            _ => None,
        };
        let signed_in = match gangway_onboarding::shelf::sign_in_place(path).await? {
            Some(place) => Some(self.role_of(&place, practice.as_ref().and_then(|world| world.endpoint.clone())).await?),
            None => None,
        };
        let world = |meta: &Meta| {
            let world = practice.unwrap_or_else(|| World::aws(meta.profile.clone()));
            Ok(match signed_in {
                Some(role) => world.signed_in(role),
                None => world,
            })
        };
        let engine = self.put(Engine::open(path, world).await?).await?;
        // What was proven may have been lost since.
        engine.look_at_what_lasts().await?;
        Ok(engine)
    }

    /// Goes on with the newest practice onboarding, or begins one: what `gangway --practice` shows.
    pub async fn open_practice(&self) -> Result<Engine, Trouble> {
        for card in gangway_onboarding::shelf::cards(&self.folder).await {
            if card.trouble.is_none() && card.account.is_some_and(|account| account.kind == AccountKind::Practice) {
                match self.open(Path::new(&card.path)).await {
                    // It belongs to a practice world that was begun anew since.
                    Err(trouble) if trouble.message.code == "world-changed" => {}
                    other => return other,
                }
            }
        }
        self.create_practice(PRACTICE_NAME, None).await
    }

    async fn put(&self, engine: Engine) -> Result<Engine, Trouble> {
        self.close_engine().await;
        engine.keep_watch();
        *self.engine.lock().await = Some(engine.clone());
        Ok(engine)
    }

    /// Closes the open onboarding. Nothing listens afterwards: a practice world of our own ends, too.
    pub async fn close(&self) {
        self.close_engine().await;
        *self.practice.lock().await = None;
    }

    /// Gives the file free: what is under way comes to rest between two changes.
    async fn close_engine(&self) {
        let open = self.engine.lock().await.take();
        if let Some(engine) = open {
            engine.close().await;
        }
    }

    /// The control interface of the practice world, which starts when it is first needed.
    pub async fn practice(&self) -> Result<Control, Trouble> {
        let mut held = self.practice.lock().await;
        if let Some(rehearsal) = held.as_ref() {
            return Ok(rehearsal.control.clone());
        }
        let state = self.folder.join("practice-world.sqlite");
        let rehearsal = blocking(move || start(state)).await?;
        let control = rehearsal.control.clone();
        *held = Some(rehearsal);
        Ok(control)
    }

    async fn practice_world(&self) -> Result<World, Trouble> {
        let control = self.practice().await?;
        let clock = self.practice.lock().await.as_ref().map(|rehearsal| rehearsal.clock.clone());
        let clock = clock.map_or_else(Clock::system, |clock| Clock::from_fn(move || clock.now_ms()));
        let document = blocking(move || control.world().map_err(|error| practice_trouble(&error))).await?;
        let text = serde_json::to_string(&document).map_err(|error| Trouble::of("internal").caused_by(&error))?;
        World::rehearsal(&text, "seller", clock)
    }

    /// Asks the clock of the practice world anew, after it was set.
    pub async fn refresh_clock(&self) -> Result<(), Trouble> {
        let clock = self.practice.lock().await.as_ref().map(|rehearsal| rehearsal.clock.clone());
        match clock {
            Some(clock) => blocking(move || clock.refresh().map(|_| ()).map_err(|error| practice_trouble(&error))).await,
            None => Ok(()),
        }
    }
}

fn same_portal(one: &SignIn, other: &SignIn) -> bool {
    one.start_url() == other.start_url() && one.region() == other.region() && one.endpoint() == other.endpoint()
}

fn start(state: PathBuf) -> Result<Rehearsal, Trouble> {
    let gone = |error: ControlError| practice_trouble(&error);
    let (control, own) = match std::env::var("GANGWAY_PRACTICE") {
        Ok(address) => (Control::connect(&address).map_err(gone)?, None),
        Err(_) => {
            let options = Options { state: Some(state), speed: PRACTICE_SPEED, limits: true, ..Options::default() };
            let practice = Practice::start(options).map_err(|error| Trouble::of("practice-not-started").caused_by(&error))?;
            (practice.control(), Some(practice))
        }
    };
    let clock = RemoteClock::follow(control.clone()).map_err(gone)?;
    Ok(Rehearsal { control, clock, _own: own })
}
