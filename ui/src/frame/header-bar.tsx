/**
 * The bar on top: Gangway, the onboarding, what is saved, whose account. Cloudscape's own top navigation folds its parts away when there is little
 * room; the account must never be folded away, so this bar is laid out here, in the same visual context.
 */
import Button from '@cloudscape-design/components/button';
import Icon from '@cloudscape-design/components/icon';
import { AccountChip } from '../components/account-chip';
import { useWords } from '../i18n';
import type { Onboarding } from '../platform';
import { hrefOf, home } from './places';

/** The bar; without an onboarding it shows the product's name and the two general buttons. */
export function HeaderBar({
  onboarding,
  saved,
  dark,
  onTheme,
  onShortcuts,
  practice,
}: {
  onboarding: Onboarding | null;
  saved: string | null;
  dark: boolean;
  onTheme: () => void;
  onShortcuts: () => void;
  practice?: { unread: number; onOpen: () => void };
}) {
  const { t } = useWords();
  return (
    <header id="top-bar" className="top-bar awsui-context-top-navigation">
      <div className="top-bar-title">
        <a className="top-bar-brand" href={onboarding === null ? '#' : hrefOf(home)}>
          {t('product-name')}
        </a>
        {onboarding !== null && <span className="top-bar-name">{onboarding.name}</span>}
      </div>
      {saved !== null && (
        <span className="top-bar-saved" data-testid="saved-state" aria-live="polite">
          <Icon name="status-positive" /> {saved}
        </span>
      )}
      <div className="top-bar-end">
        {onboarding !== null && <AccountChip account={onboarding.account} regions={onboarding.regions} />}
        {practice !== undefined && (
          <Button variant="link" iconName="envelope" data-testid="practice-open" onClick={practice.onOpen}>
            {practice.unread > 0 ? t('practice-world-news', { count: practice.unread }) : t('practice-world')}
          </Button>
        )}
        <Button variant="link" data-testid="theme" onClick={onTheme}>
          {dark ? t('theme-light') : t('theme-dark')}
        </Button>
        <Button variant="link" data-testid="shortcuts" ariaLabel={t('shortcuts')} onClick={onShortcuts}>
          ?
        </Button>
      </div>
    </header>
  );
}
