//! Questions and dry runs, one for each action that can be tried without changing anything.
//!
//! What a dry run needs: EC2 checks parameters that are missing or malformed before permissions, so each is given what the real call would
//! have. Where that is a resource and none is there, the action stays unknown. An endpoint that does not know dry runs (not AWS's) would
//! carry them out: it is found out with a read first, and gets none.

use aws_sdk_ec2::types::{IpPermission, IpRange, ResourceType, Tag, TagSpecification, VpcAttributeName};
use gangway_model::{Region, message};

use super::{Evidence, PreflightAsk, Said, judged};
use crate::account::Account;
use crate::error::{AwsError, AwsErrorKind, Purpose};
use crate::read::quotas::VPC;

/// The tag that Gangway's creates carry, and policies may ask for.
pub(super) const TAG: &str = "gangway:onboarding";
/// Its value where no onboarding is named.
pub(super) const NOBODYS: &str = "preflight";

/// What there is to try with.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The endpoint answers a dry run as AWS does.
    dry_runs: bool,
    /// An endpoint service, the onboarding's if there is one.
    service: Option<Owned>,
    /// A Network Load Balancer.
    balancer: Option<String>,
    /// A target group.
    group: Option<String>,
    /// A certificate.
    certificate: Option<String>,
    /// A listener of the balancer.
    listener: Option<String>,
    /// A VPC, the onboarding's if there is one.
    vpc: Option<Owned>,
    /// Its range.
    cidr: Option<String>,
    /// A security group, the onboarding's if there is one.
    security_group: Option<Owned>,
}

#[derive(Debug)]
struct Owned {
    id: String,
    /// It carries the onboarding's tag: a policy that is limited by the tag covers it.
    ours: bool,
}

/// What nothing here tries, and why. It is left to IAM's simulation.
pub const NOT_TRIED: [(&str, &str); 19] = [
    ("acm:AddTagsToCertificate", NO_DRY_RUNS),
    ("acm:RequestCertificate", NO_DRY_RUNS),
    ("ec2:CreateTags", "allowed only within a create, so that trying it alone would say no"),
    ("ec2:ModifyVpcAttribute", NO_DRY_RUNS),
    ("ec2:RunInstances", "needs an image or a launch template of somebody's"),
    ("elasticloadbalancing:AddTags", NO_DRY_RUNS),
    ("elasticloadbalancing:CreateListener", NO_DRY_RUNS),
    ("elasticloadbalancing:CreateLoadBalancer", NO_DRY_RUNS),
    ("elasticloadbalancing:CreateTargetGroup", NO_DRY_RUNS),
    ("elasticloadbalancing:ModifyListener", NO_DRY_RUNS),
    ("elasticloadbalancing:ModifyLoadBalancerAttributes", NO_DRY_RUNS),
    ("elasticloadbalancing:ModifyTargetGroup", NO_DRY_RUNS),
    ("elasticloadbalancing:RegisterTargets", NO_DRY_RUNS),
    ("elasticloadbalancing:SetSecurityGroups", NO_DRY_RUNS),
    ("elasticloadbalancing:SetSubnets", NO_DRY_RUNS),
    ("iam:CreateServiceLinkedRole", NO_DRY_RUNS),
    ("route53:ChangeResourceRecordSets", NO_DRY_RUNS),
    ("route53:GetChange", "needs the id of a change"),
    ("vpce:AllowMultiRegion", "no call of its own"),
];
const NO_DRY_RUNS: &str = "the call knows no dry run";

/// Sends a dry run; nothing else in this file calls what could change something, and this never does.
macro_rules! dry_run {
    ($account:expr, $operation:literal, $request:expr) => {
        dry($request.dry_run(true).send().await.map(drop).map_err(|error| $account.failed($operation, Purpose::Asking, &error)))
    };
}

