import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { useEffect, useState } from 'react';
import { InfoLink } from '../components/info-link';
import { useWords } from '../i18n';
import { commands } from '../platform';
import { StoryCard } from '../practice/story-card';

const free = '';

/** A practice onboarding: two accounts, name servers and a mailbox that exist only on this computer; with a guide, or without. */
export function StartPractice({
  busy,
  others,
  onStart,
}: {
  busy: boolean;
  /** Whether there are practice onboardings already, which a fresh practice world would leave behind. */
  others: boolean;
  onStart: (name: string, story: string | null) => void;
}) {
  const { t } = useWords();
  const [name, setName] = useState(t('practice-default-name'));
  const [stories, setStories] = useState<string[]>([]);
  const [story, setStory] = useState(free);

  useEffect(() => {
    // Without them one can still practise on one's own.
    commands.practice_stories().then(setStories, () => setStories([]));
  }, []);

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
        <FormField label={t('story-choose')} stretch data-testid="welcome-story">
          <Tiles
            columns={1}
            value={story}
            onChange={({ detail }) => setStory(detail.value)}
            items={[
              { value: free, label: t('story-free'), description: t('story-free.text') },
              ...stories.map((one) => ({
                value: one,
                label: t(`story-${one}`),
                description: <StoryCard name={one} />,
              })),
            ]}
          />
        </FormField>
        {story !== free && others && <Alert type="warning">{t('story-fresh')}</Alert>}
        <Button
          variant="primary"
          data-testid="welcome-start-practice"
          loading={busy}
          disabled={name.trim() === ''}
          onClick={() => onStart(name.trim(), story === free ? null : story)}
        >
          {t('start-practice-do')}
        </Button>
      </SpaceBetween>
    </Container>
  );
}
