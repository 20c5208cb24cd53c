//! The seller's AWS account through the AWS SDK. The only room that names `aws_sdk_*`: what leaves it are Gangway's own types.
//!
//! Entry points: [`Account`] (connect, identity, reads, [`Account::perform`], [`Account::find_made`], [`Account::survey`]), [`profiles`],
//! [`SignIn`], [`AwsError`].
//!
//! Absent on purpose: decisions (what is right, what to do next), storage, retries of mutating calls, any test double. Irreversible calls
//! such as `ModifyVpcEndpointServicePayerResponsibility` are never made.

mod account;
mod allow_list;
mod error;
mod find;
mod perform;
mod preflight;
mod profiles;
mod read;
mod scrub;
mod sign_in;
pub mod survey;
#[cfg(test)]
mod wire_tests;

pub use account::{Account, Credentials, Identity, Patience, Secret};
pub use allow_list::{Allowed, Answered, CUSTOMER_TAG, ITS_RATE};
pub use error::{AwsError, AwsErrorKind};
pub use preflight::{Allowance, Evidence, NOT_TRIED, Permission, Preflight, PreflightAsk};
pub use profiles::{HowSignedIn, ProfileCard, profiles};
pub use read::{
    ApplicationLoadBalancer, Certificate, Connection, DnsChange, DnsRecord, EndpointService, HostedZone, Instance, Listener, LoadBalancer,
    LoadBalancerZone, PrivateDns, RecordsThere, Renewal, Subnet, Target, TargetGroup, UsedTargetGroup, Vpc, Zone,
};
pub use sign_in::{SignIn, SignInAccount, SignInCode, SignInError, SignInPlace, SignedIn, start_url};
