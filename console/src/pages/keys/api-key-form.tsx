import { Form, Select } from 'antd';
import { useState } from 'react';
import type { Right } from '../../../../src/core/rights.ts';
import type { NewApiKeyView } from '../../../../src/management/keys/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api } from '../../api/client.ts';
import { useIdempotencyKeys } from '../../api/idempotency-key.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { NameField } from './name-field.tsx';
import { RightsField } from './rights-field.tsx';
import { keysTexts } from './texts.ts';

interface Values {
  name: string;
  rights: Right[];
  /** 0: for ever. */
  days: number;
}

interface ApiKeyFormProps {
  onMade: (key: NewApiKeyView) => void;
  onClose: () => void;
}

const lifetimesDays = [7, 30, 90, 365, 0];
const dayMs = 86_400_000;

/** Makes a key with chosen rights, for a chosen time. */
export function ApiKeyForm({ onMade, onClose }: ApiKeyFormProps) {
  const t = useTexts(keysTexts);
  const { keyFor } = useIdempotencyKeys();
  // Not when it is sent: sent again, the same form must be the same request.
  const [openedAt] = useState(Date.now);
  const create = useChange(
    ({ name, rights, days }: Values) => {
      const expiresAt = days === 0 ? null : new Date(openedAt + days * dayMs).toISOString();
      const body = { name, rights, expiresAt };
      return api.post<NewApiKeyView>('/api-keys', body, { idempotencyKey: keyFor(body) });
    },
    { invalidates: ['api-keys'], onDone: onMade, silent: true },
  );
  return (
    <FormDrawer<Values>
      open
      title={t('api.create')}
      initialValues={{ rights: [], days: 90 }}
      onSubmit={(values) => create.mutateAsync(values)}
      onClose={onClose}
    >
      <NameField />
      <Form.Item
        name="rights"
        label={t('api.rights')}
        extra={t('api.rightsHint')}
        rules={[{ type: 'array', min: 1, message: t('api.chooseRights') }]}
      >
        <RightsField />
      </Form.Item>
      <Form.Item name="days" label={t('api.expiry')}>
        <Select
          options={lifetimesDays.map((days) => ({
            value: days,
            label: days === 0 ? t('api.forever') : t('api.days', { count: days }),
          }))}
        />
      </Form.Item>
    </FormDrawer>
  );
}
