import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { InfoLink } from '../components/info-link';
import { TroubleBox } from '../components/trouble-box';
import { useWords } from '../i18n';
import { accountId } from '../i18n/format';
import { asTrouble, commands } from '../platform';
import type { IdentityCard, ProfileCard, Trouble } from '../platform';

/** A real onboarding: the identity behind the profile is shown before anything is created. */
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
  onStart: (name: string, profile: string) => void;
}) {
  const { t } = useWords();
  const [name, setName] = useState('');
  const [profile, setProfile] = useState<ProfileCard | null>(null);
  const [identity, setIdentity] = useState<IdentityCard | null>(null);
  const [asking, setAsking] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  const choose = (next: ProfileCard | null) => {
    setProfile(next);
    setIdentity(null);
    setTrouble(null);
  };
  const identify = async (chosen: ProfileCard) => {
    setAsking(true);
    setTrouble(null);
    try {
      setIdentity(await commands.identify({ account: { kind: 'profile', profile: chosen.name } }));
    } catch (error) {
      setTrouble(asTrouble(error));
    } finally {
      setAsking(false);
    }
  };

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
        <Box>{t('start-real-text')}</Box>
        {profilesTrouble !== null && <TroubleBox trouble={profilesTrouble} />}
        {!loading && profilesTrouble === null && profiles.length === 0 && <Alert type="info">{t('no-profiles')}</Alert>}
        <FormField label={t('label-profile')} data-testid="welcome-profile">
          <Select
            selectedOption={profile === null ? null : { value: profile.name, label: profile.name }}
            options={profiles.map((one) => ({
              value: one.name,
              label: one.name,
              description: t(`profile-${one.how}`),
              ...(one.region === null ? {} : { labelTag: one.region }),
            }))}
            placeholder={t('choose-profile')}
            statusType={loading ? 'loading' : 'finished'}
            loadingText={t('loading')}
            empty={t('no-profiles-short')}
            filteringType={profiles.length > 8 ? 'auto' : 'none'}
            onChange={({ detail }) => choose(profiles.find((one) => one.name === detail.selectedOption.value) ?? null)}
          />
        </FormField>
        {trouble !== null && <TroubleBox trouble={trouble} />}
        {identity === null ? (
          <Button
            data-testid="welcome-identify"
            loading={asking}
            disabled={profile === null}
            onClick={() => {
              if (profile !== null) void identify(profile);
            }}
          >
            {t('who-am-i')}
          </Button>
        ) : (
          <>
            <div data-testid="welcome-identity">
              <KeyValuePairs
                items={[
                  { label: t('column-account'), value: accountId(identity.accountId) },
                  { label: t('signed-in-as'), value: <span className="name">{identity.arn}</span> },
                ]}
              />
            </div>
            <FormField label={t('label-name')} data-testid="welcome-real-name">
              <Input value={name} onChange={({ detail }) => setName(detail.value)} />
            </FormField>
            <Button
              data-testid="welcome-start-real"
              loading={busy}
              disabled={name.trim() === ''}
              onClick={() => {
                if (profile !== null) onStart(name.trim(), profile.name);
              }}
            >
              {t('start-real-do', { account: accountId(identity.accountId) })}
            </Button>
          </>
        )}
      </SpaceBetween>
    </Container>
  );
}
