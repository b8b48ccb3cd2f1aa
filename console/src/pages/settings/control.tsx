import { Button, DatePicker, Flex, Input, InputNumber, Select, Switch } from 'antd';
import type { SettingView } from '../../../../src/management/settings/schemas.ts';
import { useServerZone } from '../../api/session.ts';
import { useTexts } from '../../i18n/texts.ts';
import { fromWall, toWall } from '../../i18n/zoned-time.ts';
import type { Value } from './draft.ts';
import { LogoControl } from './logo-control.tsx';
import { sayChoice } from './say-value.ts';
import { settingsTexts } from './texts.ts';

interface ControlProps {
  id: string;
  /** What the setting is called, for controls that have no label of their own. */
  label: string;
  setting: SettingView;
  value: Value;
  disabled: boolean;
  status: '' | 'error';
  onChange: (value: Value) => void;
}

const wide = { width: '100%', maxWidth: 360 };

/** What a setting's value is chosen with. */
export function Control({ id, label, setting, value, disabled, status, onChange }: ControlProps) {
  const t = useTexts(settingsTexts);
  const { rule, optional } = setting;
  const common = { id, disabled, status };
  switch (rule.type) {
    case 'flag':
      return <Switch id={id} checked={value === true} disabled={disabled} aria-label={label} onChange={onChange} />;
    case 'integer':
      return (
        <InputNumber
          {...common}
          value={value as number | null}
          placeholder={t('none')}
          style={{ width: 140 }}
          onChange={(number) => (number !== null || optional) && onChange(number)}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          value={String(value)}
          style={wide}
          options={rule.choices?.map((choice) => ({ value: choice, label: sayChoice(t, choice) }))}
          onChange={onChange}
        />
      );
    case 'timeZone':
      return (
        <Select
          {...common}
          showSearch
          value={String(value)}
          style={wide}
          options={timeZones().map((zone) => ({ value: zone, label: zone }))}
          onChange={onChange}
        />
      );
    case 'moment':
      return <MomentControl {...common} value={value} onChange={onChange} />;
    case 'colour':
      return <ColourControl {...common} value={value} onChange={onChange} />;
    case 'picture':
      return (
        <LogoControl
          id={id}
          value={value as string | null}
          disabled={disabled}
          maxBytes={rule.maxBytes ?? 0}
          onChange={onChange}
        />
      );
    default:
      return (
        <Input
          {...common}
          value={(value as string | null) ?? ''}
          maxLength={rule.maxLength ?? 2000}
          placeholder={t('notSet')}
          style={wide}
          onChange={({ target }) => onChange(target.value === '' && optional ? null : target.value)}
        />
      );
  }
}

/** UTC is not among the browser's own. */
function timeZones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')];
}

type PlainProps = Pick<ControlProps, 'id' | 'disabled' | 'status' | 'value' | 'onChange'>;

/** In the zone of the server, as all moments of the console are. */
function MomentControl({ value, onChange, ...common }: PlainProps) {
  const t = useTexts(settingsTexts);
  const zone = useServerZone();
  return (
    <DatePicker
      {...common}
      showTime={{ format: 'HH:mm' }}
      format="YYYY-MM-DD HH:mm"
      value={value === null ? null : toWall(String(value), zone)}
      placeholder={t('notSet')}
      style={wide}
      onChange={(wall) => onChange(wall ? fromWall(wall.startOf('minute'), zone) : null)}
    />
  );
}

function ColourControl({ id, disabled, status, value, onChange }: PlainProps) {
  const t = useTexts(settingsTexts);
  const colour = (value as string | null) ?? '';
  return (
    <Flex gap={8} align="center">
      <input
        type="color"
        value={/^#[0-9a-f]{6}$/i.test(colour) ? colour : '#808080'}
        disabled={disabled}
        aria-label={t('pickColour')}
        onChange={({ target }) => onChange(target.value)}
      />
      <Input
        id={id}
        disabled={disabled}
        status={status}
        value={colour}
        maxLength={7}
        placeholder={t('notSet')}
        style={{ width: 120 }}
        onChange={({ target }) => onChange(target.value === '' ? null : target.value)}
      />
      {value !== null && !disabled && (
        <Button type="text" size="small" onClick={() => onChange(null)}>
          {t('logo.remove')}
        </Button>
      )}
    </Flex>
  );
}
