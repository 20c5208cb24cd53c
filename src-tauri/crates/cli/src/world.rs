//! Which world an onboarding runs in.

use std::path::PathBuf;

use clap::Args;
use gangway_onboarding::file::Meta;
use gangway_onboarding::{Clock, Trouble, World};
use gangway_practice::{Control, RemoteClock};

/// Where AWS, DNS and mail are.
#[derive(Args, Clone)]
pub struct Place {
    /// A practice world that runs: its control address, as `practice --serve` prints it.
    #[arg(long, conflicts_with_all = ["profile", "world"])]
    pub practice: Option<String>,
    /// A document that says where AWS, DNS and mail are, for an AWS endpoint of another make.
    #[arg(long, conflicts_with = "profile")]
    pub world: Option<PathBuf>,
    /// An AWS profile; without one, the environment's credentials.
    #[arg(long)]
    pub profile: Option<String>,
}

impl Place {
    /// The world, for a file that is bound to `meta`, or for a new one.
    pub fn world(&self, meta: Option<&Meta>) -> Result<World, Trouble> {
        let strange = |error: &(dyn std::error::Error + 'static)| Trouble::of("practice-gone").caused_by(error);
        if let Some(address) = &self.practice {
            let control = Control::connect(address).map_err(|error| strange(&error))?;
            let document = control.world().map_err(|error| strange(&error))?;
            let clock = RemoteClock::follow(control).map_err(|error| strange(&error))?;
            let text = serde_json::to_string(&document).map_err(|error| strange(&error))?;
            return World::rehearsal(&text, "seller", Clock::from_fn(move || clock.now_ms()));
        }
        if let Some(path) = &self.world {
            let text = std::fs::read_to_string(path).map_err(|error| Trouble::of("world-not-understood").caused_by(&error))?;
            // Where the practice world plays DNS and mail, its clock is the one that counts.
            let control = serde_json::from_str::<serde_json::Value>(&text)
                .ok()
                .and_then(|document| document.get("control")?.as_str().map(str::to_owned));
            let clock = control.and_then(|at| Control::connect(&at).ok()).and_then(|control| RemoteClock::follow(control).ok());
            let clock = clock.map_or_else(Clock::system, |clock| Clock::from_fn(move || clock.now_ms()));
            return World::rehearsal(&text, "seller", clock);
        }
        let profile = self.profile.clone().or_else(|| meta.and_then(|meta| meta.profile.clone()));
        Ok(World::aws(profile))
    }
}
