//! A plan: the list of changes that a user approves.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;

use crate::{AccountId, Call, Message, Region, StepId, Timestamp};

/// The name of a change inside its onboarding: `REGION/STEP/WHAT`, the same whenever it is planned again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct ChangeId(pub String);

impl ChangeId {
    /// `eu-west-1/load-balancer/create-listener`; `-` stands for "no Region".
    #[must_use]
    pub fn new(region: Option<&Region>, step: StepId, what: &str) -> Self {
        Self(format!("{}/{step}/{what}", region.map_or("-", Region::as_str)))
    }
}

impl std::fmt::Display for ChangeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which of a change's results is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Output {
    /// The id of a VPC.
    VpcId,
    /// The id of a subnet.
    SubnetId,
    /// The id of a security group.
    SecurityGroupId,
    /// The id of an instance.
    InstanceId,
    /// The ARN of a load balancer.
    LoadBalancerArn,
    /// The ARN of a target group.
    TargetGroupArn,
    /// The ARN of a listener.
    ListenerArn,
    /// The id of an endpoint service, `vpce-svc-…`.
    ServiceId,
    /// The name of an endpoint service, `com.amazonaws.vpce.…`.
    ServiceName,
    /// The ARN of a certificate.
    CertificateArn,
    /// A record set in a hosted zone: see [`crate::RecordSet::id`].
    RecordSet,
    /// The id of a change of a hosted zone, which takes a while to reach its name servers.
    DnsChange,
    /// The Message-ID of a mail.
    MessageId,
}

/// An input of a change: something that exists, or what an earlier change of the same plan will make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Input {
    /// An id or ARN that was seen in the account.
    Existing {
        /// As AWS writes it.
        id: String,
    },
    /// The result of another change.
    OutputOf {
        /// Which change.
        change: ChangeId,
        /// Which of its results.
        output: Output,
    },
}

impl Input {
    /// Something that exists.
    #[must_use]
    pub fn existing(id: impl Into<String>) -> Self {
        Self::Existing { id: id.into() }
    }
    /// The id, once it exists.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Existing { id } => Some(id),
            Self::OutputOf { .. } => None,
        }
    }
}

/// A tag that goes into the create call itself, so that a lost answer can be recognised.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
pub struct CallTag {
    /// The key, `gangway:onboarding` and `gangway:change` among them.
    pub key: String,
    /// The value.
    pub value: String,
}

/// What a change does to its object, for the icon beside the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Verb {
    /// Something new appears.
    Create,
    /// Something existing is set otherwise.
    Modify,
    /// A question or an order that leaves no new object: starting a verification.
    Start,
    /// Something leaves the machine.
    Send,
    /// Something that Gangway made is removed.
    Delete,
}

/// What it costs, as far as AWS's price lists can be known offline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Cost {
    /// AWS charges nothing for it.
    Free,
    /// AWS charges by the hour and by use as long as it exists.
    Hourly,
    /// AWS stops charging for it.
    Ends,
}

/// Whether it can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Undo {
    /// By a plan of deletions.
    Possible,
    /// Never.
    Impossible,
    /// It leaves nothing behind that anybody would want to take back.
    Unneeded,
}

/// One line of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// Its name.
    pub id: ChangeId,
    /// The task it belongs to.
    pub step: StepId,
    /// Where.
    pub region: Option<Region>,
    /// What kind of change it is.
    pub verb: Verb,
    /// The sentence, in plain words.
    pub sentence: Message,
    /// The call behind it.
    pub call: Call,
    /// What it costs.
    pub cost: Cost,
    /// Whether it can be taken back.
    pub undo: Undo,
    /// The account that it goes to, where that is not the plan's: its part is played by a profile of another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub account: Option<AccountId>,
}

/// What the user is asked to approve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// Who approves it for which account; void under another one.
    pub account: AccountId,
    /// In the order in which they are carried out.
    pub changes: Vec<Change>,
    /// SHA-256 over account and changes, hex. Approving names this hash, so that nothing else can be carried out.
    pub hash: String,
    /// When it was made. Not part of the hash: the same changes have the same hash.
    pub made_at: Timestamp,
}

impl Plan {
    /// A plan with its hash.
    #[must_use]
    pub fn new(account: AccountId, changes: Vec<Change>, made_at: Timestamp) -> Self {
        // Struct fields are written in order and maps are BTreeMaps, so the JSON, and with it the hash, is stable.
        let text = serde_json::to_string(&(account.as_str(), &changes)).unwrap_or_default();
        let mut hash = String::with_capacity(64);
        for byte in Sha256::digest(text.as_bytes()) {
            let _ = write!(hash, "{byte:02x}");
        }
        Self { account, changes, hash, made_at }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{TargetRef, message};

    fn register() -> Change {
        let region = Region::parse("eu-west-1").unwrap();
        let made = ChangeId::new(Some(&region), StepId::LoadBalancer, "create-target-group");
        Change {
            id: ChangeId::new(Some(&region), StepId::LoadBalancer, "register-targets"),
            step: StepId::LoadBalancer,
            region: Some(region),
            verb: Verb::Modify,
            sentence: message("change-register-targets").with("count", 1usize),
            call: Call::RegisterTargets {
                target_group: Input::OutputOf { change: made, output: Output::TargetGroupArn },
                targets: vec![TargetRef::instance("i-1")],
            },
            cost: Cost::Free,
            undo: Undo::Possible,
            account: None,
        }
    }

    #[test]
    fn a_plan_hash_covers_account_and_changes_but_not_the_time() {
        let account = |text| AccountId::parse(text).unwrap();
        let plan = Plan::new(account("111122223333"), vec![register()], Timestamp(1));
        assert_eq!(plan.hash, Plan::new(account("111122223333"), vec![register()], Timestamp(2)).hash);
        assert_ne!(plan.hash, Plan::new(account("444455556666"), vec![register()], Timestamp(1)).hash);
        assert_ne!(plan.hash, Plan::new(account("111122223333"), vec![], Timestamp(1)).hash);
        let elsewhere = Change { account: Some(account("444455556666")), ..register() };
        assert_ne!(plan.hash, Plan::new(account("111122223333"), vec![elsewhere], Timestamp(1)).hash);
        assert_eq!(plan.hash.len(), 64);
    }

    #[test]
    fn resolving_puts_results_in_or_names_the_missing_one() {
        let change = register();
        let mut outputs = BTreeMap::new();
        let missing = change.call.resolved(&outputs).unwrap_err();
        assert_eq!(missing.0.to_string(), "eu-west-1/load-balancer/create-target-group");
        outputs.insert(missing.0, BTreeMap::from([(Output::TargetGroupArn, "arn:tg".to_owned())]));
        let Call::RegisterTargets { target_group, .. } = change.call.resolved(&outputs).unwrap() else { panic!() };
        assert_eq!(target_group.id(), Some("arn:tg"));
    }

    #[test]
    fn survives_json() {
        let text = serde_json::to_string(&register()).unwrap();
        assert_eq!(serde_json::from_str::<Change>(&text).unwrap(), register());
    }
}
