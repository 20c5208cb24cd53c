/** An account id in groups for the eye only: the gaps are drawn, so that what is selected or copied are its twelve digits. */
export function GroupedId({ id }: { id: string }) {
  return (
    <span className="grouped-id">
      <span>{id.slice(0, 4)}</span>
      <span>{id.slice(4, 8)}</span>
      <span>{id.slice(8)}</span>
    </span>
  );
}
