import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { EvidenceList } from '../components/evidence-list';
import { hrefOf } from '../frame/places';
import { useSession } from '../frame/session';
import { findTask } from '../frame/state';
import { useWords } from '../i18n';
import type { ChecklistItem } from '../platform';

const looks: Record<ChecklistItem['state'], StatusIndicatorProps.Type> = {
  proven: 'success',
  attested: 'info',
  notProven: 'pending',
};

/** The guide's two checklists side by side, each line with what proves it. */
export function Checklist({ items }: { items: readonly ChecklistItem[] }) {
  const { t } = useWords();
  return (
    <Container header={<Header variant="h2">{t('review-checklists')}</Header>}>
      <ColumnLayout columns={2}>
        {(['creation', 'testing'] as const).map((list) => (
          <SpaceBetween key={list} size="s">
            <Box variant="h3">{t(`checklist-of-${list}`)}</Box>
            <ul className="checklist">
              {items
                .filter((item) => item.list === list)
                .map((item) => (
                  <li key={item.id} data-testid={`checklist-${item.id}`} data-state={item.state}>
                    <Item item={item} />
                  </li>
                ))}
            </ul>
          </SpaceBetween>
        ))}
      </ColumnLayout>
    </Container>
  );
}

function Item({ item }: { item: ChecklistItem }) {
  const { t, say } = useWords();
  const { onboarding } = useSession();
  const task = findTask(onboarding.tasks, item.fixIn, null);
  return (
    <SpaceBetween size="xxs">
      <StatusIndicator type={looks[item.state]}>{t(`proof-${item.state}`)}</StatusIndicator>
      <Box>{say(item.text)}</Box>
      {item.state === 'attested' && (
        <Box variant="small" color="text-body-secondary">
          {t('attested-by', { by: item.by ?? '–', on: item.on ?? '–' })}
        </Box>
      )}
      {item.evidence.length > 0 && <EvidenceList evidence={item.evidence} />}
      {item.state === 'notProven' && task !== null && (
        <Link href={hrefOf({ page: 'task', step: task.step, region: task.region, from: 'review' })}>
          {t('fix-in', { task: t(`step-${task.step}`) })}
        </Link>
      )}
    </SpaceBetween>
  );
}
