import { DownOutlined, FilterOutlined, MailOutlined, UpOutlined, UserOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Skeleton, Tag, Tooltip } from 'antd';
import { useEffect, useRef } from 'react';
import type { FeedbackThreadView } from '../../../../src/management/feedback/schemas.ts';
import { useRights } from '../../api/session.ts';
import { CopyText } from '../../components/copy-text.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useTexts } from '../../i18n/texts.ts';
import styles from './feedback.module.css';
import { useSeenOnOpening, useSetSeen, useThread } from './inbox.ts';
import { StatusTag } from './inbox-list.tsx';
import { ReplyBox } from './reply-box.tsx';
import { feedbackTexts } from './texts.ts';

/** Ways to the entries beside this one; absent at the ends of the list. */
export interface Steps {
  goNext: (() => void) | undefined;
  goPrevious: (() => void) | undefined;
}

interface ThreadProps extends Steps {
  id: number;
  onShowAuthor: (thread: FeedbackThreadView) => void;
  onManageCanned: () => void;
}

/** One feedback, what was answered, and a box for the next answer. */
export function Thread({ id, onShowAuthor, onManageCanned, ...steps }: ThreadProps) {
  const { data: thread, error, refetch, isPending } = useThread(id);
  const mayWrite = useRights()('messages:write');
  useSeenOnOpening(thread);
  if (isPending) return <Skeleton active paragraph={{ rows: 6 }} className={styles.loading} />;
  if (!thread) return <ProblemAlert error={error} onRetry={refetch} />;
  return (
    <>
      <ThreadHead thread={thread} onShowAuthor={() => onShowAuthor(thread)} {...steps} />
      <Messages thread={thread} />
      {mayWrite && <ReplyBox key={id} thread={thread} onManageCanned={onManageCanned} />}
    </>
  );
}

interface ThreadHeadProps extends Steps {
  thread: FeedbackThreadView;
  onShowAuthor: () => void;
}

function ThreadHead({ thread, onShowAuthor, goNext, goPrevious }: ThreadHeadProps) {
  const t = useTexts(feedbackTexts);
  const may = useRights();
  const setSeen = useSetSeen(t('thread.markedUnseen'));
  const { id, author, category, contactPhone, status } = thread;
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus follows from one entry to the next
  useEffect(() => {
    // After the router's own focus on the page's title.
    const timer = setTimeout(() => heading.current?.focus({ preventScroll: true }));
    return () => clearTimeout(timer);
  }, [id]);
  return (
    <header className={styles.threadHead}>
      <div className={styles.threadTitleLine}>
        <h2 className={styles.threadTitle} ref={heading} tabIndex={-1}>
          {t('thread.heading', { name: author.name ?? t('anonymous') })}
        </h2>
        <div className={styles.threadTools}>
          {may('messages:write') && (
            <ToolButton
              label={t('thread.markUnseen')}
              icon={<MailOutlined />}
              onClick={thread.seen ? () => setSeen.mutate({ id, isSeen: false }) : undefined}
            />
          )}
          <ToolButton label={t('thread.onlyAuthor')} icon={<FilterOutlined />} onClick={onShowAuthor} />
          <ToolButton label={t('thread.previous')} icon={<UpOutlined />} onClick={goPrevious} />
          <ToolButton label={t('thread.next')} icon={<DownOutlined />} onClick={goNext} />
        </div>
      </div>
      <div className={styles.facts}>
        <StatusTag status={status} />
        <Tag>{category?.name ?? t('noCategory')}</Tag>
        {contactPhone && (
          <span>
            {t('thread.contact')} <CopyText text={contactPhone} />
          </span>
        )}
        {may('accounts:read') && (
          <Link to={`/accounts/${author.id}` as '/'}>
            <UserOutlined aria-hidden /> {t('thread.account')}
          </Link>
        )}
      </div>
    </header>
  );
}

function ToolButton(props: { label: string; icon: React.ReactNode; onClick: (() => void) | undefined }) {
  const { label, icon, onClick } = props;
  return (
    <Tooltip title={label}>
      <Button type="text" icon={icon} aria-label={label} disabled={!onClick} onClick={onClick} />
    </Tooltip>
  );
}

function Messages({ thread }: { thread: FeedbackThreadView }) {
  const t = useTexts(feedbackTexts);
  return (
    <ul className={styles.messages} aria-label={t('thread.messages')}>
      <li className={styles.theirs}>
        <p className={styles.said}>{thread.content}</p>
        <span className={styles.about}>
          <RelativeTime at={thread.createdAt} />
        </span>
      </li>
      {thread.replies.map((reply) => (
        <li key={reply.id} className={styles.ours}>
          <p className={styles.said}>{reply.content}</p>
          <span className={styles.about}>
            {reply.by.name ?? t('thread.gone')} · <RelativeTime at={reply.createdAt} /> ·{' '}
            {t(reply.read ? 'thread.read' : 'thread.notRead')}
          </span>
        </li>
      ))}
    </ul>
  );
}