/// Asks what only reads.
macro_rules! ask {
    ($account:expr, $operation:literal, $request:expr) => {
        judged($request.send().await.map(drop).map_err(|error| $account.failed($operation, Purpose::Asking, &error)))
    };
}

impl Account {
    /// Looks for one resource of each kind. What can't be seen is not there to try with.
    pub(super) async fn look_around(&self, region: &Region, ask: &PreflightAsk) -> Found {
        let clients = self.clients(region);
        let known = dry_run!(self, "DescribeVpcs", clients.ec2.describe_vpcs());
        let services = clients.ec2.describe_vpc_endpoint_service_configurations().send().await.ok();
        let vpcs = clients.ec2.describe_vpcs().send().await.ok().and_then(|answer| answer.vpcs).unwrap_or_default();
        let services = services.and_then(|answer| answer.service_configurations).unwrap_or_default();
        let ours = |tags: &[Tag]| {
            let wanted = |tag: &Tag| tag.key() == Some(TAG) && ask.onboarding.as_deref().is_none_or(|id| tag.value() == Some(id));
            tags.iter().any(wanted)
        };
        let services = services.into_iter().filter_map(|one| {
            let ours = ours(one.tags());
            one.service_id.map(|id| Owned { id, ours })
        });
        let vpcs = vpcs.into_iter().filter_map(|one| {
            let ours = ours(one.tags());
            one.vpc_id.map(|id| (Owned { id, ours }, one.cidr_block))
        });
        let (vpc, cidr) = vpcs.max_by_key(|(vpc, _)| vpc.ours).map_or((None, None), |(vpc, cidr)| (Some(vpc), cidr));
        let guards = clients.ec2.describe_security_groups().send().await.ok().and_then(|answer| answer.security_groups);
        let guards = guards.unwrap_or_default().into_iter().filter_map(|one| {
            let ours = ours(one.tags());
            one.group_id.map(|id| Owned { id, ours })
        });
        let security_group = guards.max_by_key(|group| group.ours);
        let balancers =
            clients.elb.describe_load_balancers().send().await.ok().and_then(|answer| answer.load_balancers).unwrap_or_default();
        let network =
            |one: &aws_sdk_elasticloadbalancingv2::types::LoadBalancer| one.r#type().is_some_and(|kind| kind.as_str() == "network");
        let groups = clients.elb.describe_target_groups().page_size(1).send().await.ok().and_then(|answer| answer.target_groups);
        let certificates = clients.acm.list_certificates().max_items(1).send().await.ok();
        let balancer = balancers.into_iter().find(network).and_then(|one| one.load_balancer_arn);
        let listener = match &balancer {
            Some(arn) => clients.elb.describe_listeners().load_balancer_arn(arn).send().await.ok().and_then(|answer| answer.listeners),
            None => None,
        };
        Found {
            dry_runs: !matches!(&known, Said::Unknown(why) if why.code == IGNORED),
            service: services.max_by_key(|service| service.ours),
            balancer,
            listener: listener.and_then(|all| all.into_iter().next()).and_then(|one| one.listener_arn),
            group: groups.and_then(|all| all.into_iter().next()).and_then(|one| one.target_group_arn),
            certificate: certificates
                .and_then(|answer| answer.certificate_summary_list)
                .and_then(|all| all.into_iter().next())
                .and_then(|one| one.certificate_arn),
            vpc,
            cidr,
            security_group,
        }
    }

    /// Tries one action. `None`: there is no way of trying it here.
    pub(super) async fn try_action(&self, region: &Region, action: &str, found: &Found, ask: &PreflightAsk) -> Option<(Evidence, Said)> {
        if let Some(said) = self.ask(region, action, found).await {
            return Some((Evidence::Asked, said));
        }
        if !found.dry_runs && action.starts_with("ec2:") {
            return Some((Evidence::Nothing, Said::Unknown(message(IGNORED))));
        }
        let said = match self.dry_run_read(region, action, found).await {
            Some(said) => said,
            None => self.dry_run_change(region, action, found, ask).await?,
        };
        Some((Evidence::DryRun, said))
    }

