import { SendOutlined } from '@ant-design/icons';
import { Alert, Button, Input } from 'antd';
import { type KeyboardEvent, useEffect, useState } from 'react';
import type { FeedbackThreadView } from '../../../../src/management/feedback/schemas.ts';
import { useIdempotencyKeys } from '../../api/idempotency-key.ts';
import { isChangedMeanwhile } from '../../api/problem.ts';
import { useSession } from '../../api/session.ts';
import { keepDraft, readDraft } from '../../app/drafts.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { CannedMenu } from './canned-menu.tsx';
import styles from './feedback.module.css';
import { useReply } from './inbox.ts';
import { feedbackTexts } from './texts.ts';

const longest = 5_000;
/** Where the R key leads. */
export const replyBoxId = 'reply-content';

interface ReplyBoxProps {
  thread: FeedbackThreadView;
  onManageCanned: () => void;
}

/** Writes the next answer. */
export function ReplyBox({ thread, onManageCanned }: ReplyBoxProps) {
  const t = useTexts(feedbackTexts);
  // Another operator in the same tab is to find their own alone.
  const about = `feedback:${useSession().account.id}:${thread.id}`;
  const [content, setContent] = useState(() => readDraft(about));
  const { keyFor, renew } = useIdempotencyKeys();
  const reply = useReply(t('reply.sent'));
  useEffect(() => {
    keepDraft(about, content);
  }, [content, about]);

  const isSendable = content.trim() !== '' && !reply.isPending;
  const send = () => {
    if (!isSendable) return;
    const onSuccess = () => {
      setContent('');
      renew();
    };
    reply.mutate({ thread, content, idempotencyKey: keyFor({ content }) }, { onSuccess });
  };
  const sendByKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    send();
  };
  const insert = (text: string) => {
    setContent((before) => (before === '' ? text : `${before}\n${text}`).slice(0, longest));
    document.getElementById(replyBoxId)?.focus();
  };
  return (
    <div className={styles.reply}>
      {isChangedMeanwhile(reply.error) ? (
        <Alert type="warning" showIcon role="alert" title={t('reply.changed')} />
      ) : (
        <ProblemAlert error={reply.error} />
      )}
      <label htmlFor={replyBoxId} className="visually-hidden">
        {t('reply.label')}
      </label>
      <Input.TextArea
        id={replyBoxId}
        value={content}
        onChange={(event) => setContent(event.target.value)}
        onKeyDown={sendByKey}
        placeholder={t('reply.placeholder')}
        maxLength={longest}
        autoSize={{ minRows: 3, maxRows: 10 }}
      />
      <div className={styles.replyActions}>
        <CannedMenu thread={thread} onInsert={insert} onManage={onManageCanned} />
        <span className={styles.shortcut}>{t('reply.shortcut')}</span>
        <Button type="primary" icon={<SendOutlined />} disabled={!isSendable} loading={reply.isPending} onClick={send}>
          {t('reply.send')}
        </Button>
      </div>
    </div>
  );
}
