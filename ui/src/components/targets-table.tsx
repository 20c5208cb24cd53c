import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useWords } from '../i18n';
import type { Target } from '../platform';

/** The servers behind a load balancer, and what its health checks say. */
export function TargetsTable({ targets }: { targets: readonly Target[] }) {
  const { t } = useWords();
  return (
    <Table
      variant="embedded"
      wrapLines
      items={targets}
      ariaLabels={{ tableLabel: t('targets') }}
      columnDefinitions={[
        { id: 'id', header: t('column-server'), cell: (one) => one.id, isRowHeader: true },
        { id: 'port', header: t('column-port'), cell: (one) => one.port },
        { id: 'zone', header: t('column-zone'), cell: (one) => one.zoneId ?? one.zoneName ?? '–' },
        {
          id: 'state',
          minWidth: 130,
          header: t('column-health'),
          cell: (one) => <StatusIndicator type={looks(one.state)}>{one.state}</StatusIndicator>,
        },
        { id: 'why', header: t('column-reason'), cell: (one) => one.description ?? one.reason ?? '–' },
      ]}
    />
  );
}

function looks(state: string): 'success' | 'pending' | 'error' | 'info' {
  switch (state.toLowerCase()) {
    case 'healthy':
      return 'success';
    case 'initial':
      return 'pending';
    case 'unhealthy':
      return 'error';
    default:
      return 'info';
  }
}
