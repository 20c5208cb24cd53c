import Box from '@cloudscape-design/components/box';

/** A name with its id below, or the id alone. */
export function TwoLines({ name, id, extra }: { name: string | null; id: string; extra?: string }) {
  return (
    <div>
      <div>
        {name === null || name === '' ? id : name}
        {extra === undefined ? null : ` – ${extra}`}
      </div>
      {name !== null && name !== '' && (
        <Box variant="small" color="text-body-secondary">
          {id}
        </Box>
      )}
    </div>
  );
}
