import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, EditOutlined } from '@ant-design/icons';
import { Button, Tag } from 'antd';
import { useEffect, useRef } from 'react';
import type { FaqView } from '../../../../src/management/faqs/schemas.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Section } from '../../components/section.tsx';
import { useTexts } from '../../i18n/texts.ts';
import styles from './faqs.module.css';
import { faqsTexts } from './texts.ts';
import type { FaqGroup } from './use-faqs.ts';

interface FaqListProps {
  groups: readonly FaqGroup[];
  /** Absent where nothing may be written. */
  onDelete: ((faq: FaqView) => void) | undefined;
  onRename: ((category: string) => void) | undefined;
  /** Absent while not all are shown: what is not seen cannot be passed. */
  onReorder: ((ids: number[], moved?: { faq: FaqView; place: number }) => void) | undefined;
  onOpen: (faq: FaqView) => void;
}

/** Questions by category, each movable within its own. */
export function FaqList({ groups, onReorder, onRename, ...actions }: FaqListProps) {
  const t = useTexts(faqsTexts);
  const nameOf = (category: string): string => category || t('uncategorised');
  const swap = (first: FaqGroup, second: FaqGroup) =>
    onReorder?.([...second.entries, ...first.entries].map(({ id }) => id));
  return groups.map((group, index) => {
    const [before, after] = [groups[index - 1], groups[index + 1]];
    const category = nameOf(group.category);
    return (
      <Section
        key={group.category}
        title={category}
        extra={
          <span className={styles.groupActions}>
            <span className={styles.count}>{t('count', { count: group.entries.length })}</span>
            {onReorder && groups.length > 1 && (
              <MoveButtons
                place={index}
                up={t('category.up', { category })}
                down={t('category.down', { category })}
                onUp={before && (() => swap(before, group))}
                onDown={after && (() => swap(group, after))}
              />
            )}
            {onRename && (
              <Button
                type="text"
                size="small"
                icon={<EditOutlined />}
                aria-label={t('category.renameOf', { category })}
                title={t('category.rename')}
                onClick={() => onRename(group.category)}
              />
            )}
          </span>
        }
      >
        <ul className={styles.list} aria-label={t('list', { category })}>
          {group.entries.map((faq, place) => (
            <Row key={faq.id} faq={faq} entries={group.entries} place={place} onReorder={onReorder} {...actions} />
          ))}
        </ul>
      </Section>
    );
  });
}

interface RowProps extends Pick<FaqListProps, 'onDelete' | 'onReorder' | 'onOpen'> {
  faq: FaqView;
  entries: readonly FaqView[];
  place: number;
}

function Row({ faq, entries, place, onDelete, onReorder, onOpen }: RowProps) {
  const t = useTexts(faqsTexts);
  const { title } = faq;
  const swap = (first: FaqView | undefined, second: FaqView | undefined, newPlace: number) =>
    first && second && (() => onReorder?.([second.id, first.id], { faq, place: newPlace }));
  return (
    <li className={styles.row}>
      {onReorder && (
        <MoveButtons
          place={place}
          up={t('moveUp', { title })}
          down={t('moveDown', { title })}
          onUp={swap(entries[place - 1], faq, place)}
          onDown={swap(faq, entries[place + 1], place + 2)}
        />
      )}
      <button type="button" className={styles.words} onClick={() => onOpen(faq)}>
        <span className={styles.title}>{title}</span>
        <span className={styles.excerpt}>{faq.content}</span>
      </button>
      <span className={styles.meta}>
        {faq.externalLink && <Tag>URL</Tag>}
        <span>
          {t('updated')} <RelativeTime at={faq.updatedAt} />
        </span>
      </span>
      {onDelete && (
        <Button
          type="text"
          icon={<DeleteOutlined />}
          aria-label={t('delete', { title })}
          onClick={() => onDelete(faq)}
        />
      )}
    </li>
  );
}

interface MoveButtonsProps {
  /** Among those that it moves between. */
  place: number;
  up: string;
  down: string;
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
}

/** Up and down; at the end of the way the other one has the focus. */
function MoveButtons({ place, up, down, onUp, onDown }: MoveButtonsProps) {
  const upButton = useRef<HTMLButtonElement>(null);
  const downButton = useRef<HTMLButtonElement>(null);
  const pressed = useRef<'up' | 'down'>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what moved in the document lost the focus
  useEffect(() => {
    if (!pressed.current) return;
    const buttons = [upButton.current, downButton.current];
    if (pressed.current === 'down') buttons.reverse();
    pressed.current = undefined;
    buttons.find((button) => button && !button.disabled)?.focus();
  }, [place]);
  const move = (way: 'up' | 'down', act: (() => void) | undefined) => () => {
    pressed.current = way;
    act?.();
  };
  const shared = { type: 'text', size: 'small' } as const;
  return (
    <span className={styles.move}>
      <Button
        {...shared}
        ref={upButton}
        icon={<ArrowUpOutlined />}
        aria-label={up}
        disabled={!onUp}
        onClick={move('up', onUp)}
      />
      <Button
        {...shared}
        ref={downButton}
        icon={<ArrowDownOutlined />}
        aria-label={down}
        disabled={!onDown}
        onClick={move('down', onDown)}
      />
    </span>
  );
}
