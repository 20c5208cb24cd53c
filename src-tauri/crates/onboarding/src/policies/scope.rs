//! For whom and where a policy is meant: account, Regions, the onboarding's tag, and the things that exist already.

use gangway_model::{AccountId, Region};

use super::PolicyError;
use super::statement::Statement;

/// The tag that every resource of Gangway's carries; its value is the onboarding's id.
pub const TAG: &str = "gangway:onboarding";

/// What is filled in.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The account in which the policy is used.
    pub account: AccountId,
    /// Where. Empty for a survey of all Regions; everything else needs one at least, all of one partition.
    pub regions: Vec<Region>,
    /// The onboarding's id. Without one, any value of the tag counts.
    pub onboarding: Option<String>,
    /// The names that certificates may be requested for. Empty: any.
    pub names: Vec<String>,
    /// ARNs of VPCs, security groups, load balancers, listeners, target groups and endpoint services that Gangway has not made and may
    /// nevertheless set up further.
    pub existing: Vec<String>,
    /// For the rehearsal: the names of the endpoint services that may be connected to. Empty: those of AWS's endpoint services that
    /// customers publish.
    pub services: Vec<String>,
    /// The ARN of the user, role or assumed role that gets the policy, as `GetCallerIdentity` tells it.
    pub principal: Option<String>,
}

/// What an ARN in a policy is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    LoadBalancer,
    Listener,
    TargetGroup,
    EndpointService,
    Endpoint,
    SecurityGroup,
    Subnet,
    Vpc,
    Instance,
    /// Of any owner: AWS's own images have none.
    Image,
    LaunchTemplate,
    NetworkInterface,
    Volume,
    KeyPair,
    Certificate,
}

impl Kind {
    /// Service and resource part, as AWS's Service Authorization Reference writes the ARNs.
    fn form(self) -> (&'static str, &'static str) {
        match self {
            Self::LoadBalancer => ("elasticloadbalancing", "loadbalancer/net/*/*"),
            Self::Listener => ("elasticloadbalancing", "listener/net/*/*/*"),
            Self::TargetGroup => ("elasticloadbalancing", "targetgroup/*/*"),
            Self::EndpointService => ("ec2", "vpc-endpoint-service/*"),
            Self::Endpoint => ("ec2", "vpc-endpoint/*"),
            Self::SecurityGroup => ("ec2", "security-group/*"),
            Self::Subnet => ("ec2", "subnet/*"),
            Self::Vpc => ("ec2", "vpc/*"),
            Self::Instance => ("ec2", "instance/*"),
            Self::Image => ("ec2", "image/*"),
            Self::LaunchTemplate => ("ec2", "launch-template/*"),
            Self::NetworkInterface => ("ec2", "network-interface/*"),
            Self::Volume => ("ec2", "volume/*"),
            Self::KeyPair => ("ec2", "key-pair/*"),
            Self::Certificate => ("acm", "certificate/*"),
        }
    }
}

impl Scope {
    /// Account and Regions, and nothing else.
    #[must_use]
    pub fn new(account: AccountId, regions: Vec<Region>) -> Self {
        Self { account, regions, onboarding: None, names: Vec::new(), existing: Vec::new(), services: Vec::new(), principal: None }
    }

