import { useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Flex, Select } from 'antd';
import dayjs from 'dayjs';
import type { AuditActions } from '../../../../src/management/audit/schemas.ts';
import { api } from '../../api/client.ts';
import { useContractName, useContracts } from '../../api/contracts.ts';
import { SearchInput } from '../../components/search-input.tsx';
import { useIsNarrow } from '../../components/use-is-narrow.ts';
import { contractTexts } from '../../i18n/contracts.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { beginOfDay } from '../../i18n/zoned-time.ts';
import styles from './audit.module.css';
import { auditTexts } from './texts.ts';
import { ThingPicker } from './thing-picker.tsx';
import { useActionWords } from './use-action-words.ts';

/** All as the address has them; `from` and `to` are days, `to` included. */
export const noFilters = { action: '', actor: '', target: '', contract: '', address: '', from: '', to: '' };
export type AuditFilters = typeof noFilters;

/** As the API asks for them: days become moments in the zone of the server. */
export function toQuery({ from, to, ...rest }: AuditFilters, zone: string): Record<string, string> {
  return { ...rest, from: beginOfDay(from, zone), to: beginOfDay(to, zone, 1) };
}

interface FiltersProps {
  filters: AuditFilters;
  onChange: (change: Partial<AuditFilters>) => void;
}

/** What to look for; on a phone behind a button. */
export function Filters({ filters, onChange }: FiltersProps) {
  const t = useTexts(auditTexts);
  const isNarrow = useIsNarrow();
  const fields = <Fields filters={filters} onChange={onChange} />;
  if (!isNarrow) return fields;
  const chosen = Object.values(filters).filter(Boolean).length;
  return (
    <details className={styles.fold} open={chosen > 0}>
      <summary>
        {t('filters.show')}
        {chosen > 0 && ` (${chosen})`}
      </summary>
      {fields}
    </details>
  );
}

function Fields({ filters, onChange }: FiltersProps) {
  const t = useTexts(auditTexts);
  const shared = useTexts(sharedTexts);
  const contract = useContractName();
  const isNarrow = useIsNarrow();
  const width = (wide: number) => (isNarrow ? '100%' : wide);
  const contracts = useContracts(Object.keys(contractTexts.zh));
  const dayOf = (text: string) => (text && dayjs(text).isValid() ? dayjs(text) : null);
  return (
    <Flex gap={8} wrap style={{ marginBottom: 16 }}>
      <ActionSelect value={filters.action} onChange={(action) => onChange({ action })} width={width(146)} />
      <ThingPicker
        value={filters.actor}
        onChange={(actor) => onChange({ actor })}
        kinds={['account', 'api-key']}
        words={['cli', 'system', 'panel-token']}
        label={t('filters.actor')}
        width={width(130)}
      />
      <ThingPicker
        value={filters.target}
        onChange={(target) => onChange({ target })}
        kinds={['account', 'licence', 'vault-entry', 'release', 'api-key']}
        label={t('filters.target')}
        width={width(130)}
      />
      <Select
        allowClear
        value={filters.contract || null}
        onChange={(next) => onChange({ contract: next ?? '' })}
        placeholder={t('filters.contract')}
        aria-label={t('filters.contract')}
        style={{ width: width(90) }}
        options={contracts.map((value) => ({ value, label: contract(value) }))}
      />
      <SearchInput
        value={filters.address}
        onSearch={(address) => onChange({ address })}
        placeholder={t('filters.address')}
        width={width(120)}
      />
      <DatePicker.RangePicker
        value={[dayOf(filters.from), dayOf(filters.to)]}
        onChange={(days) =>
          onChange({ from: days?.[0]?.format('YYYY-MM-DD') ?? '', to: days?.[1]?.format('YYYY-MM-DD') ?? '' })
        }
        allowEmpty
        placeholder={[t('filters.from'), t('filters.to')]}
        aria-label={t('filters.time')}
        style={{ width: width(216) }}
      />
      {Object.values(filters).some(Boolean) && (
        <Button type="text" onClick={() => onChange(noFilters)}>
          {shared('clearFilters')}
        </Button>
      )}
    </Flex>
  );
}

interface ActionSelectProps {
  value: string;
  onChange: (action: string) => void;
  width: number | string;
}

/** Every action that the log has, in words and by its name. */
function ActionSelect({ value, onChange, width }: ActionSelectProps) {
  const t = useTexts(auditTexts);
  const say = useActionWords();
  const { data, isPending } = useQuery({
    queryKey: ['audit', 'actions'],
    queryFn: ({ signal }) => api.get<AuditActions>('/audit/actions', { signal }),
  });
  const options = (data?.items ?? []).map((action) => ({ value: action, label: `${say(action)} · ${action}` }));
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      loading={isPending}
      value={value || null}
      onChange={(next) => onChange(next ?? '')}
      placeholder={t('filters.action')}
      aria-label={t('filters.action')}
      popupMatchSelectWidth={320}
      style={{ width }}
      options={options}
    />
  );
}
