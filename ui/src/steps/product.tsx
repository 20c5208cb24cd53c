import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Field } from '../components/field';
import { NamesDrawing } from '../components/names-drawing';
import { useWords } from '../i18n';
import type { ChoiceProps, InputsOf, StepView } from './step-view';

type Product = InputsOf<'product'>;
type TextField = Exclude<keyof Product, 'step' | 'visibility' | 'region' | 'moreRegions'>;

const blank: Product = {
  step: 'product',
  title: '',
  productId: '',
  visibility: 'limited',
  companyName: '',
  contactName: '',
  contactMail: '',
  contactPhone: '',
  serviceDnsName: '',
  privateDnsName: '',
  region: '',
  moreRegions: [],
};

function visibilityOf(value: string): Product['visibility'] {
  return value === 'public' || value === 'draft' ? value : 'limited';
}

function Choice({ draft, change, problem, observed }: ChoiceProps<'product'>) {
  const { t } = useWords();
  const text = (name: TextField, type: 'text' | 'email' = 'text') => (
    <Input
      value={draft[name]}
      type={type}
      onChange={({ detail }) => change({ [name]: detail.value })}
      spellcheck={false}
      autoComplete={false}
    />
  );
  const regions = observed?.regions ?? (draft.region === '' ? [] : [draft.region]);
  return (
    <SpaceBetween size="l">
      <Box variant="h3">{t('product-group-listing')}</Box>
      <ColumnLayout columns={2}>
        <Field name="title" problem={problem}>
          {text('title')}
        </Field>
        <Field name="productId" problem={problem} topic="product-id">
          {text('productId')}
        </Field>
      </ColumnLayout>
      <Field name="visibility" problem={problem} topic="visibility">
        <RadioGroup
          value={draft.visibility}
          onChange={({ detail }) => change({ visibility: visibilityOf(detail.value) })}
          items={[
            { value: 'limited', label: t('visibility-limited'), description: t('visibility-limited.text') },
            { value: 'public', label: t('visibility-public'), description: t('visibility-public.text') },
            { value: 'draft', label: t('visibility-draft'), description: t('visibility-draft.text') },
          ]}
        />
      </Field>

      <Box variant="h3">{t('product-group-company')}</Box>
      <ColumnLayout columns={2}>
        <Field name="companyName" problem={problem}>
          {text('companyName')}
        </Field>
        <Field name="contactName" problem={problem}>
          {text('contactName')}
        </Field>
        <Field name="contactMail" problem={problem}>
          {text('contactMail', 'email')}
        </Field>
        <Field name="contactPhone" problem={problem} optional>
          {text('contactPhone')}
        </Field>
      </ColumnLayout>

      <Box variant="h3">{t('product-group-names')}</Box>
      <ColumnLayout columns={2}>
        <Field name="serviceDnsName" problem={problem} topic="service-dns-name">
          {text('serviceDnsName')}
        </Field>
        <Field name="privateDnsName" problem={problem} topic="private-dns-name" optional>
          {text('privateDnsName')}
        </Field>
      </ColumnLayout>
      <NamesDrawing serviceDnsName={draft.serviceDnsName} privateDnsName={draft.privateDnsName} />

      <Box variant="h3">{t('product-group-region')}</Box>
      <Field name="region" problem={problem} topic="region">
        <Select
          selectedOption={draft.region === '' ? null : { value: draft.region, label: draft.region }}
          options={regions.map((region) => ({ value: region, label: region }))}
          onChange={({ detail }) => {
            const region = detail.selectedOption.value ?? '';
            change({ region, moreRegions: draft.moreRegions.filter((one) => one !== region) });
          }}
          placeholder={t('choose-region')}
          filteringType={regions.length > 8 ? 'auto' : 'none'}
          statusType={observed === null ? 'loading' : 'finished'}
          loadingText={t('looking')}
        />
      </Field>
      <Field name="moreRegions" problem={problem} topic="several-regions" optional>
        <Multiselect
          selectedOptions={draft.moreRegions.map((region) => ({ value: region, label: region }))}
          options={regions
            .filter((region) => region !== draft.region)
            .map((region) => ({ value: region, label: region }))}
          onChange={({ detail }) => change({ moreRegions: detail.selectedOptions.flatMap(({ value }) => value ?? []) })}
          placeholder={t('choose-more-regions')}
          filteringAriaLabel={t('choose-more-regions')}
          filteringType={regions.length > 8 ? 'auto' : 'none'}
          statusType={observed === null ? 'loading' : 'finished'}
          loadingText={t('looking')}
          deselectAriaLabel={(option) => t('take-off', { name: option.label ?? '' })}
        />
      </Field>
    </SpaceBetween>
  );
}

/** Product, company, contact, names and Region. */
export const product: StepView<'product'> = { blank, Choice };
