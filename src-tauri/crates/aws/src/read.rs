//! What can be seen in the account: every read gives all pages, per Region, in types of our own.

pub(crate) mod certificates;
mod connections;
pub(crate) mod endpoint_services;
pub(crate) mod hosted_zones;
pub(crate) mod instances;
pub(crate) mod load_balancers;
pub(crate) mod network;
pub(crate) mod quotas;

pub use certificates::{Certificate, DnsRecord, Renewal};
pub use connections::Connection;
pub(crate) use endpoint_services::principal;
pub use endpoint_services::{EndpointService, PrivateDns};
pub use hosted_zones::{DnsChange, HostedZone, RecordsThere};
pub use instances::Instance;
pub use load_balancers::{ApplicationLoadBalancer, Listener, LoadBalancer, LoadBalancerZone, Target, TargetGroup, UsedTargetGroup};
pub use network::{Subnet, Vpc, Zone};

/// The value of the `Name` tag, which AWS's console shows as the name.
pub(crate) fn name_tag(tags: &[aws_sdk_ec2::types::Tag]) -> Option<String> {
    let tag = tags.iter().find(|tag| tag.key() == Some("Name"));
    tag.and_then(|tag| tag.value()).filter(|name| !name.is_empty()).map(str::to_owned)
}

pub(crate) fn text(value: Option<&str>) -> String {
    value.unwrap_or_default().to_owned()
}

/// EC2's models say `PendingVerification`, its wire says `pendingVerification`: one spelling for both.
pub(crate) fn lower_camel(state: &str) -> String {
    let mut letters = state.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn states_have_one_spelling() {
        assert_eq!(super::lower_camel("PendingVerification"), "pendingVerification");
        assert_eq!(super::lower_camel("available"), "available");
        assert_eq!(super::lower_camel(""), "");
    }
}
