import { Select, Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useIsNarrow } from './use-is-narrow.ts';

interface PageTabsProps {
  /** What the tabs choose, for screen readers. */
  label: string;
  /** The key of the part that is shown; one that names none shows the first. */
  value: string;
  onChange: (key: string) => void;
  items: ReadonlyArray<{ key: string; label: string; children: ReactNode }>;
}

/** Parts of a page of which one is shown: tabs, or a choice where they would not fit beside each other. */
export function PageTabs({ label, value, onChange, items }: PageTabsProps) {
  const isNarrow = useIsNarrow();
  const shown = items.find(({ key }) => key === value) ?? items[0];
  if (!isNarrow || items.length < 4) {
    const tabs = { activeKey: shown?.key ?? value, onChange, items: [...items], 'aria-label': label };
    return <Tabs {...tabs} destroyOnHidden />;
  }
  return (
    <>
      <Select
        value={shown?.key ?? value}
        onChange={onChange}
        options={items.map((item) => ({ value: item.key, label: item.label }))}
        aria-label={label}
        style={{ width: '100%', marginBottom: 16 }}
      />
      {shown?.children}
    </>
  );
}
