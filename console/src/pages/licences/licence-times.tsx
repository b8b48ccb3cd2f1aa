import { Flex, Tooltip } from 'antd';
import type { LicenceView } from '../../../../src/management/licences/schemas.ts';
import { useServerZone } from '../../api/session.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { printMoment } from '../../i18n/zoned-time.ts';
import { licencesTexts } from './texts.ts';

/** From when it counts. */
export function Effect({ licence: { effectAt } }: { licence: LicenceView }) {
  const t = useTexts(licencesTexts);
  return effectAt === null ? t('fromBinding') : <Day at={effectAt} />;
}

const soonMs = 30 * 86_400_000;

/** Until when; how long that still is where it is not long. */
export function Expiry({ licence: { expiresAt, state } }: { licence: LicenceView }) {
  const t = useTexts(licencesTexts);
  if (expiresAt === null) return t('forever');
  const isSoon = state !== 'revoked' && state !== 'expired' && Date.parse(expiresAt) - Date.now() < soonMs;
  if (!isSoon) return <Day at={expiresAt} />;
  return (
    <Flex gap={8} wrap component="span" style={{ display: 'inline-flex', color: 'var(--ant-color-warning-text)' }}>
      <Day at={expiresAt} />
      <RelativeTime at={expiresAt} />
    </Flex>
  );
}

/** A day as the calendar has it, with the exact moment on hover and on focus. */
function Day({ at }: { at: string }) {
  const moment = printMoment(at, useServerZone());
  return (
    <Tooltip title={moment}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the exact time is to be had by keyboard too */}
      <time dateTime={at} tabIndex={0} style={{ whiteSpace: 'nowrap' }}>
        {moment.slice(0, 10)}
      </time>
    </Tooltip>
  );
}
