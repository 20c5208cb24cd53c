import Box from '@cloudscape-design/components/box';
import Table from '@cloudscape-design/components/table';
import { useWords } from '../i18n';
import { accountId } from '../i18n/format';
import type { PracticeWorld } from '../platform';

/** What exists in both practice accounts. */
export function ResourcesTab({ world }: { world: PracticeWorld }) {
  const { t } = useWords();
  return (
    <Table
      variant="embedded"
      wrapLines
      items={world.resources}
      ariaLabels={{ tableLabel: t('practice-resources') }}
      empty={<Box>{t('practice-resources-empty')}</Box>}
      columnDefinitions={[
        { id: 'account', header: t('column-account'), cell: (one) => accountId(one.account) },
        { id: 'region', header: t('column-region'), cell: (one) => one.region },
        { id: 'kind', header: t('column-kind'), cell: (one) => one.kind, isRowHeader: true },
        { id: 'ids', header: t('column-ids'), cell: (one) => <span className="name">{one.ids.join(', ')}</span> },
      ]}
    />
  );
}
