//! The allow list of an endpoint service, and who connects by it: what is there with the ids of its permissions, the difference in calls that
//! keep AWS's pace, names as tags, and the answers to customers' requests.
//!
//! The onboarding's engine decides what is sent; here one function is one request, sent once.

use std::collections::BTreeMap;

use aws_sdk_ec2::types::{Tag, UnsuccessfulItem};
use gangway_model::Region;

use crate::account::Account;
use crate::error::{AwsError, AwsErrorKind, Purpose};
use crate::read::principal;
use crate::survey::Api;

/// The tag of a permission that holds the customer's name.
pub const CUSTOMER_TAG: &str = "gangway:customer";

/// The pace of changes to an allow list in one Region: calls that may leave at once, then calls a second.
pub const ITS_RATE: (f64, f64) = (48.0, 4.8);

/// The largest page of DescribeVpcEndpointServicePermissions.
const PAGE: i32 = 1_000;

/// Most characters of a tag's value ("Tag restrictions" in the EC2 User Guide).
const TAG_VALUE: usize = 256;

/// An entry of AWS's allow list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// ARN or `*`.
    pub principal: String,
    /// `vpce-svc-perm-…`, empty where AWS does not say.
    pub permission_id: String,
    /// The customer's name, from its tag.
    pub name: Option<String>,
}

/// AWS's answer about one connection: `None` when it was done, else AWS's code and sentence.
pub type Answered = BTreeMap<String, Option<(String, String)>>;

impl Account {
    /// The allow list with the permissions' ids and names, by principal, each once. Page by page within AWS's rate.
    ///
    /// # Errors
    /// As any read of EC2.
    pub async fn allowed(&self, region: &Region, service: &str) -> Result<Vec<Allowed>, AwsError> {
        const OPERATION: &str = "DescribeVpcEndpointServicePermissions";
        let clients = self.clients(region);
        let (mut found, mut token) = (BTreeMap::new(), None::<String>);
        loop {
            clients.pace.wait(Api::Ec2(OPERATION)).await;
            let request = clients.ec2.describe_vpc_endpoint_service_permissions().service_id(service).max_results(PAGE);
            let sent = request.set_next_token(token.clone()).send().await;
            let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Asking, &error))?;
            for one in answer.allowed_principals() {
                let Some(who) = one.principal() else { continue };
                let name = one.tags().iter().find(|tag| tag.key() == Some(CUSTOMER_TAG)).and_then(|tag| tag.value());
                let who = principal(who, region);
                found.insert(
                    who.clone(),
                    Allowed {
                        principal: who,
                        permission_id: one.service_permission_id().unwrap_or_default().to_owned(),
                        name: name.filter(|name| !name.is_empty()).map(str::to_owned),
                    },
                );
            }
            let next = answer.next_token().filter(|next| !next.is_empty()).map(str::to_owned);
            if next.is_some() && next == token {
                return Err(AwsError::new(OPERATION, AwsErrorKind::NotUnderstood).because("a page names itself as the next one"));
            }
            match next {
                None => return Ok(found.into_values().collect()),
                next => token = next,
            }
        }
    }

    /// Adds or removes principals in one call, when its turn has come. Gives what AWS says was added, which is not what was there before.
    ///
    /// # Errors
    /// [`AwsError::certainly_not_done`] tells whether it may be sent again without a look. After `Throttled` the next call waits longer.
    pub async fn change_allowed(
        &self,
        region: &Region,
        service: &str,
        add: &[String],
        remove: &[String],
    ) -> Result<Vec<Allowed>, AwsError> {
        const OPERATION: &str = "ModifyVpcEndpointServicePermissions";
        let clients = self.clients(region);
        clients.pace.wait(Api::Ec2(OPERATION)).await;
        let some = |items: &[String]| (!items.is_empty()).then(|| items.to_vec());
        let request = clients.ec2_once.modify_vpc_endpoint_service_permissions().service_id(service);
        let sent = request.set_add_allowed_principals(some(add)).set_remove_allowed_principals(some(remove)).send().await;
        let answer = sent.map_err(|error| self.slower(region, OPERATION, self.failed(OPERATION, Purpose::Changing, &error)))?;
        if answer.return_value() == Some(false) {
            let text = "AWS answered false".to_owned();
            return Err(AwsError::new(OPERATION, AwsErrorKind::Refused { code: "False".to_owned(), text }));
        }
        let added = answer.added_principals().iter().filter_map(|one| {
            let principal = principal(one.principal()?, region);
            Some(Allowed { principal, permission_id: one.service_permission_id().unwrap_or_default().to_owned(), name: None })
        });
        Ok(added.collect())
    }

    /// Keeps a customer's name on these permissions, when its turn has come.
    ///
    /// # Errors
    /// As any change; repeating it does no harm.
    pub async fn name_allowed(&self, region: &Region, permission_ids: &[String], name: &str) -> Result<(), AwsError> {
        const OPERATION: &str = "CreateTags";
        let clients = self.clients(region);
        clients.pace.wait(Api::Ec2(OPERATION)).await;
        let value: String = name.chars().take(TAG_VALUE).collect();
        let tag = Tag::builder().key(CUSTOMER_TAG).value(value).build();
        let sent = clients.ec2_once.create_tags().set_resources(Some(permission_ids.to_vec())).tags(tag).send().await;
        sent.map(drop).map_err(|error| self.slower(region, OPERATION, self.failed(OPERATION, Purpose::Changing, &error)))
    }

    /// Says yes or no to connections of a service, in one call, when its turn has come. Each has an answer of its own.
    ///
    /// # Errors
    /// When the whole call failed.
    pub async fn answer_connections(
        &self,
        region: &Region,
        service: &str,
        endpoint_ids: &[String],
        accept: bool,
    ) -> Result<Answered, AwsError> {
        let operation = if accept { "AcceptVpcEndpointConnections" } else { "RejectVpcEndpointConnections" };
        let clients = self.clients(region);
        clients.pace.wait(Api::Ec2(operation)).await;
        let ids = Some(endpoint_ids.to_vec());
        let refused: Vec<UnsuccessfulItem> = if accept {
            let sent = clients.ec2_once.accept_vpc_endpoint_connections().service_id(service).set_vpc_endpoint_ids(ids).send().await;
            let answer = sent.map_err(|error| self.slower(region, operation, self.failed(operation, Purpose::Changing, &error)))?;
            answer.unsuccessful().to_vec()
        } else {
            let sent = clients.ec2_once.reject_vpc_endpoint_connections().service_id(service).set_vpc_endpoint_ids(ids).send().await;
            let answer = sent.map_err(|error| self.slower(region, operation, self.failed(operation, Purpose::Changing, &error)))?;
            answer.unsuccessful().to_vec()
        };
        let mut answered: Answered = endpoint_ids.iter().map(|id| (id.clone(), None)).collect();
        for item in &refused {
            let text = |text: Option<&str>| crate::scrub::scrub(text.unwrap_or_default());
            let why = item.error().map_or_else(Default::default, |error| (text(error.code()), text(error.message())));
            answered.insert(item.resource_id().unwrap_or_default().to_owned(), Some(why));
        }
        Ok(answered)
    }

    /// Where AWS says that there are too many calls, the next ones wait longer.
    fn slower(&self, region: &Region, operation: &'static str, error: AwsError) -> AwsError {
        if matches!(error.kind, AwsErrorKind::Throttled { .. }) {
            self.clients(region).pace.slow_down(Api::Ec2(operation));
        }
        error
    }
}
