import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { moment } from '../i18n/format';
import { useWords } from '../i18n';
import type { Evidence } from '../platform';
import { Checked } from './checked';

/** What was seen, when, and by which question. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  const { t, say } = useWords();
  return (
    <SpaceBetween size="xs">
      {evidence.map((one) => (
        <div key={`${one.message.code} ${one.by} ${one.at}`} data-testid="evidence" data-code={one.message.code}>
          <Checked>{say(one.message)}</Checked>
          <Box variant="small" color="text-body-secondary" padding={{ left: 'l' }} display="block">
            {t('evidence-by', { at: moment(one.at), by: one.by })}
          </Box>
        </div>
      ))}
    </SpaceBetween>
  );
}
