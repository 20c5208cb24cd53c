/** The accounts that may connect, page by page: the list may hold tens of thousands. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useEffect, useState } from 'react';
import { TroubleBox } from '../components/trouble-box';
import { useSession } from '../frame/session';
import { useWords } from '../i18n';
import { accountId } from '../i18n/format';
import { asTrouble, commands } from '../platform';
import type { AllowPage, AllowQuery, AllowRow, AllowState, Trouble } from '../platform';
import { AddAccounts } from './add-accounts';

const size = 25;
/** The pages the backend counts from. */
const firstPage = 0;

const looks: Record<AllowState, StatusIndicatorProps.Type> = {
  listed: 'success',
  missing: 'pending',
  onlyInAws: 'info',
  unknown: 'not-started',
  toRemove: 'pending',
  adding: 'in-progress',
  removing: 'in-progress',
  refused: 'error',
  absent: 'stopped',
};

function queryOf(search: string): AllowQuery {
  const wanted = search.trim();
  return {
    view: 'all',
    tokens: wanted === '' ? [] : [{ property: 'text', operator: 'contains', value: wanted, region: null }],
    any: false,
    sort: 'name',
    descending: false,
  };
}

/** The table with search, pages, adding and removing. */
export function AllowTable({ onChanged }: { onChanged: () => void }) {
  const { t } = useWords();
  const { version } = useSession();
  const [search, setSearch] = useState('');
  const [page, setPage] = useState(firstPage);
  const [content, setContent] = useState<AllowPage | null>(null);
  const [chosen, setChosen] = useState<AllowRow[]>([]);
  const [adding, setAdding] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [stale, setStale] = useState(0);

  useEffect(() => {
    let left = false;
    commands.allow_list_page({ query: queryOf(search), page, size }).then(
      (next) => {
        if (!left) setContent(next);
      },
      (error: unknown) => {
        if (!left) setTrouble(asTrouble(error));
      },
    );
    return () => {
      left = true;
    };
  }, [search, page, stale, version]);

  const changed = () => {
    setStale((n) => n + 1);
    onChanged();
  };
  const remove = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      await commands.allow_list_remove({ selection: { of: 'these', principals: chosen.map((row) => row.principal) } });
      setChosen([]);
      changed();
    } catch (error) {
      setTrouble(asTrouble(error));
    } finally {
      setBusy(false);
    }
  };

  const total = content?.total ?? 0;
  return (
    <SpaceBetween size="m">
      {trouble !== null && <TroubleBox trouble={trouble} onDismiss={() => setTrouble(null)} />}
      <Table
        variant="embedded"
        wrapLines
        loading={content === null && trouble === null}
        loadingText={t('loading')}
        items={content?.rows ?? []}
        trackBy="principal"
        selectionType="multi"
        selectedItems={chosen}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems)}
        isItemDisabled={(row) => row.source !== 'list'}
        header={
          <Header
            variant="h3"
            counter={`(${total})`}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  data-testid="allow-list-remove"
                  disabled={chosen.length === 0}
                  loading={busy}
                  onClick={() => void remove()}
                >
                  {t('allow-list-remove', { count: chosen.length })}
                </Button>
                <Button data-testid="allow-list-add" variant="primary" onClick={() => setAdding(true)}>
                  {t('allow-list-add')}
                </Button>
              </SpaceBetween>
            }
          >
            {t('allow-list-accounts')}
          </Header>
        }
        filter={
          <TextFilter
            filteringText={search}
            filteringPlaceholder={t('allow-list-find')}
            filteringAriaLabel={t('allow-list-find')}
            filteringClearAriaLabel={t('clear')}
            countText={search === '' ? '' : t('matches', { count: total })}
            onChange={({ detail }) => {
              setSearch(detail.filteringText);
              setPage(firstPage);
            }}
          />
        }
        pagination={
          total > size ? (
            <Pagination
              currentPageIndex={page - firstPage + 1}
              pagesCount={Math.ceil(total / size)}
              onChange={({ detail }) => setPage(detail.currentPageIndex - 1 + firstPage)}
            />
          ) : undefined
        }
        ariaLabels={{
          selectionGroupLabel: t('allow-list-accounts'),
          allItemsSelectionLabel: () => t('select-all'),
          itemSelectionLabel: (_selection, row) => row.principal,
          tableLabel: t('allow-list-accounts'),
        }}
        empty={
          <Box textAlign="center" padding="s">
            <SpaceBetween size="xs">
              <b>{search === '' ? t('allow-list-none') : t('no-match')}</b>
              {search === '' && <Box>{t('allow-list-none.text')}</Box>}
            </SpaceBetween>
          </Box>
        }
        columnDefinitions={[
          { id: 'name', header: t('column-customer'), cell: (row) => (row.name === '' ? '–' : row.name) },
          {
            id: 'principal',
            header: t('column-account'),
            isRowHeader: true,
            cell: (row) =>
              row.kind === 'everyone'
                ? t('allow-list-everyone')
                : row.kind === 'account' && row.accountId !== null
                  ? accountId(row.accountId)
                  : row.principal,
          },
          { id: 'note', header: t('column-note'), cell: (row) => row.note },
          {
            id: 'state',
            minWidth: 150,
            header: t('column-state'),
            cell: (row) =>
              row.places.map((place) => (
                <div key={place.region}>
                  <StatusIndicator type={looks[place.state]}>
                    {row.places.length > 1 ? `${place.region}: ` : ''}
                    {t(`allow-${place.state}`)}
                  </StatusIndicator>
                </div>
              )),
          },
        ]}
      />
      {adding && (
        <AddAccounts
          onClose={() => setAdding(false)}
          onAdded={() => {
            changed();
          }}
        />
      )}
    </SpaceBetween>
  );
}