    /// Elastic Load Balancing and Certificate Manager know no dry runs; what reads is asked for the least there is.
    async fn ask(&self, region: &Region, action: &str, found: &Found) -> Option<Said> {
        let clients = self.clients(region);
        let (balancer, group, certificate) = (found.balancer.as_ref(), found.group.as_ref(), found.certificate.as_ref());
        Some(match action {
            "elasticloadbalancing:DescribeLoadBalancers" => {
                ask!(self, "DescribeLoadBalancers", clients.elb.describe_load_balancers().page_size(1))
            }
            "elasticloadbalancing:DescribeTargetGroups" => {
                ask!(self, "DescribeTargetGroups", clients.elb.describe_target_groups().page_size(1))
            }
            "elasticloadbalancing:DescribeListeners" => {
                ask!(self, "DescribeListeners", clients.elb.describe_listeners().load_balancer_arn(balancer?))
            }
            "elasticloadbalancing:DescribeLoadBalancerAttributes" => {
                ask!(self, "DescribeLoadBalancerAttributes", clients.elb.describe_load_balancer_attributes().load_balancer_arn(balancer?))
            }
            "elasticloadbalancing:DescribeTags" => {
                ask!(self, "DescribeTags", clients.elb.describe_tags().resource_arns(balancer.or(group)?))
            }
            "elasticloadbalancing:DescribeTargetHealth" => {
                ask!(self, "DescribeTargetHealth", clients.elb.describe_target_health().target_group_arn(group?))
            }
            "elasticloadbalancing:DescribeAccountLimits" => {
                ask!(self, "DescribeAccountLimits", clients.elb.describe_account_limits().page_size(1))
            }
            "elasticloadbalancing:DescribeListenerAttributes" => {
                let request = clients.elb.describe_listener_attributes().listener_arn(found.listener.as_ref()?);
                ask!(self, "DescribeListenerAttributes", request)
            }
            "elasticloadbalancing:DescribeTargetGroupAttributes" => {
                ask!(self, "DescribeTargetGroupAttributes", clients.elb.describe_target_group_attributes().target_group_arn(group?))
            }
            "servicequotas:ListServiceQuotas" => {
                ask!(self, "ListServiceQuotas", clients.quotas.list_service_quotas().service_code(VPC).max_results(1))
            }
            "servicequotas:ListAWSDefaultServiceQuotas" => {
                let request = clients.quotas.list_aws_default_service_quotas().service_code(VPC).max_results(1);
                ask!(self, "ListAWSDefaultServiceQuotas", request)
            }
            "ec2:DescribeVpcAttribute" => {
                let request = clients.ec2.describe_vpc_attribute().vpc_id(&found.vpc.as_ref()?.id);
                ask!(self, "DescribeVpcAttribute", request.attribute(VpcAttributeName::EnableDnsHostnames))
            }
            "acm:ListCertificates" => ask!(self, "ListCertificates", clients.acm.list_certificates().max_items(1)),
            "acm:DescribeCertificate" => {
                ask!(self, "DescribeCertificate", clients.acm.describe_certificate().certificate_arn(certificate?))
            }
            "acm:ListTagsForCertificate" => {
                ask!(self, "ListTagsForCertificate", clients.acm.list_tags_for_certificate().certificate_arn(certificate?))
            }
            _ => return None,
        })
    }