    /// Which of AWS's partitions the Regions are in: `aws`, `aws-cn` or `aws-us-gov`.
    pub(super) fn partition(&self) -> Result<&'static str, PolicyError> {
        let of = |region: &Region| match region.to_string() {
            code if code.starts_with("cn-") => "aws-cn",
            code if code.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        };
        let Some(first) = self.regions.first().map(of) else { return Ok("aws") };
        if self.regions.iter().any(|region| of(region) != first) { Err(PolicyError::Partitions) } else { Ok(first) }
    }

    /// The ARN pattern of a kind in this account. The Region is a condition, so that many Regions need one statement.
    pub(super) fn any(&self, kind: Kind) -> Result<String, PolicyError> {
        let (service, resource) = kind.form();
        let account = if kind == Kind::Image { "" } else { self.account.as_str() };
        Ok(format!("arn:{}:{service}:*:{account}:{resource}", self.partition()?))
    }

    /// Every hosted zone of the account. Their ARNs have neither Region nor account.
    pub(super) fn hosted_zones(&self) -> Result<String, PolicyError> {
        Ok(format!("arn:{}:route53:::hostedzone/*", self.partition()?))
    }

    /// Every change of records. Their ARNs have neither Region nor account.
    pub(super) fn record_changes(&self) -> Result<String, PolicyError> {
        Ok(format!("arn:{}:route53:::change/*", self.partition()?))
    }

    /// A change of records, limited to the kinds that Gangway publishes and to one action ("Using IAM policy conditions for fine-grained
    /// access control" in the Route 53 Developer Guide). Their names are AWS's to choose.
    pub(super) fn records(&self, sid: &'static str, action: &str) -> Result<Statement, PolicyError> {
        let words = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        Ok(Statement::allow(sid, &["route53:ChangeResourceRecordSets"], [self.hosted_zones()?])
            .when("ForAllValues:StringEquals", "route53:ChangeResourceRecordSetsActions", words(&[action]))
            .when("ForAllValues:StringEquals", "route53:ChangeResourceRecordSetsRecordTypes", words(&["CNAME", "NS", "TXT"])))
    }

    /// The ARNs of this kind among what exists already.
    pub(super) fn existing(&self, kind: Kind) -> Vec<String> {
        let (service, resource) = kind.form();
        let start = resource.split('*').next().unwrap_or(resource);
        let fits = |arn: &&String| {
            let parts: Vec<&str> = arn.splitn(6, ':').collect();
            matches!(parts.as_slice(), ["arn", _, of, _, account, what] if *of == service && *account == self.account.as_str() && what.starts_with(start))
        };
        self.existing.iter().filter(fits).cloned().collect()
    }

    /// Only in the chosen Regions.
    pub(super) fn here(&self, statement: Statement) -> Statement {
        statement.when("StringEquals", "aws:RequestedRegion", self.regions.iter().map(Region::to_string))
    }

    /// Only what the call itself tags as the onboarding's.
    pub(super) fn tagging(&self, statement: Statement) -> Statement {
        self.tagged(statement, "aws:RequestTag")
    }

    /// Only what carries the onboarding's tag.
    pub(super) fn ours(&self, statement: Statement) -> Statement {
        self.tagged(statement, "aws:ResourceTag")
    }

    fn tagged(&self, statement: Statement, key: &str) -> Statement {
        let key = format!("{key}/{TAG}");
        match &self.onboarding {
            Some(id) => statement.when("StringEquals", &key, [id.clone()]),
            // `Null` with `false`: the key has to be there.
            None => statement.when("Null", &key, ["false".to_owned()]),
        }
    }

    /// The ARNs under which IAM may know the principal: a session's ARN leaves the role's path out.
    pub(super) fn principals(&self) -> Result<Vec<String>, PolicyError> {
        let start = format!("arn:{}:iam::{}:", self.partition()?, self.account);
        let named = self.principal.as_deref().and_then(|arn| {
            let parts: Vec<&str> = arn.splitn(6, ':').collect();
            match parts.as_slice() {
                ["arn", _, "iam", "", _, entity] if entity.starts_with("user/") || entity.starts_with("role/") => {
                    Some(vec![format!("{start}{entity}")])
                }
                ["arn", _, "sts", "", _, session] => {
                    let role = session.strip_prefix("assumed-role/")?.split('/').next()?;
                    Some(vec![format!("{start}role/{role}"), format!("{start}role/*/{role}")])
                }
                _ => None,
            }
        });
        Ok(named.unwrap_or_else(|| vec![format!("{start}role/*"), format!("{start}user/*")]))
    }
}
