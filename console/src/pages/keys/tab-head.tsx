import { PlusOutlined } from '@ant-design/icons';
import { Button, Flex } from 'antd';
import { useRights } from '../../api/session.ts';

interface TabHeadProps {
  about: string;
  create: string;
  onCreate: () => void;
}

/** What a kind of keys is for, and the button that makes one. */
export function TabHead({ about, create, onCreate }: TabHeadProps) {
  return (
    <Flex gap={12} wrap justify="space-between" align="center" style={{ marginBottom: 16 }}>
      <span style={{ color: 'var(--ant-color-text-secondary)' }}>{about}</span>
      <CreateButton text={create} onCreate={onCreate} />
    </Flex>
  );
}

/** For owners alone. */
export function CreateButton({ text, onCreate }: { text: string; onCreate: () => void }) {
  const may = useRights();
  if (!may('keys:write')) return null;
  return (
    <Button type="primary" icon={<PlusOutlined />} onClick={onCreate}>
      {text}
    </Button>
  );
}
