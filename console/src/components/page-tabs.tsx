import { Select, Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useIsNarrow } from './use-is-narrow.ts';

interface PageTabsProps {
  /** What the tabs choose, for screen readers. */
  label: string;
  value: string;
  onChange: (key: string) => void;
  items: ReadonlyArray<{ key: string; label: string; children: ReactNode }>;
}

/** Parts of a page of which one is shown: tabs, or a choice where they would not fit beside each other. */
export function PageTabs({ label, value, onChange, items }: PageTabsProps) {
  const isNarrow = useIsNarrow();
  if (!isNarrow || items.length < 4) {
    return <Tabs activeKey={value} onChange={onChange} items={[...items]} aria-label={label} destroyOnHidden />;
  }
  return (
    <>
      <Select
        value={value}
        onChange={onChange}
        options={items.map((item) => ({ value: item.key, label: item.label }))}
        aria-label={label}
        style={{ width: '100%', marginBottom: 16 }}
      />
      {items.find(({ key }) => key === value)?.children}
    </>
  );
}
