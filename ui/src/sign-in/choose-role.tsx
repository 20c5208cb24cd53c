import { useCollection } from '@cloudscape-design/collection-hooks';
import Box from '@cloudscape-design/components/box';
import Pagination from '@cloudscape-design/components/pagination';
import RadioGroup from '@cloudscape-design/components/radio-group';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Spinner from '@cloudscape-design/components/spinner';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useState } from 'react';
import { TroubleBox } from '../components/trouble-box';
import { TwoLines } from '../components/two-lines';
import { useWords } from '../i18n';
import { accountId } from '../i18n/format';
import { asTrouble, commands } from '../platform';
import type { SignInAccount, Trouble } from '../platform';

/** A role in an account. */
export interface ChosenRole {
  accountId: string;
  role: string;
}

/** The accounts of whoever has signed in, to be searched, and the roles of the chosen one. */
export function ChooseRole({
  accounts,
  onOver,
  onChoose,
}: {
  accounts: SignInAccount[];
  /** The session is over: only a new sign-in helps. */
  onOver: () => void;
  onChoose: (chosen: ChosenRole | null) => void;
}) {
  const { t } = useWords();
  const [account, setAccount] = useState<SignInAccount | null>(null);
  const [roles, setRoles] = useState<string[] | null>(null);
  const [role, setRole] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const { items, collectionProps, filterProps, filteredItemsCount, paginationProps } = useCollection(accounts, {
    filtering: {
      filteringFunction: (one, text) =>
        [one.name, one.accountId, accountId(one.accountId), one.mail].some((value) =>
          value.toLowerCase().includes(text.trim().toLowerCase()),
        ),
      noMatch: <Box>{t('no-match')}</Box>,
      empty: (
        <div data-testid="sign-in-none">
          <Box variant="strong">{t('sign-in-none')}</Box>
          <Box>{t('sign-in-none.text')}</Box>
        </div>
      ),
    },
    pagination: { pageSize: 8 },
  });

  const choose = async (next: SignInAccount) => {
    setAccount(next);
    setRoles(null);
    setRole(null);
    setTrouble(null);
    onChoose(null);
    try {
      const found = await commands.sign_in_roles({ accountId: next.accountId });
      setRoles(found);
      const [only] = found;
      if (found.length === 1 && only !== undefined) take(next, only);
    } catch (error) {
      setTrouble(asTrouble(error));
    }
  };
  const take = (of: SignInAccount, next: string) => {
    setRole(next);
    onChoose({ accountId: of.accountId, role: next });
  };

  return (
    <SpaceBetween size="m">
      <div data-testid="sign-in-accounts">
        <Table
          {...collectionProps}
          variant="embedded"
          trackBy="accountId"
          selectionType="single"
          items={items}
          selectedItems={account === null ? [] : [account]}
          onSelectionChange={({ detail }) => {
            const [next] = detail.selectedItems;
            if (next !== undefined) void choose(next);
          }}
          onRowClick={({ detail }) => void choose(detail.item)}
          ariaLabels={{
            tableLabel: t('sign-in-accounts'),
            selectionGroupLabel: t('sign-in-accounts'),
            itemSelectionLabel: (_selection, one) => `${one.name} ${accountId(one.accountId)}`,
          }}
          header={<Header counter={`(${accounts.length})`}>{t('sign-in-accounts')}</Header>}
          filter={
            <TextFilter
              {...filterProps}
              filteringPlaceholder={t('sign-in-search')}
              filteringAriaLabel={t('sign-in-search')}
              filteringClearAriaLabel={t('clear')}
              countText={t('matches', { count: filteredItemsCount ?? 0 })}
            />
          }
          pagination={accounts.length > 8 ? <Pagination {...paginationProps} /> : undefined}
          columnDefinitions={[
            {
              id: 'name',
              header: t('column-account-name'),
              cell: (one) => (
                <TwoLines name={one.mail === '' ? null : one.name} id={one.mail === '' ? one.name : one.mail} />
              ),
              isRowHeader: true,
            },
            { id: 'id', header: t('column-account'), cell: (one) => accountId(one.accountId) },
          ]}
        />
      </div>
      {trouble !== null && (
        <TroubleBox
          trouble={trouble}
          onRetry={() => {
            if (trouble.message.code === 'sign-in-over') onOver();
            else if (account !== null) void choose(account);
          }}
        />
      )}
      {account !== null && roles === null && trouble === null && <Spinner />}
      {account !== null && roles !== null && (
        <FormField label={t('sign-in-roles', { name: account.name })} data-testid="sign-in-roles">
          {roles.length === 0 ? (
            t('sign-in-no-roles')
          ) : (
            <RadioGroup
              value={role}
              items={roles.map((one) => ({ value: one, label: one }))}
              onChange={({ detail }) => take(account, detail.value)}
            />
          )}
        </FormField>
      )}
    </SpaceBetween>
  );
}
