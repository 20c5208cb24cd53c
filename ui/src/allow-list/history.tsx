/** Every change of the list, here and at AWS, newest first. */
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Pagination from '@cloudscape-design/components/pagination';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useEffect, useState } from 'react';
import { Part } from '../components/part';
import { TroubleBox } from '../components/trouble-box';
import { useWords } from '../i18n';
import { moment } from '../i18n/format';
import { asTrouble, commands } from '../platform';
import type { AllowHistory, Trouble } from '../platform';

const size = 25;

/** The part "History". `version` changes with what there is to read. */
export function HistoryPart({ version }: { version: string }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState('');
  const [page, setPage] = useState(1);
  const [content, setContent] = useState<AllowHistory | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  useEffect(() => {
    if (!open) return undefined;
    let left = false;
    commands.allow_history({ search, page: page - 1, size }).then(
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
  }, [open, search, page, version]);

  return (
    <Part id="history" title={t('allow-history')} description={t('allow-history.text')}>
      <ExpandableSection
        headerText={t('allow-history-show')}
        expanded={open}
        onChange={({ detail }) => setOpen(detail.expanded)}
      >
        {trouble !== null && <TroubleBox trouble={trouble} />}
        <Table
          variant="embedded"
          wrapLines
          loading={content === null && trouble === null}
          loadingText={t('loading')}
          items={content?.rows ?? []}
          trackBy={(row) => String(row.id)}
          empty={t(search === '' ? 'allow-history-empty' : 'no-match')}
          ariaLabels={{ tableLabel: t('allow-history') }}
          filter={
            <TextFilter
              filteringText={search}
              filteringPlaceholder={t('allow-list-find')}
              filteringAriaLabel={t('allow-list-find')}
              filteringClearAriaLabel={t('clear')}
              onChange={({ detail }) => {
                setSearch(detail.filteringText);
                setPage(1);
              }}
            />
          }
          pagination={
            (content?.total ?? 0) > size ? (
              <Pagination
                currentPageIndex={page}
                pagesCount={Math.ceil((content?.total ?? 0) / size)}
                onChange={({ detail }) => setPage(detail.currentPageIndex)}
              />
            ) : undefined
          }
          columnDefinitions={[
            { id: 'at', header: t('column-when'), cell: (row) => moment(row.at) },
            { id: 'what', header: t('column-what'), cell: (row) => t(`allow-what-${row.what}`) },
            { id: 'principal', header: t('column-account'), isRowHeader: true, cell: (row) => row.principal },
            { id: 'region', header: t('column-region'), cell: (row) => (row.region === '' ? '–' : row.region) },
            {
              id: 'source',
              header: t('allow-source'),
              cell: (row) => (row.source === 'hand' ? t('allow-source-hand') : row.source),
            },
            { id: 'answer', header: t('column-answer'), cell: (row) => row.answer ?? '–' },
          ]}
        />
      </ExpandableSection>
    </Part>
  );
}
