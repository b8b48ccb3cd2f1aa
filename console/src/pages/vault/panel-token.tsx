import { Button } from 'antd';
import { useState } from 'react';
import type { PanelTokenView } from '../../../../src/management/vault/schemas.ts';
import { useChange } from '../../api/change.ts';
import { api, newIdempotencyKey } from '../../api/client.ts';
import { useRights } from '../../api/session.ts';
import { ConfirmDanger } from '../../components/confirm-danger.tsx';
import { SecretOnce } from '../../components/secret-once.tsx';
import { Section } from '../../components/section.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { vaultTexts } from './texts.ts';

/** The token of the panel's scripts: cannot be looked at, only be replaced, by an owner. */
export function PanelToken() {
  const t = useTexts(vaultTexts);
  const may = useRights();
  const [idempotencyKey, setKey] = useState<string>();
  const [made, setMade] = useState<PanelTokenView>();
  const reset = useChange(() => api.post<PanelTokenView>('/panel-token/reset', undefined, { idempotencyKey }), {
    invalidates: [],
    onDone: setMade,
    silent: true,
  });
  return (
    <Section title={t('token.title')}>
      <p style={{ marginTop: 0 }}>{t('token.about')}</p>
      {may('keys:write') ? (
        <Button danger onClick={() => setKey(newIdempotencyKey())}>
          {t('token.reset')}
        </Button>
      ) : (
        <p style={{ margin: 0 }}>{t('token.ownerOnly')}</p>
      )}
      <ConfirmDanger
        open={idempotencyKey !== undefined}
        title={t('token.confirm')}
        consequences={[t('token.ends'), t('token.once')]}
        action={t('token.reset')}
        onConfirm={() => reset.mutateAsync(undefined)}
        onClose={() => setKey(undefined)}
      />
      <SecretOnce
        title={t('token.madeTitle')}
        secrets={made && [{ label: 'api-token', secret: made.token }]}
        onClose={() => setMade(undefined)}
      >
        <p style={{ marginBottom: 0 }}>{t('token.next')}</p>
      </SecretOnce>
    </Section>
  );
}
