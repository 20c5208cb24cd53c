//! What the portal tells: accounts, and the roles in them.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use gangway_model::AccountId;

use super::{SignIn, SignInAccount, SignInError};
use crate::account::{Secret, sign_in_config};
use crate::error::{AwsError, Purpose};

/// Pages of a list; more accounts than fit on them nobody has.
const MOST_PAGES: usize = 200;

impl SignIn {
    /// Every account of the user, by name.
    ///
    /// # Errors
    /// [`SignInError::Over`], or what AWS and the network say.
    pub async fn accounts(&self) -> Result<Vec<SignInAccount>, SignInError> {
        let (token, portal) = (self.token().await?, self.portal().await);
        let (mut accounts, mut next) = (Vec::new(), None);
        for _ in 0..MOST_PAGES {
            let sent = portal.list_accounts().access_token(token.expose()).max_results(100).set_next_token(next).send().await;
            let answer = match sent {
                Ok(answer) => answer,
                Err(error) => return Err(self.refused("ListAccounts", &token, &error).await),
            };
            accounts.extend(answer.account_list().iter().filter_map(|one| {
                Some(SignInAccount {
                    account_id: AccountId::parse(one.account_id()?).ok()?,
                    name: one.account_name().unwrap_or_default().to_owned(),
                    mail: one.email_address().unwrap_or_default().to_owned(),
                })
            }));
            next = answer.next_token().map(str::to_owned);
            if next.is_none() {
                break;
            }
        }
        accounts.sort_by(|a, b| (a.name.to_lowercase(), &a.account_id).cmp(&(b.name.to_lowercase(), &b.account_id)));
        Ok(accounts)
    }

    /// The user's roles (permission sets) in an account, by name.
    ///
    /// # Errors
    /// As [`SignIn::accounts`].
    pub async fn roles(&self, account: &AccountId) -> Result<Vec<String>, SignInError> {
        let (token, portal) = (self.token().await?, self.portal().await);
        let (mut roles, mut next) = (Vec::new(), None);
        for _ in 0..MOST_PAGES {
            let question = portal.list_account_roles().access_token(token.expose()).account_id(account.as_str());
            let answer = match question.max_results(100).set_next_token(next).send().await {
                Ok(answer) => answer,
                Err(error) => return Err(self.refused("ListAccountRoles", &token, &error).await),
            };
            roles.extend(answer.role_list().iter().filter_map(|one| one.role_name().map(str::to_owned)));
            next = answer.next_token().map(str::to_owned);
            if next.is_none() {
                break;
            }
        }
        roles.sort();
        Ok(roles)
    }

    pub(super) async fn portal(&self) -> aws_sdk_sso::Client {
        let config = sign_in_config(self.region(), self.endpoint()).await;
        aws_sdk_sso::Client::from_conf(aws_sdk_sso::config::Builder::from(&config).build())
    }

    /// A token that the portal does not know any more is forgotten.
    pub(super) async fn refused<E>(&self, operation: &'static str, token: &Secret, error: &SdkError<E, HttpResponse>) -> SignInError
    where
        E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
    {
        if error.as_service_error().and_then(ProvideErrorMetadata::code) == Some("UnauthorizedException") {
            self.forget(token).await;
            return SignInError::Over;
        }
        SignInError::Aws(AwsError::from_sdk(operation, Purpose::Asking, false, error))
    }
}