    /// Questions to Route 53, of the first hosted zone where they need one.
    pub(super) async fn try_hosted_zones(&self, action: &str) -> (Evidence, Said) {
        let open = || (Evidence::Nothing, Said::Unknown(message("permission-not-asked")));
        let route53 = self.route53(false);
        if !["route53:ListHostedZones", "route53:GetHostedZone", "route53:ListResourceRecordSets"].contains(&action) {
            return open();
        }
        let listed = route53.list_hosted_zones().max_items(1).send().await;
        let listed = listed.map_err(|error| self.failed("ListHostedZones", Purpose::Asking, &error));
        let zone = listed.as_ref().ok().and_then(|answer| answer.hosted_zones().first()).map(|zone| zone.id().to_owned());
        match (action, zone) {
            ("route53:ListHostedZones", _) => (Evidence::Asked, judged(listed)),
            ("route53:GetHostedZone", Some(zone)) => (Evidence::Asked, ask!(self, "GetHostedZone", route53.get_hosted_zone().id(zone))),
            ("route53:ListResourceRecordSets", Some(zone)) => {
                let request = route53.list_resource_record_sets().hosted_zone_id(zone).max_items(1);
                (Evidence::Asked, ask!(self, "ListResourceRecordSets", request))
            }
            _ => open(),
        }
    }

    async fn dry_run_read(&self, region: &Region, action: &str, found: &Found) -> Option<Said> {
        let clients = self.clients(region);
        let service = found.service.as_ref().map(|service| service.id.clone());
        Some(match action {
            "ec2:DescribeAvailabilityZones" => {
                dry_run!(self, "DescribeAvailabilityZones", clients.ec2.describe_availability_zones())
            }
            "ec2:DescribeInstances" => dry_run!(self, "DescribeInstances", clients.ec2.describe_instances()),
            "ec2:DescribeSecurityGroups" => dry_run!(self, "DescribeSecurityGroups", clients.ec2.describe_security_groups()),
            "ec2:DescribeVpcEndpointConnections" => {
                dry_run!(self, "DescribeVpcEndpointConnections", clients.ec2.describe_vpc_endpoint_connections())
            }
            "ec2:DescribeSubnets" => dry_run!(self, "DescribeSubnets", clients.ec2.describe_subnets()),
            "ec2:DescribeVpcEndpoints" => dry_run!(self, "DescribeVpcEndpoints", clients.ec2.describe_vpc_endpoints()),
            "ec2:DescribeVpcs" => dry_run!(self, "DescribeVpcs", clients.ec2.describe_vpcs()),
            "ec2:DescribeVpcEndpointServiceConfigurations" => {
                let request = clients.ec2.describe_vpc_endpoint_service_configurations();
                dry_run!(self, "DescribeVpcEndpointServiceConfigurations", request)
            }
            "ec2:DescribeVpcEndpointServicePermissions" => {
                let request = clients.ec2.describe_vpc_endpoint_service_permissions().service_id(service?);
                dry_run!(self, "DescribeVpcEndpointServicePermissions", request)
            }
            _ => return None,
        })
    }

