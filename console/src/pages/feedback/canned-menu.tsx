import { SnippetsOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Popover } from 'antd';
import { useState } from 'react';
import type { CannedAnswerView, FeedbackThreadView } from '../../../../src/management/feedback/schemas.ts';
import { api } from '../../api/client.ts';
import type { Page } from '../../api/cursor-list.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './feedback.module.css';
import { feedbackTexts } from './texts.ts';

interface CannedMenuProps {
  thread: FeedbackThreadView;
  onInsert: (text: string) => void;
  onManage: () => void;
}

/** A menu of answers that are kept ready; the one chosen is put into the box, with the person's name in it. */
export function CannedMenu({ thread, onInsert, onManage }: CannedMenuProps) {
  const t = useTexts(feedbackTexts);
  const [isOpen, setOpen] = useState(false);
  const insert = (answer: CannedAnswerView) => {
    setOpen(false);
    const category = thread.category?.name ?? t('reply.anything');
    onInsert(fillIn(answer.content, { name: nameOf(thread, t('reply.you')), category }));
  };
  const manage = () => {
    setOpen(false);
    onManage();
  };
  return (
    <Popover
      open={isOpen}
      onOpenChange={setOpen}
      trigger="click"
      placement="topLeft"
      destroyOnHidden
      title={t('canned.title')}
      content={<Menu onChoose={insert} onManage={manage} />}
    >
      <Button icon={<SnippetsOutlined />} aria-expanded={isOpen}>
        {t('reply.canned')}
      </Button>
    </Popover>
  );
}

function Menu({ onChoose, onManage }: { onChoose: (answer: CannedAnswerView) => void; onManage: () => void }) {
  const t = useTexts(feedbackTexts);
  const [typed, setTyped] = useState('');
  const { data } = useQuery({
    queryKey: ['canned-answers', 'all'],
    queryFn: ({ signal }) => api.get<Page<CannedAnswerView>>('/canned-answers', { query: { limit: 200 }, signal }),
  });
  const all = data?.items ?? [];
  const found = all.filter(({ title, content }) => `${title}\n${content}`.toLowerCase().includes(typed.toLowerCase()));
  return (
    <div className={styles.canned}>
      {all.length > 5 && (
        <Input
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          placeholder={t('canned.search')}
          aria-label={t('canned.search')}
          allowClear
        />
      )}
      {data && all.length === 0 && <p className={styles.cannedEmpty}>{t('canned.emptyHint')}</p>}
      <ul className={styles.cannedList}>
        {found.map((answer) => (
          <li key={answer.id}>
            <button type="button" className={styles.cannedEntry} onClick={() => onChoose(answer)}>
              <span className={styles.cannedTitle}>{answer.title}</span>
              <span className={styles.excerpt}>{answer.content}</span>
            </button>
          </li>
        ))}
      </ul>
      <Button type="link" size="small" onClick={onManage}>
        {t('canned.manage')}
      </Button>
    </div>
  );
}

/** A number is no name to call anybody by. */
function nameOf({ author: { id, name } }: FeedbackThreadView, stranger: string): string {
  return name === null || name === `#${id}` ? stranger : name;
}

function fillIn(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}
