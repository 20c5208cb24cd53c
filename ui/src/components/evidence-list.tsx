import Box from '@cloudscape-design/components/box';
import Icon from '@cloudscape-design/components/icon';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { moment } from '../i18n/format';
import { useWords } from '../i18n';
import type { Evidence } from '../platform';
import { keysOf } from './keys';

/** What was seen, when, and by which question. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  const { t, say } = useWords();
  const keys = keysOf(evidence, (one) => `${one.message.code} ${one.by} ${one.at}`);
  return (
    <SpaceBetween size="xs">
      {evidence.map((one, index) => (
        <div key={keys[index]} data-testid="evidence" data-code={one.message.code}>
          {/* What was seen may be good or not yet: no green mark here. */}
          <span className="checked">
            <Icon name="search" variant="subtle" />
            <span>{say(one.message)}</span>
          </span>
          <Box variant="small" color="text-body-secondary" padding={{ left: 'l' }} display="block">
            {t('evidence-by', { at: moment(one.at), by: one.by })}
          </Box>
        </div>
      ))}
    </SpaceBetween>
  );
}
