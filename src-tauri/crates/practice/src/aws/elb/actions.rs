//! What a listener does with what it takes in: its default action. Source: Action and ForwardActionConfig in the ELBv2 API
//! reference, "Listener rules for your Application Load Balancer", and "Listeners for your Network Load Balancers".

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{TARGET_GROUP, validation};
use crate::aws::error::AwsError;

/// Target groups per forward action, of either type of load balancer.
const MOST_GROUPS: usize = 5;

/// One action as requests carry it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Action {
    #[serde(rename = "Type")]
    kind: String,
    target_group_arn: Option<String>,
    forward_config: Option<ForwardConfig>,
    redirect_config: Option<Map<String, Value>>,
    fixed_response_config: Option<FixedResponse>,
    order: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ForwardConfig {
    #[serde(default)]
    target_groups: Vec<TargetGroupTuple>,
    target_group_stickiness_config: Option<Stickiness>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct TargetGroupTuple {
    #[serde(default)]
    target_group_arn: String,
    weight: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Stickiness {
    enabled: Option<bool>,
    duration_seconds: Option<i64>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct FixedResponse {
    status_code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_body: Option<String>,
}

/// A target group and its share of the traffic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Share {
    pub target_group: String,
    /// 0 to 999.
    pub weight: i64,
}

/// What a listener does by default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Deed {
    /// Forwards everything to one target group (as earlier practice files have it).
    One(String),
    /// Forwards to target groups by weight.
    Shared {
        shares: Vec<Share>,
        /// Seconds for which a client stays with its target group, 0 where AWS names none; absent when it need not stay.
        sticky_seconds: Option<i64>,
    },
    /// Answers by itself: the action as AWS writes it. Application Load Balancers only.
    Answers { answer: Value },
}

impl Deed {
    /// The target groups that it forwards to.
    pub fn groups(&self) -> Vec<&str> {
        match self {
            Deed::One(arn) => vec![arn],
            Deed::Shared { shares, .. } => shares.iter().map(|share| share.target_group.as_str()).collect(),
            Deed::Answers { .. } => Vec::new(),
        }
    }

    /// As answers carry it.
    pub fn described(&self) -> Value {
        let (shares, sticky) = match self {
            Deed::One(arn) => (vec![Share { target_group: arn.clone(), weight: 1 }], None),
            Deed::Shared { shares, sticky_seconds } => (shares.clone(), *sticky_seconds),
            Deed::Answers { answer } => return json!([answer]),
        };
        let groups: Value = shares.iter().map(|share| json!({ "TargetGroupArn": share.target_group, "Weight": share.weight })).collect();
        let only = match shares.as_slice() {
            [share] => Some(&share.target_group),
            _ => None,
        };
        let stickiness = match sticky {
            Some(0) => json!({ "Enabled": true }),
            Some(seconds) => json!({ "Enabled": true, "DurationSeconds": seconds }),
            None => json!({ "Enabled": false }),
        };
        json!([{
            "Type": "forward", "TargetGroupArn": only, "Order": 1,
            "ForwardConfig": { "TargetGroups": groups, "TargetGroupStickinessConfig": stickiness },
        }])
    }
}

/// Reads the default action of a listener.
pub(super) fn wanted(actions: Vec<Action>, network: bool) -> Result<Deed, AwsError> {
    let [action] = <[Action; 1]>::try_from(actions).map_err(|_| validation("A listener must have exactly one default action"))?;
    let order = action.order.unwrap_or(1);
    if network && action.kind != "forward" {
        let message = format!("The action type '{}' is not valid with network load balancers", action.kind);
        return Err(AwsError::new("InvalidLoadBalancerAction", message));
    }
    match action.kind.as_str() {
        "forward" => forwarded(action, network),
        "redirect" => {
            let config = action.redirect_config.ok_or_else(|| validation("A redirect action must have a redirect configuration"))?;
            Ok(Deed::Answers { answer: json!({ "Type": "redirect", "RedirectConfig": config, "Order": order }) })
        }
        "fixed-response" => {
            let config = action.fixed_response_config.ok_or_else(|| validation("A fixed-response action must have a configuration"))?;
            let known = ["text/plain", "text/css", "text/html", "application/javascript", "application/json"];
            if config.content_type.as_deref().is_some_and(|given| !known.contains(&given)) {
                let message = format!("The ContentType must be one of '{}'", known.join(", "));
                return Err(AwsError::new("InvalidLoadBalancerAction", message));
            }
            Ok(Deed::Answers { answer: json!({ "Type": "fixed-response", "FixedResponseConfig": config, "Order": order }) })
        }
        other => Err(AwsError::new("UnsupportedOperation", format!("The practice account does not play actions of type {other}"))),
    }
}

fn forwarded(action: Action, network: bool) -> Result<Deed, AwsError> {
    let (listed, stickiness) = match action.forward_config {
        Some(config) => (config.target_groups, config.target_group_stickiness_config),
        None => (Vec::new(), None),
    };
    let mut shares = Vec::new();
    for tuple in listed {
        let weight = tuple.weight.unwrap_or(1);
        if !(0..=999).contains(&weight) {
            return Err(validation(format!("The weight '{weight}' of a target group must be between 0 and 999")));
        }
        shares.push(Share { target_group: tuple.target_group_arn, weight });
    }
    match (action.target_group_arn, shares.as_slice()) {
        (None, []) => return Err(validation("A target group ARN must be specified")),
        (Some(target_group), []) => shares.push(Share { target_group, weight: 1 }),
        (Some(arn), [only]) if arn == only.target_group => {}
        (None, _) => {}
        (Some(_), _) => {
            return Err(validation("You cannot specify both a target group ARN and a forward configuration with other target groups"));
        }
    }
    if shares.len() > MOST_GROUPS {
        let message = format!("An action can forward to at most {MOST_GROUPS} target groups");
        return Err(AwsError::new("TooManyUniqueTargetGroupsPerLoadBalancer", message));
    }
    for share in &shares {
        TARGET_GROUP.check(&share.target_group)?;
    }
    let sticky_seconds = match stickiness {
        Some(Stickiness { enabled: Some(true), duration_seconds }) => match duration_seconds {
            // The duration is a cookie's, and Network Load Balancers set none.
            None if network => Some(0),
            Some(seconds) if (1..=604_800).contains(&seconds) && !network => Some(seconds),
            _ => return Err(validation("Target group stickiness needs a duration between 1 and 604800 seconds")),
        },
        _ => None,
    };
    Ok(Deed::Shared { shares, sticky_seconds })
}
