import { Link } from '@tanstack/react-router';
import { Tag, Tooltip } from 'antd';
import type { DeviceView, LicenceState, LicenceView } from '../../../../src/management/licences/schemas.ts';
import { useRights } from '../../api/session.ts';
import { ShortText } from '../../components/short-text.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { licencesTexts } from './texts.ts';

/** In the order in which they are offered as a filter. */
export const licenceStates: readonly LicenceState[] = ['active', 'unbound', 'upcoming', 'expired', 'revoked'];

const stateColours: Record<LicenceState, string> = {
  active: 'success',
  unbound: 'default',
  upcoming: 'processing',
  expired: 'warning',
  revoked: 'error',
};

/** Where a licence is in its life. */
export function StateTag({ state }: { state: LicenceState }) {
  const t = useTexts(licencesTexts);
  return <Tag color={stateColours[state]}>{t(`state.${state}`)}</Tag>;
}

const deviceColours = { live: 'success', overdue: 'warning', ended: 'default' } as const;

/** Whether a device is there. */
export function DeviceTag({ device: { state, lastAt, dueAt } }: { device: DeviceView }) {
  const t = useTexts(licencesTexts);
  const minutes = (Date.parse(dueAt) - Date.parse(lastAt)) / 60_000;
  return (
    <Tooltip title={t(`devices.stateHints.${state}`, { minutes })}>
      <Tag color={deviceColours[state]}>{t(`devices.states.${state}`)}</Tag>
    </Tooltip>
  );
}

/** Whose a licence or a device is, with a way there. */
export function Holder({ account }: { account: LicenceView['account'] }) {
  const t = useTexts(licencesTexts);
  const may = useRights();
  if (!account) return <span style={{ color: 'var(--ant-color-text-tertiary)' }}>{t('noAccount')}</span>;
  const { id, name } = account;
  return (
    <ShortText text={name}>{may('accounts:read') ? <Link to={`/accounts/${id}` as '/'}>{name}</Link> : name}</ShortText>
  );
}
