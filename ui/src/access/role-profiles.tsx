import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useState } from 'react';
import { FindingList } from '../components/finding-list';
import { Part } from '../components/part';
import { TroubleBox } from '../components/trouble-box';
import { useSession } from '../frame/session';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { Access, IdentityCard, ProfileCard, RoleProfile, Trouble } from '../platform';
import { Identity } from './identity';

const same = '';

/** Which profile plays which part, where the parts are in different accounts. */
export function RoleProfiles({ access, onAccess }: { access: Access; onAccess: (access: Access) => void }) {
  const { t } = useWords();
  const { onboarding } = useSession();
  const [profiles, setProfiles] = useState<ProfileCard[]>([]);
  const practice = onboarding.account.kind !== 'aws';

  useEffect(() => {
    // Without them, all parts stay where the service is.
    if (!practice)
      commands.welcome().then(
        (seen) => setProfiles(seen.profiles),
        () => setProfiles([]),
      );
  }, [practice]);

  return (
    <Part
      id="roles"
      title={t('access-roles')}
      description={t(practice ? 'access-roles-practice' : 'access-roles-text')}
    >
      <FindingList findings={access.findings} here="certificate" from={null} />
      {!practice && (
        <SpaceBetween size="m">
          {access.roles
            .filter(({ role }) => role !== 'workload')
            .map((one) => (
              <Role key={`${one.role} ${one.profile ?? same}`} chosen={one} profiles={profiles} onAccess={onAccess} />
            ))}
        </SpaceBetween>
      )}
    </Part>
  );
}

function Role({
  chosen,
  profiles,
  onAccess,
}: {
  chosen: RoleProfile;
  profiles: ProfileCard[];
  onAccess: (access: Access) => void;
}) {
  const { t } = useWords();
  const [identity, setIdentity] = useState<IdentityCard | null>(null);
  const [asking, setAsking] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const title = t(`role-${chosen.role}`);
  const options = [
    { value: same, label: t('role-same') },
    ...profiles.map((one) => ({ value: one.name, label: one.name, description: t(`profile-${one.how}`) })),
  ];
  // A profile that is gone from this computer is still the one that was chosen.
  const selected = options.find((one) => one.value === (chosen.profile ?? same)) ?? {
    value: chosen.profile ?? same,
    label: chosen.profile ?? '',
  };

  const choose = (profile: string) => {
    setTrouble(null);
    commands
      .set_role_profile({ role: chosen.role, profile: profile === same ? null : profile })
      .then(onAccess, (error: unknown) => setTrouble(asTrouble(error)));
  };
  const check = async (profile: string) => {
    setAsking(true);
    setTrouble(null);
    try {
      setIdentity(await commands.identify({ account: { kind: 'profile', profile } }));
    } catch (error) {
      setTrouble(asTrouble(error));
    } finally {
      setAsking(false);
    }
  };

  return (
    <div data-testid={`role-${chosen.role}`}>
      <SpaceBetween size="xs">
        <FormField label={title}>
          <Select
            selectedOption={selected}
            options={options}
            filteringType={options.length > 8 ? 'auto' : 'none'}
            onChange={({ detail }) => choose(detail.selectedOption.value ?? same)}
          />
        </FormField>
        {trouble !== null && <TroubleBox trouble={trouble} />}
        {identity !== null && <Identity identity={identity} />}
        {chosen.profile !== null && identity === null && (
          <Box>
            <Button
              loading={asking}
              ariaLabel={t('role-check-named', { role: title })}
              onClick={() => {
                if (chosen.profile !== null) void check(chosen.profile);
              }}
            >
              {t('role-check')}
            </Button>
          </Box>
        )}
      </SpaceBetween>
    </div>
  );
}
