//! What only the window's commands take and give.

use gangway_model::{AccountId, Timestamp};
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
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum AccountChoice {
    /// The practice account.
    Practice,
    /// A profile of the AWS configuration.
    Profile {
        /// Its name.
        profile: String,
    },
}

/// Who a profile is.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IdentityCard {
    /// Twelve digits.
    pub account_id: AccountId,
    /// The caller.
    pub arn: String,
}

/// A record in the practice registrar's form.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeRecord {
    /// `example.com`.
    pub zone: String,
    /// Full or relative to the zone.
    pub name: String,
    /// `TXT`, `CNAME`, `NS`, …
    pub kind: String,
    /// Seconds.
    pub ttl: u32,
    /// As typed.
    pub value: String,
}

/// A mail in the practice mailbox.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeMail {
    /// Its id there.
    pub id: String,
    /// From whom.
    pub from: String,
    /// To whom.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// World time.
    pub received_at: Timestamp,
    /// Its text.
    pub text: String,
    /// Names of attachments.
    pub attachments: Vec<String>,
}

/// Resources of one kind in the practice world.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeResources {
    /// Twelve digits.
    pub account: String,
    /// Where.
    pub region: String,
    /// `load-balancer`, …
    pub kind: String,
    /// Their ids.
    pub ids: Vec<String>,
}

/// The practice world at a glance.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeWorld {
    /// World time.
    pub now: Timestamp,
    /// World seconds per real second.
    pub speed: f64,
    /// The zone that the registrar's form edits.
    pub zone: String,
    /// Its records.
    pub records: Vec<PracticeRecord>,
    /// Mails to the seller, newest first.
    pub inbox: Vec<PracticeMail>,
    /// Mails that Seller Operations received, newest first.
    pub sent: Vec<PracticeMail>,
    /// What exists in both accounts.
    pub resources: Vec<PracticeResources>,
}
