/** The names, their zones and the records on them, drawn: one column for each zone, with whose it is. */
import Box from '@cloudscape-design/components/box';
import { StateMark } from '../components/state-mark';
import { useWords } from '../i18n';
import type { NameCard, NamesPicture, RecordCard } from '../platform';
import { marks } from './standing';

/** A zone as it is drawn. */
export interface DrawnZone {
  zone: string;
  names: NameCard[];
  records: RecordCard[];
  servers: string[];
}

/** What stands in which zone. What nobody has looked up yet is drawn under its own name. */
export function zonesOf({ names, records }: NamesPicture): DrawnZone[] {
  const zones = new Map<string, DrawnZone>();
  const at = (zone: string) => {
    const found = zones.get(zone) ?? { zone, names: [], records: [], servers: [] };
    zones.set(zone, found);
    return found;
  };
  for (const name of names) {
    const drawn = at(name.zone ?? '');
    drawn.names.push(name);
    drawn.servers = name.servers;
  }
  const service = names.find(({ kind }) => kind === 'service');
  for (const record of records) {
    const above = service?.ownZone === true ? service.parent : service?.zone;
    const home = record.purpose === 'renewal' ? (service?.name ?? '') : (record.zone ?? above ?? '');
    const drawn = at(home);
    drawn.records.push(record);
    if (drawn.servers.length === 0) drawn.servers = record.servers;
  }
  return [...zones.values()].sort((one, other) => one.zone.length - other.zone.length);
}

/** See the file. */
export function NamesDrawn({ picture }: { picture: NamesPicture }) {
  const { t } = useWords();
  return (
    <figure className="zones" aria-label={t('dns-names-picture')} data-testid="names-picture">
      {zonesOf(picture).map(({ zone, names, records, servers }) => (
        <div key={zone} className="zone-box">
          <div className="zone-title">{zone === '' ? t('name-not-looked') : zone}</div>
          {names.length === 0 && zone !== '' && <div className="zone-servers">{t('zone-of-seller-operations')}</div>}
          {servers.length > 0 && (
            <div className="zone-servers">
              {t('name-servers', { count: servers.length })} <span className="name">{servers.join(', ')}</span>
            </div>
          )}
          {names.map((name) => (
            <div key={name.kind} className="zone-name">
              <Box variant="small" color="text-body-secondary">
                {t(`name-${name.kind}`)}
              </Box>
              <div className="name">{name.shown}</div>
            </div>
          ))}
          {records.length > 0 && (
            <ul className="zone-records">
              {records.map((record) => (
                <li key={keyOf(record)} className={`zone-record zone-record-${record.standing}`}>
                  <div>
                    <strong>{record.kind}</strong> <span className="name">{record.name}</span>
                  </div>
                  <StateMark state={record.standing} marks={marks} prefix="record-standing" />
                </li>
              ))}
            </ul>
          )}
        </div>
      ))}
    </figure>
  );
}

/** One of its kind. */
export function keyOf({ purpose, region, name, value }: RecordCard): string {
  return `${purpose} ${region ?? ''} ${name} ${value ?? ''}`;
}
