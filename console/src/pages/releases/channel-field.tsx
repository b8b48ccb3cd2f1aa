import { AutoComplete } from 'antd';

interface ChannelFieldProps {
  /** From the form's item. */
  id?: string;
  value?: string;
  onChange?: (channel: string) => void;
}

const usual = ['stable', 'beta'];

/** A channel: one of the usual ones, or any other name. */
export function ChannelField(props: ChannelFieldProps) {
  return <AutoComplete {...props} options={usual.map((value) => ({ value }))} maxLength={32} />;
}

/** As the server judges it. */
export const channelPattern = /^[a-z0-9][a-z0-9-]{0,31}$/;
