import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { TargetsTable } from '../components/targets-table';
import { useWords } from '../i18n';
import type { FoundProps, StepView } from './step-view';

function Found({ observed }: FoundProps<'reachability'>) {
  const { t } = useWords();
  const { listener, crossZone, zones, targets } = observed;
  const anyHealthy = zones.some((zone) => zone.healthy > 0);
  return (
    <SpaceBetween size="m">
      <Box>
        {listener === null
          ? t('reachability-no-listener')
          : t('reachability-listener', { protocol: listener.protocol, port: String(listener.port) })}{' '}
        {crossZone ? t('reachability-cross-zone-on') : t('reachability-cross-zone-off')}
      </Box>
      <Table
        variant="embedded"
        wrapLines
        items={zones}
        trackBy="zoneId"
        ariaLabels={{ tableLabel: t('reachability-zones') }}
        empty={<Box>{t('reachability-no-zones')}</Box>}
        columnDefinitions={[
          {
            id: 'zone',
            header: t('column-zone'),
            cell: (zone) => `${zone.zoneId} (${zone.zoneName})`,
            isRowHeader: true,
          },
          {
            id: 'healthy',
            header: t('column-healthy'),
            cell: (zone) => t('reachability-of', { healthy: zone.healthy, targets: zone.targets }),
          },
          {
            id: 'serves',
            header: t('column-serves'),
            cell: (zone) =>
              zone.healthy > 0 || (crossZone && anyHealthy) ? (
                <StatusIndicator type="success">{t('reachability-serves')}</StatusIndicator>
              ) : (
                <StatusIndicator type="error">{t('reachability-fails')}</StatusIndicator>
              ),
          },
        ]}
      />
      {targets.length > 0 && <TargetsTable targets={targets} />}
    </SpaceBetween>
  );
}

/** Proof that the load balancer reaches healthy servers in every zone. */
export const reachability: StepView<'reachability'> = { Found };
