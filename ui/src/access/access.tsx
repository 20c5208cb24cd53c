/** Who Gangway acts as, what that identity may do, and what to ask the IT department for. */
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useCallback, useEffect, useState } from 'react';
import { Part } from '../components/part';
import { Skeleton } from '../components/skeleton';
import { TroubleBox } from '../components/trouble-box';
import { useSession } from '../frame/session';
import { InfoLink } from '../components/info-link';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { Access, IdentityCard, Onboarding, Trouble } from '../platform';
import { Identity } from './identity';
import { Permissions } from './permissions';
import { Policies } from './policies';
import { RoleProfiles } from './role-profiles';
import { SignInAgain } from './sign-in-again';

/** The page "Account and permissions". */
export function AccessPage() {
  const { t } = useWords();
  const { onboarding, version, recovered } = useSession();
  const [access, setAccess] = useState<Access | null>(null);
  const [identity, setIdentity] = useState<IdentityCard | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [asking, setAsking] = useState(true);

  const ask = useCallback(
    () =>
      commands.identity().then(
        (found) => {
          setIdentity(found);
          setTrouble(null);
          setAsking(false);
          recovered();
        },
        (error: unknown) => {
          setIdentity(null);
          setTrouble(asTrouble(error));
          setAsking(false);
        },
      ),
    [recovered],
  );
  useEffect(() => void ask(), [ask]);
  useEffect(() => {
    commands.access().then(setAccess, (error: unknown) => setTrouble(asTrouble(error)));
  }, [version]);

  const again = () => {
    setAsking(true);
    void ask();
  };
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={t('access-text')} info={<InfoLink topic="profile" />}>
          {t('access')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Part
          id="identity"
          title={t('access-identity')}
          actions={
            <Button iconName="refresh" data-testid="access-look" loading={asking} onClick={again}>
              {t('access-look')}
            </Button>
          }
        >
          <SpaceBetween size="m">
            {trouble !== null && <TroubleBox trouble={trouble} />}
            {identity === null && trouble === null && <Skeleton />}
            {identity !== null && <Identity identity={identity} via={via(onboarding, access, t)} />}
            {access?.signIn != null && (
              <SignInAgain
                place={access.signIn}
                practice={onboarding.account.kind === 'practice'}
                needed={trouble !== null}
                onSignedIn={again}
              />
            )}
          </SpaceBetween>
        </Part>
        {access !== null && <RoleProfiles access={access} onAccess={setAccess} />}
        {access !== null && <Permissions ready={access.regions.length > 0} />}
        <Policies ready={access !== null && access.regions.length > 0} />
      </SpaceBetween>
    </ContentLayout>
  );
}

function via(onboarding: Onboarding, access: Access | null, t: ReturnType<typeof useWords>['t']): string {
  const place = access?.signIn ?? null;
  if (place !== null) return t('access-via-sign-in', { url: place.startUrl, role: place.role });
  if (onboarding.account.kind === 'practice') return t('access-via-practice');
  const { profile } = onboarding.account;
  return profile === null ? t('access-via-environment') : t('access-via-profile', { profile });
}
