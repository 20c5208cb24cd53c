import Box from '@cloudscape-design/components/box';
import Table from '@cloudscape-design/components/table';
import { StateMark } from '../components/state-mark';
import type { Marks } from '../components/state-mark';
import { useWords } from '../i18n';
import type { RegionMap, Standing } from '../platform';

const marks: Marks<Standing> = {
  served: 'success',
  'nobody-answers': 'error',
  'not-picked-up': 'warning',
  absent: 'stopped',
  unknown: 'info',
};

/** A Region's endpoint services by zone. */
export function ZoneMap({ map }: { map: RegionMap }) {
  const { t } = useWords();
  const zones = map.zones.map((zone, index) => ({ zone, index })).filter(({ zone }) => zone.usable);
  return (
    <Table
      variant="embedded"
      wrapLines
      items={map.services}
      trackBy="id"
      header={<Box variant="h3">{map.region}</Box>}
      ariaLabels={{ tableLabel: t('survey-map-of', { region: map.region }) }}
      columnDefinitions={[
        {
          id: 'service',
          header: t('step-endpoint-service'),
          isRowHeader: true,
          minWidth: 130,
          cell: (service) => service.name ?? service.id,
        },
        ...zones.map(({ zone, index }) => ({
          id: zone.id,
          header: zone.id,
          cell: (service: RegionMap['services'][number]) => (
            <StateMark state={service.standing[index] ?? 'unknown'} marks={marks} prefix="standing" />
          ),
        })),
      ]}
    />
  );
}
