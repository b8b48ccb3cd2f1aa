import { Segmented, Select } from 'antd';
import type { Query } from '../../api/client.ts';
import { useRights } from '../../api/session.ts';
import { AccountPicker } from '../../components/account-picker.tsx';
import { useTexts } from '../../i18n/texts.ts';
import styles from './feedback.module.css';
import { useCategories } from './inbox.ts';
import { feedbackTexts } from './texts.ts';

/** `status`: unseen, open, answered; `category`: an id or none; `account`: an id. */
export const inboxDefaults = { status: '', category: '', account: '' };

/** The filters as the API wants them. */
export function toQuery({ status, category, account }: typeof inboxDefaults): Query {
  const asked = status === 'unseen' ? { unseen: true } : { status };
  return { ...asked, category, account };
}

interface InboxFiltersProps {
  filters: typeof inboxDefaults;
  onChange: (change: Partial<typeof inboxDefaults>) => void;
}

/** What of the inbox is shown. */
export function InboxFilters({ filters, onChange }: InboxFiltersProps) {
  const t = useTexts(feedbackTexts);
  const may = useRights();
  const categories = useCategories();
  return (
    <div className={styles.filters}>
      <Segmented
        block
        aria-label={t('filters.status')}
        value={filters.status}
        onChange={(status) => onChange({ status })}
        options={[
          { value: '', label: t('filters.all') },
          { value: 'unseen', label: t('unread') },
          { value: 'open', label: t('open') },
          { value: 'answered', label: t('answered') },
        ]}
      />
      <Select
        aria-label={t('filters.category')}
        value={filters.category}
        onChange={(category) => onChange({ category })}
        options={[
          { value: '', label: t('filters.anyCategory') },
          ...categories.map(({ id, name }) => ({ value: String(id), label: name })),
          { value: 'none', label: t('noCategory') },
        ]}
      />
      {may('accounts:read') && (
        <AccountPicker
          label={t('filters.account')}
          value={filters.account === '' ? undefined : Number(filters.account)}
          onChange={(account) => onChange({ account: account === undefined ? '' : String(account) })}
        />
      )}
    </div>
  );
}
