import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Cards from '@cloudscape-design/components/cards';
import Header from '@cloudscape-design/components/header';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { AccountChip } from '../components/account-chip';
import { useWords } from '../i18n';
import { moment } from '../i18n/format';
import type { ProjectCard } from '../platform';

/** The onboardings on this computer: how far each is, and what it waits for. */
export function Projects({
  projects,
  busy,
  onOpen,
}: {
  projects: ProjectCard[];
  busy: string | null;
  onOpen: (path: string) => void;
}) {
  const { t, say, more } = useWords();
  return (
    <Cards
      header={<Header variant="h2">{t('welcome-continue')}</Header>}
      items={projects}
      trackBy="path"
      cardsPerRow={[{ cards: 1 }, { minWidth: 700, cards: 2 }]}
      ariaLabels={{ itemSelectionLabel: (_selection, card) => card.name, selectionGroupLabel: t('welcome-continue') }}
      cardDefinition={{
        header: (card) => <span data-testid="project-card">{card.name}</span>,
        sections: [
          {
            id: 'body',
            content: (card) => (
              <SpaceBetween size="s">
                {card.account !== null && <AccountChip account={card.account} />}
                {card.trouble === null ? (
                  <ProgressBar
                    value={card.total === 0 ? 0 : (card.done / card.total) * 100}
                    label={t('task-list-progress', { done: card.done, total: card.total })}
                  />
                ) : (
                  <Box color="text-status-error">
                    {say(card.trouble.message)} {more(card.trouble.message, 'next')}
                  </Box>
                )}
                {card.waitingFor.map((message) => (
                  <Box key={message.code} color="text-body-secondary">
                    {say(message)}
                  </Box>
                ))}
                <Box variant="small" color="text-body-secondary">
                  {t('changed-at', { at: moment(card.changedAt) })}
                </Box>
                <Button
                  data-testid="project-open"
                  loading={busy === card.path}
                  ariaLabel={t('continue-named', { name: card.name })}
                  onClick={() => onOpen(card.path)}
                >
                  {t('open')}
                </Button>
              </SpaceBetween>
            ),
          },
        ],
      }}
    />
  );
}
