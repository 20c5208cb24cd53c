import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { InfoLink } from '../components/info-link';
import { Part } from '../components/part';
import { PublishChoice } from '../components/publish-choice';
import { Records } from '../components/records';
import { useWords } from '../i18n';
import type { ElsewhereProps, FoundProps, StepView } from './step-view';

function Found({ observed }: FoundProps<'private-dns'>) {
  const { t } = useWords();
  const { privateDns } = observed;
  if (privateDns === null) return <Box>{t('private-dns-none')}</Box>;
  return (
    <KeyValuePairs
      columns={2}
      items={[
        { label: t('label-privateDnsName'), value: privateDns.name },
        { label: t('column-state'), value: <State state={privateDns.state} /> },
      ]}
    />
  );
}

function State({ state }: { state: string }) {
  const { t } = useWords();
  switch (state.toLowerCase()) {
    case 'verified':
      return <StatusIndicator type="success">{t('private-dns-verified')}</StatusIndicator>;
    case 'pendingverification':
      return <StatusIndicator type="pending">{t('private-dns-pending')}</StatusIndicator>;
    case 'failed':
      return <StatusIndicator type="error">{t('private-dns-failed')}</StatusIndicator>;
    default:
      return <StatusIndicator type="info">{state}</StatusIndicator>;
  }
}

function Before({ detail, observed, look, reload }: ElsewhereProps<'private-dns'>) {
  const { t } = useWords();
  const { record } = observed;
  if (record === null) return null;
  return (
    <SpaceBetween size="l">
      {record.verdict !== 'published' && (
        <PublishChoice detail={detail} hosted={observed.hosted} look={look} reload={reload} />
      )}
      <Part
        id="records"
        title={t('private-dns-record')}
        info={<InfoLink topic="record" />}
        description={t('private-dns-record.text')}
      >
        <Records records={[record.record]} checks={[record]} publishing={detail.publishing} onPublished={look} />
      </Part>
    </SpaceBetween>
  );
}

/** Ownership of the private DNS name. */
export const privateDns: StepView<'private-dns'> = { Found, Before };
