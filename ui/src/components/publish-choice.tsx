/** Who publishes records: somebody elsewhere, or Gangway in Route 53, where the zone that is really asked is in reach. */
import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { hrefOf } from '../frame/places';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { HostedRecords, Publishing, TaskDetail, Trouble } from '../platform';
import { Part } from './part';
import { TroubleBox } from './trouble-box';

/** The choice holds for all records of the onboarding; what it leads to is a plan like any other. */
export function PublishChoice({
  detail,
  hosted,
  look,
  reload,
}: {
  detail: TaskDetail;
  hosted: readonly HostedRecords[];
  look: () => Promise<void>;
  reload: () => Promise<TaskDetail | null>;
}) {
  const { t } = useWords();
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [wanted, setWanted] = useState<boolean | null>(null);
  const { publishing } = detail;
  if (publishing === null) return null;
  const choose = async (inRoute53: boolean) => {
    setTrouble(null);
    setWanted(inRoute53);
    try {
      await commands.publish_in_route53({ wanted: inRoute53 });
      // The page shows what was chosen before the look, which takes a moment.
      await reload();
      setWanted(null);
      if (inRoute53) await look();
    } catch (error) {
      setTrouble(asTrouble(error));
      setWanted(null);
    }
  };
  const chosen = wanted ?? publishing.inRoute53;
  return (
    <Part id="publish" title={t('publish-who')} description={t('publish-who.text')}>
      <SpaceBetween size="m">
        {trouble !== null && <TroubleBox trouble={trouble} onDismiss={() => setTrouble(null)} />}
        <RadioGroup
          data-testid="publish-who"
          ariaLabel={t('publish-who')}
          value={chosen ? 'route53' : 'elsewhere'}
          onChange={({ detail: { value } }) => void choose(value === 'route53')}
          items={[
            { value: 'elsewhere', label: t('publish-elsewhere'), description: t('publish-elsewhere.text') },
            { value: 'route53', label: t('publish-route53'), description: <Through publishing={publishing} /> },
          ]}
        />
        {chosen && hosted.map((one) => <Standing key={`${one.records.kind} ${one.records.name}`} one={one} />)}
      </SpaceBetween>
    </Part>
  );
}

function Through({ publishing }: { publishing: Publishing }) {
  const { t } = useWords();
  const { profile, account } = publishing;
  return (
    <>
      {profile === null ? t('publish-through-own', { account }) : t('publish-through', { profile, account })}{' '}
      <Link href={hrefOf({ page: 'access' })} fontSize="body-s">
        {t('publish-through-other')}
      </Link>
    </>
  );
}

/** What was found in Route 53. Why something can't be published there is a finding of its own, below. */
function Standing({ one }: { one: HostedRecords }) {
  const { t, say } = useWords();
  const { records, zone, standing } = one;
  const about = { zone: zone?.name ?? '', id: zone?.id ?? '', account: zone?.account ?? '' };
  const told = () => {
    switch (standing.kind) {
      case 'absent':
        return <StatusIndicator type="info">{t('hosted-absent', about)}</StatusIndicator>;
      case 'there':
        return (
          <StatusIndicator type={standing.syncing ? 'in-progress' : 'success'}>
            {t(standing.syncing ? 'hosted-syncing' : 'hosted-there', about)}
          </StatusIndicator>
        );
      case 'other':
        return <StatusIndicator type="error">{t('hosted-other', about)}</StatusIndicator>;
      case 'notAsked':
        return <StatusIndicator type="error">{t('hosted-not-asked', about)}</StatusIndicator>;
      case 'noZone':
        return <StatusIndicator type="warning">{t('hosted-no-zone', { zone: standing.name })}</StatusIndicator>;
      case 'unseen':
        return (
          <StatusIndicator type="warning">
            {t('hosted-unseen')} {say(standing.why)}
          </StatusIndicator>
        );
    }
  };
  return (
    <div data-testid="hosted" data-standing={standing.kind}>
      <Box variant="awsui-key-label">
        {records.kind} <span className="name">{records.name}</span>
      </Box>
      {told()}
    </div>
  );
}
