import { useWords } from '../i18n';
import { accountId } from '../i18n/format';
import type { AccountChip as Account } from '../platform';

/** Whose account this is, on every screen. Practice has a colour of its own, so that nobody confuses the two. */
export function AccountChip({ account, regions = [] }: { account: Account; regions?: readonly string[] }) {
  const { t } = useWords();
  const id = accountId(account.accountId);
  return (
    <span
      className={`chip chip-${account.kind}`}
      data-testid="account-chip"
      data-kind={account.kind}
      title={account.arn}
    >
      <strong>{t(`account-${account.kind}`)}</strong>
      <span>{id}</span>
      {account.profile !== null && account.kind !== 'practice' && <span>{account.profile}</span>}
      {regions.length > 0 && (
        <span>
          {regions.length <= 2
            ? regions.join(', ')
            : t('region-and-more', { region: regions[0] ?? '', count: regions.length - 1 })}
        </span>
      )}
    </span>
  );
}
