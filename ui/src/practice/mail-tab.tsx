import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Grid from '@cloudscape-design/components/grid';
import Icon from '@cloudscape-design/components/icon';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useState } from 'react';
import { CopyText } from '../components/copy';
import { useWords } from '../i18n';
import { moment } from '../i18n/format';
import type { PracticeWorld } from '../platform';
import { newestOf, threadsOf } from './threads';
import type { Letter, Thread } from './threads';
import type { Practice } from './world';

/** The seller's mail as conversations: what Seller Operations wrote, and what was sent to them. */
export function MailTab({ practice, world }: { practice: Practice; world: PracticeWorld }) {
  const { t } = useWords();
  const threads = threadsOf(world.inbox, world.sent);
  const [chosen, setChosen] = useState<string | null>(null);
  const thread = threads.find((one) => one.key === chosen) ?? threads[0] ?? null;
  const { unread, markRead } = practice;
  const isNew = (letter: Letter) => letter.received && unread.has(letter.id);

  // What is shown is read; it stays marked until then.
  const shown = thread?.letters
    .filter(isNew)
    .map((letter) => letter.id)
    .join(' ');
  useEffect(() => {
    if (shown !== undefined && shown !== '') markRead(shown.split(' '));
  }, [shown, markRead]);

  if (thread === null) return <Box color="text-body-secondary">{t('practice-thread-empty')}</Box>;
  return (
    <Grid gridDefinition={[{ colspan: { default: 12, s: 4 } }, { colspan: { default: 12, s: 8 } }]}>
      <nav aria-label={t('practice-threads')}>
        <ul className="threads">
          {threads.map((one) => (
            <li key={one.key}>
              <ThreadLine
                thread={one}
                news={one.letters.filter(isNew).length}
                chosen={one === thread}
                onChoose={() => setChosen(one.key)}
              />
            </li>
          ))}
        </ul>
      </nav>
      <SpaceBetween size="s">
        <Box variant="h3">{thread.subject === '' ? t('no-subject') : thread.subject}</Box>
        {thread.letters.map((letter, index) => (
          <LetterBox key={letter.id} letter={letter} opened={index === thread.letters.length - 1} />
        ))}
      </SpaceBetween>
    </Grid>
  );
}

function ThreadLine({
  thread,
  news,
  chosen,
  onChoose,
}: {
  thread: Thread;
  news: number;
  chosen: boolean;
  onChoose: () => void;
}) {
  const { t } = useWords();
  return (
    <div className={chosen ? 'thread thread-chosen' : 'thread'} data-testid="practice-thread">
      <Button variant="inline-link" ariaExpanded={chosen} onClick={onChoose}>
        {thread.subject === '' ? t('no-subject') : thread.subject}
      </Button>{' '}
      {news > 0 && <Badge color="blue">{t('practice-thread-new', { count: news })}</Badge>}
      <Box variant="small" display="block" color="text-body-secondary">
        {t('practice-thread-count', { count: thread.letters.length, at: moment(newestOf(thread)) })}
      </Box>
    </div>
  );
}

function LetterBox({ letter, opened }: { letter: Letter; opened: boolean }) {
  const { t } = useWords();
  return (
    <ExpandableSection
      headerText={t(letter.received ? 'practice-mail-received' : 'practice-mail-sent')}
      headerDescription={t('mail-from-at', { from: letter.from, to: letter.to, at: moment(letter.receivedAt) })}
      defaultExpanded={opened}
      data-testid="practice-mail"
    >
      <SpaceBetween size="xs">
        <pre className="call" tabIndex={0}>
          {letter.text}
        </pre>
        {letter.attachments.map((attachment) => (
          <Box key={attachment}>
            <Icon name="file" /> {attachment}
          </Box>
        ))}
        <CopyText text={letter.text} label={t('copy-mail')} />
      </SpaceBetween>
    </ExpandableSection>
  );
}
