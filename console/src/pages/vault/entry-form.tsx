import { Form, Input } from 'antd';
import type { VaultEntryView } from '../../../../src/management/vault/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useIdempotencyKeys } from '../../api/idempotency-key.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useBase } from '../../components/use-base.ts';
import { sharedTexts } from '../../i18n/shared.ts';
import { useTexts } from '../../i18n/texts.ts';
import { vaultTexts } from './texts.ts';

interface EntryValues {
  pin: string;
  ptKey?: string;
  wsKey?: string;
  remark?: string;
}

interface EntryFormProps {
  /** Undefined: a new one. */
  entry: VaultEntryView | undefined;
  onClose: () => void;
}

/** Adds an account, or puts new keys and another remark. */
export function EntryForm({ entry: newest, onClose }: EntryFormProps) {
  const [entry, loadNewest] = useBase(newest);
  const t = useTexts(vaultTexts);
  const shared = useTexts(sharedTexts);
  const { keyFor } = useIdempotencyKeys();
  const save = useChange(
    ({ pin, remark = '', ...typed }: EntryValues) => {
      const keys = Object.fromEntries(Object.entries(typed).filter(([, key]) => key?.trim()));
      if (!entry) {
        const body = { pin, ...keys, ...(remark && { remark }) };
        return api.post('/vault', body, { idempotencyKey: keyFor(body) });
      }
      const change = { ...keys, ...(remark !== entry.remark && { remark }) };
      if (Object.keys(change).length === 0) throw new Error(t('form.nothing'));
      return api.patch(`/vault/${entry.id}`, change, { version: entry.version });
    },
    { invalidates: ['vault'], done: entry ? t('form.changed') : t('form.added'), silent: true },
  );
  const keyExtra = entry && t('form.keyHint');
  return (
    <FormDrawer<EntryValues>
      open
      title={entry ? t('form.editTitle', { pin: entry.pin }) : t('form.addTitle')}
      initialValues={{ remark: entry?.remark ?? '' }}
      onSubmit={(values) => save.mutateAsync(values)}
      onReload={loadNewest}
      onClose={onClose}
    >
      {!entry && (
        <Form.Item
          name="pin"
          label={t('form.pin')}
          extra={t('form.pinHint')}
          rules={[{ required: true, whitespace: true, message: shared('form.required') }]}
        >
          <Input autoComplete="off" maxLength={2000} />
        </Form.Item>
      )}
      <Form.Item name="ptKey" label={t('form.ptKey')} extra={keyExtra}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} autoComplete="off" spellCheck={false} maxLength={4096} />
      </Form.Item>
      <Form.Item name="wsKey" label={t('form.wsKey')} extra={keyExtra}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} autoComplete="off" spellCheck={false} maxLength={4096} />
      </Form.Item>
      <Form.Item name="remark" label={t('form.remark')}>
        <Input maxLength={255} />
      </Form.Item>
    </FormDrawer>
  );
}
