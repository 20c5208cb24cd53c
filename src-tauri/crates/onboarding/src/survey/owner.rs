//! Whose a resource is, by the tags that tools leave on what they made.

use gangway_model::CallTag;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What keeps a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum OwnerKind {
    /// Made by Gangway.
    Gangway,
    /// Elastic Beanstalk (`elasticbeanstalk:…`).
    ElasticBeanstalk,
    /// A controller in a Kubernetes cluster, EKS included (`kubernetes.io/…`, `elbv2.k8s.aws/…`, `service.k8s.aws/…`, `eks:…`).
    Kubernetes,
    /// Elastic Container Service (`aws:ecs:…`).
    Ecs,
    /// An Auto Scaling group (`aws:autoscaling:…`).
    AutoScaling,
    /// A CloudFormation stack, CDK included (`aws:cloudformation:…`).
    CloudFormation,
    /// Terraform or a tool like it, as people mark it: `managed-by = terraform`.
    InfrastructureAsCode,
    /// Nothing says so.
    Unmarked,
}

/// Who keeps a resource as it is, and would set it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Owner {
    /// The tool.
    pub kind: OwnerKind,
    /// The onboarding, stack, cluster, environment, group or tool that the tag names.
    pub name: Option<String>,
}

impl Owner {
    /// Of a resource that nothing is known of.
    #[must_use]
    pub fn unmarked() -> Self {
        Self { kind: OwnerKind::Unmarked, name: None }
    }
}

/// The tags by which a tool is known, the telling ones first: a whole key, or the beginning of one that ends with `/` or `:`. What stands
/// behind the slash is a name of its own.
const MARKS: [(OwnerKind, &[&str]); 6] = [
    (OwnerKind::Gangway, &["gangway:onboarding"]),
    (OwnerKind::ElasticBeanstalk, &["elasticbeanstalk:environment-name", "elasticbeanstalk:"]),
    (
        OwnerKind::Kubernetes,
        &[
            "elbv2.k8s.aws/cluster",
            "service.k8s.aws/stack",
            "kubernetes.io/cluster/",
            "kubernetes.io/service-name",
            "aws:eks:cluster-name",
            "eks:cluster-name",
            "eks:eks-cluster-name",
            "kubernetes.io/",
            "service.k8s.aws/",
            "eks:",
        ],
    ),
    (OwnerKind::Ecs, &["aws:ecs:serviceName", "aws:ecs:clusterName", "aws:ecs:", "AmazonECSManaged"]),
    (OwnerKind::AutoScaling, &["aws:autoscaling:groupName"]),
    (OwnerKind::CloudFormation, &["aws:cloudformation:stack-name", "aws:cloudformation:"]),
];

/// Keys under which people write which tool keeps a thing, without case and separators.
const MANAGED_BY: [&str; 7] = ["managedby", "provisionedby", "createdby", "deployedby", "provisioner", "iac", "iactool"];

/// Tools whose next run sets back what was changed by hand.
const TOOLS: [&str; 7] = ["terraform", "opentofu", "terragrunt", "pulumi", "crossplane", "cdk", "cloudformation"];

/// Whose a resource with these tags is.
#[must_use]
pub fn owner(tags: &[CallTag]) -> Owner {
    for (kind, keys) in MARKS {
        for key in keys {
            let prefix = key.ends_with(['/', ':']);
            let found = tags.iter().find(|tag| if prefix { tag.key.starts_with(key) } else { tag.key == *key });
            if let Some(tag) = found {
                let behind = tag.key.strip_prefix(key).filter(|rest| prefix && key.ends_with('/') && !rest.is_empty());
                let name = if *key == "kubernetes.io/cluster/" { behind } else { Some(tag.value.as_str()) };
                return Owner { kind, name: name.filter(|name| !name.is_empty()).map(str::to_owned) };
            }
        }
    }
    for tag in tags {
        let plain: String = tag.key.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        let value = tag.value.to_ascii_lowercase();
        let tool = TOOLS.iter().find(|tool| value.contains(*tool)).filter(|_| MANAGED_BY.contains(&plain.as_str()));
        // A key that is itself the tool's name: `terraform = true`, `Terraform:workspace = prod`.
        let named = TOOLS.iter().find(|tool| plain.starts_with(*tool)).filter(|_| !matches!(value.as_str(), "false" | "no" | "0"));
        if let Some(tool) = tool.or(named) {
            return Owner { kind: OwnerKind::InfrastructureAsCode, name: Some((*tool).to_owned()) };
        }
    }
    Owner::unmarked()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(tags: &[(&str, &str)]) -> (OwnerKind, Option<String>) {
        let tags: Vec<CallTag> = tags.iter().map(|(key, value)| CallTag { key: (*key).to_owned(), value: (*value).to_owned() }).collect();
        let owner = owner(&tags);
        (owner.kind, owner.name)
    }

    #[test]
    fn tools_are_known_by_their_tags() {
        let named = |kind, name: &str| (kind, Some(name.to_owned()));
        assert_eq!(of(&[("aws:cloudformation:stack-name", "shop")]), named(OwnerKind::CloudFormation, "shop"));
        assert_eq!(of(&[("kubernetes.io/cluster/blue", "owned")]), named(OwnerKind::Kubernetes, "blue"));
        assert_eq!(of(&[("kubernetes.io/service-name", "shop/api")]), named(OwnerKind::Kubernetes, "shop/api"));
        assert_eq!(of(&[("elbv2.k8s.aws/cluster", "blue"), ("service.k8s.aws/stack", "shop/api")]), named(OwnerKind::Kubernetes, "blue"));
        assert_eq!(of(&[("aws:ecs:serviceName", "api")]), named(OwnerKind::Ecs, "api"));
        assert_eq!(of(&[("Managed-By", "Terraform Cloud")]), named(OwnerKind::InfrastructureAsCode, "terraform"));
        assert_eq!(of(&[("terraform", "true")]), named(OwnerKind::InfrastructureAsCode, "terraform"));
        assert_eq!(of(&[("gangway:onboarding", "6f1c")]), named(OwnerKind::Gangway, "6f1c"));
    }

    #[test]
    fn the_telling_tag_comes_first_and_plain_tags_tell_nothing() {
        let beanstalk = [("aws:cloudformation:stack-name", "awseb-e-x"), ("elasticbeanstalk:environment-name", "shop-prod")];
        assert_eq!(of(&beanstalk), (OwnerKind::ElasticBeanstalk, Some("shop-prod".to_owned())));
        for plain in
            [&[("Name", "terraform-demo")][..], &[("team", "pulumi-fans")], &[("managed-by", "Ann Lee")], &[("terraform", "false")], &[]]
        {
            assert_eq!(of(plain), (OwnerKind::Unmarked, None), "{plain:?}");
        }
    }
}
