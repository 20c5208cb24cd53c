import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useState } from 'react';
import { Identity } from '../access/identity';
import { InfoLink } from '../components/info-link';
import { TroubleBox } from '../components/trouble-box';
import { useWords } from '../i18n';
import { accountId } from '../i18n/format';
import { asTrouble, commands } from '../platform';
import type { AccountChoice, IdentityCard, ProfileCard, SignInAccount, Trouble } from '../platform';
import { ChooseRole } from '../sign-in/choose-role';
import { SignIn } from '../sign-in/sign-in';

/** A real onboarding, by a profile or by signing in: whose account it is, is shown before anything is created. */
export function StartReal({
  profiles,
  trouble: profilesTrouble,
  loading,
  busy,
  onStart,
}: {
  profiles: ProfileCard[];
  /** Why the profiles could not be read. */
  trouble: Trouble | null;
  loading: boolean;
  busy: boolean;
  onStart: (name: string, account: AccountChoice) => void;
}) {
  const { t } = useWords();
  const [choice, setChoice] = useState<AccountChoice | null>(null);
  const [accounts, setAccounts] = useState<SignInAccount[] | null>(null);
  const [way, setWay] = useState('profile');

  return (
    <Container
      fitHeight
      header={
        <Header variant="h2" info={<InfoLink topic="profile" />}>
          {t('start-real')}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Tabs
          ariaLabel={t('start-real')}
          activeTabId={way}
          onChange={({ detail }) => {
            setWay(detail.activeTabId);
            setChoice(null);
          }}
          tabs={[
            {
              id: 'profile',
              label: t('way-profile'),
              content: (
                <SpaceBetween size="m">
                  <Box>{t('start-real-text')}</Box>
                  {profilesTrouble !== null && <TroubleBox trouble={profilesTrouble} />}
                  {!loading && profilesTrouble === null && profiles.length === 0 && (
                    <Alert type="info">{t('no-profiles')}</Alert>
                  )}
                  <FormField label={t('label-profile')} data-testid="welcome-profile">
                    <ChooseProfile
                      profiles={profiles}
                      loading={loading}
                      chosen={choice?.kind === 'profile' ? choice.profile : null}
                      onChoose={(profile) => setChoice({ kind: 'profile', profile })}
                    />
                  </FormField>
                </SpaceBetween>
              ),
            },
            {
              id: 'sign-in',
              label: <span data-testid="way-sign-in">{t('way-sign-in')}</span>,
              content:
                accounts === null ? (
                  <SignIn onSignedIn={setAccounts} />
                ) : (
                  <ChooseRole
                    accounts={accounts}
                    onOver={() => setAccounts(null)}
                    onChoose={(chosen) => setChoice(chosen === null ? null : { kind: 'signedIn', ...chosen })}
                  />
                ),
            },
          ]}
        />
        {(way === 'profile' || accounts !== null) && (
          <Whose key={JSON.stringify(choice)} choice={choice} busy={busy} onStart={onStart} />
        )}
      </SpaceBetween>
    </Container>
  );
}

function ChooseProfile({
  profiles,
  loading,
  chosen,
  onChoose,
}: {
  profiles: ProfileCard[];
  loading: boolean;
  chosen: string | null;
  onChoose: (name: string) => void;
}) {
  const { t } = useWords();
  return (
    <Select
      selectedOption={chosen === null ? null : { value: chosen, label: chosen }}
      options={profiles.map((one) => ({
        value: one.name,
        label: one.name,
        description: one.source === null ? t(`profile-${one.how}`) : `${t(`profile-${one.how}`)} · ${one.source}`,
        ...(one.region === null ? {} : { labelTag: one.region }),
      }))}
      placeholder={t('choose-profile')}
      statusType={loading ? 'loading' : 'finished'}
      loadingText={t('loading')}
      empty={t('no-profiles-short')}
      filteringType={profiles.length > 8 ? 'auto' : 'none'}
      onChange={({ detail }) => onChoose(detail.selectedOption.value ?? '')}
    />
  );
}

/** Whose account a choice is, and the start. */
function Whose({
  choice,
  busy,
  onStart,
}: {
  choice: AccountChoice | null;
  busy: boolean;
  onStart: (name: string, account: AccountChoice) => void;
}) {
  const { t } = useWords();
  const [name, setName] = useState('');
  const [identity, setIdentity] = useState<IdentityCard | null>(null);
  const [asking, setAsking] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  const identify = async (account: AccountChoice) => {
    setAsking(true);
    setTrouble(null);
    try {
      setIdentity(await commands.identify({ account }));
    } catch (error) {
      setTrouble(asTrouble(error));
    } finally {
      setAsking(false);
    }
  };

  return (
    <SpaceBetween size="m">
      {trouble !== null && <TroubleBox trouble={trouble} />}
      {identity === null ? (
        <Button
          data-testid="welcome-identify"
          loading={asking}
          disabled={choice === null}
          onClick={() => {
            if (choice !== null) void identify(choice);
          }}
        >
          {t('who-am-i')}
        </Button>
      ) : (
        <>
          <div data-testid="welcome-identity">
            <Identity identity={identity} />
          </div>
          <FormField label={t('label-name')} data-testid="welcome-real-name">
            <Input value={name} onChange={({ detail }) => setName(detail.value)} />
          </FormField>
          <Button
            data-testid="welcome-start-real"
            loading={busy}
            disabled={name.trim() === ''}
            onClick={() => {
              if (choice !== null) onStart(name.trim(), choice);
            }}
          >
            {t('start-real-do', { account: accountId(identity.accountId) })}
          </Button>
        </>
      )}
    </SpaceBetween>
  );
}
