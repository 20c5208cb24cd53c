//! Which call is charged for what.

use gangway_model::{Call, Launch, Message, message};

use super::{CostUnit, Payer};

/// Something that stands in the price list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// By its name in the list.
    Listed {
        /// Such as `load-balancer-hour`.
        name: &'static str,
        /// Whether the change ends it.
        ends: bool,
    },
    /// An instance, of a type that is not always known.
    Instance {
        /// `None`: a launch template says it.
        instance_type: Option<String>,
    },
}

/// What is true of an item wherever it is.
pub(super) struct About {
    pub payer: Payer,
    pub unit: CostUnit,
    pub by_use: bool,
    pub ends: bool,
}

fn begins(name: &'static str) -> Item {
    Item::Listed { name, ends: false }
}

impl Item {
    pub(super) fn about(&self) -> About {
        let (name, ends) = match self {
            Self::Instance { .. } => return About { payer: Payer::Seller, unit: CostUnit::Hour, by_use: false, ends: false },
            Self::Listed { name, ends } => (*name, *ends),
        };
        let (payer, unit, by_use) = match name {
            "load-balancer-capacity" => (Payer::Seller, CostUnit::LcuHour, true),
            "zone-transfer" => (Payer::Seller, CostUnit::Gigabyte, true),
            "region-transfer" => (Payer::Either, CostUnit::Gigabyte, true),
            // By the hour, but only once a customer connects.
            "endpoint-hour" => (Payer::Customer, CostUnit::Hour, true),
            "endpoint-gigabyte" => (Payer::Customer, CostUnit::Gigabyte, true),
            _ => (Payer::Seller, CostUnit::Hour, false),
        };
        About { payer, unit, by_use, ends }
    }

    /// `cost-of-…`.
    pub(super) fn words(&self) -> Message {
        match self {
            Self::Listed { name, .. } => message(&format!("cost-of-{name}")),
            Self::Instance { instance_type: Some(name) } => message("cost-of-instance").with("type", name),
            Self::Instance { instance_type: None } => message("cost-of-instance-of-template"),
        }
    }
}

/// What a call is charged for, and what customers will be. Empty: AWS charges nothing for it.
pub(super) fn of(call: &Call) -> Vec<Item> {
    match call {
        Call::CreateLoadBalancer { .. } => vec![begins("load-balancer-hour"), begins("load-balancer-capacity")],
        Call::SetCrossZone { enabled: true, .. } => vec![begins("zone-transfer")],
        Call::RunInstance { launch, .. } => vec![Item::Instance {
            instance_type: match launch {
                Launch::Image { instance_type, .. } => Some(instance_type.clone()),
                Launch::Template { .. } => None,
            },
        }],
        Call::CreateEndpointService { supported_regions, .. } => {
            let mut items = vec![begins("endpoint-service"), begins("endpoint-hour"), begins("endpoint-gigabyte")];
            if !supported_regions.is_empty() {
                items.push(begins("region-transfer"));
            }
            items
        }
        Call::SetSupportedRegions { add, .. } if !add.is_empty() => vec![begins("region-transfer")],
        Call::RequestCertificate { .. } => vec![begins("certificate")],
        Call::DeleteLoadBalancer { .. } => vec![Item::Listed { name: "load-balancer-hour", ends: true }],
        // A Network Load Balancer costs the same in one zone and in all; a network, its groups and its address ranges cost nothing; the
        // load balancer's listeners and target groups are part of its capacity units.
        Call::CreateVpc { .. }
        | Call::SetDnsHostnames { .. }
        | Call::CreateSubnet { .. }
        | Call::CreateSecurityGroup { .. }
        | Call::AuthorizeIngress { .. }
        | Call::SetSubnets { .. }
        | Call::SetSecurityGroups { .. }
        | Call::CreateTargetGroup { .. }
        | Call::SetHealthCheck { .. }
        | Call::RegisterTargets { .. }
        | Call::CreateListener { .. }
        | Call::ModifyListener { .. } => Vec::new(),
        // Settings of an endpoint service, and questions about it.
        Call::RefreshEndpointService { .. }
        | Call::SetPrivateDnsName { .. }
        | Call::SetAcceptance { .. }
        | Call::SetSupportedRegions { .. }
        | Call::SetSupportedAddressTypes { .. }
        | Call::StartPrivateDnsVerification { .. }
        | Call::ModifyPermissions { .. } => Vec::new(),
        // What ends by the gigabyte ends by itself; what a terminated instance was of is not in the call.
        Call::SetCrossZone { enabled: false, .. }
        | Call::RejectConnections { .. }
        | Call::DeleteEndpointService { .. }
        | Call::DeleteListener { .. }
        | Call::DeregisterTargets { .. }
        | Call::DeleteTargetGroup { .. }
        | Call::TerminateInstance { .. }
        | Call::DeleteSecurityGroup { .. }
        | Call::DeleteSubnet { .. }
        | Call::DeleteVpc { .. }
        | Call::DeleteCertificate { .. } => Vec::new(),
        // A hosted zone costs by the month and by what it is asked; its records cost nothing up to 10,000 of them.
        Call::PublishRecords { .. } | Call::RemoveRecords { .. } => Vec::new(),
        // Not AWS's to charge for.
        Call::SendSubmission { .. } => Vec::new(),
    }
}
