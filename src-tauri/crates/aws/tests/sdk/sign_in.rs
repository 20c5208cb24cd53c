//! IAM Identity Center through the Rust SDK, as Gangway signs in: a code, a token, accounts, roles, credentials, and the session's end.

use gangway_aws::{Account, Credentials, SignIn};
use gangway_model::{AccountId, Region};
use gangway_practice::Decision;

use crate::world::{REGION, SELLER, World};

pub async fn play(world: &World) {
    let endpoint = world.control.world().unwrap().aws.endpoint;
    let region = Region::parse(REGION).unwrap();
    let portal = SignIn::new("https://practice.awsapps.com/start", region.clone(), Some(endpoint.clone())).unwrap();
    let code = portal.begin().await.unwrap();
    world.control.decide_sign_in(&code.user_code, Decision::Approve).unwrap();
    portal.finish().await.unwrap();
    let seller = AccountId::parse(SELLER).unwrap();
    assert!(portal.accounts().await.unwrap().iter().any(|one| one.account_id == seller));
    let role = portal.roles(&seller).await.unwrap().remove(0);
    let signed_in = Credentials::SignedIn(portal.role(seller.clone(), role));
    let account = Account::connect(signed_in, Some(endpoint), Some(region)).await.unwrap();
    assert_eq!(account.identity().await.unwrap().account, seller);
    portal.sign_out().await;
}
