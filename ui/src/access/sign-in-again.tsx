import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useWords } from '../i18n';
import { accountId } from '../i18n/format';
import type { SignInPlace } from '../platform';
import { SignIn } from '../sign-in/sign-in';

/** Opens a new session for the onboarding, which goes on where it is: same portal, same account, same role. */
export function SignInAgain({
  place,
  practice,
  needed,
  onSignedIn,
}: {
  place: SignInPlace;
  practice: boolean;
  /** Whether the identity can't be asked for now. */
  needed: boolean;
  onSignedIn: () => void;
}) {
  const { t } = useWords();
  const [done, setDone] = useState(false);
  const [open, setOpen] = useState(false);
  const signIn = (
    <SpaceBetween size="s">
      <Box>{t('sign-in-again.text', { role: place.role, account: accountId(place.accountId) })}</Box>
      <SignIn
        fixed={{ startUrl: place.startUrl, region: place.region, practice }}
        onSignedIn={() => {
          setDone(true);
          setOpen(false);
          onSignedIn();
        }}
      />
    </SpaceBetween>
  );
  return (
    <div data-testid="sign-in-again">
      {done && !needed && (
        <div data-testid="sign-in-done" role="status">
          <Alert type="success">{t('sign-in-done')}</Alert>
        </div>
      )}
      <ExpandableSection
        headerText={t('sign-in-again')}
        expanded={needed || open}
        onChange={({ detail }) => setOpen(detail.expanded)}
      >
        {(needed || open) && signIn}
      </ExpandableSection>
    </div>
  );
}
