import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useEffect, useState } from 'react';
import { Ask } from '../components/ask';
import { useSession } from '../frame/session';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { PracticeChapter, PracticeStory, PracticeWorld } from '../platform';
import { StoryCard } from './story-card';
import type { Practice } from './world';

const looks = { ahead: 'pending', now: 'in-progress', passed: 'success' } as const;

/** The guided rehearsal that plays, chapter by chapter, and the others. */
export function GuideTab({ practice, world }: { practice: Practice; world: PracticeWorld }) {
  const { t } = useWords();
  const { open } = useSession();
  const [stories, setStories] = useState<string[]>([]);
  const [asking, setAsking] = useState<string | null>(null);
  const { complain } = practice;
  const { story } = world;

  useEffect(() => {
    let left = false;
    commands.practice_stories().then(
      (found) => {
        if (!left) setStories(found);
      },
      (error: unknown) => {
        if (!left) complain(asTrouble(error));
      },
    );
    return () => {
      left = true;
    };
  }, [complain]);

  const begin = async (name: string) => {
    setAsking(null);
    try {
      open(await commands.create_onboarding({ name: t(`story-${name}`), account: { kind: 'practice', story: name } }));
    } catch (error) {
      complain(asTrouble(error));
    }
  };

  return (
    <SpaceBetween size="l">
      {story === null ? (
        <Box data-testid="no-story">{t('story-none')}</Box>
      ) : (
        <Playing story={story} practice={practice} onAgain={() => setAsking(story.name)} />
      )}
      <ExpandableSection headerText={t('story-others')} defaultExpanded={story === null}>
        <SpaceBetween size="l">
          {stories
            .filter((name) => name !== story?.name)
            .map((name) => (
              <SpaceBetween key={name} size="xs">
                <Header
                  variant="h3"
                  actions={
                    <Button
                      data-testid={`story-begin-${name}`}
                      ariaLabel={t('story-begin-named', { story: t(`story-${name}`) })}
                      onClick={() => setAsking(name)}
                    >
                      {t('story-begin')}
                    </Button>
                  }
                >
                  {t(`story-${name}`)}
                </Header>
                <StoryCard name={name} />
              </SpaceBetween>
            ))}
        </SpaceBetween>
      </ExpandableSection>
      {asking !== null && (
        <Ask
          question={t('story-ask', { story: t(`story-${asking}`) })}
          yes={t('story-begin')}
          no={t('keep-it')}
          testId="story-confirm"
          onYes={() => void begin(asking)}
          onNo={() => setAsking(null)}
        >
          {t('story-fresh')}
        </Ask>
      )}
    </SpaceBetween>
  );
}

function Playing({ story, practice, onAgain }: { story: PracticeStory; practice: Practice; onAgain: () => void }) {
  const { t } = useWords();
  const passed = story.chapters.filter((chapter) => chapter.state === 'passed').length;
  const total = story.chapters.length;
  return (
    <div data-testid="story" data-story={story.name}>
      <SpaceBetween size="m">
        <Header
          variant="h3"
          description={t('story-progress', { passed, total })}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button data-testid="story-again" onClick={onAgain}>
                {t('story-begin-again')}
              </Button>
              <Button data-testid="story-end" onClick={() => void practice.act(() => commands.practice_story_end())}>
                {t('story-end')}
              </Button>
            </SpaceBetween>
          }
        >
          {t('story-played')}: {t(`story-${story.name}`)}
        </Header>
        {passed === total && <Alert type="success">{t('story-all-passed')}</Alert>}
        {story.chapters.map((chapter) => (
          <Chapter key={chapter.key} chapter={chapter} />
        ))}
        <Box variant="small" color="text-body-secondary">
          {t('story-end.hint')}
        </Box>
      </SpaceBetween>
    </div>
  );
}

/** What happened and what to look at; how it is mended only for those who ask. */
function Chapter({ chapter }: { chapter: PracticeChapter }) {
  const { t, more } = useWords();
  const { key, state, facts } = chapter;
  const say = (part: string) => t(`chapter-${key}.${part}`, facts);
  return (
    <div data-testid="chapter" data-chapter={key} data-state={state}>
      <SpaceBetween size="xs">
        <div>
          <StatusIndicator type={looks[state]}>{t(`story-chapter-${state}`)}</StatusIndicator>{' '}
          <Box variant="strong">
            {(state === 'ahead' ? more({ code: `chapter-${key}` }, 'ahead') : null) ?? t(`chapter-${key}`)}
          </Box>
        </div>
        {state === 'now' && (
          <SpaceBetween size="xs">
            <Box>{say('what')}</Box>
            <Box>
              <Box variant="strong">{t('story-look')}:</Box> {say('look')}
            </Box>
            <ExpandableSection headerText={t('story-show-how')} variant="inline" data-testid="show-how">
              {say('mend')}
            </ExpandableSection>
          </SpaceBetween>
        )}
      </SpaceBetween>
    </div>
  );
}
