import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { InfoLink } from '../components/info-link';
import { useWords } from '../i18n';

/** A practice onboarding: two accounts, name servers and a mailbox that exist only on this computer. */
export function StartPractice({ busy, onStart }: { busy: boolean; onStart: (name: string) => void }) {
  const { t } = useWords();
  const [name, setName] = useState(t('practice-default-name'));
  return (
    <Container
      fitHeight
      header={
        <Header variant="h2" info={<InfoLink topic="practice" />}>
          {t('start-practice')}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Box>{t('start-practice-text')}</Box>
        <FormField label={t('label-name')} data-testid="welcome-name">
          <Input value={name} onChange={({ detail }) => setName(detail.value)} />
        </FormField>
        <Button
          variant="primary"
          data-testid="welcome-start-practice"
          loading={busy}
          disabled={name.trim() === ''}
          onClick={() => onStart(name.trim())}
        >
          {t('start-practice-do')}
        </Button>
      </SpaceBetween>
    </Container>
  );
}
