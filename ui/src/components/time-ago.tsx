import { clockTime, duration, moment } from '../i18n/format';
import { useWords } from '../i18n';
import { useNow } from '../frame/clock';

/** "20 s ago", kept current; the full date as a tooltip. */
export function TimeAgo({ at }: { at: number }) {
  const { t } = useWords();
  const now = useNow();
  const age = duration(now - at);
  return (
    <time dateTime={new Date(at).toISOString()} title={moment(at)}>
      {t('ago', { duration: t(age.id, age.params) })}
    </time>
  );
}

/** "10:42:03, 20 s ago". */
export function LookedAt({ at }: { at: number }) {
  const { t } = useWords();
  return (
    <span>
      {t('looked-at', { time: clockTime(at) })} <TimeAgo at={at} />
    </span>
  );
}
