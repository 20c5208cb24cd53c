//! What only the window's commands take and give.

use gangway_onboarding::ProfileCard;
use gangway_onboarding::view::ProjectCard;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The welcome page.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Welcome {
    /// Onboardings in the folder, newest first.
    pub projects: Vec<ProjectCard>,
    /// AWS profiles on this computer; names and ways of signing in, no secrets.
    pub profiles: Vec<ProfileCard>,
    /// Why the profiles could not be read.
    pub profiles_trouble: Option<gangway_onboarding::Trouble>,
    /// Gangway's version.
    pub version: String,
    /// Where the onboardings are.
    pub folder: String,
}

/// Which account an onboarding is for.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum AccountChoice {
    /// The practice account.
    Practice {
        /// The guided rehearsal to begin, in a fresh practice world; none to go on in the present one.
        story: Option<String>,
    },
    /// A profile of the AWS configuration.
    Profile {
        /// Its name.
        profile: String,
    },
    /// A role of whoever has just signed in with IAM Identity Center.
    SignedIn {
        /// Twelve digits.
        account_id: String,
        /// The permission set's name.
        role: String,
    },
}

/// What was found in a pasted mail.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NameServersRead {
    /// The name servers, in the order of the text, each once.
    pub names: Vec<String>,
    /// Whether the text lists them, rather than speaks of some.
    pub listed: bool,
}
