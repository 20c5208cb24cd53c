//! `iam:SimulatePrincipalPolicy` for what can't be tried: it answers for a user or a role, so a session's role has to be found first.

use aws_sdk_iam::types::{ContextEntry, ContextKeyTypeEnum, PolicyEvaluationDecisionType};
use gangway_model::{Message, Region, message};

use super::subjects;
use super::{Allowance, Evidence, Permission, PreflightAsk, Said, judged, permission};
use crate::account::{Account, Identity};
use crate::error::{AwsError, AwsErrorKind, Purpose};

/// AWS names no limit for the actions of one simulation; this many answer within a page.
const ACTIONS_PER_CALL: usize = 25;
const SIMULATE: &str = "SimulatePrincipalPolicy";
const SIMULATION: &str = "iam:SimulatePrincipalPolicy";
const ROLE: &str = "iam:GetRole";

/// A principal that a simulation knows.
struct Principal<'a> {
    partition: &'a str,
    /// In the order in which they are tried: a session's ARN leaves the role's path out.
    arns: Vec<String>,
}

impl Account {
    /// Asks the simulation about everything that is still unknown.
    pub(super) async fn simulate(&self, identity: &Identity, ask: &PreflightAsk, permissions: &mut [Permission]) {
        let found = self.principal(identity, permissions).await;
        let mut principal = match found {
            Ok(found) => found,
            Err(why) => return unknown(permissions, &why),
        };
        let mut groups: Vec<(Option<Region>, String)> = Vec::new();
        for one in permissions.iter().filter(|one| one.allowance == Allowance::Unknown) {
            let resource = subjects::resource(&one.action, principal.partition, &identity.account, one.region.as_ref());
            if !groups.iter().any(|group| group.0 == one.region && group.1 == resource) {
                groups.push((one.region.clone(), resource));
            }
        }
        for (region, resource) in groups {
            let open = |one: &&mut Permission| {
                one.allowance == Allowance::Unknown
                    && one.region == region
                    && subjects::resource(&one.action, principal.partition, &identity.account, region.as_ref()) == resource
            };
            let mut of_group: Vec<&mut Permission> = permissions.iter_mut().filter(open).collect();
            for some in of_group.chunks_mut(ACTIONS_PER_CALL) {
                let actions: Vec<String> = some.iter().map(|one| one.action.clone()).collect();
                match self.simulated(&mut principal, region.as_ref(), &resource, &actions, ask).await {
                    Ok(said) => {
                        for one in some.iter_mut() {
                            let found = said.iter().find(|(action, _)| *action == one.action);
                            let said = found.map_or_else(|| Said::Unknown(message("permission-not-asked")), |(_, said)| said.clone());
                            **one = permission(&one.action, one.region.clone(), Evidence::Simulated, said);
                        }
                    }
                    Err(error) => {
                        let denied = matches!(error.kind, AwsErrorKind::AccessDenied { .. });
                        let why = if denied { message("permission-no-simulation") } else { error.message() };
                        // One refusal answers for all: whether the principal may ask does not depend on what it asks about.
                        if let Some(own) = permissions.iter_mut().find(|one| one.action == SIMULATION) {
                            *own = permission(SIMULATION, None, Evidence::Asked, judged(Err::<(), _>(error)));
                        }
                        return unknown(permissions, &why);
                    }
                }
            }
        }
        if let Some(own) = permissions.iter_mut().find(|one| one.action == SIMULATION) {
            *own = permission(SIMULATION, None, Evidence::Asked, Said::Allowed);
        }
    }

