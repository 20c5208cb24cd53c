import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import Header from '@cloudscape-design/components/header';
import { useState } from 'react';
import { Part } from '../components/part';
import { TroubleBox } from '../components/trouble-box';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { Allowance, PermissionLine, PermissionReport, Trouble } from '../platform';

/** Unknown is never green. */
const looks: Record<Allowance, StatusIndicatorProps.Type> = { allowed: 'success', denied: 'error', unknown: 'warning' };

/** What the identity may do, by what it is for. */
export function Permissions({ ready }: { ready: boolean }) {
  const { t } = useWords();
  const [report, setReport] = useState<PermissionReport | null>(null);
  const [asking, setAsking] = useState(false);
  const [doubtful, setDoubtful] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  const ask = async () => {
    setAsking(true);
    setTrouble(null);
    try {
      const found = await commands.preflight();
      setReport(found);
      setDoubtful(found.lines.some((line) => line.allowance !== 'allowed'));
    } catch (error) {
      setTrouble(asTrouble(error));
    } finally {
      setAsking(false);
    }
  };
  const lines = report?.lines ?? [];
  const count = (allowance: Allowance) => lines.filter((line) => line.allowance === allowance).length;
  const shown = lines.filter((line) => !doubtful || line.allowance !== 'allowed');

  return (
    <Part
      id="permissions"
      title={t('access-permissions')}
      description={t('access-permissions-text')}
      actions={
        <Button data-testid="preflight" loading={asking} disabled={!ready} onClick={() => void ask()}>
          {t('access-permissions-do')}
        </Button>
      }
    >
      <SpaceBetween size="m">
        {!ready && <Alert type="info">{t('access-permissions-needs-region')}</Alert>}
        {trouble !== null && <TroubleBox trouble={trouble} />}
        {report !== null && (
          <>
            <Box variant="strong">
              <span data-testid="preflight-count" role="status">
                {t('access-count', {
                  allowed: count('allowed'),
                  denied: count('denied'),
                  unknown: count('unknown'),
                })}
              </span>
            </Box>
            <Checkbox checked={doubtful} onChange={({ detail }) => setDoubtful(detail.checked)}>
              {t('access-only-doubtful')}
            </Checkbox>
            {groups(shown).map(({ purpose, members }) => (
              <Group key={purpose ?? ''} purpose={purpose} lines={members} />
            ))}
          </>
        )}
      </SpaceBetween>
    </Part>
  );
}

function Group({ purpose, lines }: { purpose: PermissionLine['purpose']; lines: PermissionLine[] }) {
  const { t, say } = useWords();
  const title = purpose === null ? t('access-for-all') : t(`step-${purpose}`);
  return (
    <div data-testid="permission-group" data-purpose={purpose ?? 'all'}>
      <Table
        variant="embedded"
        wrapLines
        items={lines}
        trackBy={(line) => `${line.action} ${line.region ?? ''}`}
        ariaLabels={{ tableLabel: title }}
        header={
          <Header variant="h3" counter={`(${lines.length})`}>
            {title}
          </Header>
        }
        columnDefinitions={[
          {
            id: 'allowance',
            header: t('column-allowance'),
            width: 130,
            cell: (line) => (
              <span data-testid="allowance" data-allowance={line.allowance}>
                <StatusIndicator type={looks[line.allowance]}>{t(`allowance-${line.allowance}`)}</StatusIndicator>
              </span>
            ),
          },
          {
            id: 'action',
            header: t('column-action'),
            isRowHeader: true,
            cell: (line) => (
              <>
                <span className="name">{line.action}</span>
                {line.reason !== null && (
                  <Box variant="small" color="text-body-secondary">
                    {say(line.reason)}
                  </Box>
                )}
              </>
            ),
          },
          { id: 'evidence', header: t('column-evidence'), width: 120, cell: (line) => t(`evidence-${line.evidence}`) },
          { id: 'policy', header: t('column-policy'), width: 130, cell: (line) => t(`policy-${line.policy}`) },
        ]}
      />
    </div>
  );
}

/** Lines by purpose, in the order in which the engine gives them. */
function groups(lines: PermissionLine[]): { purpose: PermissionLine['purpose']; members: PermissionLine[] }[] {
  const found = new Map<PermissionLine['purpose'], PermissionLine[]>();
  for (const line of lines) found.set(line.purpose, [...(found.get(line.purpose) ?? []), line]);
  return [...found].map(([purpose, members]) => ({ purpose, members }));
}
