/** What the property filter knows. */
import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import type { Words } from '../i18n';
import { stateKey } from './query';

const states = ['listed', 'missing', 'refused', 'adding', 'removing', 'unknown'];
const kinds = ['account', 'role', 'user', 'everyone'];
const subscriptions = ['yes', 'ended', 'unknown'];

/** Its properties and the values that they propose. */
export function filteringProperties(
  t: Words['t'],
  regions: string[],
): Pick<PropertyFilterProps, 'filteringProperties' | 'filteringOptions'> {
  const exact = ['=', '!='];
  const text = [':', '!:', '=', '!='];
  const property = (key: string, label: string, operators: string[]): PropertyFilterProps.FilteringProperty => ({
    key,
    propertyLabel: label,
    groupValuesLabel: label,
    operators,
    defaultOperator: operators[0] ?? '=',
  });
  const stateOptions = (key: string) =>
    states.map((value) => ({ propertyKey: key, value, label: t(`allow-${value}`) }));
  const each = regions.length > 1 ? regions : [];
  return {
    filteringProperties: [
      property('name', t('allow-property-name'), text),
      property('account', t('allow-property-account'), text),
      property('kind', t('allow-property-kind'), exact),
      property('note', t('allow-property-note'), text),
      property('state', t('allow-property-state'), exact),
      ...each.map((region) => property(stateKey(region), t('allow-property-state-in', { region }), exact)),
      property('subscription', t('allow-property-subscription'), exact),
      property('addedAt', t('allow-property-addedAt'), ['>=', '<', '=']),
      property('addedBy', t('allow-property-addedBy'), text),
    ],
    filteringOptions: [
      ...kinds.map((value) => ({ propertyKey: 'kind', value, label: t(`allow-kind-${value}`) })),
      ...stateOptions('state'),
      ...each.flatMap((region) => stateOptions(stateKey(region))),
      ...subscriptions.map((value) => ({
        propertyKey: 'subscription',
        value,
        label: t(`allow-subscribed-${value}`),
      })),
    ],
  };
}
