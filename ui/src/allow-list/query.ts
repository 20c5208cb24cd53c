/** From Cloudscape's property filter to the engine's query. */
import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import type { AllowOperator, AllowProperty, AllowQuery, AllowSort, AllowToken, AllowView } from '../platform';

const operators: Record<string, AllowOperator> = {
  '=': 'is',
  '!=': 'isNot',
  ':': 'contains',
  '!:': 'containsNot',
  '>=': 'from',
  '<': 'before',
};

/** The state in one Region is a property of its own: `state@eu-west-1`. */
const at = '@';

/** The key of the state in this Region. */
export function stateKey(region: string): string {
  return `state${at}${region}`;
}

function tokenOf(token: PropertyFilterProps.Token): AllowToken {
  const [property = 'text', region = null] = (token.propertyKey ?? 'text').split(at);
  return {
    property: property as AllowProperty,
    operator: operators[token.operator] ?? 'contains',
    value: String(token.value),
    region,
  };
}

/** The query for what stands in the search, in the filter and in the table's head. */
export function queryOf(
  view: AllowView,
  search: string,
  filter: PropertyFilterProps.Query,
  sort: AllowSort,
  descending: boolean,
): AllowQuery {
  return {
    view,
    search: search.trim(),
    tokens: filter.tokens.map(tokenOf),
    any: filter.operation === 'or',
    sort,
    descending,
  };
}
