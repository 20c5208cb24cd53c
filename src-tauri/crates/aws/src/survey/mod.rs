//! Everything in the account that an onboarding can build on, in all Regions side by side, told as it arrives.
//!
//! What depends on nothing is asked at once: the longest chain is the list of Regions, the lists of a Region, and the details of what the
//! lists name (one more for the idle time of listeners behind a service with other Regions). Pages are as large as AWS allows. Details of
//! load balancers are asked where they matter, behind endpoint services, because Elastic Load Balancing's ten calls a second are what a
//! survey waits for.
//!
//! Absent on purpose: any judgement (what is wrong is for `onboarding` to find), any change.

mod ask;
mod balancing;
mod pace;
mod places;
mod quotas;
mod region;
mod seen;
mod services;

use std::sync::Arc;

use gangway_model::Region;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinSet;

use crate::account::Account;
use crate::error::{AwsError, AwsErrorKind};

pub(crate) use pace::{Api, Pace};
pub use seen::{
    Event, Gap, IngressRule, LoadBalancerDetails, Part, Permissions, RegionFailure, RegionSurvey, SeenListener, SeenLoadBalancer,
    SeenSecurityGroup, SeenService, SeenTargetGroup,
};

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct SurveyAsk {
    /// Where; empty for every Region that the account may use.
    pub regions: Vec<Region>,
    /// Whether the details of load balancers that serve no endpoint service are asked as well: three calls or more for each, at nine a second.
    pub every_load_balancer: bool,
}

/// A whole survey. Both lists by Region.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Survey {
    /// The Regions that answered.
    pub seen: Vec<RegionSurvey>,
    /// The Regions that did not.
    pub failed: Vec<RegionFailure>,
}

/// Calls that are under way at any moment, over all Regions: a program on a desktop may have some 250 sockets.
const AT_ONCE: usize = 192;

impl Account {
    /// Looks at all Regions side by side and tells what it sees on `events` as it arrives. A Region that fails is told as such and keeps no
    /// other from being seen; a part that fails is a gap of its Region. Nobody has to listen. When this future is dropped, the survey ends.
    ///
    /// # Errors
    /// Only when no Region is named and AWS does not tell which there are.
    pub async fn survey(&self, ask: &SurveyAsk, events: &UnboundedSender<Event>) -> Result<Survey, AwsError> {
        let mut regions = if ask.regions.is_empty() { self.regions().await? } else { ask.regions.clone() };
        regions.sort();
        regions.dedup();
        // Nobody listening is no reason to stop.
        let _ = events.send(Event::Regions { regions: regions.clone() });
        let gate = Arc::new(Semaphore::new(AT_ONCE));
        let mut under_way = JoinSet::new();
        for region in regions {
            let looking = region::look(self.clone(), region, ask.every_load_balancer, Arc::clone(&gate), events.clone());
            under_way.spawn(looking);
        }
        let mut survey = Survey::default();
        while let Some(ended) = under_way.join_next().await {
            match ended {
                Ok(Ok(seen)) => survey.seen.push(seen),
                Ok(Err(failure)) => survey.failed.push(failure),
                Err(broken) => return Err(AwsError::new("Survey", AwsErrorKind::NotUnderstood).because(broken)),
            }
        }
        survey.seen.sort_by(|a, b| a.region.cmp(&b.region));
        survey.failed.sort_by(|a, b| a.region.cmp(&b.region));
        Ok(survey)
    }
}
