/**
 * One key for each of a list's items. Items that are alike in all that makes the key get a number: with the same key twice, React leaves the second
 * on the page when both are gone.
 */
export function keysOf<T>(items: readonly T[], keyOf: (item: T) => string): string[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const key = keyOf(item);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return before === 0 ? key : `${key} (${String(before + 1)})`;
  });
}
