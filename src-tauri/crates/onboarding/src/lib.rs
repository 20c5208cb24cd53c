//! The heart: the project file, the journal, the steps, and the engine that checks, plans, applies and verifies them.
//!
//! Absent on purpose: any AWS SDK type (see `gangway-aws`), any window or terminal, any text for people (only codes; the words are
//! `gangway-words`'), any credential on disk.

pub mod access;
pub mod allow_apply;
pub mod allow_list;
pub mod costs;
pub mod engine;
pub mod facts;
pub mod file;
pub mod graph;
pub mod inputs;
pub mod names;
pub mod observed;
pub mod policies;
pub mod quotas;
pub mod shelf;
mod steps;
pub mod survey;
pub mod trouble;
pub mod undo;
pub mod view;
pub mod world;

pub use engine::Engine;
pub use gangway_aws::{
    Account, Allowance, Credentials, Evidence, Permission, Preflight, PreflightAsk, ProfileCard, SignIn, SignInAccount, SignInCode,
    SignInPlace, SignedIn, profiles,
};
pub use gangway_dns::{
    ChainLink, DelegationCheck, DelegationVerdict, HintsError, Net, RecordAction, RecordVerdict, SeenBy, check_delegation,
    lists_name_servers, parse_name_servers, root_hints,
};
pub use trouble::Trouble;
pub use world::{Clock, World};
