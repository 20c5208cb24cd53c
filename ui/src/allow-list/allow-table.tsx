/** The accounts that may connect. Rows are asked of the backend page by page: the list may hold a hundred thousand. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import CollectionPreferences from '@cloudscape-design/components/collection-preferences';
import Flashbar from '@cloudscape-design/components/flashbar';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Pagination from '@cloudscape-design/components/pagination';
import PropertyFilter from '@cloudscape-design/components/property-filter';
import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useEffect, useMemo, useState } from 'react';
import { TroubleBox } from '../components/trouble-box';
import { useSession } from '../frame/session';
import { useWords } from '../i18n';
import { asTrouble, commands } from '../platform';
import type {
  AllowCounts,
  AllowPage,
  AllowRow,
  AllowSelection,
  AllowSort,
  AllowView,
  ImportKind,
  SubscriptionState,
  Trouble,
} from '../platform';
import { Attest } from './attest';
import { columnIds, columnsOf, sorts } from './columns';
import { filteringProperties } from './filter';
import { ImportRowsDialog } from './import';
import { Invite } from './invite';
import { queryOf } from './query';

const sizes = [25, 50, 100];
const nothing: PropertyFilterProps.Query = { tokens: [], operation: 'and' };
const views: AllowView[] = ['all', 'onlyInAws', 'subscribedNotAllowed', 'allowedButEnded'];

type Dialog = { of: 'import'; kind: ImportKind } | { of: 'invite' } | { of: 'attest'; state: SubscriptionState } | null;

/** The table with search, filter, pages, adding and removing. */
export function AllowTable({ onChanged }: { onChanged: () => void }) {
  const { t, say } = useWords();
  const { version, onboarding } = useSession();
  const regions = onboarding.regions;
  const [view, setView] = useState<AllowView>('all');
  const [search, setSearch] = useState('');
  const [filter, setFilter] = useState(nothing);
  const [sort, setSort] = useState<AllowSort>('name');
  const [descending, setDescending] = useState(false);
  const [page, setPage] = useState(0);
  const [size, setSize] = useState(25);
  const [visible, setVisible] = useState<string[]>(columnIds.filter((id) => id !== 'addedBy' && id !== 'kind'));
  const [content, setContent] = useState<AllowPage | null>(null);
  const [counts, setCounts] = useState<AllowCounts | null>(null);
  const [chosen, setChosen] = useState<AllowRow[]>([]);
  /** Everything that was found is chosen, except these. */
  const [except, setExcept] = useState<string[] | null>(null);
  const [dialog, setDialog] = useState<Dialog>(null);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const [stale, setStale] = useState(0);

  const query = useMemo(
    () => queryOf(view, search, filter, sort, descending),
    [view, search, filter, sort, descending],
  );

  useEffect(() => {
    let left = false;
    commands.allow_list_page({ query, page, size }).then(
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
  }, [query, page, size, stale, version]);

  useEffect(() => {
    let left = false;
    commands.allow_list_counts().then(
      (next) => {
        if (!left) setCounts(next);
      },
      (error: unknown) => {
        if (!left) setTrouble(asTrouble(error));
      },
    );
    return () => {
      left = true;
    };
  }, [stale, version]);

  const chooseNone = () => {
    setChosen([]);
    setExcept(null);
  };
  /** Another question has other answers: what was chosen among the old ones is chosen no more. */
  const ask = (change: () => void) => {
    change();
    setPage(0);
    chooseNone();
  };
  const changed = () => {
    setStale((n) => n + 1);
    onChanged();
  };
  const total = content?.total ?? 0;
  const rows = content?.rows ?? [];
  const count = except === null ? chosen.length : total - except.length;
  const selection: AllowSelection =
    except === null ? { of: 'these', principals: chosen.map((row) => row.principal) } : { of: 'found', query, except };

  const act = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setTrouble(null);
    try {
      await work();
      chooseNone();
      changed();
    } catch (error) {
      setTrouble(asTrouble(error));
    } finally {
      setBusy(false);
    }
  };
  const save = async (format: 'csv' | 'xlsx') => {
    setTrouble(null);
    try {
      setSaved(await commands.allow_list_export({ query, format }));
    } catch (error) {
      setTrouble(asTrouble(error));
    }
  };
  const onAction = (id: string) => {
    if (id === 'adopt') void act(() => commands.allow_list_adopt({ selection }));
    else if (id === 'attest-yes') setDialog({ of: 'attest', state: 'yes' });
    else if (id === 'attest-ended') setDialog({ of: 'attest', state: 'ended' });
    else if (id === 'report') setDialog({ of: 'import', kind: 'subscriptions' });
    else if (id === 'invite') setDialog({ of: 'invite' });
    else if (id === 'csv' || id === 'xlsx') void save(id);
  };

  const outside = view === 'onlyInAws' || view === 'subscribedNotAllowed';
  const asked = search !== '' || filter.tokens.length > 0 || view !== 'all';
  const columns = columnsOf(t, say, regions);
  const sorted = columns.find((column) => column.id === sort);
  return (
    <SpaceBetween size="m">
      {trouble !== null && <TroubleBox trouble={trouble} onDismiss={() => setTrouble(null)} />}
      {saved !== null && (
        <Flashbar
          items={[
            {
              type: 'success',
              content: t('allow-saved-to', { path: saved }),
              dismissible: true,
              dismissLabel: t('close'),
              onDismiss: () => setSaved(null),
            },
          ]}
        />
      )}
      <SegmentedControl
        data-testid="allow-list-view"
        label={t('allow-view')}
        selectedId={view}
        onChange={({ detail }) => ask(() => setView(detail.selectedId as AllowView))}
        options={views.map((id) => ({ id, text: t(`allow-view-${id}`, { count: countOf(counts, id) }) }))}
      />
      <Table
        variant="embedded"
        wrapLines
        loading={content === null && trouble === null}
        loadingText={t('loading')}
        items={rows}
        trackBy="principal"
        selectionType="multi"
        selectedItems={except === null ? chosen : rows.filter((row) => !except.includes(row.principal))}
        onSelectionChange={({ detail }) => {
          if (except === null) {
            setChosen(detail.selectedItems);
            return;
          }
          // What is not on this page stays as it was.
          const here = rows.map((row) => row.principal);
          const kept = detail.selectedItems.map((row) => row.principal);
          setExcept([...except.filter((one) => !here.includes(one)), ...here.filter((one) => !kept.includes(one))]);
        }}
        isItemDisabled={(row) => !outside && row.source !== 'list'}
        {...(sorted === undefined ? {} : { sortingColumn: sorted })}
        sortingDescending={descending}
        onSortingChange={({ detail }) => {
          const id = sorts.find((one) => one === detail.sortingColumn.sortingField);
          if (id === undefined) return;
          setSort(id);
          setDescending(detail.isDescending ?? false);
          setPage(0);
        }}
        submitEdit={async (row, column, value) => {
          const text = String(value);
          try {
            await commands.allow_list_edit({
              principal: row.principal,
              name: column.id === 'name' ? text : row.name,
              note: column.id === 'note' ? text : row.note,
            });
            setStale((n) => n + 1);
          } catch (error) {
            setTrouble(asTrouble(error));
          }
        }}
        columnDefinitions={columns}
        columnDisplay={columnIds.map((id) => ({ id, visible: visible.includes(id) }))}
        header={
          <Header
            variant="h3"
            counter={count > 0 ? `(${count}/${total})` : `(${total})`}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <ButtonDropdown
                  data-testid="allow-list-actions"
                  onItemClick={({ detail }) => onAction(detail.id)}
                  items={[
                    { id: 'adopt', text: t('allow-action-adopt'), disabled: count === 0 || !outside },
                    { id: 'attest-yes', text: t('allow-action-attest-yes'), disabled: count === 0 },
                    { id: 'attest-ended', text: t('allow-action-attest-ended'), disabled: count === 0 },
                    { id: 'report', text: t('allow-action-report') },
                    { id: 'csv', text: t('allow-action-csv') },
                    { id: 'xlsx', text: t('allow-action-xlsx') },
                    { id: 'invite', text: t('allow-action-invite') },
                  ]}
                >
                  {t('allow-actions')}
                </ButtonDropdown>
                <Button
                  data-testid="allow-list-remove"
                  disabled={count === 0 || outside}
                  loading={busy}
                  onClick={() => void act(() => commands.allow_list_remove({ selection }))}
                >
                  {t('allow-list-remove', { count })}
                </Button>
                <Button
                  data-testid="allow-list-add"
                  variant="primary"
                  onClick={() => setDialog({ of: 'import', kind: 'customers' })}
                >
                  {t('allow-list-add')}
                </Button>
              </SpaceBetween>
            }
          >
            {t('allow-list-accounts')}
          </Header>
        }
        filter={
          <SpaceBetween size="xs">
            <TextFilter
              data-testid="allow-list-search"
              filteringText={search}
              filteringPlaceholder={t('allow-list-find')}
              filteringAriaLabel={t('allow-list-find')}
              filteringClearAriaLabel={t('clear')}
              countText={asked ? t('matches', { count: total }) : ''}
              onChange={({ detail }) => ask(() => setSearch(detail.filteringText))}
            />
            <PropertyFilter
              query={filter}
              disableFreeTextFiltering
              filteringPlaceholder={t('allow-narrow')}
              filteringAriaLabel={t('allow-narrow')}
              onChange={({ detail }) => ask(() => setFilter(detail))}
              {...filteringProperties(t, regions)}
            />
            {(count > 0 || except !== null) && (
              <SpaceBetween direction="horizontal" size="s">
                <span aria-live="polite">{t('allow-selected', { count })}</span>
                {except === null && total > rows.length && view !== 'all' && (
                  <Choose label={t('allow-select-found', { count: total })} onChoose={() => setExcept([])} />
                )}
                {except === null && total > rows.length && view === 'all' && (counts?.onlyInAws ?? 0) === 0 && (
                  <Choose label={t('allow-select-found', { count: total })} onChoose={() => setExcept([])} />
                )}
                <Choose label={t('allow-select-none')} onChoose={chooseNone} />
              </SpaceBetween>
            )}
          </SpaceBetween>
        }
        pagination={
          total > size ? (
            <Pagination
              currentPageIndex={page + 1}
              pagesCount={Math.ceil(total / size)}
              onChange={({ detail }) => setPage(detail.currentPageIndex - 1)}
            />
          ) : undefined
        }
        preferences={
          <CollectionPreferences
            title={t('allow-preferences')}
            confirmLabel={t('save')}
            cancelLabel={t('cancel')}
            preferences={{ pageSize: size, visibleContent: visible }}
            pageSizePreference={{
              title: t('allow-preferences-size'),
              options: sizes.map((value) => ({ value, label: t('allow-preferences-rows', { count: value }) })),
            }}
            visibleContentPreference={{
              title: t('allow-preferences-columns'),
              options: [
                {
                  label: t('allow-preferences-columns'),
                  options: columns.map((column) => ({
                    id: column.id,
                    label: typeof column.header === 'string' ? column.header : column.id,
                    editable: column.id !== 'account',
                  })),
                },
              ],
            }}
            onConfirm={({ detail }) => {
              setSize(detail.pageSize ?? size);
              setVisible([...(detail.visibleContent ?? visible)]);
              setPage(0);
            }}
          />
        }
        ariaLabels={{
          selectionGroupLabel: t('allow-list-accounts'),
          allItemsSelectionLabel: () => t('select-all'),
          itemSelectionLabel: (_selection, row) => row.principal,
          tableLabel: t('allow-list-accounts'),
          activateEditLabel: (column, row) =>
            t(column.id === 'note' ? 'allow-edit-note' : 'allow-edit-name', { who: row.name || row.principal }),
          cancelEditLabel: () => t('cancel'),
          submitEditLabel: () => t('save'),
        }}
        empty={
          <Box textAlign="center" padding="s">
            <SpaceBetween size="xs">
              <b>{asked ? t('no-match') : t('allow-list-none')}</b>
              {!asked && <Box>{t('allow-list-none.text')}</Box>}
              {!asked && <Button onClick={() => setDialog({ of: 'invite' })}>{t('allow-action-invite')}</Button>}
            </SpaceBetween>
          </Box>
        }
      />
      {dialog?.of === 'import' && (
        <ImportRowsDialog kind={dialog.kind} onClose={() => setDialog(null)} onDone={changed} />
      )}
      {dialog?.of === 'invite' && <Invite onClose={() => setDialog(null)} onSaved={setSaved} />}
      {dialog?.of === 'attest' && (
        <Attest
          onClose={() => setDialog(null)}
          onConfirm={(by) => {
            const { state } = dialog;
            setDialog(null);
            void act(() => commands.allow_list_attest({ selection, state, by }));
          }}
        />
      )}
    </SpaceBetween>
  );
}

/** A word that does something right here. */
function Choose({ label, onChoose }: { label: string; onChoose: () => void }) {
  return (
    <Link
      href="#"
      onFollow={(event) => {
        event.preventDefault();
        onChoose();
      }}
    >
      {label}
    </Link>
  );
}

function countOf(counts: AllowCounts | null, view: AllowView): number {
  if (counts === null) return 0;
  if (view === 'all') return counts.listed + counts.onlyInAws;
  return counts[view];
}