    /// Whom to simulate: the user itself, or the role behind a session.
    async fn principal<'a>(&self, identity: &'a Identity, permissions: &mut [Permission]) -> Result<Principal<'a>, Message> {
        let parts: Vec<&str> = identity.arn.splitn(6, ':').collect();
        let ["arn", partition, service, "", account, entity] = parts.as_slice() else {
            return Err(message("permission-no-principal"));
        };
        if *service == "iam" && entity.starts_with("user/") {
            return Ok(Principal { partition, arns: vec![identity.arn.clone()] });
        }
        let role = entity.strip_prefix("assumed-role/").and_then(|rest| rest.split('/').next());
        // Root users and federated users have no policies that could be simulated.
        let Some(role) = role.filter(|_| *service == "sts") else { return Err(message("permission-no-principal")) };
        let asked = self.iam().get_role().role_name(role).send().await;
        let asked = asked.map_err(|error| self.failed("GetRole", Purpose::Asking, &error));
        let arn = asked.as_ref().ok().and_then(|answer| answer.role()).map(|role| role.arn().to_owned());
        if let Some(own) = permissions.iter_mut().find(|one| one.action == ROLE) {
            *own = permission(ROLE, None, Evidence::Asked, judged(asked));
        }
        let roles = format!("arn:{partition}:iam::{account}:role");
        let arns = match arn {
            Some(arn) => vec![arn],
            // Identity Center makes its roles under a path, which from 2020 on names its home Region.
            None if role.starts_with("AWSReservedSSO_") => {
                let path = format!("{roles}/aws-reserved/sso.amazonaws.com");
                let home = self.home().map(|region| format!("{path}/{region}/{role}"));
                [Some(format!("{path}/{role}")), home].into_iter().flatten().collect()
            }
            None => vec![format!("{roles}/{role}")],
        };
        Ok(Principal { partition, arns })
    }

    /// One simulation, all its pages.
    async fn simulated(
        &self,
        principal: &mut Principal<'_>,
        region: Option<&Region>,
        resource: &str,
        actions: &[String],
        ask: &PreflightAsk,
    ) -> Result<Vec<(String, Said)>, AwsError> {
        loop {
            let Some(arn) = principal.arns.first() else {
                return Err(AwsError::new(SIMULATE, AwsErrorKind::Refused { code: "NoSuchEntity".to_owned(), text: String::new() }));
            };
            let context = subjects::context(region, ask).into_iter().map(|(key, values)| {
                let list = subjects::is_list(key);
                let kind = if list { ContextKeyTypeEnum::StringList } else { ContextKeyTypeEnum::String };
                ContextEntry::builder().context_key_name(key).context_key_type(kind).set_context_key_values(Some(values)).build()
            });
            let request = self.iam().simulate_principal_policy().policy_source_arn(arn).resource_arns(resource);
            let request = request.set_action_names(Some(actions.to_vec())).set_context_entries(Some(context.collect()));
            let seen = self.all(SIMULATE, request.into_paginator().items().send()).await;
            match seen {
                Err(AwsError { kind: AwsErrorKind::Refused { code, .. } | AwsErrorKind::NotFound { code, .. }, .. })
                    if code == "NoSuchEntity" && principal.arns.len() > 1 =>
                {
                    principal.arns.remove(0);
                }
                Err(error) => return Err(error),
                Ok(results) => {
                    return Ok(results
                        .iter()
                        .map(|one| (one.eval_action_name().to_owned(), decided(one.eval_decision(), one.missing_context_values())))
                        .collect());
                }
            }
        }
    }
}

/// A decision that hangs on keys the simulation was not told is none: the real request may bring them, and a deny may hang on them too.
fn decided(decision: &PolicyEvaluationDecisionType, missing: &[String]) -> Said {
    if !missing.is_empty() {
        let mut keys = missing.to_vec();
        keys.sort_unstable();
        keys.dedup();
        return Said::Unknown(message("permission-depends").with("keys", keys.join(", ")));
    }
    match decision {
        PolicyEvaluationDecisionType::Allowed => Said::Allowed,
        PolicyEvaluationDecisionType::ExplicitDeny | PolicyEvaluationDecisionType::ImplicitDeny => Said::Denied,
        _ => Said::Unknown(message("permission-not-asked")),
    }
}

/// Gives everything that is still open this reason, unless trying it has given a better one.
fn unknown(permissions: &mut [Permission], why: &Message) {
    let bare = |one: &&mut Permission| {
        one.allowance == Allowance::Unknown && one.reason.as_ref().is_none_or(|reason| reason.code == "permission-not-asked")
    };
    for one in permissions.iter_mut().filter(bare) {
        one.reason = Some(why.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_that_hangs_on_something_is_none() {
        use PolicyEvaluationDecisionType::{Allowed, ExplicitDeny, ImplicitDeny};
        assert_eq!(decided(&Allowed, &[]), Said::Allowed);
        assert_eq!(decided(&ExplicitDeny, &[]), Said::Denied);
        assert_eq!(decided(&ImplicitDeny, &[]), Said::Denied);
        for decision in [Allowed, ExplicitDeny, ImplicitDeny] {
            let said = decided(&decision, &["aws:SourceIp".to_owned(), "aws:PrincipalOrgID".to_owned()]);
            let Said::Unknown(why) = said else { panic!("{said:?}") };
            assert_eq!(why, message("permission-depends").with("keys", "aws:PrincipalOrgID, aws:SourceIp"));
        }
    }
}