    async fn dry_run_change(&self, region: &Region, action: &str, found: &Found, ask: &PreflightAsk) -> Option<Said> {
        let clients = self.clients(region);
        let own = ask.onboarding.as_deref().unwrap_or(NOBODYS);
        if action == "ec2:CreateVpcEndpointServiceConfiguration" {
            let tag = Tag::builder().key(TAG).value(own).build();
            let tags = TagSpecification::builder().resource_type(ResourceType::VpcEndpointService).tags(tag).build();
            let request = clients.ec2_once.create_vpc_endpoint_service_configuration();
            let request = request.network_load_balancer_arns(found.balancer.as_ref()?).acceptance_required(true).tag_specifications(tags);
            return Some(dry_run!(self, "CreateVpcEndpointServiceConfiguration", request));
        }
        let tags = |kind| TagSpecification::builder().resource_type(kind).tags(Tag::builder().key(TAG).value(own).build()).build();
        // Removals are not tried, nor what needs an image or somebody's endpoint: those are left to the simulation.
        match action {
            "ec2:CreateVpc" => {
                let request = clients.ec2_once.create_vpc().cidr_block("10.0.0.0/16").tag_specifications(tags(ResourceType::Vpc));
                return Some(dry_run!(self, "CreateVpc", request));
            }
            "ec2:CreateSecurityGroup" => {
                let request = clients.ec2_once.create_security_group().group_name("gangway-preflight").description("never made");
                let request = request.vpc_id(&found.vpc.as_ref()?.id).tag_specifications(tags(ResourceType::SecurityGroup));
                return Some(dry_run!(self, "CreateSecurityGroup", request));
            }
            "ec2:CreateSubnet" => {
                let vpc = found.vpc.as_ref()?;
                let request = clients.ec2_once.create_subnet().vpc_id(&vpc.id).cidr_block(found.cidr.as_ref()?);
                let said = dry_run!(self, "CreateSubnet", request.tag_specifications(tags(ResourceType::Subnet)));
                return Some(of(vpc, said));
            }
            "ec2:AuthorizeSecurityGroupIngress" => {
                let group = found.security_group.as_ref()?;
                let rule = IpPermission::builder().ip_protocol("tcp").from_port(443).to_port(443);
                let rule = rule.ip_ranges(IpRange::builder().cidr_ip("10.0.0.0/8").build()).build();
                let request = clients.ec2_once.authorize_security_group_ingress().group_id(&group.id).ip_permissions(rule);
                return Some(of(group, dry_run!(self, "AuthorizeSecurityGroupIngress", request)));
            }
            _ => {}
        }
        let service = found.service.as_ref()?;
        let said = match action {
            "ec2:ModifyVpcEndpointServiceConfiguration" => {
                let request = clients.ec2_once.modify_vpc_endpoint_service_configuration().service_id(&service.id);
                dry_run!(self, "ModifyVpcEndpointServiceConfiguration", request)
            }
            "ec2:AcceptVpcEndpointConnections" => {
                let request = clients.ec2_once.accept_vpc_endpoint_connections().service_id(&service.id);
                dry_run!(self, "AcceptVpcEndpointConnections", request.vpc_endpoint_ids("vpce-0123456789abcdef0"))
            }
            "ec2:ModifyVpcEndpointServicePermissions" => {
                let request = clients.ec2_once.modify_vpc_endpoint_service_permissions().service_id(&service.id);
                dry_run!(self, "ModifyVpcEndpointServicePermissions", request)
            }
            "ec2:StartVpcEndpointServicePrivateDnsVerification" => {
                let request = clients.ec2_once.start_vpc_endpoint_service_private_dns_verification().service_id(&service.id);
                dry_run!(self, "StartVpcEndpointServicePrivateDnsVerification", request)
            }
            _ => return None,
        };
        Some(of(service, said))
    }
}

/// Somebody else's thing says nothing about ours where a policy is limited by the tag.
fn of(thing: &Owned, said: Said) -> Said {
    if said != Said::Allowed && !thing.ours { Said::Unknown(message("permission-nothing-to-try")) } else { said }
}

/// The code for an endpoint that carries dry runs out.
const IGNORED: &str = "permission-no-dry-runs";

/// `DryRunOperation` means yes. A success means that the endpoint has not understood that it was a dry run.
fn dry(sent: Result<(), AwsError>) -> Said {
    match sent {
        Ok(()) => Said::Unknown(message("permission-no-dry-runs")),
        Err(AwsError { kind: AwsErrorKind::Refused { code, .. }, .. }) if code == "DryRunOperation" => Said::Allowed,
        Err(error) => judged(Err::<(), _>(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dry_run_that_succeeds_was_none() {
        let refused = |code: &str| AwsErrorKind::Refused { code: code.to_owned(), text: String::new() };
        assert_eq!(dry(Err(AwsError::new("DescribeVpcs", refused("DryRunOperation")))), Said::Allowed);
        assert!(matches!(dry(Ok(())), Said::Unknown(why) if why.code == IGNORED));
        assert!(matches!(dry(Err(AwsError::new("DescribeVpcs", refused("MissingParameter")))), Said::Unknown(_)));
    }
}
