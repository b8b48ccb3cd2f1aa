import { Card } from 'antd';
import type { ReactNode } from 'react';

interface SectionProps {
  title: string;
  extra?: ReactNode;
  children: ReactNode;
}

/** A part of a page under a heading of its own. */
export function Section({ title, extra, children }: SectionProps) {
  return (
    <Card
      size="small"
      title={<h2 style={{ margin: 0, fontSize: 15, fontWeight: 600 }}>{title}</h2>}
      extra={extra}
      style={{ marginBottom: 16 }}
      styles={{ body: { padding: 16 } }}
    >
      {children}
    </Card>
  );
}
