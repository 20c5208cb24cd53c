//! A small world to rehearse in: two AWS accounts, name servers, a Seller Operations mailbox. Speaks wire formats only.
//!
//! [`Practice::start`] plays it on loopback until it is dropped; everything else goes through its sockets, which the
//! [`WorldDocument`] tells, and through its control interface, for which [`Control`] is the client.

mod aws;
mod clock;
mod control;
mod desk;
mod dns;
mod due;
mod faults;
mod gateway;
mod hold;
mod http;
mod log;
mod mail;
mod practice;
mod shapes;
mod state;
mod stories;
mod wire;
mod world;

pub use aws::{Decision, Existing, SignInForm, SignInReading, SignInState};
pub use control::{ClockReading, Control, ControlError, RemoteClock, Resources};
pub use dns::{NameServersAt, PanelForm, RecordForm, ReplaceForm, ZoneForm};
pub use due::{Next, Skipped};
pub use faults::{Area, Fault, FaultForm, FaultKind, FaultsReading, ParameterView};
pub use hold::{HeldRequest, HoldForm, HoldReading, HoldWhen};
pub use log::LoggedRequest;
pub use mail::{Attachment, MailView, Mailbox};
pub use practice::{Options, Practice, PracticeError};
pub use state::StateError;
pub use stories::{ChapterReading, ChapterState, Facts, StoriesReading, StoryKind, StoryReading, stories};
pub use world::{AccountDocument, AwsDocument, DnsDocument, MailAccount, MailDocument, NetworkDocument, WorldDocument};
