import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Icon from '@cloudscape-design/components/icon';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { CopyText } from '../components/copy';
import { useWords } from '../i18n';
import { moment } from '../i18n/format';
import type { PracticeMail, PracticeWorld } from '../platform';
import { newest } from './world';

/** The seller's mailbox: what Seller Operations wrote, and what they received. */
export function MailTab({ world }: { world: PracticeWorld }) {
  const { t } = useWords();
  return (
    <ColumnLayout columns={2}>
      <Mails title={t('practice-inbox')} empty={t('practice-inbox-empty')} mails={newest(world.inbox)} opened />
      <Mails title={t('practice-sent')} empty={t('practice-sent-empty')} mails={newest(world.sent)} opened={false} />
    </ColumnLayout>
  );
}

function Mails({
  title,
  empty,
  mails,
  opened,
}: {
  title: string;
  empty: string;
  mails: PracticeMail[];
  opened: boolean;
}) {
  const { t } = useWords();
  return (
    <SpaceBetween size="s">
      <Box variant="h3">{title}</Box>
      {mails.length === 0 && <Box color="text-body-secondary">{empty}</Box>}
      {mails.map((mail, index) => (
        <ExpandableSection
          key={mail.id}
          headerText={mail.subject}
          headerDescription={t('mail-from-at', { from: mail.from, to: mail.to, at: moment(mail.receivedAt) })}
          defaultExpanded={opened && index === 0}
          data-testid="practice-mail"
        >
          <SpaceBetween size="xs">
            <pre className="call">{mail.text}</pre>
            {mail.attachments.map((attachment) => (
              <Box key={attachment}>
                <Icon name="file" /> {attachment}
              </Box>
            ))}
            <CopyText text={mail.text} label={t('copy-mail')} />
          </SpaceBetween>
        </ExpandableSection>
      ))}
    </SpaceBetween>
  );
}
