import { Skeleton } from 'antd';

/** Stands in for a page whose chunk takes long to come. */
export function PendingPage() {
  return <Skeleton active paragraph={{ rows: 6 }} />;
}
