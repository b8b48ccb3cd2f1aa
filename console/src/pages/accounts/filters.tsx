import { Button, DatePicker, Segmented, Select } from 'antd';
import dayjs from 'dayjs';
import type { AccountCount } from '../../../../src/management/accounts/schemas.ts';
import { useContractName, useContracts } from '../../api/contracts.ts';
import { appTexts } from '../../app/texts.ts';
import { SearchInput } from '../../components/search-input.tsx';
import { useIsNarrow } from '../../components/use-is-narrow.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './accounts.module.css';
import { accountsTexts } from './texts.ts';
import { type AccountFilters, isFiltered, noFilters } from './use-accounts.ts';

interface ChoicesProps {
  filters: AccountFilters;
  onChange: (change: Partial<AccountFilters>) => void;
}

interface FiltersProps extends ChoicesProps {
  /** How many that is, as far as it is known. */
  found: AccountCount | undefined;
}

const statuses = ['', 'waiting', 'active', 'frozen', 'rejected'] as const;
const roles = ['user', 'admin', 'owner'] as const;
const knownOrigins = ['mobile', 'desktop', 'staff', 'blog', 'console'];

/** What to look for. */
export function Filters({ filters, onChange, found }: FiltersProps) {
  const t = useTexts(accountsTexts);
  const shared = useTexts(sharedTexts);
  return (
    <>
      <div className={styles.filters}>
        <SearchInput value={filters.q} onSearch={(q) => onChange({ q })} placeholder={t('search')} width="100%" />
        <Choices filters={filters} onChange={onChange} />
        {isFiltered(filters) && (
          <Button type="text" onClick={() => onChange(noFilters)}>
            {shared('clearFilters')}
          </Button>
        )}
      </div>
      <div className={styles.status}>
        <Segmented
          value={filters.status}
          onChange={(status) => onChange({ status })}
          aria-label={t('columns.status')}
          options={statuses.map((value) => ({ value, label: t(`status.${value || 'all'}`) }))}
        />
        {found && found.count > 0 && (
          <output className={styles.explain}>{t('found', { number: sayGauge(found) })}</output>
        )}
      </div>
    </>
  );
}

const sayGauge = ({ count, capped }: AccountCount): string => `${count}${capped ? '+' : ''}`;

function Choices({ filters, onChange }: ChoicesProps) {
  const t = useTexts(accountsTexts);
  const app = useTexts(appTexts);
  const contract = useContractName();
  const origins = useContracts(knownOrigins, 'registering');
  const isNarrow = useIsNarrow();
  const choose = (name: 'role' | 'origin' | 'order', label: string, options: { value: string; label: string }[]) => (
    <Select
      value={filters[name]}
      onChange={(value) => onChange({ [name]: value })}
      aria-label={label}
      popupMatchSelectWidth={false}
      style={isNarrow ? { flex: '1 1 40%' } : { width: 124 }}
      options={options}
    />
  );
  const dayOf = (text: string) => (text && dayjs(text).isValid() ? dayjs(text) : null);
  return (
    <>
      {choose('role', t('anyRole'), [
        { value: '', label: t('anyRole') },
        ...roles.map((value) => ({ value, label: app(`role.${value}`) })),
      ])}
      {choose('origin', t('anyOrigin'), [
        { value: '', label: t('anyOrigin') },
        ...origins.map((value) => ({ value, label: contract(value) })),
      ])}
      <DatePicker.RangePicker
        value={[dayOf(filters.from), dayOf(filters.to)]}
        onChange={(days) =>
          onChange({ from: days?.[0]?.format('YYYY-MM-DD') ?? '', to: days?.[1]?.format('YYYY-MM-DD') ?? '' })
        }
        allowEmpty
        placeholder={[t('createdFrom'), t('createdTo')]}
        aria-label={t('columns.created')}
        style={isNarrow ? { flex: '1 1 100%' } : { width: 250 }}
      />
      {/* A search has an order of its own: the best matches first. */}
      {filters.q === '' &&
        choose('order', t('order'), [
          { value: '', label: t('newest') },
          { value: 'oldest', label: t('oldest') },
        ])}
    </>
  );
}
