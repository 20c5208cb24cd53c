import Box from '@cloudscape-design/components/box';
import Icon from '@cloudscape-design/components/icon';
import { useWords } from '../i18n';

/** What the customer will type, and where it leads: drawn while the names are being entered. */
export function NamesDrawing({ serviceDnsName, privateDnsName }: { serviceDnsName: string; privateDnsName: string }) {
  const { t } = useWords();
  const service = serviceDnsName.trim();
  const own = privateDnsName.trim();
  if (service === '' && own === '') return null;
  const endpoint = service === '' ? '…' : `vpce-0a1b2c3d4e5f67890.${service}`;
  const boxes = [
    { key: 'types', title: t('names-customer-types'), value: own === '' ? endpoint : own },
    ...(own === '' ? [] : [{ key: 'endpoint', title: t('names-endpoint'), value: endpoint }]),
    { key: 'you', title: t('names-arrives'), value: t('names-your-load-balancer') },
  ];
  return (
    <figure className="flow" aria-label={t('names-drawing')}>
      {boxes.map((box, index) => (
        <div key={box.key} className="flow-step">
          {index > 0 && <Icon name="arrow-right" />}
          <div className="flow-box">
            <Box variant="small" color="text-body-secondary">
              {box.title}
            </Box>
            <div className="name">{box.value}</div>
          </div>
        </div>
      ))}
    </figure>
  );
}
