/** Who would be added or removed in a Region, who is only at AWS and what to do about that, and whom AWS refused. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import Pagination from '@cloudscape-design/components/pagination';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useEffect, useState } from 'react';
import { TroubleBox } from '../components/trouble-box';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type { AllowEntryKind, AllowPlanEntry, AllowRegion, Trouble } from '../platform';

const size = 25;
const kinds: AllowEntryKind[] = ['add', 'remove', 'only-in-aws', 'refused'];

/** The entries, page by page. `onDecided`: the list has changed. */
export function PlanEntries({
  region,
  onClose,
  onDecided,
}: {
  region: AllowRegion;
  onClose: () => void;
  onDecided: () => void;
}) {
  const { t, say } = useWords();
  const counts: Record<AllowEntryKind, number> = {
    add: region.add,
    remove: region.remove,
    'only-in-aws': region.onlyInAws,
    refused: region.refused,
  };
  const [kind, setKind] = useState<AllowEntryKind>(kinds.find((one) => counts[one] > 0) ?? 'add');
  const [page, setPage] = useState(1);
  const [rows, setRows] = useState<AllowPlanEntry[] | null>(null);
  const [chosen, setChosen] = useState<AllowPlanEntry[]>([]);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  useEffect(() => {
    let left = false;
    commands.allow_plan_entries({ region: region.region, kind, page: page - 1, size }).then(
      (next) => {
        if (!left) setRows(next);
      },
      (error: unknown) => {
        if (!left) setTrouble(asTrouble(error));
      },
    );
    return () => {
      left = true;
    };
  }, [region, kind, page]);

  const decide = async (order: () => Promise<unknown>) => {
    try {
      await order();
      onDecided();
    } catch (error) {
      setTrouble(asTrouble(error));
    }
  };
  const decides = kind === 'only-in-aws' && counts[kind] > 0;
  const principals = chosen.length === 0 ? null : chosen.map((row) => row.principal);
  const count = chosen.length === 0 ? counts[kind] : chosen.length;
  return (
    <Modal
      visible
      size="large"
      header={t('allow-entries-in', { region: region.region })}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {t('close')}
            </Button>
            {kind === 'refused' && counts.refused > 0 && (
              <Button onClick={() => void decide(() => commands.allow_retry())}>{t('allow-retry')}</Button>
            )}
            {decides && (
              <>
                <Button
                  data-testid="allow-disown"
                  onClick={() => void decide(() => commands.allow_disown({ region: region.region, principals }))}
                >
                  {t('allow-disown', { count })}
                </Button>
                <Button
                  variant="primary"
                  data-testid="allow-adopt"
                  onClick={() => void decide(() => commands.allow_adopt({ region: region.region, principals }))}
                >
                  {t('allow-adopt', { count })}
                </Button>
              </>
            )}
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {trouble !== null && <TroubleBox trouble={trouble} />}
        <SegmentedControl
          label={t('allow-entries-in', { region: region.region })}
          selectedId={kind}
          options={kinds.map((one) => ({ id: one, text: `${t(`allow-kind-${one}`)} (${counts[one]})` }))}
          onChange={({ detail }) => {
            const next = kinds.find((one) => one === detail.selectedId);
            if (next === undefined) return;
            setKind(next);
            setPage(1);
            setChosen([]);
            setRows(null);
          }}
        />
        <Table
          variant="embedded"
          wrapLines
          loading={rows === null && trouble === null}
          loadingText={t('loading')}
          items={rows ?? []}
          trackBy="principal"
          empty={t('allow-kind-none')}
          selectionType={decides ? 'multi' : undefined}
          selectedItems={chosen}
          onSelectionChange={({ detail }) => setChosen(detail.selectedItems)}
          ariaLabels={{
            tableLabel: t(`allow-kind-${kind}`),
            selectionGroupLabel: t(`allow-kind-${kind}`),
            allItemsSelectionLabel: () => t('select-all'),
            itemSelectionLabel: (_selection, row) => row.principal,
          }}
          pagination={
            counts[kind] > size ? (
              <Pagination
                currentPageIndex={page}
                pagesCount={Math.ceil(counts[kind] / size)}
                onChange={({ detail }) => setPage(detail.currentPageIndex)}
              />
            ) : undefined
          }
          columnDefinitions={[
            { id: 'principal', header: t('column-account'), isRowHeader: true, cell: (row) => row.principal },
            { id: 'name', header: t('column-customer'), cell: (row) => (row.name === '' ? '–' : row.name) },
            ...(kind === 'refused'
              ? [
                  {
                    id: 'reason',
                    header: t('column-reason'),
                    cell: (row: AllowPlanEntry) => (row.reason === null ? '–' : say(row.reason)),
                  },
                ]
              : []),
          ]}
        />
      </SpaceBetween>
    </Modal>
  );
}
