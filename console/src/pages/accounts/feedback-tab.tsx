import { CommentOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Flex, Tag } from 'antd';
import type { AccountView } from '../../../../src/management/accounts/schemas.ts';
import type { FeedbackView } from '../../../../src/management/feedback/schemas.ts';
import { useCursorList } from '../../api/cursor-list.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { ResponsiveTable } from '../../components/responsive-table.tsx';
import { useTexts } from '../../i18n/texts.ts';
import styles from './accounts.module.css';
import { accountsTexts } from './texts.ts';

/** What it wrote. */
export function FeedbackTab({ account: { id } }: { account: AccountView }) {
  const t = useTexts(accountsTexts);
  const list = useCursorList<FeedbackView>('feedback', '/feedback', { account: id });
  return (
    <ResponsiveTable
      list={list}
      label={t('tabs.feedback')}
      rowKey={(feedback) => feedback.id}
      columns={[
        { title: t('feedback.content'), key: 'content', render: (_, feedback) => <Content feedback={feedback} /> },
        {
          title: t('feedback.category'),
          key: 'category',
          width: 140,
          render: (_, { category }) => category?.name ?? <span className={styles.explain}>–</span>,
        },
        { title: t('feedback.status'), key: 'status', width: 110, render: (_, each) => <Status feedback={each} /> },
        {
          title: t('feedback.written'),
          key: 'written',
          width: 130,
          render: (_, { createdAt }) => <RelativeTime at={createdAt} />,
        },
      ]}
      card={(feedback) => (
        <Flex vertical gap={6}>
          <Content feedback={feedback} />
          <Flex justify="space-between" gap={8} className={styles.explain}>
            <Status feedback={feedback} />
            <RelativeTime at={feedback.createdAt} />
          </Flex>
        </Flex>
      )}
      empty={<EmptyState title={t('feedback.empty')} hint={t('feedback.emptyHint')} icon={<CommentOutlined />} />}
    />
  );
}

function Content({ feedback: { id, content } }: { feedback: FeedbackView }) {
  return (
    <Link to={`/feedback/${id}` as '/'} className={styles.content}>
      {content}
    </Link>
  );
}

function Status({ feedback: { status } }: { feedback: FeedbackView }) {
  const t = useTexts(accountsTexts);
  return <Tag color={status === 'answered' ? 'success' : 'processing'}>{t(`feedback.${status}`)}</Tag>;
}
