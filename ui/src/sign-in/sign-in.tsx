import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useRef, useState } from 'react';
import { TroubleBox } from '../components/trouble-box';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { SignInAccount, SignInCode, Trouble } from '../platform';
import { Code } from './code';

/** The portal that the practice world plays. */
const practicePortal = { startUrl: 'https://practice.awsapps.com/start', region: 'eu-west-1' };

/** Where to sign in. */
export interface Portal {
  startUrl: string;
  region: string;
}

/**
 * Signing in with IAM Identity Center: the portal's address, the code with its link, and the wait for the browser. `fixed` is the portal of an
 * onboarding that was begun with it; without one the reader says which, or practises.
 */
export function SignIn({
  fixed,
  onSignedIn,
}: {
  fixed?: Portal & { practice: boolean };
  onSignedIn: (accounts: SignInAccount[]) => void;
}) {
  const { t } = useWords();
  const [own, setOwn] = useState<Portal>({ startUrl: '', region: '' });
  const [practising, setPractising] = useState(false);
  const [code, setCode] = useState<SignInCode | null>(null);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  // An answer to a code that is no longer shown is nobody's.
  const attempt = useRef(0);

  const portal = fixed ?? (practising ? practicePortal : own);
  const practice = fixed?.practice ?? practising;

  useEffect(
    () => () => {
      attempt.current += 1;
      commands.sign_in_cancel().catch(() => null);
    },
    [],
  );

  const begin = async () => {
    const mine = ++attempt.current;
    setBusy(true);
    setTrouble(null);
    try {
      const given = await commands.sign_in_begin({ ...portal, practice });
      if (mine !== attempt.current) return;
      setCode(given);
      setBusy(false);
      const accounts = await commands.sign_in_wait();
      if (mine === attempt.current) onSignedIn(accounts);
    } catch (error) {
      if (mine === attempt.current) setTrouble(asTrouble(error));
    } finally {
      if (mine === attempt.current) {
        setCode(null);
        setBusy(false);
      }
    }
  };
  const cancel = () => {
    attempt.current += 1;
    setCode(null);
    setBusy(false);
    commands.sign_in_cancel().catch(() => null);
  };

  if (code !== null) return <Code code={code} practice={practice} onCancel={cancel} />;
  return (
    <SpaceBetween size="m">
      {fixed === undefined && <Box>{t('sign-in-text')}</Box>}
      {trouble !== null && <TroubleBox trouble={trouble} />}
      {fixed === undefined && (
        <SpaceBetween size="m">
          {practising && <Alert type="info">{t('sign-in-practising')}</Alert>}
          <FormField label={t('sign-in-url')} description={t('sign-in-url.hint')} data-testid="sign-in-url" stretch>
            <Input
              value={portal.startUrl}
              readOnly={practising}
              inputMode="url"
              onChange={({ detail }) => setOwn({ ...own, startUrl: detail.value })}
            />
          </FormField>
          <FormField label={t('sign-in-region')} description={t('sign-in-region.hint')} data-testid="sign-in-region">
            <Input
              value={portal.region}
              readOnly={practising}
              onChange={({ detail }) => setOwn({ ...own, region: detail.value })}
            />
          </FormField>
        </SpaceBetween>
      )}
      <SpaceBetween direction="horizontal" size="xs">
        <Button
          variant={fixed === undefined ? 'normal' : 'primary'}
          data-testid="sign-in-begin"
          loading={busy}
          disabled={portal.startUrl.trim() === '' || portal.region.trim() === ''}
          onClick={() => void begin()}
        >
          {t('sign-in-begin')}
        </Button>
        {fixed === undefined && (
          <Button
            variant="link"
            data-testid="sign-in-practise"
            ariaLabel={practising ? t('sign-in-real') : `${t('sign-in-practise')}. ${t('sign-in-practise.text')}`}
            onClick={() => {
              setTrouble(null);
              setPractising(!practising);
            }}
          >
            {t(practising ? 'sign-in-real' : 'sign-in-practise')}
          </Button>
        )}
      </SpaceBetween>
    </SpaceBetween>
  );
}
