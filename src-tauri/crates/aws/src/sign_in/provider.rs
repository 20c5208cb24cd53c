//! Credentials of a role for the SDK, which asks again before they end.

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};

use super::{SignInError, SignedIn};

impl ProvideCredentials for SignedIn {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.fetch())
    }
}

impl SignedIn {
    async fn fetch(&self) -> provider::Result {
        let sign_in = &self.sign_in;
        let token = sign_in.token().await.map_err(CredentialsError::provider_error)?;
        let question = sign_in.portal().await.get_role_credentials().access_token(token.expose());
        let answer = match question.account_id(self.account.as_str()).role_name(&self.role).send().await {
            Ok(answer) => answer,
            Err(error) => {
                let code = error.as_service_error().and_then(|said| said.meta().code());
                return Err(match code {
                    Some("UnauthorizedException") => {
                        sign_in.forget(&token).await;
                        CredentialsError::provider_error(SignInError::Over)
                    }
                    // The role is not hers, or not any more: signing in again helps nothing.
                    Some("ForbiddenException" | "ResourceNotFoundException" | "InvalidRequestException") => {
                        CredentialsError::invalid_configuration(error)
                    }
                    _ => CredentialsError::provider_error(error),
                });
            }
        };
        let missing = || CredentialsError::unhandled("the answer has no credentials");
        let given = answer.role_credentials().ok_or_else(missing)?;
        let (id, secret) = given.access_key_id().zip(given.secret_access_key()).ok_or_else(missing)?;
        let ends = UNIX_EPOCH + Duration::from_millis(u64::try_from(given.expiration()).unwrap_or_default());
        Ok(Credentials::new(id, secret, given.session_token().map(str::to_owned), Some(ends), "sign-in"))
    }
}
